import EventLog
import Onboarding
import Testing
import Time

@testable import OnboardingLedger

/// A table is taken in once, however often it is tried (contracts A10, L15).
@Suite("Import session", .timeLimit(.minutes(5))) struct ImportTests {
    private func row(_ line: Int, subject: Int, type: String = "Moved", minute: Int64 = 0)
        -> ImportRow
    {
        ImportRow(
            line: line, stream: .loan(subject), actor: EventActor(kind: .user, id: "clerk"),
            event: .declared(type, occurredAt: noon.adding(seconds: minute * 60 - 86_400)))
    }

    @Test func `rows that were imported before are skipped by another run`() async throws {
        let home = try TestLedger()
        let rows = (0..<50).map { row($0, subject: $0 % 4, minute: Int64($0)) }
        let first = try await ImportSession(home.ledger, correlationID: "i1").add(rows)
        #expect(first.appended == 50 && first.skipped == 0)
        let second = try await ImportSession(home.ledger, correlationID: "i2").add(rows)
        #expect(second.appended == 0 && second.skipped == 50)
    }

    @Test func `equal rows count as often as the table has them`() async throws {
        let home = try TestLedger()
        let rows = [row(1, subject: 1), row(2, subject: 1), row(3, subject: 1)]
        #expect(
            try await ImportSession(home.ledger, correlationID: "1").add(Array(rows.prefix(2)))
                .appended == 2)
        let again = try await ImportSession(home.ledger, correlationID: "2").add(rows)
        #expect(again.skipped == 2 && again.appended == 1)
    }

    @Test func `an import goes on where it was cut off, and takes a table that grew`() async throws
    {
        let home = try TestLedger()
        let rows = (0..<100).map { row($0, subject: $0 % 7, minute: Int64($0 / 3)) }
        let cut = ImportSession(home.ledger, correlationID: "1")
        for start in stride(from: 0, to: 40, by: 10) {
            _ = try await cut.add(Array(rows[start..<start + 10]))
        }
        let again = ImportSession(home.ledger, correlationID: "2")
        var counts = ImportCounts()
        for start in stride(from: 0, to: 100, by: 20) {
            let batch = try await again.add(Array(rows[start..<start + 20]))
            counts.appended += batch.appended
            counts.skipped += batch.skipped
        }
        #expect(counts.appended == 60 && counts.skipped == 40)
        #expect(try await home.verify().eventCount == 100)
    }

    @Test func `two runs over one table that take turns append each row once`() async throws {
        let home = try TestLedger()
        let rows = (0..<60).map { row($0, subject: $0 % 3, minute: Int64($0 / 6)) }
        let runs = (1...2).map { ImportSession(home.ledger, correlationID: "\($0)") }
        var appended = 0
        for start in stride(from: 0, to: 60, by: 10) {
            let batch = Array(rows[start..<start + 10])
            // Now the one is ahead, now the other.
            for run in start % 20 == 0 ? runs : runs.reversed() {
                appended += try await run.add(batch).appended
            }
        }
        #expect(appended == 60)
        #expect(try await home.verify().eventCount == 60)
    }

    /// As when an import is started again while the server still has the last batch of the first.
    @Test func `runs over one table at once append each row once`() async throws {
        let home = try TestLedger()
        let rows = (0..<400).map { row($0, subject: $0 % 5, minute: Int64($0 / 10)) }
        let appended = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let run = ImportSession(home.ledger, correlationID: "\(number)")
                    var appended = 0
                    for start in stride(from: 0, to: 400, by: 20) {
                        appended += try await run.add(Array(rows[start..<start + 20])).appended
                    }
                    return appended
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(appended == 400)
        #expect(try await home.verify().eventCount == 400)
    }

    /// The batch fails as a whole; the same session then gets the same rows again.
    @Test func `a batch that failed can be given again`() async throws {
        let home = try TestLedger()
        let known = [row(1, subject: 1), row(2, subject: 2)]
        _ = try await ImportSession(home.ledger, correlationID: "1").add(known)
        let session = ImportSession(home.ledger, correlationID: "2")
        var broken = row(3, subject: 3)
        broken = ImportRow(
            line: 3, stream: broken.stream, actor: broken.actor,
            event: NewEvent(type: EventType("Broken"), data: Array("{".utf8)))
        await #expect(throws: (any Error).self) { _ = try await session.add(known + [broken]) }
        let counts = try await session.add(known + [row(3, subject: 3)])
        #expect(counts.skipped == 2 && counts.appended == 1)
        #expect(try await home.verify().eventCount == 3)
    }
}
