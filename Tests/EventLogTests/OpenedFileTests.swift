import Foundation
import LogTestSupport
import TestSupport
import Testing

@testable import EventLog

/// A file that is no longer where it was opened is not written (invariant 17).
@Suite("Opened file") struct OpenedFileTests {
    private static let stream = StreamID(recorded: "thing-a")

    /// What becomes of the file's name.
    enum Displacement: CaseIterable {
        case moved, removed, replaced, directoryMoved
    }

    private func displace(_ how: Displacement, _ directory: DataDirectory) throws {
        let file = directory.ledgerFile
        switch how {
        case .moved: try required(unsafe rename(file, file + ".elsewhere") == 0)
        case .removed: try required(unsafe unlink(file) == 0)
        case .replaced:
            try Files.write(try Files.bytes(file), file + ".copy")
            try required(unsafe rename(file + ".copy", file) == 0)
        case .directoryMoved:
            try required(unsafe rename(directory.path, directory.path + "-elsewhere") == 0)
        }
    }

    private func failure(_ body: () throws -> Void) -> LogFailure? {
        do {
            try body()
            return nil
        } catch { return error as? LogFailure }
    }

    @Test(arguments: Displacement.allCases)
    func `nothing is committed and nothing checkpointed`(how: Displacement) throws {
        let log = try TestLog()
        try log.append([.noted()], to: Self.stream)
        expectNil(log.writer.file.displacement)
        let waiting = try Files.bytes(log.directory.ledgerFile + "-wal")
        try displace(how, log.directory)
        defer { unsafe rename(log.directory.path + "-elsewhere", log.directory.path) }
        let refused = failure { try log.append([.noted()], to: Self.stream) }
        expectEqual(refused?.code, .moved)
        expectEqual(refused?.hint.contains("/proc/\(getpid())/fd"), true)
        expectEqual(failure { try log.writer.checkpointAll() }?.code, .moved)
        expectEqual(log.writer.file.displacement?.code, .moved)
        expectEqual(log.head, 1, "what was refused is undone")
        if how != .directoryMoved {
            try expectEqual(Files.bytes(log.directory.ledgerFile + "-wal"), waiting)
        }
    }

    @Test func `once it is back in its place the log goes on`() throws {
        let log = try TestLog()
        let file = log.directory.ledgerFile
        try log.append([.noted()], to: Self.stream)
        try displace(.moved, log.directory)
        expectEqual(failure { try log.append([.noted()], to: Self.stream) }?.code, .moved)
        try required(unsafe rename(file + ".elsewhere", file) == 0)
        try log.append([.noted()], to: Self.stream)
        try expectEqual(log.reopen().head, 2)
    }
}
