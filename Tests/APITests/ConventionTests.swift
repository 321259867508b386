import HTTPServer
import JSON
import Onboarding
import OnboardingLedger
import TestSupport
import Testing
import Time

@testable import API

/// Section 0 of the contract: what holds on every endpoint.
struct ConventionTests {
    // MARK: Problem details

    @Test func `a problem has all members, and code and extensions nested, too`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.ask(
                "POST /v1/onboarding/start\nX-Request-Id: abc\n\n{\"email\":\"x\"}")
            expectEqual(answer.fields["Content-Type"], "application/problem+json")
            expectEqual(
                answer.json,
                [
                    "type": "/problems/invalid-body",
                    "title": "The request's body or a field of it is not valid",
                    "status": 400, "detail": "email: expected an email address.",
                    "instance": "abc", "code": "request.invalid_body",
                    "errors": [
                        ["pointer": "/email", "detail": "expected an email address"],
                        [
                            "pointer": "/planDescriptor",
                            "detail": "is required: the descriptor of a plan",
                        ],
                    ],
                    "extensions": [
                        "code": "request.invalid_body",
                        "errors": [
                            ["pointer": "/email", "detail": "expected an email address"],
                            [
                                "pointer": "/planDescriptor",
                                "detail": "is required: the descriptor of a plan",
                            ],
                        ],
                    ],
                ])
        }
    }

    @Test(arguments: [
        ("{\n\"email\": tru}", "line 2, column 10"), ("{\"a\":1,}", "line 1, column 8"),
        ("", "empty"), ("[]", "expected an object"), ("\"text\"", "expected an object"),
        ("{} {}", "end of the text"), ("{\"email\":\"\\ud800\"}", "surrogate"),
        ("{\"email\":\"a@b.co\",\"email\":\"c@d.co\"}", "twice"),
        ("{\"em\\u0061il\":\"a@b.co\",\"email\":\"c@d.co\"}", "twice"),
    ])
    func `malformed JSON is 400 that says where`(body: String, detail: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.ask("POST /v1/onboarding/start\n\n\(body)")
            expectEqual(answer.refusal, "400 request.invalid_body")
            expectTrue(answer.string("detail").contains(detail), "\(answer.string("detail"))")
        }
    }

    @Test func `many members or deep nesting are refused quickly`() async throws {
        try await TestAPI.run { api in
            let many = (0..<20_000).map { "\"m\($0)\":1" }.joined(separator: ",")
            let wide = try await api.ask("POST /v1/onboarding/start\n\n{\(many)}")
            expectEqual(wide.refusal, "400 request.invalid_body")
            let nested = String(repeating: "[", count: 60_000)
            let deep = try await api.ask("POST /v1/onboarding/start\n\n{\"a\":\(nested)")
            expectEqual(deep.refusal, "400 request.invalid_body")
        }
    }

    // MARK: Media types

    @Test(arguments: [
        ("application/json", true), ("Application/JSON; charset=UTF-8", true),
        ("application/json;charset=\"utf-8\"", true), ("text/plain", false),
        ("application/x-www-form-urlencoded", false), ("application/json; charset=latin1", false),
        ("application/jsonp", false), ("", false),
    ])
    func `a body with another media type is 415`(type: String, isTaken: Bool) async throws {
        try await TestAPI.run { api in
            let answer = try await api.ask(
                """
                POST /v1/onboarding/start
                Content-Type: \(type)

                {"email":"a@b.co","planDescriptor":"starter"}
                """)
            if isTaken {
                expectEqual(answer.status, 200)
            } else {
                expectEqual(answer.refusal, "415 request.unsupported_media_type")
                expectEqual(answer.fields["Accept"], "application/json")
            }
        }
    }

    @Test func `a packed body is 415 and says that none may be`() async throws {
        try await TestAPI.run { api in
            let body: JSONValue = ["email": "a@b.co", "planDescriptor": "starter"]
            let path = "/v1/onboarding/start"
            let packed = try await api.post(path, body, "Content-Encoding: gzip")
            expectEqual(packed.refusal, "415 request.unsupported_media_type")
            expectEqual(packed.fields["Accept-Encoding"], "identity")
            try await expectEqual(api.post(path, body, "Content-Encoding: identity").status, 200)
        }
    }

    @Test func `a query where none is known is told so`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.get("/v1/schemas?limit=1")
            expectEqual(answer.refusal, "400 request.invalid_query")
            expectEqual(answer["errors"][0]?["detail"], "is not known; known are none")
            let slashed = try await api.get("/v1/schemas?a/b=1")
            expectEqual(slashed["errors"][0]?["pointer"], "/a~1b")
        }
    }

    // MARK: Paths and methods

    @Test func `an unknown path is 404 and a wrong method 405 with Allow`() async throws {
        try await TestAPI.run { api in
            let lost = try await api.get("/v1/onboarding/nowhere", "X-Request-Id: r")
            expectEqual(lost.refusal, "404 http.not_found")
            expectEqual(lost.fields["X-Request-Id"], "r")
            let wrong = try await api.ask("PUT /v1/onboarding/session")
            expectEqual(wrong.refusal, "405 http.method_not_allowed")
            let allow = Set(
                wrong.fields["Allow"]?.split(separator: ",").map {
                    $0.trimmingPrefix { $0 == " " }.description
                } ?? [])
            expectEqual(allow, ["GET", "DELETE", "HEAD", "OPTIONS"])
        }
    }

    // MARK: Request ids

    @Test(arguments: ["req-1", "0193a0c0-0000-7000-8000-000000000000", "a/b:c=d+e~f.g_h"])
    func `a request id is taken as it is`(id: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.get("/healthz", "X-Request-Id: \(id)")
            expectEqual(answer.fields["X-Request-Id"], id)
        }
    }

    @Test(arguments: [
        "", "a b", "<script>", "\"q\"", String(repeating: "x", count: 129), "é", "ada@x.co",
    ])
    func `a request id that could do harm is replaced by a fresh one`(id: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.get("/healthz", "X-Request-Id: \(id)")
            expectNotNil(UUIDv7(answer.fields["X-Request-Id"] ?? ""))
        }
    }

    @Test func `a trace is recorded only in its own form`() throws {
        func trace(_ text: String) throws -> String? {
            RequestIdentity.traceparent(
                try HTTPRequest(method: .get, target: "/", fields: ["traceparent": text]))
        }
        let right = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        try expectEqual(trace(right), right)
        try expectNil(trace(right.uppercased()))
        try expectNil(trace("01" + right.dropFirst(2)))
        try expectNil(trace("00-\(String(repeating: "0", count: 32))-00f067aa0ba902b7-01"))
        try expectNil(trace("00-4bf9"))
    }

    @Test func `a long user agent is cut to 300 bytes, between characters`() throws {
        func agent(_ text: String) throws -> String? {
            RequestIdentity.userAgent(
                try HTTPRequest(method: .get, target: "/", fields: ["User-Agent": text]))
        }
        let longest = String(repeating: "a", count: 300)
        try expectTrue(agent(longest) == longest && agent(longest + "b") == longest)
        let wide = String(repeating: "é", count: 300)
        try expectEqual(agent(wide), String(repeating: "é", count: 150))
        try expectEqual(agent("a" + wide), "a" + String(repeating: "é", count: 149))
    }

    // MARK: Entity tags

    @Test func `a write with a stale version is 412 and changes nothing`() async throws {
        try await TestAPI.run { api in
            let token = try await api.verified("ada@example.com")
            let count = try await api.eventCount
            let stale = try await api.post(
                "/v1/onboarding/business", api.businessBody(token), "If-Match: \"1\"")
            expectEqual(stale.refusal, "412 request.precondition_failed")
            expectEqual(stale["currentVersion"], 3)
            try await expectEqual(api.eventCount, count)
            let fresh = try await api.post(
                "/v1/onboarding/business", api.businessBody(token), "If-Match: \"3\"")
            expectEqual(fresh.status, 200)
        }
    }

    @Test(arguments: ["W/\"3\"", "3", "\"three\"", "\"\"", "\"1\", \"2\""])
    func `a tag that is not this version matches nothing`(tag: String) async throws {
        try await TestAPI.run { api in
            let token = try await api.verified("ada@example.com")
            let answer = try await api.post(
                "/v1/onboarding/business", api.businessBody(token), "If-Match: \(tag)")
            expectEqual(answer.refusal, "412 request.precondition_failed")
        }
    }

    @Test(arguments: ["*", "\"2\", \"3\"", "\"3\"", "\"3\", \"9\"", "W/\"9\", \"3\", \"1\""])
    func `any of the tags will do`(tag: String) async throws {
        try await TestAPI.run { api in
            let token = try await api.verified("ada@example.com")
            let answer = try await api.post(
                "/v1/onboarding/business", api.businessBody(token), "If-Match: \(tag)")
            expectEqual(answer.status, 200)
        }
    }

    // MARK: The client's address

    @Test func `a proxy on this machine is believed about the last hop, and nobody else`() throws {
        func address(_ peer: HTTPPeer, _ field: String?) throws -> ClientAddress {
            var fields = HTTPFields()
            if let field { fields.append("X-Forwarded-For", field) }
            return ClientAddress(
                try HTTPRequest(method: .get, target: "/", fields: fields, peer: peer),
                trusting: .none)
        }
        let proxy = HTTPPeer(address: "127.0.0.1", isLoopback: true)
        let other = HTTPPeer(address: "198.51.100.1", isLoopback: false)
        try expectTrue(address(proxy, nil).isLoopback)
        try expectEqual(address(proxy, "203.0.113.9").text, "203.0.113.9")
        try expectEqual(address(proxy, "6.6.6.6, 203.0.113.9").text, "203.0.113.9")
        try expectEqual(address(proxy, "203.0.113.9").isLoopback, false)
        // A port would make every connection another client (K16).
        for field in ["203.0.113.9:4711", "6.6.6.6:1, 203.0.113.9:4712", "203.0.113.9"] {
            try expectEqual(address(proxy, field).text, "203.0.113.9")
        }
        for field in ["2001:db8::9", "[2001:db8::9]", "[2001:db8::9]:443"] {
            try expectEqual(address(proxy, field).text, "2001:db8::9")
        }
        for field in [
            "[", "[]:443", ":443", "unknown", "_hidden:443", "abcd", "12", "....", "1.2.3",
        ] {
            try expectEqual(address(proxy, field).text, "127.0.0.1")
        }
        try expectEqual(address(proxy, "<script>").text, "127.0.0.1")
        for field in ["", ",", "unknown"] {
            try expectFalse(address(proxy, field).isLoopback, "somebody asked through a proxy")
        }
        try expectEqual(address(other, "127.0.0.1").text, "198.51.100.1")
    }

    @Test(arguments: [
        ("10.1.2.3", "203.0.113.9", "203.0.113.9"), ("10.1.2.3", nil, "10.1.2.3"),
        // What stands before the last hop that nobody vouches for is the client's own invention.
        ("10.1.2.3", "6.6.6.6, 203.0.113.9, 10.9.9.9", "203.0.113.9"),
        ("10.1.2.3", "10.0.0.4, 10.9.9.9", "10.0.0.4"),
        ("10.1.2.3", "203.0.113.9, unknown", "10.1.2.3"),
        ("10.1.2.3", "203.0.113.9, unknown, 10.9.9.9", "10.9.9.9"),
        ("::ffff:10.1.2.3", "203.0.113.9", "203.0.113.9"),
        ("2001:db8:0:7::1", "203.0.113.9", "203.0.113.9"),
        ("2001:db8:0:8::1", "203.0.113.9", "2001:db8:0:8::1"),
        ("192.0.2.1", "203.0.113.9", "203.0.113.9"), ("192.0.2.2", "203.0.113.9", "192.0.2.2"),
        ("11.1.2.3", "203.0.113.9", "11.1.2.3"), ("unix", "203.0.113.9", "unix"),
    ])
    func `a proxy elsewhere is believed where it is named, hop by hop`(
        peer: String, field: String?, address: String
    ) throws {
        let proxies = try required(
            TrustedProxies(["10.0.0.0/8", "192.0.2.1", "2001:db8:0:7::/64"]))
        var fields = HTTPFields()
        if let field { fields.append("X-Forwarded-For", field) }
        let found = ClientAddress(
            try HTTPRequest(
                method: .get, target: "/", fields: fields,
                peer: HTTPPeer(address: peer, isLoopback: false)),
            trusting: proxies)
        expectTrue(found.text == address && !found.isLoopback)
    }

    @Test(arguments: [
        "proxy.example.com", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "10.0.0.0/+8", "::1/129",
        "10.0.0.0/8/8", "/8", "", "0.0.0.0/0", "::/0",
    ])
    func `what is no address and no network names no proxy`(word: String) {
        expectNil(TrustedProxies(["10.0.0.0/8", word]))
    }

    @Test func `an event's origin is whom a named proxy saw`() async throws {
        let proxies = try required(TrustedProxies(["10.0.0.0/8"]))
        try await TestAPI.run({ $0.trustedProxies = proxies }) { api in
            let peer = HTTPPeer(address: "10.0.0.7", isLoopback: false)
            let request = """
                POST /v1/onboarding/start
                Content-Type: application/json
                X-Forwarded-For: 203.0.113.9

                {"email":"ada@example.com","planDescriptor":"starter"}
                """
            try await expectEqual(api.ask(request, peer: peer).status, 200)
            let events = try await api.get(
                "/v1/ledger/events?limit=1", try await api.key(.auditRead))
            expectEqual(events["events"][0]?["origin"]?["ip"], "203.0.113.9")
            // Only a process on this machine needs no key.
            let numbers = try await api.ask("GET /metrics", peer: peer)
            expectEqual(numbers.status, 401)
        }
    }
}
