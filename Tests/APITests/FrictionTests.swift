import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// Friction over HTTP (contract D3, D5).
struct FrictionTests {
    private func friction(_ api: TestAPI, _ query: String, _ fields: String...) async throws
        -> Answer
    {
        let lines = ["GET /v1/analytics/friction?\(query)", try await api.key(.analyticsRead)]
        return try await api.ask((lines + fields).joined(separator: "\n"))
    }

    @Test func `the wizard's steps have exactly the row's members, and further ones`() async throws
    {
        try await TestAPI.run { api in
            _ = try await api.save("ada", 1, ["firstName": "Ada"], version: 0)
            api.advance(60)
            _ = try await api.save("ada", 2, ["company": "Engines"], version: 1)
            _ = try await api.save("ada", 2, ["company": "Motors"], version: 1)
            _ = try await api.save("ada", 2, ["company": "Motors"], version: 2)
            try await api.refusalsAreRecorded()
            let answer = try await friction(api, "flow=wizard")
            expectEqual(answer["flow"], "wizard")
            let steps = answer["steps"].arrayValue ?? []
            expectEqual(steps.map { $0["step"] }, [0, 1, 2, 3])
            expectEqual(
                steps[1],
                [
                    "step": 1, "name": "user", "subjects": 1, "saves": 1, "medianSeconds": 60,
                    "conflicts": 0, "rejections": [:], "retries": 0, "returns": 0, "fields": [:],
                ])
            expectEqual(steps[2]["saves"], 2)
            expectEqual(steps[2]["conflicts"], 1)
            expectEqual(steps[2]["retries"], 1)
        }
    }

    @Test func `a sign-up's refusals stand at its stages, by code and by field`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let body: JSONValue = ["sessionToken": .string(token)]
            _ = try await api.post("/v1/onboarding/email/otp", body)
            _ = try await api.post("/v1/onboarding/email/otp", body)
            _ = try await api.post(
                "/v1/onboarding/email/verify", api.verifyBody(token, code: "none"))
            let right = try api.code("ada@example.com")
            _ = try await api.post(
                "/v1/onboarding/email/verify",
                api.verifyBody(token, code: right == "111111" ? "111112" : "111111"))
            try await api.refusalsAreRecorded()
            let steps = try await friction(api, "flow=signup")["steps"].arrayValue ?? []
            let step = try required(steps.first { $0["step"] == "identity_pending" })
            expectEqual(
                step["rejections"],
                [
                    "onboarding.invalid_otp": 1, "onboarding.otp_rate_limited": 1,
                    "request.invalid_body": 1,
                ])
            expectEqual(step["fields"], ["/code": 1])
            expectEqual(step["retries"], 2)
        }
    }

    @Test func `what is refused after the time is over stands where it was tried`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let body: JSONValue = ["sessionToken": .string(token)]
            _ = try await api.post("/v1/onboarding/email/otp", body)
            api.advance(86_500)
            let late = try await api.post("/v1/onboarding/email/otp", body)
            expectEqual(late.refusal, "400 onboarding.session_expired")
            try await api.refusalsAreRecorded()
            let steps = try await friction(api, "flow=signup")["steps"].arrayValue ?? []
            let refusing = steps.filter { $0["rejections"] != [:] }.map { $0["step"] }
            expectEqual(refusing, ["identity_pending"])
        }
    }

    @Test func `every flow is told of, and a table on request`() async throws {
        try await TestAPI.run { api in
            for flow in ["signup", "wizard", "membership", "call", "merchant"] {
                try await expectEqual(friction(api, "flow=\(flow)").status, 200)
            }
            for answer in [
                try await friction(api, "flow=wizard&format=csv"),
                try await friction(api, "flow=wizard", "Accept: text/csv"),
            ] {
                let rows = answer.text.split(separator: "\r\n")
                expectEqual(rows.count, 5)
                expectTrue(rows[0].hasPrefix("group,step,name,subjects,"))
                expectTrue(rows[1].hasPrefix(",0,account,"), "\(rows[1])")
            }
        }
    }

    @Test func `what cannot be answered says why`() async throws {
        try await TestAPI.run { api in
            try await expectEqual(friction(api, "flow=none").refusal, "400 analytics.unknown_flow")
            try await expectEqual(
                friction(api, "flow=signup&by=shoe").refusal, "400 analytics.unknown_attribute")
            try await expectEqual(friction(api, "flow=signup&wher=x").pointers, ["/wher"])
            try await expectEqual(friction(api, "flow=signup&where=x").pointers, ["/where"])
            try await expectEqual(
                friction(api, "flow=signup&since=2027-01-01&until=2026-01-01").refusal,
                "400 analytics.reversed_range")
            let other = try await api.get(
                "/v1/analytics/friction?flow=signup", try await api.key(.auditRead))
            expectEqual(other.status, 403)
        }
    }
}
