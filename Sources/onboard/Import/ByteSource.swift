import Foundation
import Glibc

/// Where a table or an export comes from: a file, a packed file, or standard input.
final class ByteSource {
    /// Where the bytes come from.
    private enum Origin {
        case file(Int32)
        case gzip(Process, output: FileHandle, errors: FileHandle)
    }

    /// Bytes read at a time.
    private static let pieceBytes = 1 << 17

    private let path: String
    private let origin: Origin
    private var isAtStart = true
    private var isAtEnd = false

    /// - Parameter path: `-` is standard input; a packed file, by its name or its first bytes, goes
    ///   through the system's gzip.
    init(_ path: String) throws(CommandFailure) {
        self.path = path
        if path == "-" {
            origin = .file(STDIN_FILENO)
            return
        }
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .fileUnreadable(path, reason: SystemText.last)
        }
        guard path.hasSuffix(".gz") || Self.isPacked(descriptor) else {
            origin = .file(descriptor)
            return
        }
        defer { Glibc.close(descriptor) }
        origin = try Self.unpack(path, descriptor)
    }

    deinit {
        switch origin {
        case .file(let descriptor): if descriptor != STDIN_FILENO { Glibc.close(descriptor) }
        case .gzip(let process, let output, _):
            // Stopped early: gzip has nobody to write to any more.
            try? output.close()
            if process.isRunning { process.terminate() }
            process.waitUntilExit()
        }
    }

    /// RFC 1952 section 2.3.1.
    private static let gzipMagic: [UInt8] = [0x1F, 0x8B]

    /// False also for what cannot be read at a place of one's choice, as a pipe.
    private static func isPacked(_ descriptor: Int32) -> Bool {
        var bytes: [UInt8] = [0, 0]
        return unsafe pread(descriptor, &bytes, 2, 0) == 2 && bytes == gzipMagic
    }

    /// Gzip reads the opened file by itself.
    private static func unpack(_ path: String, _ descriptor: Int32) throws(CommandFailure) -> Origin
    {
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc"]
        process.standardInput = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        process.standardOutput = output
        process.standardError = errors
        do { try process.run() } catch {
            throw .gzip(file: path, reason: "gzip could not be started")
        }
        return .gzip(
            process, output: output.fileHandleForReading, errors: errors.fileHandleForReading)
    }

    /// The next bytes; empty at the end.
    func next() throws(CommandFailure) -> [UInt8] {
        if isAtEnd { return [] }
        let bytes: [UInt8]
        do throws(InputFile.Failure) {
            switch origin {
            case .file(let descriptor):
                bytes = try InputFile.read(Self.pieceBytes, from: descriptor)
            case .gzip(_, let output, _):
                bytes = try InputFile.read(Self.pieceBytes, from: output.fileDescriptor)
            }
        } catch { throw .fileUnreadable(path, reason: error.reason) }
        if isAtStart, case .file = origin, bytes.starts(with: Self.gzipMagic) {
            throw .fileUnreadable(path, reason: "it is packed; pipe it through gzip -dc")
        }
        isAtStart = false
        if bytes.isEmpty {
            isAtEnd = true
            try checkGzip()
        }
        return bytes
    }

    /// A packed file that was cut short shows only in how gzip ends.
    private func checkGzip() throws(CommandFailure) {
        guard case .gzip(let process, _, let errors) = origin else { return }
        process.waitUntilExit()
        guard process.terminationStatus != 0 else { return }
        let said = String(decoding: errors.availableData, as: UTF8.self)
        let line = said.split(separator: "\n").first { !$0.isEmpty }
        throw .gzip(file: path, reason: line.map(String.init) ?? "gzip failed")
    }

    /// True for standard input and what else is there and no file, whose bytes come once; of a
    /// directory, reading says what it is.
    static func isPipe(_ path: String) -> Bool {
        if path == "-" { return true }
        var facts = stat()
        guard unsafe stat(path, &facts) == 0 else { return false }
        return ![S_IFREG, S_IFDIR].contains(facts.st_mode & S_IFMT)
    }

    /// How many lines the file has, read through once; nil for what can be read only once.
    ///
    /// Only for a progress bar: a line end within quotes makes it a little too many.
    static func countLines(of path: String) throws(CommandFailure) -> Int? {
        if isPipe(path) { return nil }
        let source = try ByteSource(path)
        var count = 0
        while case let bytes = try source.next(), !bytes.isEmpty {
            for byte in bytes where byte == UInt8(ascii: "\n") { count += 1 }
        }
        return count
    }
}
