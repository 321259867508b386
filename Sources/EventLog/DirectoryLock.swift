import Glibc

/// Holds the data directory for one writing process; given up when it goes away, however it ends.
@safe package struct DirectoryLock: ~Copyable, Sendable {
    private let descriptor: Int32

    /// Takes the lock, or says who has it.
    package static func acquire(_ directory: DataDirectory, purpose: String) throws(LogFailure)
        -> DirectoryLock
    {
        for _ in 0..<triesMax {
            let descriptor = unsafe open(
                directory.lockFile, O_RDWR | O_CREAT | O_CLOEXEC, PrivateFile.mode)
            guard descriptor >= 0 else { throw unopened(directory) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let holder = readHolder(descriptor)
                close(descriptor)
                let isOwn = holder.hasPrefix("process \(getpid()) ")
                throw LogFailure(
                    .inUse, "The data directory \(directory.path) is in use by \(holder).",
                    hint: isOwn
                        ? "If that is this process, close the ledger that it has open."
                        : "Stop that process, or run the command through it.")
            }
            guard isInPlace(descriptor, of: directory) else {
                close(descriptor)
                continue
            }
            write(holder: "process \(getpid()) (\(purpose))", to: descriptor)
            return DirectoryLock(descriptor: descriptor)
        }
        throw LogFailure(
            .notWritable, "The lock file in \(directory.path) is another each time.",
            hint: "Put the directory on a local file system.")
    }

    /// A file is taken away once for each backup that ends.
    private static let triesMax = 1000

    /// False for a file that a backup took away since it was opened: another one may be locked in
    /// its place.
    private static func isInPlace(_ descriptor: Int32, of directory: DataDirectory) -> Bool {
        var (opened, named) = (stat(), stat())
        return unsafe fstat(descriptor, &opened) == 0 && stat(directory.lockFile, &named) == 0
            && (opened.st_dev, opened.st_ino) == (named.st_dev, named.st_ino)
    }

    /// Who holds a directory now; nil when nobody does. Makes nothing, and turns nobody away but
    /// for the moment of asking.
    package static func holder(of directory: DataDirectory) throws(LogFailure) -> String? {
        let descriptor = unsafe open(directory.lockFile, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw unopened(directory)
        }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return readHolder(descriptor) }
        flock(descriptor, LOCK_UN)
        return nil
    }

    private static func unopened(_ directory: DataDirectory) -> LogFailure {
        LogFailure(
            .notWritable, "The lock file in \(directory.path) cannot be opened: \(Errno.text).",
            hint: "Check the directory's owner and permissions.")
    }

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit {
        ftruncate(descriptor, 0)
        // Closing alone would leave it to a child process between its fork and its exec.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Who holds it, for the message of whoever is turned away; the lock itself is flock's.
    private static func write(holder: String, to descriptor: Int32) {
        ftruncate(descriptor, 0)
        let bytes = Array(holder.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    private static func readHolder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 200)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe pread(descriptor, $0.baseAddress, $0.count, 0)
        }
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : "another process"
    }
}
