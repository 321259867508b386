import HTTPServer
import JSON
import TestSupport
import Testing

@testable import API

/// F5 over real sockets.
struct SpaceChangesTests {
    private func open(_ api: TestAPI, _ address: HTTPAddress, _ id: String, _ fields: String...)
        async throws -> WireClient
    {
        let client = try WireClient.connect(address)
        let lines = [api.person("ada")] + fields
        try await client.send(
            "GET /v1/spaces/\(id)/changes HTTP/1.1\r\nHost: h\r\n"
                + lines.map { $0 + "\r\n" }.joined() + "\r\n")
        let head = try await client.read(through: "\r\n\r\n")
        try required(head.hasPrefix("HTTP/1.1 200"), "\(head)")
        return client
    }

    @Test func `a space's stream shows it now and after each change`() async throws {
        try await TestAPI.run { api in
            let address = try api.server.start()
            let (ada, id) = (api.person("ada"), try await api.space(api.person("ada")))
            let client = try await open(api, address, id)
            let now = try await api.get("/v1/spaces/\(id)", ada)
            try await expectEqual(client.event(), "id: 2\ndata: \(now.text)\n\n")
            _ = try await api.ask("POST /dev/spaces/\(id)/book")
            let planned = try await api.get("/v1/spaces/\(id)", ada)
            expectEqual(planned["metadata"]["onboarding_status"], "planned")
            try await expectEqual(client.event(), "id: 3\ndata: \(planned.text)\n\n")
        }
    }

    @Test func `followers leave room for everybody else`() async throws {
        try await TestAPI.run {
            $0.connectionsMax = 4
        } _: { api in
            let address = try api.server.start()
            let id = try await api.space(api.person("ada"))
            var clients: [WireClient] = []
            for _ in 1...3 {
                clients.append(try await open(api, address, id))
                _ = try await clients.last?.event()
            }
            let refused = try await api.get("/v1/spaces/\(id)/changes", api.person("ada"))
            expectEqual(refused.refusal, "503 storage.queue_full")
            expectEqual(refused.fields["Retry-After"], "30")
            let others = try await api.get("/v1/spaces/\(id)", api.person("ada"))
            expectTrue(others.status == 200 && clients.count == 3)
        }
    }

    @Test func `a stream that was cut goes on behind what was seen`() async throws {
        try await TestAPI.run { api in
            let address = try api.server.start()
            let id = try await api.space(api.person("ada"))
            let client = try await open(api, address, id, "Last-Event-ID: 2")
            _ = try await api.ask("POST /dev/spaces/\(id)/book")
            try await expectEqual(client.event()?.hasPrefix("id: 3\n"), true)
        }
    }

    /// Without the word that there is no more: another token may go on.
    @Test func `a stream ends with the credential that opened it`() async throws {
        try await TestAPI.run { api in
            let address = try api.server.start()
            let id = try await api.space(api.person("ada"))
            let client = try await open(api, address, id)
            _ = try await client.event()
            api.advance(AccessTokens.lifetimeSeconds + TokenClaims.leewaySeconds + 1)
            _ = try await api.ask("POST /dev/spaces/\(id)/book")
            // A look that began while the token was good may still be shown.
            var event = try await client.event()
            while event?.hasPrefix("id: ") == true { event = try await client.event() }
            expectNil(event)
        }
    }

    /// The stream's next beat comes after seconds: what arrives before is pushed by the change.
    @Test func `every change arrives by itself and in order`() async throws {
        try await TestAPI.run { api in
            let address = try api.server.start()
            let id = try await api.space(api.person("ada"))
            let client = try await open(api, address, id)
            _ = try await client.event()
            for index in 0..<31 {
                let verb = index.isMultiple(of: 2) ? "book" : "cancel"
                _ = try await api.ask("POST /dev/spaces/\(id)/\(verb)")
                let event = try await client.event()
                expectEqual(event?.hasPrefix("id: \(3 + index)\n"), true, "\(event ?? "none")")
            }
        }
    }
}
