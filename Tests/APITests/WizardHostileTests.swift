import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// Input that is meant to hurt the wizard: stored faithfully or refused clearly.
struct WizardHostileTests {
    static let texts = [
        "'); DROP TABLE event; --", "<script>alert(1)</script>", "\u{202E}evil\u{202C}",
        "مرحبا بالعالم", "a\u{0}b", "line\r\nSet-Cookie: a=b", "{\"$gt\":\"\"}",
        "\u{1F469}\u{200D}\u{1F680}",
        "e\u{301}\u{302}\u{303}", "%00%0d%0a", String(repeating: "ab", count: 5000), "\u{7F}\u{85}",
        "${jndi:ldap://x}", "=1+1", "",
    ]

    @Test(arguments: texts)
    func `step data is kept as it came, names and values alike`(text: String) async throws {
        try await TestAPI.run { api in
            var data = JSONObject()
            data[text] = .string(text)
            data["list"] = [.string(text), ["a": .string(text)]]
            let saved = try await api.save("u1", 1, .object(data), version: 0)
            expectEqual(saved.status, 200, "\(saved.text)")
            try await expectEqual(api.resume("u1")["stepData"], .object(data))
            let conflict = try await api.save("u1", 1, .object(data), version: 0)
            expectEqual(conflict.status, 409)
            expectEqual(conflict["stepData"], .object(data))
            let log = try await api.get(
                "/v1/ledger/streams/wizard-u1", try await api.key(.auditRead))
            expectEqual(log["events"][0]?["personal"]?["data"], .object(data))
            _ = try LedgerVerification.run(api.ledger.directory)
        }
    }

    @Test(arguments: texts)
    func `a company's name is kept as it came or refused by its field`(text: String) async throws {
        try await TestAPI.run { api in
            var form = try required(TestAPI.company.objectValue)
            form["entityName"] = .string(text)
            let answer = try await api.post(
                "/onboarding/initialize", .object(form), api.person("u1"))
            guard answer.status == 201 else {
                expectEqual(answer.refusal, "400 request.invalid_body")
                expectEqual(answer.pointers, ["/entityName"])
                try await expectEqual(api.eventCount, 0)
                return
            }
            let id = answer.string("tenantId")
            let tenant = try await api.get("/v1/tenants/\(id)", api.person("u1"))
            expectEqual(tenant["entityName"], .string(text))
            expectEqual(tenant["name"], .string(text))
        }
    }

    @Test(arguments: [10, 29, 40, 500, 100_000])
    func `nesting is kept up to a depth, and refused beyond it`(depth: Int) async throws {
        try await TestAPI.run { api in
            let data =
                String(repeating: #"{"a":"#, count: depth) + "1"
                + String(repeating: "}", count: depth)
            let answer = try await api.ask(
                """
                POST /system/onboarding/save-step
                \(api.person("u1"))

                {"step":0,"data":\(data),"version":0}
                """)
            if depth < 30 {
                expectEqual(answer.status, 200, "\(answer.text)")
                expectEqual(
                    String(
                        decoding: try await api.resume("u1")["stepData"].encoded, as: UTF8.self),
                    data)
            } else {
                expectEqual(answer.refusal, "400 request.invalid_body")
                try await expectEqual(api.eventCount, 0)
            }
        }
    }

    @Test func `thousands of fields and numbers of any size are kept as they came`() async throws {
        try await TestAPI.run { api in
            let fields = (0..<3000).map { "\"f\($0)\":1e-\($0)" }.joined(separator: ",")
            let data = "{\(fields),\"big\":123456789012345678901234567890,\"zero\":-0.0}"
            let answer = try await api.ask(
                """
                POST /system/onboarding/save-step
                \(api.person("u1"))

                {"step":0,"data":\(data),"version":0}
                """)
            expectEqual(answer.status, 200, "\(answer.text)")
            let kept = try await api.resume("u1")["stepData"].encoded
            expectEqual(String(decoding: kept, as: UTF8.self), data)
        }
    }

    @Test(arguments: ["a/b", "../x", "user:1|2", "é", "a b", "%2F", "u1-u2"])
    func `whatever a token calls its user is one user`(user: String) async throws {
        try await TestAPI.run { api in
            try await expectEqual(api.save(user, 0, ["a": 1], version: 0).status, 200)
            try await expectEqual(api.resume(user)["userId"], .string(user))
            let id = try await api.initialize(user)
            try await expectEqual(api.complete(user).status, 200)
            try await expectEqual(api.versions("wizard-\(user)"), [1])
            try await expectEqual(api.versions("tenant-\(id)"), Array(1...6))
            try await expectEqual(api.resume("u1")["version"], 0)
        }
    }

    @Test func `a user who cannot have a stream is refused`() async throws {
        try await TestAPI.run { api in
            for user in ["a\u{0}b", String(repeating: "x", count: 400)] {
                let saved = try await api.save(user, 0, ["a": 1], version: 0)
                expectEqual(saved.refusal, "400 onboarding.invalid_user")
                try await expectEqual(api.resume(user).refusal, "400 onboarding.invalid_user")
                let made = try await api.post(
                    "/onboarding/initialize", TestAPI.company, api.person(user))
                expectEqual(made.refusal, "400 onboarding.invalid_user")
                try await expectEqual(api.complete(user).refusal, "400 onboarding.invalid_user")
            }
            try await expectEqual(api.eventCount, 0)
        }
    }
}
