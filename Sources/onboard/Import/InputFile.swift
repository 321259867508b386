import Glibc

/// Reading files given by the user, in pieces and without Foundation.
struct InputFile: ~Copyable {
    private let descriptor: Int32

    /// Why a file could not be opened or read.
    struct Failure: Error, Sendable, Hashable {
        let reason: String
        /// The `errno` of the call that failed; 0 when none did.
        let code: Int32

        init(errno code: Int32) { (reason, self.code) = (SystemText.of(code), code) }

        /// Of a file that was read and is not what it should be.
        init(reason: String) { (self.reason, code) = (reason, 0) }
    }

    /// Opens for reading.
    init(path: String) throws(Failure) {
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(errno: errno) }
    }

    deinit { close(descriptor) }

    /// The next bytes, at most `count`; empty at the end.
    func read(_ count: Int) throws(Failure) -> [UInt8] { try Self.read(count, from: descriptor) }

    static func read(_ count: Int, from descriptor: Int32) throws(Failure) -> [UInt8] {
        var got = 0
        var code: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            repeat {
                got = unsafe Glibc.read(descriptor, buffer.baseAddress, count)
                code = errno
            } while got < 0 && code == EINTR
            filled = max(got, 0)
        }
        guard got >= 0 else { throw Failure(errno: code) }
        return bytes
    }

    /// A whole small file that the command line names.
    static func argument(_ path: String, bytesMax: Int) throws(CommandFailure) -> [UInt8] {
        do { return try contents(of: path, bytesMax: bytesMax) } catch {
            throw .fileUnreadable(path, reason: error.reason)
        }
    }

    /// A whole small file.
    static func contents(of path: String, bytesMax: Int) throws(Failure) -> [UInt8] {
        let file = try InputFile(path: path)
        var bytes: [UInt8] = []
        while true {
            let piece = try file.read(1 << 16)
            if piece.isEmpty { return bytes }
            bytes += piece
            guard bytes.count <= bytesMax else {
                throw Failure(reason: "it is longer than \(Quantity.byteSize(bytesMax))")
            }
        }
    }
}
