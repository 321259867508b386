import HTTPServer
import JSON
import OnboardingLedger
import TestSupport
import Testing
import Time

@testable import API

/// The audit's events as tables, lines and live tails, and what cannot be meant (contract L6).
struct EventFormTests {
    // MARK: Tables and lines

    @Test func `events come as comma-separated values, by Accept or by format`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let key = try await api.key(.auditRead)
            let answer = try await api.get("/v1/ledger/events?format=csv", key)
            expectEqual(answer.fields["Content-Type"], "text/csv; charset=utf-8; header=present")
            expectEqual(answer.fields["Content-Disposition"], "attachment; filename=\"events.csv\"")
            let lines = answer.text.split(separator: "\r\n")
            expectEqual(lines.count, 2)
            expectTrue(
                lines[0].hasPrefix("position,stream,version,type,schemaVersion,id,recordedAt,"))
            expectTrue(lines[1].hasPrefix("1,\(api.stream(token)),1,SignUpStarted,2,"))
            let same = try await api.get("/v1/ledger/events", key, "Accept: text/csv")
            expectEqual(same.text, answer.text)
        }
    }

    @Test func `what would be a formula is defused`() async throws {
        try await TestAPI.run { api in
            let stream = try required(StreamID("loan-=1+1"))
            _ = try await api.ledger.perform { transaction in
                try transaction.append(
                    [
                        StreamAppend(
                            to: stream, expected: .none,
                            events: [NewEvent(type: EventType("Applied"), data: Array("{}".utf8))])
                    ],
                    metadata: EventMetadata(
                        actor: EventActor(kind: .user, id: "@cmd"), correlationID: "-1"))
            }
            let key = try await api.key(.auditRead)
            let text = try await api.get("/v1/ledger/events?format=csv", key).text
            expectTrue(text.contains("\"'@cmd\",\"'-1\""))
            expectTrue(text.contains("1,loan-=1+1,1,"))
        }
    }

    @Test func `events come as JSON lines, each as the page has it`() async throws {
        try await TestAPI.run { api in
            for number in 1...3 { _ = try await api.start("user\(number)@example.com") }
            let key = try await api.key(.auditRead)
            let lines = try await api.get("/v1/ledger/events?format=jsonl&order=desc", key)
            expectEqual(lines.fields["Content-Type"], "application/jsonl")
            let page = try await api.get("/v1/ledger/events?order=desc", key)
            let events = try lines.text.split(separator: "\n").map {
                try JSONValue(parsing: String($0))
            }
            expectEqual(events, page["events"].arrayValue)
        }
    }

    @Test func `a table with a limit says where it goes on`() async throws {
        try await TestAPI.run { api in
            for number in 1...5 { _ = try await api.start("user\(number)@example.com") }
            let key = try await api.key(.auditRead)
            let first = try await api.get("/v1/ledger/events?format=csv&limit=3", key)
            expectEqual(
                first.fields["Link"], "</v1/ledger/events?format=csv&limit=3&after=3>; rel=\"next\""
            )
            let rest = try await api.get("/v1/ledger/events?format=csv&limit=3&after=3", key)
            expectEqual(rest.text.split(separator: "\r\n").count, 3)
            expectFalse(rest.fields.contains("Link"))
        }
    }

    @Test func `a table of many pages is streamed whole, and in order`() async throws {
        try await TestAPI.run { api in
            let address = try api.server.start()
            try await note(2500, api)
            let key = try await api.key(.auditRead)
            for (order, expected) in [
                ("asc", Array(1...2500)), ("desc", (1...2500).reversed()),
            ] {
                let client = try WireClient.connect(address)
                let answer = try await client.ask(
                    "GET /v1/ledger/events?format=csv&order=\(order)", fields: [key])
                expectEqual(answer.status, 200)
                let positions = answer.body.split(separator: "\r\n").dropFirst().compactMap {
                    $0.split(separator: ",").first.flatMap { Int($0) }
                }
                expectEqual(positions, Array(expected))
            }
            let client = try WireClient.connect(address)
            let some = try await client.ask(
                "GET /v1/ledger/events?format=jsonl&limit=1500", fields: [key])
            expectEqual(some.body.split(separator: "\n").count, 1500)
        }
    }

    /// The fields come before the body, so the page's end is found out first.
    @Test(arguments: ["asc", "desc"])
    func `a long download with a limit says where it goes on too`(order: String) async throws {
        try await TestAPI.run { api in
            let address = try api.server.start()
            try await note(2500, api)
            let (key, client) = (try await api.key(.auditRead), try WireClient.connect(address))
            var (path, counts) = (
                "/v1/ledger/events?format=jsonl&limit=1200&order=\(order)", [Int]()
            )
            var positions: [Int64] = []
            while true {
                let answer = await api.server.answer(
                    try HTTPRequest(
                        method: .get, target: path, fields: Self.fields(key), body: [],
                        peer: TestAPI.peer))
                let body = try await client.ask("GET \(path)", fields: [key]).body
                let lines = try body.split(separator: "\n").map {
                    try JSONValue(parsing: String($0))
                }
                counts.append(lines.count)
                positions += lines.compactMap { $0["position"]?.int64Value }
                guard let link = answer.fields["Link"] else { break }
                expectTrue(link.hasSuffix("; rel=\"next\""))
                path = String(link.dropFirst().prefix { $0 != ">" })
            }
            expectEqual(counts, [1200, 1200, 100])
            let all = Array(Int64(1)...2500)
            expectEqual(positions, (order == "asc" ? all : all.reversed()))
        }
    }

    private static func fields(_ authorization: String) -> HTTPFields {
        var fields = HTTPFields()
        fields.append("Authorization", String(authorization.dropFirst("Authorization: ".count)))
        return fields
    }

    /// Appends as many events to one stream.
    private func note(_ count: Int, _ api: TestAPI) async throws {
        let events = (1...count).map { number in
            NewEvent(type: EventType("Noted"), data: Array(#"{"n":\#(number)}"#.utf8))
        }
        try await api.ledger.append(
            events, to: StreamID(category: "loan", id: "1"),
            metadata: EventMetadata(actor: EventActor(kind: .system, id: "t"), correlationID: "c"))
    }

    @Test func `a stream that is longer than a page says where it goes on`() async throws {
        try await TestAPI.run { api in
            try await note(1001, api)
            let (path, key) = ("/v1/ledger/streams/loan-1", try await api.key(.auditRead))
            for format in ["json", "csv"] {
                let first = try await api.get("\(path)?format=\(format)", key)
                expectEqual(
                    first.fields["Link"], "<\(path)?format=\(format)&after=1000>; rel=\"next\"")
                let last = try await api.get("\(path)?format=\(format)&after=1000", key)
                expectTrue(last.fields["Link"] == nil && last.text.contains(#"1001"#))
            }
            let first = try await api.get(path, key)
            expectEqual(first.names, ["stream", "version", "events", "next"])
            expectTrue(first["version"] == 1001 && first["next"] == 1000)
            expectEqual(first["events"].arrayValue?.count, 1000)
            // The shape of section 8 for whoever has all of it.
            let last = try await api.get("\(path)?after=1000", key)
            expectEqual(last.names, ["stream", "version", "events"])
        }
    }

    @Test func `a stream, its blame and a difference come as tables too`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            _ = try await api.start("ada@example.com", plan: "professional")
            let path = "/v1/ledger/streams/\(api.stream(token))"
            let key = try await api.key(.auditRead)
            let events = try await api.get(path + "?format=csv", key)
            expectEqual(events.text.split(separator: "\r\n").count, 3)
            let blame = try await api.get(path + "/blame?format=csv", key)
            expectTrue(blame.text.contains("\r\nplanDescriptor,professional,session,"))
            let difference = try await api.get(path + "/diff?format=csv", key)
            expectTrue(difference.text.contains("\r\nplanDescriptor,starter,professional\r\n"))
        }
    }

    // MARK: What cannot be meant

    @Test func `a position past the head and an unknown stream are named`() async throws {
        try await TestAPI.run { api in
            _ = try await api.start("ada@example.com")
            let key = try await api.key(.auditRead)
            let late = try await api.get("/v1/ledger/events?after=2", key)
            expectEqual(late.refusal, "404 ledger.position_not_found")
            expectEqual(late["head"], 1)
            try await expectEqual(api.get("/v1/ledger/events?after=1", key)["events"], [])
            let unknown = try await api.get("/v1/ledger/events?stream=session-none", key)
            expectEqual(unknown.refusal, "404 ledger.stream_not_found")
            expectEqual(unknown["stream"], "session-none")
        }
    }

    @Test func `a difference goes from the earlier to the later, by version or instant`()
        async throws
    {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            api.advance(10)
            _ = try await api.start("ada@example.com", plan: "professional")
            let path = "/v1/ledger/streams/\(api.stream(token))/diff"
            let key = try await api.key(.auditRead)
            let then = try await api.get(path + "?from=2026-09-21T14:13:25Z", key)
            expectTrue(then["from"] == 1 && then["to"] == 2)
            expectEqual(then["changes"], (try await api.get(path + "?from=1&to=2", key)["changes"]))
            for query in ["?from=2&to=1", "?from=2026-09-22&to=2026-09-20", "?from=x"] {
                let answer = try await api.get(path + query, key)
                expectEqual(answer.refusal, "400 request.invalid_query")
                expectEqual(answer.pointers, ["/from"])
            }
        }
    }

    // MARK: Tails

    /// Reads the next event's position.
    private func position(_ client: WireClient) async throws -> Int64? {
        let text = try required(try await client.event())
        return text.split(separator: "\n").first { $0.hasPrefix("id:") }
            .flatMap { Int64($0.dropFirst(3).filter { $0 != " " }) }
    }

    private func openTail(
        _ api: TestAPI, _ address: HTTPAddress, _ query: String, _ fields: String...
    ) async throws -> WireClient {
        let client = try WireClient.connect(address)
        let all = fields + [try await api.key(.auditRead), "Accept: text/event-stream"]
        try await client.send(
            "GET /v1/ledger/events\(query) HTTP/1.1\r\nHost: h\r\n"
                + all.map { $0 + "\r\n" }.joined() + "\r\n")
        let head = try await client.read(through: "\r\n\r\n")
        try required(head.hasPrefix("HTTP/1.1 200"), "\(head)")
        return client
    }

    @Test
    func `who reconnects, also to a server that was restarted, sees each event once and in order`()
        async throws
    {
        try await TestAPI.run { api in
            var seen: [Int64] = []
            var client = try await openTail(api, try api.server.start(), "?after=0")
            for number in 1...4 { _ = try await api.start("first\(number)@example.com") }
            for _ in 1...3 { seen.append(try required(try await position(client))) }
            let again = try await api.restarted()
            let address = try again.server.start()
            _ = try await again.start("second@example.com")
            client = try await openTail(again, address, "?after=0", "Last-Event-ID: 3")
            _ = try await again.start("third@example.com")
            for _ in 1...3 { seen.append(try required(try await position(client))) }
            expectEqual(seen, Array(1...6))
            await again.server.stop()
        }
    }

    @Test func `a tail begins behind events that there are, and runs from old to new`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await api.start("ada@example.com")
            let (key, accept) = (try await api.key(.auditRead), "Accept: text/event-stream")
            let path = "/v1/ledger/events"
            let late = try await api.get(path, key, accept, "Last-Event-ID: 2")
            expectEqual(late.refusal, "404 ledger.position_not_found")
            let odd = try await api.get(path, key, accept, "Last-Event-ID: x")
            expectEqual(odd.refusal, "400 request.invalid_query")
            let reversed = try await api.get(path + "?order=desc", key, accept)
            expectEqual(reversed.pointers, ["/order"])
            let ended = try await api.get(path + "?until=2030-01-01", key, accept)
            expectEqual(ended.pointers, ["/until"])
        }
    }

    @Test func `a tail may wait for a stream that nobody has begun`() async throws {
        try await TestAPI.run { api in
            let client = try await openTail(api, try api.server.start(), "?stream=loan-1")
            _ = try await api.ledger.perform { transaction in
                try transaction.append(
                    [
                        StreamAppend(
                            to: StreamID(category: "loan", id: "1"), expected: .none,
                            events: [NewEvent(type: EventType("Applied"), data: Array("{}".utf8))])
                    ],
                    metadata: EventMetadata(
                        actor: EventActor(kind: .system, id: "t"), correlationID: "c"))
            }
            try await expectEqual(position(client), 1)
        }
    }
}
