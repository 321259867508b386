import Digest
import Glibc

/// The last position and hash known to be on disk, in a small file of its own.
///
/// SQLite drops the end of a damaged write-ahead log without a word; the anchor, written after each
/// commit, is what notices. It may lag behind the log, never lead it.
struct Anchor: Equatable {
    /// The last event that is known to be on disk; 0 for a log without events.
    var position: Int64
    var hash: SHA256Digest

    /// One line: `onboard-anchor 1 <position> <hash> <check>`, padded to a fixed 128 bytes so that
    /// a newer one always covers an older one.
    var line: [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(Self.lineCount)
        line.append(contentsOf: "onboard-anchor 1 \(position) ".utf8)
        line.append(contentsOf: hash.hex.utf8)
        let check = Self.check(line)
        line.append(UInt8(ascii: " "))
        line.append(contentsOf: check.utf8)
        let padding = max(0, Self.lineCount - 1 - line.count)
        line.append(contentsOf: repeatElement(UInt8(ascii: " "), count: padding))
        line.append(UInt8(ascii: "\n"))
        return line
    }

    private static let lineCount = 128

    init(position: Int64, hash: SHA256Digest) { (self.position, self.hash) = (position, hash) }

    /// Nil when the line is not whole: a write was cut, so it says nothing.
    init?(text: String) {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "\n" })
        guard words.count == 5, words[0] == "onboard-anchor", words[1] == "1",
            let position = Int64(words[2]), let hash = SHA256Digest(hex: String(words[3])),
            words[4] == Self.check(Array(words[0..<4].joined(separator: " ").utf8))
        else { return nil }
        self.init(position: position, hash: hash)
    }

    /// Sixteen hex digits of a SHA-256: finds a line that was cut or mistyped, not one that
    /// somebody forged.
    private static func check(_ facts: [UInt8]) -> String {
        Hex.encode(SHA256.hash(facts).bytes.prefix(8))
    }
}

/// The anchor's open file; on the writer thread.
struct AnchorFile: ~Copyable {
    private let descriptor: Int32

    /// Makes an empty file where there is none.
    static func open(_ directory: DataDirectory) throws(LogFailure) -> AnchorFile {
        let descriptor = unsafe Glibc.open(
            directory.anchorFile, O_RDWR | O_CREAT | O_CLOEXEC, PrivateFile.mode)
        guard descriptor >= 0 else {
            throw LogFailure(
                .notWritable, "The anchor file cannot be opened: \(Errno.text).",
                hint: "Check the owner and permissions of \(directory.path).")
        }
        return AnchorFile(descriptor: descriptor)
    }

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Nil when there is none yet, or its last write was cut.
    func read() throws(LogFailure) -> Anchor? { Anchor(text: try Self.text(descriptor)) }

    /// What a directory's anchor says.
    enum Reading: Equatable {
        /// There is no file, or nothing in it yet.
        case missing
        /// It says something that no writer wrote: a write was cut, or somebody changed it.
        case broken
        case anchor(Anchor)
    }

    /// Reads the anchor of a directory that another process may be writing.
    static func read(in directory: DataDirectory) throws(LogFailure) -> Reading {
        let descriptor = unsafe Glibc.open(directory.anchorFile, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return .missing }
            throw unreadable()
        }
        defer { close(descriptor) }
        // One read may fall into a write; several in a row do not.
        for _ in 0..<8 {
            let text = try text(descriptor)
            if text.isEmpty { return .missing }
            if let anchor = Anchor(text: text) { return .anchor(anchor) }
        }
        return .broken
    }

    /// Writes the anchor without waiting for the disk: it may lag, and the commit it tells of is
    /// already there.
    func write(_ anchor: Anchor) {
        _ = unsafe anchor.line.withUnsafeBytes {
            unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0)
        }
    }

    /// What cannot be read may tell of events that are gone: that is not as if it told of none.
    private static func unreadable() -> LogFailure {
        LogFailure(.inputOutput, "The anchor file cannot be read: \(Errno.text).")
    }

    /// Empty when there is nothing.
    private static func text(_ descriptor: Int32) throws(LogFailure) -> String {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe pread(descriptor, $0.baseAddress, $0.count, 0)
        }
        guard count >= 0 else { throw unreadable() }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}

extension DataDirectory {
    /// Writes the anchor of a log that was copied here.
    package func writeAnchor(of head: LogHead) throws(LogFailure) {
        try AnchorFile.open(self).write(Anchor(position: head.position.rawValue, hash: head.hash))
    }
}
