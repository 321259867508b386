import HTTPServer
import JSON
import OnboardingLedger
import TestSupport
import Testing
import Time

@testable import API

/// Events that were recorded after they occurred, asked by either time (contracts L2, L6, L7, L8).
struct OccurrenceAnswerTests {
    private static let stream = StreamID(category: "loan", id: "1")

    /// Recorded now; they occurred on the first days of March 2025, each on its own.
    private func append(_ days: ClosedRange<Int>, _ api: TestAPI) async throws {
        let events = try days.map { day in
            let time: Timestamp = try required(Timestamp(rfc3339: "2025-03-0\(day)T12:00:00Z"))
            return NewEvent(
                type: EventType("Day\(day)"), data: Array("{}".utf8), occurredAt: time)
        }
        _ = try await api.ledger.perform { transaction in
            try transaction.append(
                [StreamAppend(to: Self.stream, expected: .any, events: events)],
                metadata: EventMetadata(
                    actor: EventActor(kind: .system, id: "t"), correlationID: "c"))
        }
    }

    private func types(_ answer: Answer) -> [String] {
        answer["events"].arrayValue?.compactMap { $0["type"]?.stringValue } ?? []
    }

    @Test func `events are found by when they occurred, page by page and as a download`()
        async throws
    {
        try await TestAPI.run { api in
            try await append(1...6, api)
            _ = try await api.start("ada@example.com")
            let key = try await api.key(.auditRead)
            let path = "/v1/ledger/events"
            let days = "occurredSince=2025-03-02&occurredUntil=2025-03-05"
            expectEqual(
                types(try await api.get("\(path)?since=2025-03-02&until=2025-03-05", key)), [])
            let first = try await api.get("\(path)?\(days)&limit=2", key)
            expectEqual(types(first), ["Day2", "Day3"])
            let next = try required(first["next"].int64Value)
            let rest = try await api.get("\(path)?\(days)&limit=2&after=\(next)", key)
            expectTrue(types(rest) == ["Day4"] && rest["next"] == .null)
            let newest = try await api.get("\(path)?\(days)&order=desc&stream=loan-1", key)
            expectEqual(types(newest), ["Day4", "Day3", "Day2"])
            let narrow = try await api.get("\(path)?\(days)&type=Day3,Day6", key)
            expectEqual(types(narrow), ["Day3"])
            // What does not say when it occurred did when it was recorded.
            expectEqual(types(try await api.get("\(path)?occurredSince=2026-01-01", key)).count, 1)
            let lines = try await api.get("\(path)?\(days)&format=jsonl&limit=2", key)
            expectEqual(lines.text.split(separator: "\n").count, 2)
            expectEqual(lines.fields["Link"]?.contains(days), true)
        }
    }

    @Test func `a tail by occurrence goes on, and passes over the rest`() async throws {
        try await TestAPI.run { api in
            try await append(1...2, api)
            let client = try WireClient.connect(try api.server.start())
            let query = "after=0&occurredSince=2025-03-02&occurredUntil=2025-03-04"
            try await client.send(
                """
                GET /v1/ledger/events?\(query) HTTP/1.1\r
                Host: h\r
                Accept: text/event-stream\r
                \(try await api.key(.auditRead))\r
                \r

                """)
            _ = try await client.read(through: "\r\n\r\n")
            try await expectEqual(client.event()?.contains(#""type":"Day2""#), true)
            try await append(4...5, api)
            try await append(3...3, api)
            try await expectEqual(client.event()?.contains(#""type":"Day3""#), true)
        }
    }

    @Test(arguments: [
        ("/v1/ledger/events?occurredSince=2025-03-02&occurredUntil=2025-03-02", "/occurredUntil"),
        ("/v1/ledger/events?occurredSince=soon", "/occurredSince"),
        ("/v1/ledger/streams/loan-1/state?at=2025-03-02&occurredAt=2025-03-02", "/occurredAt"),
        ("/v1/ledger/streams/loan-1/state?version=1&occurredAt=2025-03-02", "/occurredAt"),
        ("/v1/ledger/streams/loan-1/diff?from=1&occurredTo=2025-03-02", "/occurredTo"),
        ("/v1/ledger/streams/loan-1/diff?to=1&occurredFrom=2025-03-02", "/occurredFrom"),
        (
            "/v1/ledger/streams/loan-1/diff?occurredFrom=2025-03-02&occurredTo=2025-03-01",
            "/occurredFrom"
        ),
    ])
    func `what cannot be meant is 400 and named`(path: String, pointer: String) async throws {
        try await TestAPI.run { api in
            try await append(1...2, api)
            let answer = try await api.get(path, try await api.key(.auditRead))
            expectEqual(answer.refusal, "400 request.invalid_query")
            expectEqual(answer.pointers, [pointer])
        }
    }

    @Test func `a stream is read as it was recorded by a day, or with what had occurred`()
        async throws
    {
        try await TestAPI.run { api in
            try await append(1...3, api)
            let path = "/v1/ledger/streams/loan-1"
            let key = try await api.key(.auditRead)
            try await expectEqual(api.get("\(path)/state?at=2025-03-03", key)["version"], 0)
            let then = try await api.get("\(path)/state?occurredAt=2025-03-03", key)
            expectEqual(then.text, (try await api.get("\(path)/state?version=2", key)).text)
            expectEqual(then["leftOut"], nil)
            let changes = try await api.get(
                "\(path)/diff?occurredFrom=2025-03-02&occurredTo=2025-03-03", key)
            expectEqual(changes.text, (try await api.get("\(path)/diff?from=1&to=2", key)).text)
            let since = try await api.get("\(path)/diff?occurredFrom=2025-03-03", key)
            expectTrue(since["from"] == 2 && since["to"] == 3)
            try await append(2...2, api)
            let mixed = try await api.get("\(path)/state?occurredAt=2025-03-03", key)
            expectTrue(mixed["version"] == 4 && mixed["leftOut"] == 1)
        }
    }

    @Test func `blame has the time of recording where that is another`() async throws {
        try await TestAPI.run { api in
            try await append(1...1, api)
            let token = try await api.start("ada@example.com")
            let key = try await api.key(.auditRead)
            let path = "/v1/ledger/streams"
            let late = try await api.get("\(path)/loan-1/blame", key)["fields"][0]
            expectEqual(late?["at"], "2025-03-01T12:00:00.000Z")
            expectEqual(late?["recordedAt"], "2026-09-21T14:13:20.000Z")
            let own = try await api.get("\(path)/\(api.stream(token))/blame", key)["fields"][0]
            expectEqual(own?["at"], "2026-09-21T14:13:20.000Z")
            expectNil(own?["recordedAt"])
        }
    }
}
