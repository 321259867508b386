import Digest
import EventLog
import Foundation
import JSON
import LogTestSupport
import Onboarding
import TestSupport
import Testing

@testable import OnboardingLedger
@testable import ReadModels

/// An export taken into an empty ledger is the same ledger (contract L15).
@Suite("Export and restore", .timeLimit(.minutes(5))) struct ExportTests {
    @Test func `a restored ledger has the same events, views, claims and root`() async throws {
        let (source, target) = (try TestLedger(), try TestLedger())
        try await source.playPast()
        let lines = try source.exportedLines()
        for start in stride(from: 0, to: lines.count, by: 7) {
            let batch = Array(lines[start..<min(start + 7, lines.count)])
            let counts = try await target.ledger.restore(batch, firstLine: start + 1)
            expectEqual(counts.appended, batch.count)
        }
        let (left, right) = (try await source.verify(), try await target.verify())
        expectEqual(left, right)
        try expectEqual(target.exportedLines(), lines)
        for number in 0..<3 {
            let email = "person\(number)@example.com"
            let holders = try await [source, target].mapInOrder { home in
                try await home.ledger.perform { transaction in
                    [
                        try transaction.holder(of: .userEmail(email)),
                        try transaction.holder(of: .sessionEmail(email)),
                    ]
                }
            }
            expectEqual(holders[0], holders[1])
        }
    }

    @Test func `restoring again skips what is there and goes on behind it`() async throws {
        let (source, target) = (try TestLedger(), try TestLedger())
        try await source.playPast()
        let lines = try source.exportedLines()
        _ = try await target.ledger.restore(Array(lines.prefix(10)), firstLine: 1)
        let counts = try await target.ledger.restore(lines, firstLine: 1)
        expectTrue(counts.skipped == 10 && counts.appended == lines.count - 10)
        try await expectEqual(target.verify(), source.verify())
    }

    @Test func `a reader that is slow holds no moment of the log, and an erasure ends its export`()
        async throws
    {
        let source = try TestSignUps()
        let email = "ada.king@lovelace.example"
        _ = try await source.start(email)
        let note = JSONValue.string(String(repeating: "x", count: 60_000))
        for number in 0..<4 {
            try await TestWizards(source.home).save(
                0, ["note": note], version: 0, user: "u\(number)")
        }
        let (isSlow, goOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let directory = source.home.directory
        let export = Task {
            try await onThread {
                var isFirst = true
                return try LedgerExport.run(directory, from: 1, through: nil) { _ in
                    guard isFirst else { return }
                    isFirst = false
                    isSlow.signal()
                    goOn.wait()
                }
            }
        }
        try await onThread { isSlow.wait() }
        let head = source.ledger.bell.head
        try await source.ledger.lane.performBetweenBatches { try $0.log.checkpointAll() }
        try expectTrue(Files.bytes(directory.ledgerFile + "-wal").isEmpty)
        _ = try await source.ledger.erase(
            ErasureRequest(
                subject: email, reason: "asked", actor: EventActor(kind: .admin, id: "root"),
                requestID: "request-9"))
        expectTrue(source.ledger.bell.head > head)
        goOn.signal()
        await #expect(throws: ErasedMeanwhile.self) { try await export.value }
        try expectTrue(LedgerExport.run(directory, from: 1, through: nil) { _ in } > head.rawValue)
    }

    @Test func `a webhook that was taken before an export is not taken again after an import`()
        async throws
    {
        let (source, target) = (try TestMembers(), try TestMembers())
        let deliveries: [TestDelivery] = [
            .checkout("evt_1", user: "ada", at: 0),
            .subscription("updated", "active", "evt_2", at: 60),
            .subscription("updated", "active", "evt_3", customer: "cus_9", "sub_9", at: 70),
        ]
        for delivery in deliveries { try await source.take(delivery) }
        _ = try await target.ledger.restore(source.home.exportedLines(), firstLine: 1)
        let size = try await target.ledger.head().size
        for delivery in deliveries { try await target.take(delivery) }
        try await expectEqual(target.ledger.head().size, size)
        try await expectEqual(target.home.verify(), source.home.verify())
        try await target.take(.subscription("updated", "past_due", "evt_4", at: 80))
        try await expectTrue(target.ledger.head().size > size)
    }

    @Test func `nor is one of the calendar`() async throws {
        let (source, target) = (try TestSpaces(), try TestSpaces())
        let id = try await source.create()
        func tell(_ test: TestSpaces) async throws {
            try await test.take(.bookingCreated, "A", 1, space: id)
            try await test.take(.bookingRescheduled, "B", 2, replacing: "A")
            try await test.take(.bookingCancelled, "X Y", 3)
            try await test.take(.bookingCreated, "Z", 4, space: "nobody")
            try await test.spaces.take(
                .nameless(.bookingCancelled, createdAt: "t"), body: [], TestSpaces.facts)
        }
        try await tell(source)
        _ = try await target.ledger.restore(source.home.exportedLines(), firstLine: 1)
        let size = try await target.ledger.head().size
        try await tell(target)
        try await expectEqual(target.ledger.head().size, size)
        try await expectEqual(target.home.verify(), source.home.verify())
    }

    /// As when the process is killed after the batch that declares a flow is committed.
    @Test func `taking an export in again heals read models that a stop left behind`() async throws
    {
        let (source, target) = (try TestLedger(), try TestLedger())
        try await source.append("Begun", to: StreamID(category: "mini", id: "1"))
        try await source.ledger.declareFlow(Array(Self.flow.utf8), TestSignUps.facts)
        let lines = try source.exportedLines()
        let erased = target.ledger.erasedLines
        _ = try await target.ledger.perform { try Ledger.restore(lines, 1, erased, $0) }
        #expect(throws: ViewDefect.self) { try LedgerVerification.run(target.directory) }
        try await expectEqual(target.ledger.restore(lines, firstLine: 1).skipped, lines.count)
        try await expectEqual(target.verify(), source.verify())
    }

    private static let flow = """
        {"flow":"mini","stages":[{"name":"begun","on":["Begun"]}]}
        """

    @Test func `a changed line is refused with its number and takes its batch along`() async throws
    {
        let (source, target) = (try TestLedger(), try TestLedger())
        try await source.playPast()
        var lines = try source.exportedLines()
        lines[4] = Array(
            String(decoding: lines[4], as: UTF8.self)
                .replacing("request-1", with: "request-2").utf8)
        let error = await #expect(throws: RestoreLineError.self) {
            _ = try await target.ledger.restore(lines, firstLine: 1)
        }
        expectTrue(error?.line == 5 && error?.explanation.contains("hash") == true)
        expectEqual(target.ledger.bell.head, 0)
        try await expectTrue(target.ledger.viewReports().allSatisfy { $0.rowCount == 0 })
    }

    @Test func `a changed line of an event that is there is refused, too`() async throws {
        let (source, target) = (try TestLedger(), try TestLedger())
        try await source.playPast()
        var lines = try source.exportedLines()
        _ = try await target.ledger.restore(lines, firstLine: 1)
        for index in [0, 4] {
            let line = String(decoding: lines[index], as: UTF8.self)
            lines[index] = Array(line.replacing("request-", with: "demand-").utf8)
            let error = await #expect(throws: RestoreLineError.self) {
                _ = try await target.ledger.restore([lines[index]], firstLine: 7)
            }
            expectTrue(error?.line == 7 && error?.explanation.contains("hash") == true)
        }
    }

    @Test(arguments: [1, 8])
    func `a part of another ledger's export is told from a changed line`(_ first: Int) async throws
    {
        let (source, target) = (try TestLedger(), try TestLedger())
        try await source.playPast()
        // As long as what comes ahead of the part, and with other events.
        for number in 1...first { try await target.append("Other\(number)", to: .loan(9)) }
        let lines = try source.exportedLines()
        var check = try RestoreCheck(target.directory)
        let error = #expect(throws: RestoreLineError.self) {
            try check.check(lines[first], number: 1)
        }
        expectEqual(error?.explanation.contains("another ledger's"), true)
        var whole = try RestoreCheck(try TestLedger().directory)
        try whole.check(lines[0], number: 1)
        let changed = String(decoding: lines[1], as: UTF8.self)
            .replacing("request-", with: "demand-")
        let told = #expect(throws: RestoreLineError.self) {
            try whole.check(Array(changed.utf8), number: 2)
        }
        expectEqual(told?.explanation.contains("its hash"), true)
    }

    /// What an event's hash does not cover, but a reader of the line believes.
    @Test(arguments: [
        (ExportFormat.jsonl, #""id":"0"#, #""id":"1"#),
        (.jsonl, #""causationId":"#, #""causation2d":"#), (.jsonl, "{", #"{"note":1,"#),
        (.jsonl, "{", #"{"erased":true,"#), (.jsonl, "{", #"{"erasure":{},"#),
        (.jsonl, "{", #"{"salt":null,"#), (.jsonl, "{", #"{"occurredAt":"never","#),
        (.jsonl, #""actor":{"#, #""actor":{"name":"Ada","#),
        (.cloudevents, #""id":"0"#, #""id":"1"#),
        (.cloudevents, #""time":"2026"#, #""time":"2025"#),
        (.cloudevents, #""time":"#, #""tame":"#),
        (.cloudevents, #""source":"/v1"#, #""source":"/v2"#),
        (.cloudevents, #""datacontenttype":"#, #""dataschema":"urn:x","datacontenttype":"#),
        (.cloudevents, "application/json", "application/xml"),
        (.cloudevents, #""causationid":"#, #""causationie":"#),
        (.cloudevents, #""data":{"data""#, #""data":{"note":1,"data""#),
    ])
    func `a line that says beside its event what is not so is refused and nothing is taken in`(
        _ format: ExportFormat, _ old: String, _ new: String
    ) async throws {
        let (source, target) = (try TestLedger(), try TestLedger())
        try await source.playPast()
        var lines = try source.exportedLines(as: format)
        var line = String(decoding: lines[1], as: UTF8.self)
        let place = try required(line.firstRange(of: old), "\(line)")
        line.replaceSubrange(place, with: new)
        lines[1] = Array(line.utf8)
        var check = try RestoreCheck(target.directory)
        try check.check(lines[0], number: 1)
        let seen = #expect(throws: RestoreLineError.self) { try check.check(lines[1], number: 2) }
        expectEqual(seen?.line, 2)
        let error = await #expect(throws: RestoreLineError.self) {
            _ = try await target.ledger.restore(lines, firstLine: 1)
        }
        expectTrue(error == seen && target.ledger.bell.head == 0)
    }

    private static let flowB = #"{"flow":"b","stages":[{"name":"begun","on":["Begun"]}]}"#

    /// A log that no ledger wrote: its hashes have no key, so that any program could.
    private static func makeLog(declaring flows: KeyValuePairs<String, String>) throws
        -> TestDirectory
    {
        let home = try TestDirectory()
        let writer = try LogWriter(directory: home.directory)
        try writer.begin()
        for (flow, data) in flows {
            writer.beginCommand()
            let event = NewEvent(type: DeclaredFlows.eventType, data: Array(data.utf8))
            _ = try writer.append(
                [StreamAppend(to: DeclaredFlows.stream(flow), expected: .any, events: [event])],
                metadata: .test, recordedAt: noon
            ) { _, _, _, _ in }
            try writer.keepCommand()
        }
        try writer.commit()
        return home
    }

    @Test(arguments: [
        (flowB, "called b"), (#"{"flow":"a","stages":[],"novelty":1}"#, "cannot be read"),
    ])
    func `a declared flow that no ledger could go on with is refused and nothing is taken in (X2)`(
        data: String, word: String
    ) async throws {
        let source = try Self.makeLog(declaring: ["b": Self.flowB, "a": data])
        var bytes: [UInt8] = []
        _ = try LedgerExport.run(source.directory, from: 1, through: nil) { bytes += $0 }
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
        let target = try TestLedger()
        var check = try RestoreCheck(target.directory)
        try check.check(lines[0], number: 1)
        let seen = #expect(throws: RestoreLineError.self) { try check.check(lines[1], number: 2) }
        expectTrue(seen?.line == 2 && seen?.explanation.contains(word) == true)
        let error = await #expect(throws: RestoreLineError.self) {
            _ = try await target.ledger.restore(lines, firstLine: 1)
        }
        expectTrue(error == seen && target.ledger.bell.head == 0)
    }

    /// As an earlier program may have taken it in.
    @Test func `a flow that stands in another's stream is damage, and traps nothing`() throws {
        let home = try Self.makeLog(declaring: ["a": Self.flowB, "b": Self.flowB])
        let failure = #expect(throws: LogFailure.self) { _ = try TestLedger(home) }
        expectTrue(failure?.code == .damaged && failure?.explanation.contains("flow-a") == true)
    }

    @Test func `cloud events of an older export, with the schemas' paths alone, are taken in`()
        async throws
    {
        let (source, target) = (try TestLedger(), try TestLedger())
        try await source.playPast()
        let lines = try source.exportedLines(as: .cloudevents).map {
            Array(
                String(decoding: $0, as: UTF8.self).replacing("urn:onboard:", with: "/").utf8)
        }
        let counts = try await target.ledger.restore(lines, firstLine: 1)
        expectEqual(counts.appended, lines.count)
    }

    @Test(arguments: ["{", "[]", "{}", #"{"position":1}"#, "null"])
    func `a line that is no event is refused with its number`(line: String) async throws {
        let home = try TestLedger()
        let error = await #expect(throws: RestoreLineError.self) {
            _ = try await home.ledger.restore([[], Array(line.utf8)], firstLine: 40)
        }
        expectEqual(error?.line, 41, "an empty line is passed over, and counted")
    }

    /// Version 1 of `SignUpStarted` named no plan id: it is upcast wherever it is folded.
    @Test func `an event of an older schema version is upcast in the views at once`() async throws {
        let home = try TestLedger()
        let id = "01890a5d-ac96-774b-bcce-b302099a8057"
        let stream = StreamID(category: "session", id: id)
        let data =
            #"{"planDescriptor":"starter","isPaid":false,"expiresAt":"2026-03-02T12:00:00.000Z"}"#
        let event = NewEvent(
            type: EventType("SignUpStarted", schemaVersion: 1), data: Array(data.utf8),
            personal: Array(#"{"email":"ada@example.com"}"#.utf8),
            claims: [.take(Claim(space: "session-email", value: "ada@example.com"))])
        try await home.append(event, to: stream)
        let row = try required(try await home.row(.session, stream))
        expectTrue(String(decoding: row.state, as: UTF8.self).contains(#""planId":"plan_starter""#))
        try await home.verify()
        let target = try TestLedger()
        _ = try await target.ledger.restore(try home.exportedLines(), firstLine: 1)
        try await expectEqual(target.verify(), home.verify())
    }

    @Test func `texts of every kind survive the journey byte for byte`() async throws {
        let (source, target) = (try TestLedger(), try TestLedger())
        let texts = ["é", "e\u{301}", "\u{1F600}", "\u{0}\u{1}\"\\/", "\u{2028}", "1.50", "1e5"]
        for text in texts {
            try await source.append("Told", text, to: .loan(1), attributes: [text: text])
        }
        let numbers = NewEvent(
            type: EventType("Numbers"),
            data: Array(#"{"attributes":{"a":1.50,"b":1E+2,"c":-0,"d":12345678901234567890}}"#.utf8)
        )
        try await source.append(numbers, to: .loan(1))
        _ = try await target.ledger.restore(try source.exportedLines(), firstLine: 1)
        try await expectEqual(target.verify(), source.verify())
    }

    /// As older versions took them from tables with two columns of one name, and from other writers
    /// of JSON.
    @Test(arguments: ExportFormat.allCases)
    func `payloads that this program would write otherwise come in as they are`(
        format: ExportFormat
    ) async throws {
        let (source, target) = (try TestLedger(), try TestLedger())
        for data in [#"{"a":1,"a":2}"#, #"{"url":"https:\/\/x"}"#, #"{ "a" : 1 }"#] {
            try await source.append(
                NewEvent(
                    type: EventType("Told"), data: Array(data.utf8), personal: Array(data.utf8)),
                to: .loan(1))
        }
        let lines = try source.exportedLines(as: format)
        var check = try RestoreCheck(target.directory)
        for (index, line) in lines.enumerated() { try check.check(line, number: index + 1) }
        _ = try await target.ledger.restore(lines, firstLine: 1)
        try await expectEqual(target.verify(), source.verify())
        try expectEqual(target.exportedLines(as: format), lines)
    }

    @Test func `a line that another tool wrote anew is the same event`() async throws {
        let (source, target) = (try TestLedger(), try TestLedger())
        try await source.playPast()
        let lines = try source.exportedLines().map { line in
            Array(String(decoding: line, as: UTF8.self).replacing(":{", with: ": { ").utf8)
        }
        var check = try RestoreCheck(target.directory)
        for (index, line) in lines.enumerated() { try check.check(line, number: index + 1) }
        _ = try await target.ledger.restore(lines, firstLine: 1)
        try await expectEqual(target.verify(), source.verify())
    }
}

extension TestLedger {
    /// All that the log has, as `onboard export` writes it.
    func exportedLines(as format: ExportFormat = .jsonl) throws -> [[UInt8]] {
        var bytes: [UInt8] = []
        _ = try LedgerExport.run(directory, from: 1, through: nil, as: format) { bytes += $0 }
        return bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
    }
}

extension Array {
    /// Maps one element after the other.
    func mapInOrder<R>(_ transform: (Element) async throws -> R) async rethrows -> [R] {
        var results: [R] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
