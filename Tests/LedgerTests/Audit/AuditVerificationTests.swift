import Foundation
import SQLite
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger
@testable import ReadModels

/// Verification compares the audit index with what the log says (contract L11).
@Suite("Audit verification", .timeLimit(.minutes(2))) struct AuditVerificationTests {
    /// A log of two whole blocks and some, and its index.
    private let log: WideLog

    init() throws {
        var log = try WideLog(SeededRandom.announced("AuditVerification"))
        try log.append(2 * AuditBlock.size + 100)
        try AuditIndexWriter(directory: log.directory, tail: AuditTail()).catchUp()
        self.log = log
    }

    /// Compares as a verification of everything does, and as one of what is derived.
    private func verify() throws -> GlobalPosition {
        let reader = try LogReader(directory: log.directory)
        let audit = AuditVerification(log.directory, reader)
        try reader.scan(after: 0, through: audit.through) { row in
            try audit.take(row)
            return true
        }
        return try audit.finish()
    }

    private func defect(after sql: String) throws -> AuditDefect? {
        let file = try SQLiteConnection.open(path: log.directory.auditIndexFile, mode: .readWrite)
        try file.execute("BEGIN; \(sql)")
        try file.execute("COMMIT")
        do {
            _ = try verify()
            return nil
        } catch let defect as AuditDefect { return defect }
    }

    private func firstPosition(of term: AuditTerm, in block: Int64) throws -> GlobalPosition? {
        let reader = try LogReader(directory: log.directory)
        var (terms, found) = (AuditTermReader(), GlobalPosition?.none)
        try reader.scan(after: block * AuditBlock.size) { row in
            terms.read(row)
            if terms.terms.contains(term) { found = GlobalPosition(rawValue: row.position) }
            return found == nil
        }
        return found
    }

    @Test func `a whole index is what its log says, as far as it goes`() throws {
        #expect(try verify().rawValue == 2 * AuditBlock.size)
    }

    @Test func `an index that is not there has nothing to be wrong about`() throws {
        AuditIndexFile.remove(log.directory)
        #expect(try verify() == .start)
    }

    @Test func `a list that was removed is named with its first event`() throws {
        let reader = try LogReader(directory: log.directory)
        let rare = try #require(try reader.allTypes().first { $0.value.name == "Rare" }?.key)
        let key = AuditIndexWriter.key(1, .type(rare))
        let found = try defect(after: "DELETE FROM posting WHERE key = \(key)")
        #expect(try found?.position == firstPosition(of: .type(rare), in: 1))
        #expect(found?.explanation.contains("does not list") == true)
    }

    @Test func `a list that was emptied, and one under a term of nobody's, are named`() throws {
        let term = AuditTerm.field("plan")
        let key = AuditIndexWriter.key(0, term)
        let emptied = try defect(after: "UPDATE posting SET places = x'' WHERE key = \(key)")
        #expect(try emptied?.position == firstPosition(of: term, in: 0))
    }

    @Test func `an event that is listed under what it does not have is named`() throws {
        let key = AuditIndexWriter.key(1, .field("nobody has this"))
        let found = try defect(after: "INSERT INTO posting VALUES (\(key), x'0500')")
        #expect(found?.position?.rawValue == AuditBlock.size + 6)
        #expect(found?.explanation.contains("does not have") == true)
    }

    @Test(arguments: [
        "UPDATE block SET hash = zeroblob(32) WHERE number = 0",
        "UPDATE block SET hash = zeroblob(32) WHERE number = 1", "DELETE FROM block WHERE number = 0",
    ])
    func `a block of another log is named with its last event`(sql: String) throws {
        let found = try defect(after: sql)
        let block: Int64 = sql.contains("number = 1") ? 2 : 1
        #expect(found?.position?.rawValue == block * AuditBlock.size)
    }

    @Test(arguments: [
        "INSERT INTO posting VALUES (-5, x'00')",
        "INSERT INTO posting VALUES (\(Int64(7) << 32), x'00')",
    ])
    func `entries of no block are found`(sql: String) throws {
        #expect(try defect(after: sql)?.explanation.contains("no block") == true)
    }

    @Test func `a block that the log does not reach is found`() throws {
        let found = try defect(after: "INSERT INTO block VALUES (2, zeroblob(32))")
        #expect(found?.position?.rawValue == 2 * AuditBlock.size + 101)
    }

    @Test func `a file that is no database is found`() throws {
        try Data(repeating: 0x5A, count: 9000).write(
            to: URL(filePath: log.directory.auditIndexFile))
        let found = #expect(throws: AuditDefect.self) { try verify() }
        #expect(found?.position == nil && found?.explanation.contains("cannot be read") == true)
        let reader = try LogReader(directory: log.directory)
        #expect(try AuditVerification.believed(log.directory, reader) == nil)
    }

    @Test func `a ledger's verification says so and names the command that mends it`() async throws
    {
        let key = AuditIndexWriter.key(0, .field("plan"))
        let file = try SQLiteConnection.open(path: log.directory.auditIndexFile, mode: .readWrite)
        try file.execute("UPDATE posting SET places = x'' WHERE key = \(key)")
        let home = try TestLedger(log.home)
        for request in [VerificationRequest(), VerificationRequest(isViewsOnly: true)] {
            let found = try await onThread { () -> LedgerDefect? in
                do { _ = try LedgerVerification.run(home.directory, request) } catch {
                    return LedgerDefect(error)
                }
                return nil
            }
            #expect(found?.code == "audit.differs" && found?.position != nil)
            #expect(found?.hint.contains("onboard rebuild audit") == true)
        }
        let report = try await home.ledger.rebuild(.auditIndex)
        #expect(report.isAuditIndex && report.eventCount == home.ledger.bell.head.rawValue)
        let verified = try await onThread { try LedgerVerification.run(home.directory) }
        #expect(verified.auditIndexedThrough.rawValue == 2 * AuditBlock.size)
        #expect(RebuildReportFile.read(home.directory) == report)
    }
}
