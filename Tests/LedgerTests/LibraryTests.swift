import Foundation
import Onboarding
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger

/// What an app does with the ledger inside it (contract L17).
@Suite("Library") struct LibraryTests {
    private let metadata = EventMetadata(
        actor: EventActor(kind: .user, id: "ada"), correlationID: "c")

    private func event(_ type: String = "Arrived", _ data: String = "{}") -> NewEvent {
        NewEvent(type: EventType(type), data: Array(data.utf8))
    }

    @Test func `a team's own events are appended under an expectation and a key`() async throws {
        let home = try TestLedger()
        let first = try await home.ledger.append(
            [event()], to: .loan(1), expected: .none, metadata: metadata,
            deduplicationKey: DeduplicationKey(space: "row", value: "1"))
        expectEqual(first.positions, 1...1)
        let again = try await home.ledger.append(
            [event()], to: .loan(1), metadata: metadata,
            deduplicationKey: DeduplicationKey(space: "row", value: "1"))
        expectTrue(again.isDuplicate && again.positions == 1...1)
        await #expect(
            throws: AppendRejection.versionConflict(
                stream: .loan(1), expected: .none, actual: 1)
        ) {
            try await home.ledger.append(
                [event()], to: .loan(1), expected: .none, metadata: metadata)
        }
        try await expectEqual(home.ledger.head().size, 1)
    }

    @Test(arguments: [
        "session", "tenant", "profile", "wizard", "effects", "refusals", "flow", "erasure",
        "ledger", "signup",
    ])
    func `streams of built-in flows are written by their commands alone`(category: String)
        async throws
    {
        let home = try TestLedger()
        await #expect(throws: UnfitEvent.builtInCategory(category)) {
            try await home.ledger.append(
                [event()], to: StreamID(category: category, id: "1"), metadata: metadata)
        }
    }

    @Test(arguments: [
        ("PersonErased", UnfitEvent.reservedType("PersonErased")),
        ("PersonalDataErased", .reservedType("PersonalDataErased")),
        ("FlowDeclared", .reservedType("FlowDeclared")),
        ("FlowExpired", .reservedType("FlowExpired")), ("", .badTypeName),
        ("A\nB", .badTypeName), (String(repeating: "x", count: 201), .badTypeName),
    ])
    func `a type that a flow's file may not name is not appended either`(
        type: String, refusal: UnfitEvent
    ) async throws {
        let home = try TestLedger()
        await #expect(throws: refusal) {
            try await home.ledger.append(
                [event(), event(type)], to: .loan(1), metadata: metadata)
        }
        try await expectEqual(home.ledger.head().size, 0)
    }

    @Test(arguments: ["", "[]", "1", "{", #"{"a":1,"a":2}"#])
    func `a payload that is no object is refused`(data: String) async throws {
        let home = try TestLedger()
        await #expect(throws: UnfitEvent.noObject(type: "Arrived")) {
            try await home.ledger.append(
                [event("Arrived", data)], to: .loan(1), metadata: metadata)
        }
        try await expectEqual(home.ledger.head().size, 0)
    }

    @Test(arguments: ["null", "\"x\"", "[1]", "1"])
    func `attributes that are no object are refused, for funnels read them`(
        attributes: String
    ) async throws {
        let home = try TestLedger()
        await #expect(throws: UnfitEvent.badAttributes(type: "Arrived")) {
            try await home.ledger.append(
                [event("Arrived", "{\"attributes\":\(attributes)}")], to: .loan(1),
                metadata: metadata)
        }
        try await expectEqual(home.ledger.head().size, 0)
    }

    @Test func `payloads are recorded as an export can have them, a line each`() async throws {
        let (home, other) = (try TestLedger(), try TestLedger())
        let data = "{\n  \"url\" : \"https:\\/\\/x\"\n}"
        var event = event("Arrived", data)
        event.personal = Array(data.utf8)
        try await home.ledger.append([event], to: .loan(1), metadata: metadata)
        let recorded = try required(try await home.ledger.events(of: .loan(1), limit: 1).first)
        expectEqual(String(decoding: recorded.data, as: UTF8.self), #"{"url":"https://x"}"#)
        expectEqual(recorded.personal, recorded.data)
        _ = try await other.ledger.restore(home.exportedLines(), firstLine: 1)
        try await expectEqual(other.verify(), home.verify())
    }

    /// An export could not have the one, and its import not the other: for good.
    @Test func `an origin that is no object, and a time that cannot be written, are refused`()
        async throws
    {
        let home = try TestLedger()
        for origin in ["[]", "web", "{"] {
            var metadata = metadata
            metadata.origin = Array(origin.utf8)
            await #expect(throws: UnfitEvent.badOrigin) {
                try await home.ledger.append([event()], to: .loan(1), metadata: metadata)
            }
        }
        for milliseconds in [Int64.min, -62_167_219_200_001, 253_402_300_800_000, .max] {
            var event = event()
            event.occurredAt = Timestamp(milliseconds: milliseconds)
            await #expect(throws: UnfitEvent.badTime(type: "Arrived")) {
                try await home.ledger.append([event], to: .loan(1), metadata: metadata)
            }
        }
        for time in [Timestamp.earliest, .latest] {
            var (event, metadata) = (event(), metadata)
            (event.occurredAt, metadata.origin) = (time, Array("{ }".utf8))
            try await home.ledger.append([event], to: .loan(1), metadata: metadata)
        }
        let other = try TestLedger()
        _ = try await other.ledger.restore(home.exportedLines(), firstLine: 1)
        try await expectEqual(other.verify(), home.verify())
    }

    @Test func `a limit below nothing is nothing, and an export may begin at the start`()
        async throws
    {
        let home = try TestLedger()
        try await home.playPast()
        var subjects = SubjectQuery()
        for limit in [-1, 0] {
            subjects.limit = limit
            try await expectEqual(home.ledger.subjects(.session, subjects).rows.count, 0)
            var list = DropoffQuery(FunnelQuery(flow: "signup"))
            list.limit = limit
            try await expectEqual(home.ledger.dropoff(list).subjects.count, 0)
            var filter = EventFilter()
            try await expectEqual(home.ledger.events(matching: filter, limit: limit), [])
            let some = try await home.ledger.events(matching: filter, limit: 1)
            let first = try required(some.first)
            filter.types = [first.type.name]
            try await expectEqual(home.ledger.events(matching: filter, limit: limit), [])
            try await expectEqual(home.ledger.events(of: first.stream, limit: limit), [])
        }
        subjects.limit = .max
        let all = try await home.ledger.subjects(.session, subjects)
        expectTrue(!all.rows.isEmpty && all.next == nil)
        let count = try LedgerExport.run(home.directory, from: .start, through: nil) { _ in }
        try await expectEqual(count, home.ledger.head().size.rawValue)
    }

    /// In a process of its own, whose threads are no other test's.
    @Test func `a ledger that does not open leaves no thread`() async {
        await #expect(processExitsWith: .success) {
            func threads() throws -> Int {
                try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
            }
            let home = try TestLedger()
            let before = try threads()
            var refusedCount = 0
            for _ in 0..<8 {
                do throws(LogFailure) {
                    _ = try Ledger(LedgerOptions(directory: home.directory))
                } catch { refusedCount += error.hint.contains("close the ledger") ? 1 : 0 }
            }
            try required(refusedCount == 8)
            // Threads that end are seen a moment longer; one of eight is no leak.
            try required(threads() < before + 8)
        }
    }

    @Test func `a unique key, which nobody could tell again, is refused`() async throws {
        let home = try TestLedger()
        var event = event()
        event.claims = [.take(Claim(space: "s", value: "v"))]
        await #expect(throws: UnfitEvent.holdsKeys(type: "Arrived")) {
            try await home.ledger.append([event], to: .loan(1), metadata: metadata)
        }
        try await expectEqual(home.ledger.head().size, 0)
    }

    @Test func `a follower gets what is there and what comes, in order, each once`() async throws {
        let home = try TestLedger()
        for number in 1...300 { try await home.append("A", to: .loan(number % 7)) }
        var filter = EventFilter()
        filter.types = ["A", "B"]
        let events = home.ledger.follow(filter, after: 2)
        let follower = Task {
            var seen: [Int64] = []
            for try await event in events {
                seen.append(event.position.rawValue)
                if event.type.name == "B" { break }
            }
            return seen
        }
        for number in 1...50 { try await home.append("A", "C", to: .loan(number % 3)) }
        try await home.append("B", to: .loan(1))
        let expected = try await home.ledger.events(matching: filter, beyond: 2, limit: 9999)
        try await expectEqual(follower.value, expected.map(\.position.rawValue))
    }

    @Test func `a follower ends with its task, and with the ledger`() async throws {
        let home = try TestLedger()
        let ledger = home.ledger
        let follower = { Task { try await ledger.follow(after: .start).first { _ in true } } }
        let cancelled = follower()
        cancelled.cancel()
        try await expectNil(cancelled.value)
        let left = follower()
        ledger.close()
        try await expectNil(left.value)
    }

    @Test func `what people fill in is given and had as JSON`() async throws {
        let test = try TestWizards()
        let facts = RequestFacts(requestID: "r1")
        func save(_ json: String, version: Int) async throws -> SavedStep {
            try await test.wizards.saveStep(
                0, json: Array(json.utf8), version: version, of: "u1", facts)
        }
        try await expectEqual(save(#"{"name":"Ada"}"#, version: 0).version, 1)
        let progress = try await test.wizards.progress(of: "u1")
        expectEqual(String(decoding: progress.stepDataJSON, as: UTF8.self), #"{"name":"Ada"}"#)
        await #expect(throws: MalformedJSON.self) { _ = try await save("{", version: 1) }
        let conflict = await #expect(throws: SaveConflict.self) {
            _ = try await save(#"{"name":"Eve"}"#, version: 0)
        }
        let field = try required(conflict?.fields.first)
        expectEqual(field.name, "name")
        expectEqual(String(decoding: field.valueJSON, as: UTF8.self), #""Ada""#)
        try expectEqual(
            ShopProfileChanged(json: Array(#"{"country":"FR"}"#.utf8)).country, .set("FR"))
        #expect(throws: MerchantRejection.self) {
            _ = try ShopProfileChanged(json: Array(#"{"country":"XX"}"#.utf8))
        }
    }
}
