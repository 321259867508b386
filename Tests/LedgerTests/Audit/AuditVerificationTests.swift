import Foundation
import LogTestSupport
import SQLite
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger
@testable import ReadModels

/// Verification compares the audit index with what the log says (contract L11).
@Suite("Audit verification", .serialized, .timeLimit(.minutes(5))) struct AuditVerificationTests {
    /// A log of one whole block and some, and its index: made once, as it takes a second or more.
    private static let made = Result {
        var log = try WideLog(SeededRandom.announced("AuditVerification"))
        try log.append(AuditBlock.size + 100)
        try AuditIndexWriter(directory: log.directory, tail: AuditTail()).catchUp()
        atexit { removeMade() }
        return log.home
    }

    private static func removeMade() {
        guard let path = try? made.get().directory.path else { return }
        try? FileManager.default.removeItem(atPath: path)
    }

    /// A copy of one's own.
    private let home: TestDirectory

    init() throws { home = try Self.made.get().copy() }

    private var directory: DataDirectory { home.directory }

    /// Compares as a verification of everything does, and as one of what is derived.
    private func verify() throws -> GlobalPosition {
        let reader = try LogReader(directory: directory)
        let audit = AuditVerification(directory, reader)
        try reader.scan(after: 0, through: audit.through) { row in
            try audit.take(row)
            return true
        }
        return try audit.finish()
    }

    private func tamper(_ sql: String) throws {
        let file = try SQLiteConnection.open(path: directory.auditIndexFile, mode: .readWrite)
        try file.execute(sql)
    }

    private func defect(after sql: String) throws -> AuditDefect? {
        try tamper(sql)
        do {
            _ = try verify()
            return nil
        } catch let defect as AuditDefect { return defect }
    }

    private func firstPosition(of term: AuditTerm) throws -> GlobalPosition? {
        let reader = try LogReader(directory: directory)
        var (terms, found) = (AuditTermReader(), GlobalPosition?.none)
        try reader.scan(after: 0) { row in
            terms.read(row)
            if terms.terms.contains(term) { found = GlobalPosition(rawValue: row.position) }
            return found == nil
        }
        return found
    }

    @Test func `a whole index is what its log says, as far as it goes`() throws {
        try expectEqual(verify().rawValue, AuditBlock.size)
        AuditIndexFile.remove(directory)
        try expectEqual(verify(), .start, "one that is not there has nothing to be wrong about")
    }

    @Test func `a list that was removed or emptied is named with its first event`() throws {
        let reader = try LogReader(directory: directory)
        let rare = try required(try reader.allTypes().first { $0.value.name == "Rare" }?.key)
        let key = AuditIndexFile.key(0, .type(rare))
        let removed = try defect(after: "DELETE FROM posting WHERE key = \(key)")
        try expectEqual(removed?.position, firstPosition(of: .type(rare)))
        expectEqual(removed?.explanation.contains("does not list"), true)
        let plan = AuditTerm.field("plan")
        let emptied = try defect(
            after: """
                UPDATE posting SET places = x'' WHERE key = \(AuditIndexFile.key(0, plan))
                """)
        try expectEqual(
            emptied?.position,
            min(
                firstPosition(of: plan) ?? .start, firstPosition(of: .type(rare)) ?? .start))
    }

    @Test func `an event that is listed under what it does not have is named`() throws {
        let key = AuditIndexFile.key(0, .field("nobody has this"))
        let found = try defect(after: "INSERT INTO posting VALUES (\(key), x'0500')")
        expectEqual(found?.position, 6)
        expectEqual(found?.explanation.contains("does not have"), true)
    }

    @Test func `blocks of another log, or of none, and entries of no block are found`() throws {
        let hash = try defect(after: "UPDATE block SET hash = zeroblob(32)")
        expectEqual(hash?.position?.rawValue, AuditBlock.size)
        let reader = try LogReader(directory: directory)
        try expectNil(AuditVerification.indexedThrough(directory, reader))
        let absent = try defect(after: "DELETE FROM block")
        expectEqual(absent?.explanation.contains("no block"), true)
        let beyond = try defect(after: "INSERT INTO block VALUES (5, zeroblob(32))")
        expectEqual(beyond?.position?.rawValue, AuditBlock.size)
    }

    @Test(arguments: [Int64.min, -2, Int64(Int32.max), Int64.max])
    func `a block that no log reaches is found, and made anew`(number: Int64) throws {
        if number < 0 { try tamper("DELETE FROM block; DELETE FROM posting") }
        let found = try defect(after: "INSERT INTO block VALUES (\(number), zeroblob(32))")
        expectTrue(found?.position == nil && found?.explanation.contains("no log reaches") == true)
        let reader = try LogReader(directory: directory)
        try expectNil(AuditVerification.indexedThrough(directory, reader))
        let audit = AuditReader(reader, directory: directory)
        var filter = EventFilter()
        filter.actor = "nobody"
        _ = try audit.events(matching: filter, limit: 1)
        try AuditIndexWriter(directory: directory, tail: AuditTail()).catchUp()
        try expectEqual(verify().rawValue, AuditBlock.size)
    }

    @Test func `a log that lacks an event is indexed up to there, and no further`() throws {
        try TestLedger.tamperLog(home, "DELETE FROM event WHERE position BETWEEN 1500 AND 4000")
        AuditIndexFile.remove(directory)
        let tail = AuditTail()
        let writer = try AuditIndexWriter(directory: directory, tail: tail)
        for _ in 0..<2 {
            let failure = #expect(throws: LogFailure.self) { try writer.catchUp() }
            expectTrue(failure?.code == .damaged && tail.standing.through == 1499)
        }
    }

    @Test func `a file that is no database is found`() throws {
        AuditIndexFile.remove(directory)
        try Data(repeating: 0x5A, count: 9000).write(to: URL(filePath: directory.auditIndexFile))
        let found = #expect(throws: AuditDefect.self) { try verify() }
        expectTrue(found?.position == nil && found?.explanation.contains("cannot be read") == true)
        let reader = try LogReader(directory: directory)
        try expectNil(AuditVerification.indexedThrough(directory, reader))
    }

    @Test func `a ledger's verification says so and names the command that mends it`() async throws
    {
        let key = AuditIndexFile.key(0, .field("plan"))
        try tamper("UPDATE posting SET places = x'' WHERE key = \(key)")
        let home = try TestLedger(self.home)
        for request in [VerificationRequest(), VerificationRequest(isViewsOnly: true)] {
            let found = try await onThread { () -> LedgerDefect? in
                do { _ = try LedgerVerification.run(home.directory, request) } catch {
                    return LedgerDefect(error)
                }
                return nil
            }
            expectTrue(found?.code == "audit.differs" && found?.position != nil)
            expectEqual(found?.hint.contains("onboard rebuild audit"), true)
        }
        let report = try await home.ledger.rebuild(RebuildRequest(.auditIndex))
        expectTrue(
            report.target == .auditIndex && report.eventCount == home.ledger.bell.head.rawValue)
        let verified = try await onThread {
            try LedgerVerification.run(home.directory, VerificationRequest(isViewsOnly: true))
        }
        expectEqual(verified.auditIndexedThrough.rawValue, AuditBlock.size)
        expectEqual(RebuildReportFile.read(home.directory), report)
    }
}
