import JSON
import TestSupport
import Testing

@testable import API

/// Input that is meant to hurt: refused with a 4xx, never a 500, and nothing appended.
struct HostileInputTests {
    @Test(arguments: [
        "a@b", "@example.com", "a@@example.com", "a b@example.com", "a@exam ple.com",
        "a@example.com\r\nBcc: eve@example.com", "a\u{0}@example.com", "a@example..com",
        ".a@example.com", "a.@example.com", "a@-example.com", "a@example.123",
        "\"a b\"@example.com", "a@[127.0.0.1]", "<a@example.com>", "a@example.com,b@example.com",
        "a@example.com;DROP TABLE event", "a\u{202E}@example.com", "a@exa\u{200B}mple.com",
        "a@\u{301}evil.com@example.com", ".\u{301}a@example.com", "a@\u{301}example.com",
        "a@example.\u{301}com", "\u{301}a@example.com", "a@-\u{301}example.com",
        String(repeating: "a", count: 65) + "@example.com",
        "a@" + String(repeating: "b.", count: 130) + "com",
    ])
    func `a hostile email is refused`(email: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.post(
                "/v1/onboarding/start", ["email": .string(email), "planDescriptor": "starter"])
            expectEqual(answer.refusal, "400 request.invalid_body")
            expectEqual(answer.pointers, ["/email"])
            try await expectEqual(api.eventCount, 0)
        }
    }

    @Test(arguments: [
        "", "%00", "..%2f..%2fetc%2fpasswd", "%27%20OR%201%3D1--", "%E2%82%AC",
        String(repeating: "A", count: 5000),
    ])
    func `a hostile token is no session`(token: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(
                answer.refusal,
                (token.isEmpty
                    ? "400 onboarding.session_token_required"
                    : "404 onboarding.session_not_found"))
        }
    }

    @Test func `a token with one bit changed is no session`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let bytes = Array(token.utf8)
            for index in stride(from: 0, to: bytes.count, by: 7) {
                var changed = bytes
                changed[index] =
                    changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                let text = String(decoding: changed, as: UTF8.self)
                let answer = try await api.get("/v1/onboarding/session?sessionToken=\(text)")
                expectEqual(answer.status, 404)
            }
        }
    }

    @Test(arguments: [
        "GET /v1/ledger/events?actor=%27%20OR%201%3D1--", "GET /v1/ledger/events?field=%22%5D%29--",
        "GET /v1/ledger/events?tenant=%00", "GET /v1/ledger/events?type=%27;DROP",
        "GET /v1/ledger/events?correlation=%22", "GET /v1/ledger/events?field=a.b%5B0%5D",
        "GET /v1/sessions?q=%27%25_&stage=%27--", "GET /v1/sessions?flow=%00&status=%22",
        "GET /v1/sessions/%27--", "GET /v1/profiles/..%2F..", "GET /v1/tenants/%00",
        "GET /v1/flows/..%2Fsignup", "GET /v1/ledger/events?after=9223372036854775807",
        "GET /v1/ledger/events?since=9999-12-31T23:59:59.999Z",
        "GET /v1/ledger/events?until=0000-01-01T00:00:00Z",
        "GET /v1/sessions?after=9223372036854775807",
        "GET /v1/analytics/funnel?flow=%27&by=%22",
        "GET /v1/analytics/funnel?flow=signup&since=0000-01-01&until=9999-12-31&window=P36500D",
        "GET /v1/ledger/streams/session-x/state?version=9223372036854775807",
    ])
    func `a hostile query is data and nothing else`(line: String) async throws {
        try await TestAPI.run { api in
            _ = try await api.start("ada@example.com")
            let answer = try await api.ask(line + "\n" + (try await api.key(.admin)))
            expectTrue(answer.status < 500, "\(answer.text)")
            let all = try await api.get("/v1/ledger/events", try await api.key(.auditRead))
            expectEqual(all["events"].arrayValue?.count, 1)
        }
    }

    @Test(arguments: [
        "null", "true", "1e400", "-", "\"\\x\"", "{\"sessionToken\":\"\u{1}\"}",
        "{\"sessionToken\":{\"$gt\":\"\"}}", "{\"sessionToken\":[\"a\"]}", "{\"\":1}",
        "\u{FEFF}{\"sessionToken\":\"a\"}",
    ])
    func `a hostile body is 400`(body: String) async throws {
        try await TestAPI.run { api in
            for path in ["email/otp", "email/verify", "business", "payment/start", "complete"] {
                let answer = try await api.ask("POST /v1/onboarding/\(path)\n\n\(body)")
                expectEqual(answer.refusal, "400 request.invalid_body", "\(path)")
            }
        }
    }

    @Test func `random bodies are never a failure of ours`() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed: seed)
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let template = Array(
                String(decoding: api.businessBody(token).encoded, as: UTF8.self).utf8)
            for _ in 0..<300 {
                var bytes = template
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let index = Int.random(in: 0..<bytes.count, using: &random)
                    bytes[index] = UInt8.random(in: 0x20...0x7E, using: &random)
                }
                let text = String(decoding: bytes, as: UTF8.self)
                let answer = try await api.ask("POST /v1/onboarding/business\n\n\(text)")
                expectTrue((400..<500).contains(answer.status), "seed \(seed): \(text)")
            }
            try await expectEqual(api.eventCount, 1)
        }
    }

    @Test func `a query of names that nobody knows gets an answer no larger than itself`()
        async throws
    {
        try await TestAPI.run { api in
            let query = (0..<1500).map { "a\($0)=" }.joined(separator: "&")
            let answer = try await api.get("/v1/gate?flow=signup&path=/x&\(query)")
            expectEqual(answer.refusal, "400 request.invalid_query")
            expectEqual(answer.pointers.count, 10)
            expectTrue(answer.bytes.count < query.utf8.count, "\(answer.bytes.count)")
            expectTrue(answer.string("detail").contains("known are flow, path"))
        }
    }
}
