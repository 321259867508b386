import Digest
import Foundation
import TestSupport
import Testing

@testable import EventLog

/// A log that ends before its anchor does not open (invariant 12).
@Suite("Anchor") struct AnchorTests {
    private static let stream = StreamID(recorded: "thing-a")

    /// A log with `count` events, all in the write-ahead log still.
    private func makeLog(_ count: Int) throws -> TestLog {
        let log = try TestLog()
        for number in 0..<count { try log.append([.noted(number)], to: Self.stream) }
        return log
    }

    private func refusal(opening directory: DataDirectory) -> LogFailure? {
        do throws(LogFailure) {
            _ = try LogWriter(directory: directory)
            return nil
        } catch { return error }
    }

    private func anchor(_ directory: DataDirectory) -> Anchor? {
        if case .anchor(let anchor)? = try? AnchorFile.read(in: directory) { anchor } else { nil }
    }

    @Test func `a write-ahead log cut short is refused with what is missing and what to do`() throws
    {
        let log = try makeLog(20)
        let image = try log.home.copy()
        let wal = image.directory.ledgerFile + "-wal"
        try Files.truncate(wal, to: Files.size(wal) * 2 / 3)
        let failure = try required(refusal(opening: image.directory))
        expectEqual(failure.code, .anchorMismatch)
        expectTrue(failure.explanation.contains("position 20"))
        expectTrue(failure.explanation.contains("acknowledged"))
        expectTrue(failure.hint.contains("ledger.sqlite-wal"))
        // It is refused every time, not only once.
        expectEqual(refusal(opening: image.directory)?.code, .anchorMismatch)
    }

    @Test func `a removed write-ahead log is refused`() throws {
        let log = try makeLog(3)
        try log.writer.checkpointAll()
        for number in 3..<6 { try log.append([.noted(number)], to: Self.stream) }
        let image = try log.home.copy()
        try FileManager.default.removeItem(atPath: image.directory.ledgerFile + "-wal")
        let failure = try required(refusal(opening: image.directory))
        expectEqual(failure.code, .anchorMismatch)
        expectTrue(failure.explanation.contains("3 acknowledged events are missing"))
    }

    @Test func `a write-ahead log with one byte changed is refused`() throws {
        let log = try makeLog(20)
        let image = try log.home.copy()
        let wal = image.directory.ledgerFile + "-wal"
        var bytes = try Files.bytes(wal)
        bytes[bytes.count / 2] ^= 1
        try Files.write(bytes, wal)
        expectEqual(refusal(opening: image.directory)?.code, .anchorMismatch)
    }

    @Test func `the anchor of another ledger is refused`() throws {
        let (one, two) = (try makeLog(4), try makeLog(0))
        try two.append((1...9).map { .noted(-$0) }, to: Self.stream)
        try one.writer.checkpointAll()
        try two.writer.checkpointAll()
        let (left, right) = (try one.home.copy(), try two.home.copy())
        try Files.write(try Files.bytes(left.directory.anchorFile), right.directory.anchorFile)
        let failure = try required(refusal(opening: right.directory))
        expectTrue(failure.code == .anchorMismatch && failure.hint.contains("verify"))
    }

    @Test func `without an anchor the log opens and makes one`() throws {
        let image = try makeLog(4).home.copy()
        try FileManager.default.removeItem(atPath: image.directory.anchorFile)
        let log = try TestLog(image)
        expectEqual(anchor(log.directory)?.position, 4)
    }

    @Test(arguments: ["", "onboard-anchor 1 4", "\u{0}\u{0}", "onboard-anchor 2 4 ff ff"])
    func `an anchor whose write was cut says nothing`(text: String) throws {
        let image = try makeLog(2).home.copy()
        try Files.write(Data(text.utf8), image.directory.anchorFile)
        expectNil(anchor(image.directory))
        expectNil(refusal(opening: image.directory))
    }

    @Test func `any one changed byte of an anchor makes it say nothing`() throws {
        let line = Anchor(position: 123, hash: SHA256.hash([1])).line
        let text = String(decoding: line, as: UTF8.self)
        expectEqual(Anchor(text: text), Anchor(position: 123, hash: SHA256.hash([1])))
        for index in text.utf8.indices.prefix(105) {
            var bytes = line
            bytes[text.utf8.distance(from: text.utf8.startIndex, to: index)] ^= 0x10
            expectNil(Anchor(text: String(decoding: bytes, as: UTF8.self)))
        }
    }

    @Test func `the anchor follows each commit and no rollback`() throws {
        let log = try makeLog(1)
        expectEqual(anchor(log.directory)?.position, 1)
        _ = try? log.batch {
            try log.command { try log.write([StreamAppend(.noted(), to: Self.stream)]) }
            throw Stop()
        }
        expectEqual(anchor(log.directory)?.position, 1)
        try log.append([.noted(), .noted()], to: Self.stream)
        let anchor = anchor(log.directory)
        expectEqual(anchor, Anchor(position: 3, hash: try log.events()[2].hash))
    }
}
