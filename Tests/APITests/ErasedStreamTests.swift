import HTTPServer
import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// L14: who reads slowly is sent nothing that was erased while they did not read.
@Suite("Erasure under streams", .timeLimit(.minutes(5))) struct ErasedStreamTests {
    private static let secret = "Bring-a-nanosecond"
    private static let count = 40

    /// Saves of a wizard, each larger than what is sent at a time, so that a page is many writes.
    private func fill(_ api: TestAPI) async throws {
        let bytes = String(repeating: "x", count: 50_000)
        let stream = try required(StreamID("club-ada"))
        for number in 1...Self.count {
            let personal: JSONValue = ["note": .string("\(Self.secret) \(number) \(bytes)")]
            _ = try await api.ledger.append(
                [
                    NewEvent(
                        type: EventType("Noted"), data: Array("{}".utf8),
                        personal: personal.encoded)
                ], to: stream,
                metadata: EventMetadata(
                    actor: EventActor(kind: .user, id: "ada"), correlationID: "c"))
        }
    }

    private func erase(_ api: TestAPI) async throws -> Int64 {
        let receipt = try await api.ledger.erase(
            ErasureRequest(
                subject: "club-ada", reason: "asked for", actor: EventActor(kind: .admin, id: "r"),
                requestID: "r"))
        expectEqual(receipt.eventCount, Self.count)
        return receipt.position.rawValue
    }

    private func open(_ api: TestAPI, _ target: String, _ fields: String...) async throws
        -> HeldStream
    {
        var request = HTTPFields()
        for field in fields + [try await api.key(.auditRead)] {
            let parts = field.split(separator: ": ", maxSplits: 1).map(String.init)
            request.append(parts[0], parts[1])
        }
        return try await HeldStream(
            await api.server.answer(
                try HTTPRequest(
                    method: .get, target: target, fields: request, body: [], peer: TestAPI.peer)))
    }

    @Test(arguments: [
        "/v1/ledger/events?format=jsonl", "/v1/ledger/events?format=csv",
        "/v1/ledger/events?format=jsonl&order=desc", "/v1/ledger/export",
        "/v1/ledger/export?format=cloudevents",
    ])
    func `a download goes on with events as they are after an erasure`(target: String) async throws
    {
        try await TestAPI.run { api in
            try await fill(api)
            let held = try await open(api, target)
            _ = try await erase(api)
            expectTrue(held.taken().contains(Self.secret), "the first write came before")
            let rest = await held.rest()
            expectFalse(rest.contains(Self.secret))
            expectTrue(rest.split(whereSeparator: \.isNewline).count >= Self.count - 2)
            // An import would find that its lines do not fit each other.
            expectEqual(held.isBrokenOff, target.hasPrefix("/v1/ledger/export"))
        }
    }

    @Test(arguments: ["/v1/ledger/events?format=csv", "/v1/ledger/export"])
    func `a download that a stop cuts short does not end as a whole one (O1)`(target: String)
        async throws
    {
        try await TestAPI.run { api in
            try await fill(api)
            let whole = try await open(api, target)
            _ = await whole.rest()
            expectFalse(whole.isBrokenOff)
            let held = try await open(api, target)
            held.stop()
            _ = await held.rest()
            expectTrue(held.isBrokenOff)
        }
    }

    @Test func `a live tail goes on with events as they are after an erasure`() async throws {
        try await TestAPI.run { api in
            try await fill(api)
            let held = try await open(
                api, "/v1/ledger/events?after=0&limit=\(Self.count + 2)",
                "Accept: text/event-stream")
            let position = try await erase(api)
            let first = held.taken()
            expectTrue(first.contains(Self.secret), "the first write came before")
            let rest = await held.rest()
            expectFalse(rest.contains(Self.secret))
            let ids = (first + rest).split(separator: "\n").filter { $0.hasPrefix("id:") }
                .compactMap { Int64($0.dropFirst(3).filter { $0 != " " }) }
            expectEqual(ids, Array(1...position + 1), "each event once and in order")
        }
    }

    /// In the library a page is held from one event to the next.
    @Test func `who follows the log in the program is handed what is left of an event`()
        async throws
    {
        try await TestAPI.run { api in
            try await fill(api)
            var events = api.ledger.follow(after: .start).makeAsyncIterator()
            try await expectNotNil(events.next()?.personal)
            _ = try await erase(api)
            for position in 2...Self.count {
                let event = try required(try await events.next())
                expectTrue(event.position.rawValue == position && event.personal == nil)
            }
        }
    }
}
