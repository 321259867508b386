import HTTPServer
import JSON
import TestSupport
import Testing

@testable import API

/// Server-sent events over real sockets (K14, L6).
struct StreamTests {
    /// Reads the next event: its lines by name.
    private func event(_ client: WireClient) async throws -> [String: String] {
        let text = try required(try await client.event())
        var fields: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            if parts.count == 2 { fields[parts[0]] = String(parts[1].dropFirst()) }
        }
        return fields
    }

    private func open(_ address: HTTPAddress, _ path: String, _ fields: String = "") async throws
        -> WireClient
    {
        let client = try WireClient.connect(address)
        try await client.send("GET \(path) HTTP/1.1\r\nHost: h\r\n\(fields)\r\n")
        let head = try await client.read(through: "\r\n\r\n")
        try required(head.hasPrefix("HTTP/1.1 200"), "\(head)")
        expectEqual(WireClient.field("Content-Type", head), "text/event-stream; charset=utf-8")
        return client
    }

    @Test func `a session's stream shows it now and after each change, until it is over`()
        async throws
    {
        try await TestAPI.run { api in
            let address = try api.server.start()
            let token = try await api.staged("ada@example.com", plan: "professional")
            let checkout = try await api.checkout(token)
            let client = try await open(
                address, "/v1/onboarding/session/changes?sessionToken=\(token)")
            let now = try await event(client)
            expectEqual(now["id"], "7")
            let session = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(now["data"], session.text)
            _ = try await api.ask("POST /dev/checkout/\(checkout)/pay")
            let paid = try await event(client)
            expectEqual(paid["id"], "9")
            expectEqual(paid["data"]?.contains("\"stage\":\"ready_to_commit\""), true)
            _ = try await api.post("/v1/onboarding/complete", ["sessionToken": .string(token)])
            let end = try await event(client)
            expectEqual(end["event"], "end")
            expectEqual(end["data"], #"{"code":"onboarding.session_already_committed"}"#)
            try await expectNil(client.event())
        }
    }

    @Test func `a stream that was cut goes on behind what was seen`() async throws {
        try await TestAPI.run { api in
            let address = try api.server.start()
            let token = try await api.start("ada@example.com")
            let path = "/v1/onboarding/session/changes?sessionToken=\(token)"
            let client = try await open(address, path, "Last-Event-ID: 1\r\n")
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            let next = try await event(client)
            expectEqual(next["id"], "2")
        }
    }

    @Test func `a stream is refused like a read`() async throws {
        try await TestAPI.run { api in
            let address = try api.server.start()
            let client = try WireClient.connect(address)
            let none = try await client.ask("GET /v1/onboarding/session/changes?sessionToken=x")
            expectEqual(none.status, 404)
            let missing = try await client.ask("GET /v1/onboarding/session/changes")
            expectTrue(missing.body.contains("onboarding.session_token_required"))
        }
    }

    @Test func `the tail shows what is appended from now on, by filter, with positions as ids`()
        async throws
    {
        try await TestAPI.run { api in
            let address = try api.server.start()
            _ = try await api.start("before@example.com")
            let key = try await api.key(.auditRead)
            let accept = "Accept: text/event-stream\r\n"
            let client = try await open(
                address, "/v1/ledger/events?type=VerificationCodeSent", "\(key)\r\n\(accept)")
            // The stream's beginning is where the log ended when it was asked for.
            let token = try await api.start("ada@example.com")
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            let first = try await event(client)
            expectEqual(first["id"], "3")
            try expectEqual(JSONValue(parsing: first["data"] ?? "")["type"], "VerificationCodeSent")
            let again = try await open(
                address, "/v1/ledger/events", "\(key)\r\n\(accept)Last-Event-ID: 1\r\n")
            try await expectEqual(event(again)["id"], "2")
            try await expectEqual(event(again)["id"], "3")
            let whole = try await open(
                address, "/v1/ledger/events?after=0", "\(key)\r\n\(accept)")
            try await expectEqual(event(whole)["id"], "1")
        }
    }

    @Test func `streams end when the server stops`() async throws {
        try await TestAPI.run { api in
            let address = try api.server.start()
            let token = try await api.start("ada@example.com")
            let client = try await open(
                address, "/v1/onboarding/session/changes?sessionToken=\(token)")
            _ = try await event(client)
            async let stopped: Void = api.server.stop()
            try await expectNil(client.event())
            await stopped
        }
    }
}
