import JSON
import TestSupport
import Testing

@testable import API

/// Why an admin decides: one rule at all doors, for the audit keeps it (M9, S11, A5, L14).
struct ReasonTests {
    private static let doors =
        [
            ("PATCH /api/v1/admin/users/john/approve", [:]),
            ("PATCH /api/v1/admin/users/john/suspend", [:]),
            ("PATCH /api/v1/admin/users/john/reinstate", [:]),
            ("POST /v1/admin/profiles/john/comp", ["comped": true]),
            ("POST /v1/admin/profiles/john/role", ["role": "admin"]),
            ("DELETE /v1/admin/profiles/john", [:]),
            ("POST /v1/admin/erase", ["subject": "john"]),
            ("POST /v1/admin/tenants/t1/reopen", [:]),
        ] as [(String, JSONObject)]

    @Test(arguments: doors)
    func `a reason says something, in words alone`(door: String, members: JSONObject) async throws {
        try await TestAPI.run { api in
            _ = try await api.get("/api/v1/auth/me", api.merchant("john"))
            let key = try await api.key(.admin)
            let count = try await api.eventCount
            let long = String(repeating: "x", count: 501)
            for reason in ["", " \t ", "a\u{7}b", "a\u{1B}[31mred", long] {
                var body = members
                body["reason"] = .string(reason)
                let text = String(decoding: JSONValue.object(body).encoded, as: UTF8.self)
                let answer = try await api.ask(
                    "\(door)\n\(key)\nContent-Type: application/json\n\n\(text)")
                expectEqual(answer.refusal, "400 request.invalid_body")
                expectEqual(answer.pointers, ["/reason"])
            }
            try await expectEqual(api.eventCount, count)
        }
    }

    @Test func `a reason is kept without the space around it`() async throws {
        try await TestAPI.run { api in
            _ = try await api.get("/api/v1/auth/me", api.merchant("john"))
            let suspended = try await api.decide("suspend", "john", ["reason": " by\nletter \n"])
            expectEqual(suspended.status, 200)
            let event = try required(try await api.events("profile-john").last)
            try expectEqual(JSONValue(parsing: event.data)["reason"], "by\nletter")
        }
    }
}
