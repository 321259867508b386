import EventLog
import Glibc

/// A file that a command line names to be written.
///
/// It appears under its name, or takes the place of what had it, only once it is complete. What is
/// there and is no regular file, such as a FIFO or a device, is written straight into. Links are
/// followed: what they lead to is written, and they stay. But neither a link nor a FIFO that
/// somebody else put there is trusted with what is exported.
final class OutputFile {
    /// As many links in a row as Linux follows.
    private static let linksMax = 40

    /// As it was named, for complaints.
    private let path: String
    private let descriptor: Int32
    /// The file that is written, and the name that it gets; nil once it has it, and for what is
    /// written straight into.
    private var unfinished: (part: String, target: String)?

    /// Opens what is there, or makes a file of a name of its own, readable by its owner alone,
    /// beside the one that is asked for. Blocks at a FIFO until somebody reads it.
    ///
    /// - Parameter directory: the ledger's, of whose files none is written over.
    init(path: String, sparing directory: DataDirectory) throws(CommandFailure) {
        self.path = path
        if Self.isSpecial(path) {
            descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
        } else {
            let target = try Self.target(of: path)
            if directory.isOwnFile(target) {
                throw .fileUnwritable(path, reason: "it is a file of the ledger's own")
            }
            let made = Self.makePart(of: target)
            descriptor = made.descriptor
            if descriptor >= 0 { unfinished = (made.part, target) }
        }
        guard descriptor >= 0 else { throw .fileFailed(path) }
        if unfinished == nil {
            var facts = stat()
            let isKnown = unsafe fstat(descriptor, &facts) == 0
            guard isKnown, Self.isTrusted(facts) else { throw Self.foreign(path) }
        }
    }

    deinit {
        close(descriptor)
        if let unfinished { unsafe unlink(unfinished.part) }
    }

    /// All of the bytes, or an error.
    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { all in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: all[written...])
                return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw .fileFailed(path)
            }
        }
    }

    /// Syncs, then renames: whoever sees the name sees all of it. Without it nothing is left of a
    /// file that was begun.
    func finish() throws(CommandFailure) {
        guard let unfinished else { return }
        guard fsync(descriptor) == 0, unsafe rename(unfinished.part, unfinished.target) == 0 else {
            throw .fileFailed(path)
        }
        self.unfinished = nil
    }

    /// Makes a file of a name that nothing has; a negative descriptor where that fails.
    private static func makePart(of target: String) -> (part: String, descriptor: Int32) {
        while true {
            let part = "\(target).\(String(UInt32.random(in: 0...UInt32.max), radix: 36)).part"
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
            let descriptor = unsafe open(part, flags, PrivateFile.mode)
            if descriptor >= 0 || errno != EEXIST { return (part, descriptor) }
        }
    }

    // MARK: What is there

    /// True for what is there and is no regular file; of a directory, opening says so.
    private static func isSpecial(_ path: String) -> Bool {
        var facts = stat()
        return unsafe stat(path, &facts) == 0 && facts.st_mode & S_IFMT != S_IFREG
    }

    /// Where links lead, also where there is nothing yet.
    private static func target(of path: String) throws(CommandFailure) -> String {
        var target = path
        for _ in 0..<linksMax {
            guard let link = SymbolicLink.target(of: target) else { return target }
            var facts = stat()
            guard unsafe lstat(target, &facts) == 0, isTrusted(facts) else { throw foreign(path) }
            let folder = target.lastIndex(of: "/").map { target[...$0] } ?? ""
            target = link.hasPrefix("/") ? link : folder + link
        }
        throw .fileUnwritable(path, reason: SystemText.of(ELOOP))
    }

    /// True for what the user or root owns.
    private static func isTrusted(_ facts: stat) -> Bool {
        facts.st_uid == geteuid() || facts.st_uid == 0
    }

    private static func foreign(_ path: String) -> CommandFailure {
        .fileUnwritable(path, reason: "what is there belongs to another user")
    }
}
