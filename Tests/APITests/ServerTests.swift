import Foundation
import HTTPServer
import JSON
import OnboardingLedger
import TestSupport
import Testing
import Time

@testable import API

/// Starting, stopping and a whole sign-up over a real socket.
@Suite(.timeLimit(.minutes(5))) struct ServerTests {
    @Test func `a sign-up is played over a socket to its end`() async throws {
        try await TestAPI.run { api in
            let address = try api.server.start()
            let client = try WireClient.connect(address)
            func post(_ path: String, _ body: JSONValue) async throws -> JSONValue {
                let answer = try await client.ask(
                    "POST \(path)", String(decoding: body.encoded, as: UTF8.self),
                    fields: ["Content-Type: application/json"])
                try required(answer.status == 200, "\(path): \(answer.body)")
                return try JSONValue(parsing: answer.body)
            }
            let started = try await post(
                "/v1/onboarding/start",
                ["email": "ada@example.com", "planDescriptor": "professional"])
            let token = started["sessionToken"]?.stringValue ?? ""
            _ = try await post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            let code = try api.code("ada@example.com")
            _ = try await post("/v1/onboarding/email/verify", api.verifyBody(token, code: code))
            _ = try await post("/v1/onboarding/business", api.businessBody(token))
            let opened = try await post("/v1/onboarding/payment/start", api.paymentBody(token))
            let url = opened["checkoutUrl"]?.stringValue ?? ""
            expectTrue(url.hasPrefix(address.description + "/dev/checkout/"))
            let path = String(url.dropFirst(address.description.count))
            try await expectTrue(client.ask("GET \(path)").body.contains("Professional"))
            try await expectEqual(client.ask("POST \(path)/pay", "").status, 200)
            let done = try await post("/v1/onboarding/complete", ["sessionToken": .string(token)])
            expectEqual(done["user"]?["email"], "ada@example.com")
        }
    }

    @Test func `the server's own refusals are problems, too`() async throws {
        try await TestAPI.run { api in
            let address = try api.server.start()
            let large = String(repeating: "x", count: 256 << 10) + "x"
            for (line, body, status, code) in [
                ("GET /nowhere", nil, 404, "http.not_found"),
                ("PUT /healthz", "", 405, "http.method_not_allowed"),
                ("POST /v1/onboarding/start", large, 413, "http.content_too_large"),
                ("GET /\(String(repeating: "a", count: 9000))", nil, 414, "http.uri_too_long"),
                ("GET /v1/flows/%zz", nil, 400, "http.percent_encoding"),
            ] {
                let client = try WireClient.connect(address)
                let answer = try await client.ask(line, body)
                expectEqual(answer.status, status)
                try expectEqual(JSONValue(parsing: answer.body)["code"], .string(code))
            }
        }
    }

    @Test(arguments: [
        ("Content-Length: 262145", "413"), ("Transfer-Encoding: chunked", "413"),
        ("Expect: a miracle", "417"), ("Content-Length: x", "400"),
    ])
    func `what is refused while it is read keeps its name, and a page may see it`(
        field: String, status: String
    ) async throws {
        try await TestAPI.run {
            $0.logsRequests = true
        } _: { api in
            let client = try WireClient.connect(try api.server.start())
            let lines = [
                "POST /v1/onboarding/start HTTP/1.1", "Host: h", "X-Request-Id: mine",
                "Origin: https://app.example", field,
            ]
            try await client.send(lines.joined(separator: "\r\n") + "\r\n\r\n40001\r\n")
            let head = try await client.read(through: "\r\n\r\n")
            expectTrue(head.hasPrefix("HTTP/1.1 \(status) "))
            expectEqual(WireClient.field("X-Request-Id", head), "mine")
            expectEqual(WireClient.field("Access-Control-Allow-Origin", head), "*")
            let count = try required(WireClient.field("Content-Length", head).flatMap { Int($0) })
            let body = try JSONValue(parsing: try await client.read(count: count))
            expectEqual(body["instance"], "mine")
            let refusals = api.lines.all.filter { $0.what == "request refused" }
            expectEqual(refusals.map(\.requestID), ["mine"])
        }
    }

    @Test func `stopping finishes what was accepted, and the events are there again`()
        async throws
    {
        let folder = TemporaryFolder()
        let directory = DataDirectory(path: folder.path)
        var server = APIServer(
            configuration: .dev(), ledger: try Ledger(LedgerOptions(directory: directory)),
            clock: SystemClock(), listen: .tcp(host: "127.0.0.1", port: 0), log: { _ in })
        let address = try server.start()
        let client = try WireClient.connect(address)
        let body = #"{"email":"ada@example.com","planDescriptor":"starter"}"#
        try await expectEqual(client.ask("POST /v1/onboarding/start", body).status, 200)
        await server.stop()
        #expect(throws: (any Error).self) { try WireClient.connect(address) }
        let ledger = try Ledger(LedgerOptions(directory: directory))
        expectEqual(ledger.bell.head.rawValue, 1)
        server = APIServer(
            configuration: .dev(), ledger: ledger, clock: SystemClock(),
            listen: .tcp(host: "127.0.0.1", port: address.port), log: { _ in })
        try expectEqual(server.start().port, address.port)
        await server.stop()
    }

    @Test func `once it stops nobody comes in, although a command is under way (O1)`()
        async throws
    {
        try await TestAPI.run { api in
            let address = try api.server.start()
            let path = api.ledger.directory.controlSocket
            let command = try WireClient.connect(HTTPAddress(host: path, port: 0))
            let body = #"{"name":"ci","scopes":["audit:read"]}"#
            try await command.send(
                "POST /control/keys HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n")
            _ = try await command.read(through: "100 Continue\r\n\r\n")
            async let stopped: Void = api.server.stop()
            while (try? WireClient.connect(address)) != nil { await Task.yield() }
            // The command was accepted before, and is finished.
            try await command.send(body)
            let answer = try await command.read(through: "\r\n\r\n")
            expectTrue(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
            await stopped
        }
    }

    @Test func `a port that is taken is said to be, and the rest can be put away`() async throws {
        try await TestAPI.run { first in
            let address = try first.server.start()
            let folder = TemporaryFolder()
            let ledger = try Ledger(LedgerOptions(directory: DataDirectory(path: folder.path)))
            let server = APIServer(
                configuration: .dev(), ledger: ledger, clock: SystemClock(),
                listen: .tcp(host: "127.0.0.1", port: address.port), log: { _ in })
            do throws(HTTPServerError) {
                _ = try server.start()
                Issue.record("two servers have one port")
            } catch { expectEqual(error.code, .addressInUse) }
            await server.stop()
        }
    }

    @Test func `jobs run by themselves once the clock says so`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            api.advance(24 * 3600)
            _ = try api.server.start()
            let stream = try required(StreamID(api.stream(token)))
            await api.ledger.bell.waitPast(GlobalPosition(rawValue: 1))
            try await expectEqual(api.types(stream.name).last, "SignUpExpired")
        }
    }
}
