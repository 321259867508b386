import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// The wizard's endpoints from the request's text to the events appended (A0–A3).
struct WizardTests {
    @Test func `a user without progress is at the beginning`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.resume("u1")
            expectEqual(
                answer.text,
                """
                {"userId":"u1","tenantId":null,"currentStep":0,"stepData":{},"version":0,\
                "status":"NEW","updatedAt":null}
                """)
            expectEqual(answer.fields["ETag"], "\"0\"")
            expectEqual(answer.fields["Cache-Control"], "no-store")
            try await expectEqual(api.eventCount, 0)
        }
    }

    @Test func `a save is one event, and can be resumed`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.ask(
                """
                POST /system/onboarding/save-step
                Content-Type: application/json
                X-Request-Id: r-1
                \(api.person("u1"))

                {"step":1,"data":{"phoneNumber":"+1-416-555","nested":{"a":[1.50,null]}},"version":0}
                """)
            expectEqual(
                answer.text, #"{"version":1,"currentStep":1,"savedAt":"2026-09-21T14:13:20.000Z"}"#)
            expectEqual(answer.fields["ETag"], "\"1\"")
            let event = try required(try await api.events("wizard-u1").first)
            expectEqual(event.type.name, "StepSaved")
            expectEqual(event.actor, EventActor(kind: .user, id: "u1"))
            expectEqual(event.correlationID, "r-1")
            expectEqual(String(decoding: event.data, as: UTF8.self), #"{"step":1}"#)
            let resumed = try await api.resume("u1")
            expectEqual(
                resumed.text,
                """
                {"userId":"u1","tenantId":null,"currentStep":1,"stepData":\
                {"phoneNumber":"+1-416-555","nested":{"a":[1.50,null]}},"version":1,\
                "status":"NEW","updatedAt":"2026-09-21T14:13:20.000Z"}
                """)
        }
    }

    @Test func `the proxy's addresses are the same wizard`() async throws {
        try await TestAPI.run { api in
            _ = try await api.save("u1", 0, ["a": 1], version: 0)
            let body: JSONValue = ["step": 1, "data": ["b": 2], "version": 1]
            let saved = try await api.post(
                "/api/system/onboarding/save-step", body, api.person("u1"))
            expectEqual(saved["version"], 2)
            let resumed = try await api.get("/api/system/onboarding/resume", api.person("u1"))
            expectEqual(resumed["stepData"], ["a": 1, "b": 2])
            for prefix in ["/onboarding", "/api/system/onboarding", "/api/onboarding"] {
                let made = try await api.post(
                    prefix + "/initialize", TestAPI.company, api.person("u2"))
                expectTrue(made.string("tenantId") != "", "\(prefix)")
            }
            let status = try await api.get("/api/system/onboarding/status", api.person("u2"))
            expectEqual(status.text, #"{"status":"IN_PROGRESS"}"#)
        }
    }

    @Test func `absent fields stay, null clears, and what is stored appends nothing`() async throws
    {
        try await TestAPI.run { api in
            _ = try await api.save("u1", 0, ["a": 1, "b": "x"], version: 0)
            _ = try await api.save("u1", 0, ["a": nil, "c": []], version: 1)
            try await expectEqual(api.resume("u1")["stepData"], ["b": "x", "c": []])
            let count = try await api.eventCount
            api.advance(5)
            let same = try await api.save("u1", 0, ["b": "x"], version: 2)
            expectEqual(same["version"], 2)
            expectEqual(same["savedAt"], "2026-09-21T14:13:20.000Z")
            try await expectEqual(api.eventCount, count)
        }
    }

    @Test func `two tabs in conflict learn what was changed, by whom and when`() async throws {
        try await TestAPI.run { api in
            _ = try await api.save("u1", 1, ["phone": "1", "zone": "UTC"], version: 0)
            api.advance(3)
            _ = try await api.save("u1", 1, ["phone": "2"], version: 1)
            let count = try await api.eventCount
            let answer = try await api.save("u1", 1, ["phone": "3", "zone": "CET"], version: 1)
            expectEqual(answer.refusal, "409 request.version_conflict")
            expectEqual(answer.string("type"), "/problems/version-conflict")
            expectEqual(answer["currentVersion"], 2)
            expectEqual(answer["stepData"], ["phone": "2", "zone": "UTC"])
            expectEqual(
                answer["conflicts"],
                [
                    [
                        "field": "phone", "value": "2", "setBy": ["kind": "user", "id": "u1"],
                        "at": "2026-09-21T14:13:23.000Z",
                    ]
                ])
            expectEqual(answer["extensions"]["currentVersion"], 2)
            try await expectEqual(api.eventCount, count)
        }
    }

    @Test(arguments: [
        (#"{"step":4,"data":{},"version":0}"#, "400 onboarding.invalid_step", ["/step"]),
        (#"{"step":-1,"data":{},"version":0}"#, "400 onboarding.invalid_step", ["/step"]),
        (#"{"step":1.5,"data":{},"version":0}"#, "400 request.invalid_body", ["/step"]),
        (#"{"step":"1","data":{},"version":0}"#, "400 request.invalid_body", ["/step"]),
        (#"{"step":0,"data":[],"version":0}"#, "400 onboarding.invalid_step_data", ["/data"]),
        (#"{"step":0,"data":null,"version":0}"#, "400 onboarding.invalid_step_data", ["/data"]),
        (#"{"step":0,"data":"x","version":0}"#, "400 onboarding.invalid_step_data", ["/data"]),
        (#"{"step":0,"data":{},"version":-1}"#, "400 request.invalid_body", ["/version"]),
        (#"{"step":0,"data":{}}"#, "400 request.invalid_body", ["/version"]),
        ("{}", "400 request.invalid_body", ["/step", "/data", "/version"]),
        (#"{"step":0,"data":{"a":1,"a":2},"version":0}"#, "400 request.invalid_body", []),
        ("", "400 request.invalid_body", []), ("[]", "400 request.invalid_body", []),
    ])
    func `a save that is none is refused by its fields`(
        body: String, refusal: String, pointers: [String]
    ) async throws {
        try await TestAPI.run { api in
            let answer = try await api.ask(
                "POST /system/onboarding/save-step\n\(api.person("u1"))\n\n\(body)")
            expectEqual(answer.refusal, refusal, "\(answer.text)")
            expectEqual(answer.pointers, pointers)
            try await expectEqual(api.eventCount, 0)
        }
    }

    @Test func `data over 64 KiB is refused, in one save and in all together`() async throws {
        try await TestAPI.run { api in
            let half = JSONValue.string(String(repeating: "x", count: 40_000))
            let whole = JSONValue.string(String(repeating: "x", count: 66_000))
            let large = try await api.save("u1", 0, ["a": whole], version: 0)
            expectEqual(large.refusal, "400 onboarding.step_data_too_large")
            expectEqual(large.pointers, ["/data"])
            try await expectEqual(api.save("u1", 0, ["a": half], version: 0).status, 200)
            let more = try await api.save("u1", 0, ["b": half], version: 1)
            expectEqual(more.refusal, "400 onboarding.step_data_too_large")
        }
    }

    @Test func `the eleventh save in a minute is 429 and says when to come back`() async throws {
        try await TestAPI.run { api in
            for number in 0..<10 {
                let data: JSONValue = ["n": .number(JSONNumber(number))]
                try await expectEqual(api.save("u1", 0, data, version: number).status, 200)
            }
            api.advance(20)
            let answer = try await api.save("u1", 0, ["n": 99], version: 10)
            expectEqual(answer.refusal, "429 onboarding.save_rate_limited")
            expectEqual(answer.fields["Retry-After"], "40")
            try await expectEqual(api.save("u2", 0, ["n": 1], version: 0).status, 200)
            api.advance(40)
            try await expectEqual(api.save("u1", 0, ["n": 99], version: 10).status, 200)
        }
    }

    @Test func `after completion nothing is saved`() async throws {
        try await TestAPI.run { api in
            _ = try await api.save("u1", 3, ["a": 1], version: 0)
            _ = try await api.initialize("u1")
            _ = try await api.complete("u1")
            let answer = try await api.save("u1", 3, ["a": 2], version: 1)
            expectEqual(answer.refusal, "409 onboarding.already_completed")
            try await expectEqual(api.resume("u1")["stepData"], ["a": 1])
        }
    }

    // MARK: Section 0

    @Test func `If-Match that is stale is 412 with the version there is`() async throws {
        try await TestAPI.run { api in
            _ = try await api.save("u1", 0, ["a": 1], version: 0)
            let stale = try await api.save("u1", 0, ["a": 2], version: 1, "If-Match: \"7\"")
            expectEqual(stale.refusal, "412 request.precondition_failed")
            expectEqual(stale["currentVersion"], 1)
            let good = try await api.save("u1", 0, ["a": 2], version: 1, "If-Match: \"1\"")
            expectEqual(good.fields["ETag"], "\"2\"")
        }
    }

    @Test func `a repeated save replays, a conflict too, and another body is 422`() async throws {
        try await TestAPI.run { api in
            let first = try await api.save("u1", 0, ["a": 1], version: 0, "Idempotency-Key: k")
            let again = try await api.save("u1", 0, ["a": 1], version: 0, "Idempotency-Key: k")
            expectEqual(again.text, first.text)
            expectEqual(again.fields["Idempotent-Replayed"], "true")
            let other = try await api.save("u1", 0, ["a": 2], version: 0, "Idempotency-Key: k")
            expectEqual(other.refusal, "422 request.idempotency_conflict")
            let conflict = try await api.save("u1", 0, ["a": 3], version: 0, "Idempotency-Key: c")
            expectEqual(conflict.status, 409)
            _ = try await api.save("u1", 0, ["a": 4], version: 1)
            let same = try await api.save("u1", 0, ["a": 3], version: 0, "Idempotency-Key: c")
            expectEqual(same.text, conflict.text)
            expectEqual(same.fields["Idempotent-Replayed"], "true")
            // Somebody else's key is another key.
            try await expectEqual(
                api.save("u2", 0, ["a": 2], version: 0, "Idempotency-Key: k").status, 200)
            try await expectEqual(api.versions("wizard-u1"), [1, 2])
        }
    }

    @Test func `what is known already is 304, unless the tenant changed since`() async throws {
        try await TestAPI.run { api in
            try await expectEqual(api.resume("u1", "If-None-Match: \"0\"").status, 304)
            let none = try await api.resume("u1", "If-None-Match: *")
            expectEqual(none.status, 200, "there is nothing yet (RFC 9110 section 13.1.2)")
            _ = try await api.save("u1", 0, ["a": 1], version: 0)
            try await expectEqual(api.resume("u1", "If-None-Match: \"0\"").status, 200)
            try await expectEqual(api.resume("u1", "If-None-Match: *").status, 304)
            let known = try await api.resume("u1", "If-None-Match: \"1\"")
            expectTrue(
                known.status == 304 && known.fields["ETag"] == "\"1\"" && known.bytes.isEmpty)
            let id = try await api.initialize("u1")
            let changed = try await api.resume("u1", "If-None-Match: \"1\"")
            expectEqual(changed.status, 200)
            expectTrue(changed["tenantId"] == .string(id) && changed["status"] == "IN_PROGRESS")
            _ = try await api.save("u1", 0, ["a": 2], version: 1)
            try await expectEqual(api.resume("u1", "If-None-Match: \"2\"").status, 304)
        }
    }

    // MARK: A3

    @Test func `the status may be kept for half a minute, and its tag changes with it`()
        async throws
    {
        try await TestAPI.run { api in
            func ask(_ tag: String?) async throws -> Answer {
                let fields = tag.map { "If-None-Match: \($0)" } ?? "Accept: */*"
                return try await api.get("/system/onboarding/status", api.person("u1"), fields)
            }
            var tags: [String?] = []
            func see(_ status: String) async throws {
                let answer = try await ask(nil)
                expectEqual(answer.text, "{\"status\":\"\(status)\"}")
                expectEqual(answer.fields["Cache-Control"], "private, max-age=30")
                try await expectEqual(ask(answer.fields["ETag"]).status, 304)
                if let old = tags.last { try await expectEqual(ask(old).status, 200) }
                tags.append(answer.fields["ETag"])
            }
            try await see("NEW")
            _ = try await api.initialize("u1")
            try await see("IN_PROGRESS")
            _ = try await api.complete("u1")
            try await see("COMPLETED")
            expectEqual(Set(tags).count, 3)
        }
    }
}
