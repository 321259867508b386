import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// What a tag stands for beside a version: an erasure that came after it, and the answer's form
/// (contracts L6 and L14, section 0).
struct AnswerTagTests {
    private func erase(_ api: TestAPI, _ subject: String) async throws {
        let answer = try await api.post(
            "/v1/admin/erase", ["subject": .string(subject), "reason": "asked for"],
            try await api.key(.admin))
        try required(answer.status == 200, "\(answer.text)")
    }

    /// L14: who holds an erased person's old state must not be told that it is current.
    @Test(arguments: ["version=1", "at=2026-09-21T14:13:25Z", "occurredAt=2026-09-21T14:13:25Z"])
    func `a state that an erasure changed has another tag`(query: String) async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            api.advance(10)
            try await api.verify(token, "ada@example.com")
            let path = "/v1/ledger/streams/\(api.stream(token))/state?\(query)"
            let key = try await api.key(.auditRead)
            let before = try await api.get(path, key)
            expectEqual(before["state"]["email"], "ada@example.com")
            expectEqual(before.fields["ETag"], "\"1\"")
            try await expectEqual(api.get(path, key, "If-None-Match: \"1\"").status, 304)
            try await erase(api, "ada@example.com")
            let after = try await api.get(path, key, "If-None-Match: \"1\"")
            expectTrue(after.status == 200 && !after.text.contains("ada@example.com"))
            expectTrue(after["version"] == 1 && after["erasures"].arrayValue?.count == 1)
            let tag = try required(after.fields["ETag"])
            expectTrue(tag != "\"1\"")
            let same = try await api.get(path, key, "If-None-Match: \(tag)")
            expectTrue(same.status == 304 && same.fields["ETag"] == tag)
        }
    }

    @Test func `a state that knows of the erasure has its version's tag alone`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let path = "/v1/ledger/streams/\(api.stream(token))/state"
            try await erase(api, "ada@example.com")
            let now = try await api.get(path, try await api.key(.auditRead))
            expectTrue(now["version"] == 2 && now["erasures"].arrayValue?.count == 1)
            expectEqual(now.fields["ETag"], "\"2\"")
        }
    }

    @Test func `a second erasure changes the tag of a state again`() async throws {
        try await TestAPI.run { api in
            _ = try await api.save("u1", 0, ["note": "ask ada@example.com"], version: 0)
            _ = try await api.save("u1", 0, ["other": "or eve@example.com"], version: 1)
            let path = "/v1/ledger/streams/wizard-u1/state?version=2"
            let key = try await api.key(.auditRead)
            var tags: Set<String?> = []
            for email in ["ada@example.com", "eve@example.com"] {
                tags.insert(try await api.get(path, key).fields["ETag"])
                _ = try await api.start(email)
                try await erase(api, email)
            }
            tags.insert(try await api.get(path, key).fields["ETag"])
            expectTrue(tags.count == 3 && tags.contains("\"2\""), "\(tags)")
        }
    }

    /// L6: one address, two forms.
    @Test func `a stream's table has a tag of its own`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let path = "/v1/ledger/streams/\(api.stream(token))"
            let (key, csv) = (try await api.key(.auditRead), "Accept: text/csv")
            let json = try await api.get(path, key)
            expectEqual(json.fields["ETag"], "\"1\"")
            let table = try await api.get(path, key, csv, "If-None-Match: \"1\"")
            expectTrue(table.status == 200 && table.text.hasPrefix("position,"))
            let tag = try required(table.fields["ETag"])
            expectTrue(tag != "\"1\"")
            let same = try await api.get(path, key, csv, "If-None-Match: \(tag)")
            expectTrue(same.status == 304 && same.fields["ETag"] == tag)
            expectTrue(same.fields.values("Vary").contains("Accept"))
            try await expectEqual(api.get(path, key, "If-None-Match: \(tag)").status, 200)
            let named = try await api.get(path + "?format=csv", key, "If-None-Match: \(tag)")
            expectEqual(named.status, 304)
        }
    }

    @Test func `caches learn where an answer's form depends on Accept`() async throws {
        try await TestAPI.run {
            $0.allowedOrigins = ["https://app.example"]
        } _: { api in
            let token = try await api.start("ada@example.com")
            let (stream, key) = (api.stream(token), try await api.key(.auditRead, .analyticsRead))
            let streams = ["", "/diff", "/blame"].map { "/v1/ledger/streams/\(stream)\($0)" }
            let counts = ["funnel", "dropoff", "experiments", "paths", "friction"]
                .map { "/v1/analytics/\($0)?flow=signup" }
            for path in ["/v1/ledger/events"] + streams + counts {
                for accept in ["text/csv", "application/json"] {
                    let answer = try await api.get(path, key, "Accept: \(accept)")
                    expectEqual(answer.fields["Content-Type"]?.hasPrefix(accept), true, "\(path)")
                    expectEqual(answer.fields.values("Vary"), ["Accept", "Origin"], "\(path)")
                }
            }
            let state = try await api.get("/v1/ledger/streams/\(stream)/state", key)
            expectEqual(state.fields.values("Vary"), ["Origin"])
        }
    }

    /// L6: `format` says it whatever `Accept` says.
    @Test func `a download that is asked for by format is no tail`() async throws {
        try await TestAPI.run { api in
            _ = try await api.start("ada@example.com")
            let (key, accept) = (try await api.key(.auditRead), "Accept: text/event-stream")
            for (format, type) in [
                ("csv", "text/csv"), ("jsonl", "application/jsonl"), ("json", "application/json"),
            ] {
                let path = "/v1/ledger/events?order=desc&format=\(format)"
                let answer = try await api.get(path, key, accept)
                expectEqual(answer.fields["Content-Type"]?.hasPrefix(type), true, "\(answer.text)")
                expectTrue(answer.text.contains("SignUpStarted"))
            }
        }
    }
}
