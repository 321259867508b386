import Onboarding
import TestSupport
import Testing
import Time

@testable import EventLog
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
        expectTrue(first.appended == 50 && first.skipped == 0)
        let second = try await ImportSession(home.ledger, correlationID: "i2").add(rows)
        expectTrue(second.appended == 0 && second.skipped == 50)
    }

    @Test func `a row is known again whichever of its columns the flow takes as attributes`()
        async throws
    {
        let home = try TestLedger()
        func taken(_ data: String) async throws -> ImportCounts {
            let event = NewEvent(
                type: EventType("Moved"), data: Array(data.utf8), occurredAt: noon)
            let row = ImportRow(
                line: 1, stream: .loan(1), actor: EventActor(kind: .user, id: "clerk"),
                event: event)
            return try await ImportSession(home.ledger, correlationID: data).add([row])
        }
        let first = #"{"attributes":{"amount":5},"fields":{"state":"done","note":"a"}}"#
        try await expectEqual(taken(first).appended, 1)
        for again in [
            #"{"attributes":{"state":"done","amount":5},"fields":{"note":"a"}}"#,
            #"{"attributes":{"note":"a","state":"done","amount":5}}"#,
            #"{"fields":{"amount":5,"state":"done","note":"a"}}"#,
        ] { try await expectEqual(taken(again).skipped, 1, "\(again)") }
        for other in [
            #"{"attributes":{"amount":6},"fields":{"state":"done","note":"a"}}"#,
            #"{"attributes":{"amount":5},"fields":{"state":"done"}}"#,
            #"{"attributes":{"amount":5},"fields":{"state":"a","note":"done"}}"#,
        ] { try await expectEqual(taken(other).appended, 1, "\(other)") }
    }

    @Test func `equal rows count as often as the table has them`() async throws {
        let home = try TestLedger()
        let rows = [row(1, subject: 1), row(2, subject: 1), row(3, subject: 1)]
        try await expectEqual(
            ImportSession(home.ledger, correlationID: "1").add(Array(rows.prefix(2)))
                .appended, 2)
        let again = try await ImportSession(home.ledger, correlationID: "2").add(rows)
        expectTrue(again.skipped == 2 && again.appended == 1)
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
        expectTrue(counts.appended == 60 && counts.skipped == 40)
        try await expectEqual(home.verify().eventCount, 100)
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
        expectEqual(appended, 60)
        try await expectEqual(home.verify().eventCount, 60)
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
        expectEqual(appended, 400)
        try await expectEqual(home.verify().eventCount, 400)
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
        expectTrue(counts.skipped == 2 && counts.appended == 1)
        try await expectEqual(home.verify().eventCount, 3)
    }

    // MARK: What an erasure and another split do to what is stored

    private func erase(_ subject: String, in home: TestLedger) async throws -> ErasureReceipt {
        try await home.ledger.erase(
            ErasureRequest(
                subject: subject, reason: "asked for", actor: EventActor(kind: .admin, id: "root"),
                requestID: "request-9"))
    }

    /// Rows of a table with a name, of four subjects in turn.
    private func named(_ count: Int) -> [ImportRow] {
        (0..<count).map { number in
            var row = row(number, subject: number % 4, minute: Int64(number / 8))
            let data = #"{"attributes":{"amount":\#(number)},"fields":{"name":"Zelda \#(number)"}}"#
            row = ImportRow(
                line: number, stream: row.stream, actor: row.actor,
                event: NewEvent(
                    type: row.event.type, data: Array(data.utf8),
                    occurredAt: row.event.occurredAt))
            return row
        }
    }

    private static func split(_ variants: String) -> [UInt8] {
        Array(
            """
            {"flow":"loan","stages":[{"name":"moved","on":["Moved"]}],"attributes":["amount"],\
            "variants":\(variants)}
            """.utf8)
    }

    private func variants(_ home: TestLedger, _ subjects: Range<Int>) async throws -> [String] {
        try await Array(subjects).mapInOrder { subject in
            let first = try await home.ledger.events(of: .loan(subject), limit: 1).first
            return try first.flatMap { try GivenVariants.variant(in: $0.data) } ?? ""
        }
    }

    @Test(arguments: [false, true])
    func `rows of an erased subject are known again, and only they`(_ isSplit: Bool) async throws {
        let home = try TestLedger()
        if isSplit {
            try await home.ledger.declareFlow(
                Self.split(#"{"a":1,"b":1}"#), TestSignUps.facts)
        }
        let rows = named(40)
        _ = try await ImportSession(home.ledger, correlationID: "1").add(Array(rows.prefix(36)))
        try await expectEqual(erase("loan-1", in: home).eventCount, 9)
        let size = try await home.ledger.head().size.rawValue
        // The rows that are new come first, one of them at the time of one that is stored.
        let again = ImportSession(home.ledger, correlationID: "2")
        let counts = try await again.add(rows.reversed())
        expectTrue(counts.skipped == 36 && counts.appended == 4)
        try await expectEqual(home.ledger.head().size.rawValue, size + 4)
        try await home.verify()
    }

    @Test func `rows of an erased subject are known again where the split was taken back`()
        async throws
    {
        let home = try TestLedger()
        let flow = Self.split(#"{"a":1,"b":1}"#)
        try await home.ledger.declareFlow(flow, TestSignUps.facts)
        let rows = named(8)
        _ = try await ImportSession(home.ledger, correlationID: "1").add(rows)
        let unsplit = String(decoding: flow, as: UTF8.self)
            .replacing(#","variants":{"a":1,"b":1}"#, with: "")
        try await home.ledger.declareFlow(Array(unsplit.utf8), TestSignUps.facts)
        _ = try await erase("loan-1", in: home)
        let counts = try await ImportSession(home.ledger, correlationID: "2").add(rows)
        expectTrue(counts.skipped == 8 && counts.appended == 0)
    }

    @Test func `rows are known again after the flow splits its subjects otherwise`() async throws {
        let home = try TestLedger()
        try await home.ledger.declareFlow(Self.split(#"{"a":1,"b":1}"#), TestSignUps.facts)
        let rows = (0..<40).map { row($0, subject: $0) } + [row(40, subject: 0)]
        _ = try await ImportSession(home.ledger, correlationID: "1").add(rows)
        expectEqual(Set(try await variants(home, 0..<40)), ["a", "b"])
        for file in [Self.split(#"{"a":9,"b":1}"#), Self.split(#"{"x":1,"y":1}"#)] {
            try await home.ledger.declareFlow(file, TestSignUps.facts)
            let again = try await ImportSession(home.ledger, correlationID: "2").add(rows)
            expectTrue(again.skipped == 41 && again.appended == 0)
        }
        let more = try await ImportSession(home.ledger, correlationID: "3")
            .add(rows + [row(41, subject: 0)])
        expectEqual(more.appended, 1, "it is as often there as the table has it")
    }

    @Test func `a type that is called like a built-in flow's beginning is the team's own`()
        async throws
    {
        let home = try TestLedger()
        let flow = String(decoding: Self.split(#"{"a":1,"b":1}"#), as: UTF8.self)
            .replacing("Moved", with: "AccessRequested")
        try await home.ledger.declareFlow(Array(flow.utf8), TestSignUps.facts)
        let rows = (0..<80).map { row($0, subject: $0 % 40, type: "AccessRequested") }
        _ = try await ImportSession(home.ledger, correlationID: "1").add(rows)
        expectEqual(Set(try await variants(home, 0..<40)), ["a", "b"])
        let again = try await ImportSession(home.ledger, correlationID: "2").add(rows)
        expectTrue(again.skipped == 80 && again.appended == 0)
        // The shops' own split is for who signs up as a merchant.
        let event = NewEvent.declared("AccessRequested", occurredAt: noon)
        let append = StreamAppend(to: .loan(1), expected: .any, events: [event])
        let given = try GivenVariants(.builtIn, ["merchant": ["m": 1]], asked: nil)
            .giving([append]) { _ in true }
        expectEqual(given.map { $0.events.map(\.data) }, [[event.data]])
    }

    @Test func `a row that says its variant is told apart from one that was given it`()
        async throws
    {
        let home = try TestLedger()
        try await home.ledger.declareFlow(Self.split(#"{"a":1,"b":1}"#), TestSignUps.facts)
        func saying(_ variant: String) -> ImportRow {
            let plain = row(1, subject: 1)
            return ImportRow(
                line: 1, stream: plain.stream, actor: plain.actor,
                event: .declared(
                    "Moved", attributes: ["variant": variant], occurredAt: plain.event.occurredAt))
        }
        let rows = [row(0, subject: 1), saying("c"), saying("d")]
        _ = try await ImportSession(home.ledger, correlationID: "1").add(rows)
        let again = try await ImportSession(home.ledger, correlationID: "2")
            .add([saying("e")] + rows.reversed())
        expectTrue(again.skipped == 3 && again.appended == 1)
    }

    /// As a table was taken in once under `--attribute amount` given twice.
    @Test func `a row with a member that is there twice is the row without`() async throws {
        let home = try TestLedger()
        let twice = named(1)[0]
        let data = #"{"attributes":{"amount":0,"amount":0},"fields":{"name":"Zelda 0"}}"#
        try await home.ledger.perform { transaction in
            let event = NewEvent(
                type: twice.event.type, data: Array(data.utf8), occurredAt: twice.event.occurredAt)
            try transaction.append(
                [StreamAppend(to: twice.stream, expected: .none, events: [event])],
                metadata: EventMetadata(actor: twice.actor, correlationID: "1"))
            return
        }
        try await expectEqual(
            ImportSession(home.ledger, correlationID: "2").add([twice]).skipped, 1)
    }

    @Test func `what was seen is not remembered`() async throws {
        let home = try TestLedger()
        let rows = named(40)
        _ = try await ImportSession(home.ledger, correlationID: "1").add(rows)
        let again = ImportSession(home.ledger, correlationID: "2")
        _ = try await again.add(Array(rows.prefix(30)))
        expectEqual(again.waitingRowCount, 10)
        _ = try await again.add(Array(rows.suffix(10)))
        expectEqual(again.waitingRowCount, 0)
    }
}
