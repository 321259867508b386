import Foundation
import LogTestSupport
import SQLite
import TestSupport
import Testing

@testable import EventLog
@testable import OnboardingLedger
@testable import ReadModels

/// The audit index against a walk of the whole log (contract L6; ReadModels invariant 10).
@Suite("Audit index") struct AuditIndexTests {
    /// Compares pages of random filters; answers how many events were compared.
    private func compare(_ log: inout WideLog, _ audit: AuditReader, count: Int) throws -> Int {
        let reader = try LogReader(directory: log.directory)
        let head = try reader.head().position.rawValue
        var compared = 0
        for _ in 0..<count {
            let filter = log.nextFilter()
            let order: EventOrder = log.next(2) == 0 ? .oldestFirst : .newestFirst
            let beyond: GlobalPosition? =
                log.next(2) == 0 ? nil : GlobalPosition(rawValue: Int64(log.next(Int(head))))
            let limit = 1 + log.next(30)
            let walked = try reader.events(
                matching: filter, beyond: beyond, order: order, limit: limit)
            let found = try audit.events(
                matching: filter, beyond: beyond, order: order, limit: limit)
            expectEqual(found, walked, "\(filter) beyond \(beyond ?? .start) \(order)")
            compared += walked.count
        }
        return compared
    }

    private func auditor(_ log: WideLog, _ tail: AuditTail?) throws -> AuditReader {
        AuditReader(try LogReader(directory: log.directory), directory: log.directory, tail: tail)
    }

    private func tamper(_ log: WideLog, _ sql: String) throws {
        let file = try SQLiteConnection.open(path: log.directory.auditIndexFile, mode: .readWrite)
        try file.execute(sql)
    }

    @Test
    func `it finds what a walk finds: in the file, in memory, beyond, and when it is made anew`()
        throws
    {
        var log = try WideLog(SeededRandom.announced("AuditIndex"))
        try log.append(AuditBlock.size + 3000)
        let tail = AuditTail()
        let writer = try AuditIndexWriter(directory: log.directory, tail: tail)
        try writer.catchUp()
        expectTrue(tail.standing == (1, AuditBlock.size + 3000))
        // Neither in the file nor in the tail yet.
        try log.append(3000)
        try expectTrue(compare(&log, auditor(log, tail), count: 150) > 0)
        // Another process has only the file.
        try expectTrue(compare(&log, auditor(log, nil), count: 50) > 0)

        // A process that starts goes on behind the file's last block.
        let later = AuditTail()
        let resumed = try AuditIndexWriter(directory: log.directory, tail: later)
        expectTrue(later.standing == (1, AuditBlock.size))
        try resumed.catchUp()
        expectTrue(later.standing == (1, AuditBlock.size + 6000))

        // The index of another log is not believed, and made anew.
        try tamper(log, "UPDATE block SET hash = zeroblob(32); UPDATE posting SET places = x'00'")
        try expectTrue(compare(&log, auditor(log, nil), count: 20) > 0)
        let anew = AuditTail()
        try AuditIndexWriter(directory: log.directory, tail: anew).catchUp()
        try expectTrue(compare(&log, auditor(log, anew), count: 50) > 0)

        // A file that is none is passed over, and made anew.
        AuditIndexFile.remove(log.directory)
        try Data(repeating: 0x5A, count: 9000).write(
            to: URL(filePath: log.directory.auditIndexFile))
        try expectTrue(compare(&log, auditor(log, nil), count: 20) > 0)
        let again = AuditTail()
        try AuditIndexWriter(directory: log.directory, tail: again).catchUp()
        try expectTrue(compare(&log, auditor(log, again), count: 20) > 0)
    }

    @Test(.enabled(if: SmallDisk.canBeMade, "only root can mount a small disk"))
    func `a block that is in the file stays there, also when a full disk stops the checkpoint`()
        throws
    {
        var log = try WideLog(SeededRandom.announced("AuditIndexDisk"))
        try log.append(AuditBlock.size + 10)
        let disk = try SmallDisk(kibibytes: 4096)
        let file = disk.path + "/audit.sqlite"
        try FileManager.default.createSymbolicLink(
            atPath: log.directory.auditIndexFile, withDestinationPath: file)
        let tail = AuditTail()
        let writer = try AuditIndexWriter(directory: log.directory, tail: tail)
        // Each round has room for a part of the block's pages only, so that in one of them the
        // write-ahead log gets the rest and the file does not.
        for _ in 0..<60 where tail.standing.number == 0 {
            disk.fill(leaving: 16 * 4096)
            try? writer.catchUp()
        }
        expectTrue(tail.standing == (1, AuditBlock.size + 10))
        let (written, logged) = (try fileSize(file), try fileSize(file + "-wal"))
        expectTrue(written * 4 < logged * 3, "the checkpoint was stopped")
        disk.makeSpace()
        try expectTrue(compare(&log, auditor(log, nil), count: 20) > 0)
    }

    @Test func `a damaged file is passed over, and one that was made anew is looked at`() throws {
        var log = try WideLog(SeededRandom.announced("AuditIndexDamage"))
        try log.append(AuditBlock.size + 10)
        try AuditIndexWriter(directory: log.directory, tail: AuditTail()).catchUp()
        try Files.spoilPage(of: "posting", log.directory.auditIndexFile)
        let audit = try auditor(log, nil)
        try expectTrue(compare(&log, audit, count: 30) > 0)
        AuditIndexFile.remove(log.directory)
        try AuditIndexWriter(directory: log.directory, tail: AuditTail()).catchUp()
        try expectTrue(compare(&log, audit, count: 30) > 0)
    }

    @Test func `an index of a log that lost an event is wrong about it`() throws {
        var log = try WideLog(SeededRandom.announced("AuditIndexGap"))
        try log.append(AuditBlock.size + 10)
        try AuditIndexWriter(directory: log.directory, tail: AuditTail()).catchUp()
        try TestLedger.tamperLog(log.home, "DELETE FROM event WHERE position = 500")
        let reader = try LogReader(directory: log.directory)
        let verification = AuditVerification(log.directory, reader)
        try reader.scan(after: 0) { row in
            try verification.take(row)
            return true
        }
        let defect = #expect(throws: AuditDefect.self) { try verification.finish() }
        expectEqual(defect?.position?.rawValue, 500)
    }

    @Test(arguments: [1_000_000_000_000, Int64.max])
    func `an event far behind all others is found without trying what lies between`(
        position: Int64
    ) throws {
        var log = try WideLog(SeededRandom.announced("AuditIndexFar"))
        try log.append(100)
        try TestLedger.tamperLog(
            log.home, "UPDATE event SET position = \(position) WHERE position = 50")
        let audit = AuditReader(try LogReader(directory: log.directory), directory: log.directory)
        let newest = try audit.events(matching: EventFilter(), order: .newestFirst, limit: 3)
        expectEqual(newest.map(\.position.rawValue), [position, 100, 99])
        let all = try audit.events(matching: EventFilter(), limit: 1000)
        expectTrue(all.count == 100 && all.last?.position.rawValue == position)
    }

    private func fileSize(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.size] as? NSNumber)?.intValue ?? 0
    }

    @Test func `a block whose last event the log has lost is not passed over`() throws {
        var log = try WideLog(SeededRandom.announced("AuditIndexLost"))
        try log.append(AuditBlock.size + 10)
        let tail = AuditTail()
        let writer = try AuditIndexWriter(directory: log.directory, tail: tail)
        try writer.catchUp { tail.standing.through < AuditBlock.size }
        try TestLedger.tamperLog(
            log.home, "DELETE FROM event WHERE position = \(AuditBlock.size)")
        for _ in 0..<2 {
            let failure = #expect(throws: LogFailure.self) { try writer.catchUp() }
            expectTrue(failure?.code == .damaged && tail.standing == (0, AuditBlock.size))
        }
    }

    @Test func `a ledger indexes what is appended by itself`() async throws {
        let home = try TestLedger()
        for number in 0..<30 {
            let types = Array(repeating: "Noted", count: 100).map { NewEvent.declared($0) }
            _ = try await home.ledger.perform { transaction in
                try transaction.append(
                    [StreamAppend(to: .loan(number), expected: .any, events: types)],
                    metadata: .test)
            }
        }
        await until { home.ledger.auditing.tail.standing.through > 1900 }
        var filter = EventFilter()
        filter.actor = "system:test"
        let newest = try await home.ledger.events(
            matching: filter, order: .newestFirst, limit: 5)
        expectEqual(newest.map(\.position), [3000, 2999, 2998, 2997, 2996])
        let all = try await home.ledger.events(matching: filter, limit: 5000)
        expectEqual(all.map(\.position.rawValue), Array(1...3000))
    }

    @Test func `places come back as they were, few or many, in both orders`() {
        for count in [0, 1, 4095, 4096, 65_536] {
            let places = (0..<count).map { UInt16($0 * 65_536 / max(count, 1)) }
            var set = PlaceSet()
            unsafe PlaceSet.encode(places).withUnsafeBytes { unsafe set.insert(encoded: $0) }
            expectEqual(set.isEmpty, places.isEmpty)
            for order in [EventOrder.oldestFirst, .newestFirst] {
                var found: [UInt16] = []
                set.walk(order) { place in
                    found.append(place)
                    return true
                }
                expectEqual(found, (order == .oldestFirst ? places : places.reversed()))
            }
        }
    }
}
