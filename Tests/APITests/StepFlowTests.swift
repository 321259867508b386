import Foundation
import JSON
import Onboarding
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// A team's own flow over HTTP, without code: endpoints, gate, requirements, expiry, audit, funnel
/// and friction (contract X2).
struct StepFlowTests {
    // Guaranteed: the fixture is in the repository.
    private static let club = try! Repository.bytes("Tests/Fixtures/club.flow.json")

    private static let about: JSONValue = ["givenName": "Ada", "email": "ada@example.com"]

    private func withClub(_ body: (TestAPI) async throws -> Void) async throws {
        try await TestAPI.run { api in
            _ = try await api.ledger.declareFlow(Self.club, TestAPI.facts)
            try await body(api)
        }
    }

    private func save(
        _ api: TestAPI, _ user: String, _ step: Int, _ data: JSONValue, version: Int,
        _ fields: String..., flow: String = "club"
    ) async throws -> Answer {
        let body: JSONValue = [
            "step": .number(JSONNumber(step)), "data": data,
            "version": .number(JSONNumber(version)),
        ]
        let lines = ["Content-Type: application/json", api.person(user)] + fields
        let text = String(decoding: body.encoded, as: UTF8.self)
        return try await api.ask(
            "POST /v1/flows/\(flow)/save-step\n\(lines.joined(separator: "\n"))\n\n\(text)")
    }

    /// Fills in everything; the version after it.
    private func fill(_ api: TestAPI, _ user: String) async throws -> Int {
        var version = 0
        let steps: [(Int, JSONValue)] = [
            (0, Self.about),
            (
                2,
                [
                    "adults": 2,
                    "address": ["street": "1 Row", "city": "London", "country": "GB"],
                ]
            ),
            (3, ["plan": "family"]), (4, ["terms": true]),
        ]
        for (step, data) in steps {
            let answer = try await save(api, user, step, data, version: version)
            try required(answer.status == 200, "\(answer.text)")
            version = answer["version"].intValue ?? 0
        }
        return version
    }

    // MARK: Declared anew

    @Test func `who has an answer from before a new declaration gets the new one`() async throws {
        try await TestAPI.run { api in
            func declare(_ last: String) async throws {
                let file =
                    #"{"flow":"eta","stages":[{"name":"a","on":["A"]},{"name":"c","on":[\#(last)]}],"#
                    + #""steps":[{"name":"s","fields":{"x":{}}}]}"#
                _ = try await api.ledger.declareFlow(Array(file.utf8), TestAPI.facts)
            }
            try await declare(#""C""#)
            let saved = try await save(api, "ada", 0, ["x": 1], version: 0, flow: "eta")
            expectEqual(saved["version"], 2)
            _ = try await api.post(
                "/v1/ledger/streams/eta-ada/events", ["events": [["type": "Signed"]]],
                api.key(.ingest))
            let reader = try await api.key(.auditRead)
            let doors = [
                ("/v1/sessions/eta-ada", reader), ("/v1/ledger/streams/eta-ada/state", reader),
                ("/v1/flows/eta/resume", api.person("ada")),
            ]
            var tags: [String] = []
            for (path, who) in doors {
                let tag = try required(try await api.get(path, who).fields["ETag"])
                let same = try await api.get(path, who, "If-None-Match: \(tag)")
                expectTrue(same.status == 304 && tag.hasPrefix("\"3-"), "\(path)")
                tags.append(tag)
            }
            try await declare(#""C","Signed""#)
            for ((path, who), tag) in zip(doors, tags) {
                let answer = try await api.get(path, who, "If-None-Match: \(tag)")
                expectEqual(answer.status, 200, "\(path)")
            }
        }
    }

    @Test func `a tag with a mark demands its version`() async throws {
        try await withClub { api in
            _ = try await save(api, "ada", 0, Self.about, version: 0)
            let tag = try required(
                try await api.get("/v1/flows/club/resume", api.person("ada")).fields["ETag"])
            expectTrue(tag.hasPrefix("\"3-"))
            for (demanded, status) in [("\"2-00000000\"", 412), ("\"03-0\"", 412), (tag, 200)] {
                let answer = try await save(
                    api, "ada", 0, ["givenName": "Eda"], version: 3, "If-Match: \(demanded)")
                expectEqual(answer.status, status, "\(demanded)")
            }
        }
    }

    // MARK: The wizard's shapes

    @Test func `who has not begun is at step 0, version 0`() async throws {
        try await withClub { api in
            let answer = try await api.get("/v1/flows/club/resume", api.person("ada"))
            expectEqual(
                answer.json,
                [
                    "userId": "ada", "tenantId": nil, "currentStep": 0, "stepData": [:],
                    "version": 0, "status": "NEW", "updatedAt": nil,
                ])
            expectEqual(answer.fields["ETag"], "\"0\"")
        }
    }

    @Test func `a save answers its version, and resume shows what is filled in`() async throws {
        try await withClub { api in
            let saved = try await save(api, "ada", 0, Self.about, version: 0)
            expectEqual(saved.names, ["version", "currentStep", "savedAt"])
            expectEqual(saved["version"], 3, "begun, saved, and its stage reached")
            let resumed = try await api.get("/v1/flows/club/resume", api.person("ada"))
            expectEqual(resumed["stepData"], Self.about)
            expectEqual(resumed["status"], "IN_PROGRESS")
            let tag = try required(resumed.fields["ETag"])
            let again = try await api.get(
                "/v1/flows/club/resume", api.person("ada"), "If-None-Match: \(tag)")
            expectEqual(again.status, 304)
            let other = try await api.get("/v1/flows/club/resume", api.person("bob"))
            expectEqual(other["stepData"], [:], "another's data is not shown")
        }
    }

    @Test func `a wrong value is refused by its place in the body`() async throws {
        try await withClub { api in
            let wrong = try await save(
                api, "ada", 0, ["email": "nobody", "shoe": 1], version: 0)
            expectEqual(wrong.refusal, "400 onboarding.invalid_fields")
            expectEqual(wrong.pointers, ["/data/email", "/data/shoe"])
            expectFalse(wrong.text.contains("nobody"))
            try await expectEqual(
                save(api, "ada", 9, [:], version: 0).refusal, "400 onboarding.invalid_step")
            try await expectEqual(api.eventCount, 1, "the flow's declaration and nothing else")
        }
    }

    @Test func `a pattern is matched with texts of a bounded length`() async throws {
        try await TestAPI.run { api in
            let flow = #"""
                {"flow":"post","stages":[{"name":"sent","on":["PostSent"]}],"steps":[{"name":"sent",
                "fields":{"mail":{"type":"string","maxLength":100,"pattern":"[^@]+@[^@]+"},
                "code":{"type":"string","pattern":"^[A-Z]+$"}}}]}
                """#
            _ = try await api.ledger.declareFlow(Array(flow.utf8), TestAPI.facts)
            let long = JSONValue.string(String(repeating: "A", count: 30_000))
            for (data, pointers) in [
                (["mail": "nobody"], ["/data/mail"]), (["code": "abc"], ["/data/code"]),
                (["mail": long, "code": long], ["/data/code", "/data/mail"]),
            ] as [(JSONValue, [String])] {
                let refused = try await save(api, "ada", 0, data, version: 0, flow: "post")
                expectEqual(refused.refusal, "400 onboarding.invalid_fields")
                expectEqual(refused.pointers.sorted(), pointers)
            }
            let good = try await save(
                api, "ada", 0, ["mail": "a@b", "code": "ABC"], version: 0, flow: "post")
            expectEqual(good.status, 200, "\(good.text)")
        }
    }

    @Test func `a flow is compared by the variant that its file does not list (D4)`() async throws {
        try await TestAPI.run { api in
            let flow =
                #"{"flow":"post","stages":[{"name":"sent","on":["PostSent"]}],"#
                + #""steps":[{"name":"sent","fields":{"k":{}}}],"attributes":["k"]}"#
            _ = try await api.ledger.declareFlow(Array(flow.utf8), TestAPI.facts)
            for (user, variant) in [("ada", "a"), ("bob", "b"), ("eve", "b")] {
                let saved = try await save(
                    api, user, 0, ["k": 1], version: 0, "X-Onboarding-Variant: \(variant)",
                    flow: "post")
                try required(saved.status == 200, "\(saved.text)")
            }
            let key = try await api.key(.analyticsRead)
            let found = try await api.get("/v1/analytics/experiments?flow=post", key)
            let variants = found["variants"].arrayValue ?? []
            expectEqual(variants.map { $0["variant"] }, ["a", "b"], "\(found.text)")
            expectEqual(variants.map { $0["subjects"] }, [1, 2])
            for report in ["funnel", "friction"] {
                let groups = try await api.get(
                    "/v1/analytics/\(report)?flow=post&by=variant&where=variant=b", key)
                expectEqual(groups["groups"][0]?["subjects"], 2, "\(groups.text)")
            }
            let attributes = try await api.get("/v1/flows/post/attributes", key)
            expectEqual(attributes["attributes"], ["k", "variant"])
            // Nothing is said or declared otherwise than it was.
            let count = try await api.eventCount
            _ = try await api.ledger.declareFlow(Array(flow.utf8), TestAPI.facts)
            try await expectEqual(api.eventCount, count)
            try await expectEqual(api.ledger.flows().flow("post")?.attributes.map(\.name), ["k"])
        }
    }

    @Test func `a stale save tells what changed, by whom and when`() async throws {
        try await withClub { api in
            _ = try await save(api, "ada", 0, Self.about, version: 0)
            let stale = try await save(api, "ada", 0, ["email": "b@example.com"], version: 0)
            expectEqual(stale.refusal, "409 request.version_conflict")
            expectEqual(stale["currentVersion"], 3)
            let conflict = try required(stale["conflicts"].arrayValue?.first)
            expectTrue(conflict["field"] == "email" && conflict["value"] == "ada@example.com")
            expectEqual(conflict["setBy"]?["id"], "ada")
            let failed = try await save(
                api, "ada", 0, ["email": "b@example.com"], version: 3, "If-Match: \"1\"")
            expectEqual(failed.status, 412)
        }
    }

    @Test func `a repeated save under its key is one save, and saves are limited`() async throws {
        try await withClub { api in
            for _ in 1...2 {
                let answer = try await save(
                    api, "ada", 0, Self.about, version: 0, "Idempotency-Key: one")
                expectEqual(answer["version"], 3)
            }
            for number in 1...9 {
                _ = try await save(
                    api, "ada", 0, ["givenName": .string("Ada \(number)")], version: 2 + number)
            }
            let limited = try await save(api, "ada", 0, ["givenName": "A"], version: 12)
            expectEqual(limited.refusal, "429 onboarding.save_rate_limited")
            expectNotNil(limited.fields["Retry-After"])
        }
    }

    @Test func `what was refused ahead of any save is owed with its code (X3)`() async throws {
        try await withClub { api in
            let wrong = try await save(api, "ada", 0, ["givenName": 7], version: 0)
            expectEqual(wrong.pointers, ["/data/givenName"])
            try await api.refusalsAreRecorded()
            let owed = try await api.get("/v1/flows/club/requirements", api.person("ada"))
            let named = owed["currentlyDue"].arrayValue?.first { $0["field"] == "givenName" }
            expectEqual(named?["code"]?.stringValue, wrong.json["code"]?.stringValue)
        }
    }

    @Test func `completing needs every required field, and twice is once`() async throws {
        try await withClub { api in
            let path = "/v1/flows/club/complete"
            let early = try await api.post(path, [:], api.person("ada"))
            expectEqual(early.refusal, "409 onboarding.incomplete")
            expectEqual(early.pointers.first, "/stepData/givenName")
            _ = try await fill(api, "ada")
            try await expectEqual(api.post(path, [:], api.person("ada")).json, ["success": true])
            let twice = try await api.post(path, [:], api.person("ada"))
            expectEqual(twice["message"], "Already completed")
            let status = try await api.get("/v1/flows/club/status", api.person("ada"))
            expectEqual(status.json, ["status": "COMPLETED"])
            try await expectEqual(
                save(api, "ada", 0, [:], version: 11).refusal, "409 onboarding.already_completed")
        }
    }

    // MARK: Without code

    @Test func `gate, requirements and funnel follow the steps`() async throws {
        try await withClub { api in
            let gate = "/v1/gate?flow=club&path=/club"
            try await expectEqual(api.get(gate, api.person("ada"))["location"], "/join")
            _ = try await save(api, "ada", 0, Self.about, version: 0)
            try await expectEqual(api.get(gate, api.person("ada"))["location"], "/join/interests")
            let owed = try await api.get("/v1/flows/club/requirements", api.person("ada"))
            let fields = owed["currentlyDue"].arrayValue?.compactMap { $0["field"]?.stringValue }
            expectEqual(fields, ["adults", "address", "plan", "terms"])
            for (path, decision) in [
                ("/join/interests", "allow"), ("/join/household", "allow"),
                ("/join/plan", "redirect"), ("/join/plan/", "redirect"), ("/join/pl%61n", nil),
                ("/clu%62", nil), ("/join//plan", nil), ("/join/%", nil), ("/join/%+a", nil),
            ] as [(String, JSONValue?)] {
                let query = "/v1/gate?flow=club&path=\(FormEncoding.encode(path))"
                let answer = try await api.get(query, api.person("ada"))
                expectEqual(answer["decision"], decision ?? .null, "\(path)")
                expectEqual(answer.status, decision == nil ? 400 : 200, "\(path)")
            }
            _ = try await fill(api, "bob")
            _ = try await api.post("/v1/flows/club/complete", [:], api.person("bob"))
            try await expectEqual(api.get(gate, api.person("bob"))["decision"], "allow")
            let funnel = try await api.get(
                "/v1/analytics/funnel?flow=club&by=plan", try await api.key(.analyticsRead))
            let stages = funnel["stages"].arrayValue ?? []
            expectEqual(stages.map { $0["subjects"] }, [2, 2, 0, 1, 1, 1, 1])
            expectEqual(funnel["groups"].arrayValue?.count, 2)
        }
    }

    @Test func `what was refused is named with what is owed until a later value was taken (X3)`()
        async throws
    {
        try await withClub { api in
            func code() async throws -> JSONValue? {
                try await api.refusalsAreRecorded()
                let owed = try await api.get("/v1/flows/club/requirements", api.person("ada"))
                let email = owed["currentlyDue"].arrayValue?.first { $0["field"] == "email" }
                return try required(email)["code"]
            }
            let begun = try await save(api, "ada", 0, ["givenName": "Ada"], version: 0)
            let version = begun["version"].intValue ?? 0
            let refused = try await save(api, "ada", 0, ["email": "none"], version: version)
            expectEqual(refused.refusal, "400 onboarding.invalid_fields")
            try await expectEqual(code(), "onboarding.invalid_fields")
            api.advance(1)
            let taken = try await save(api, "ada", 0, Self.about, version: version)
            let cleared = try await save(
                api, "ada", 0, ["email": .null], version: taken["version"].intValue ?? 0)
            expectEqual(cleared.status, 200, "\(cleared.text)")
            try await expectNil(code())
        }
    }

    @Test func `personal fields stand apart in the audit and refusals beside`() async throws {
        try await withClub { api in
            _ = try await save(
                api, "ada", 0, ["givenName": "Ada", "source": "web"], version: 0)
            _ = try await save(api, "ada", 1, ["topics": []], version: 2)
            let events = try await api.events("club-ada")
            expectEqual(events.map(\.type.name), ["ClubBegun", "FlowStepSaved"])
            let data = try JSONValue(parsing: events[1].data)
            expectEqual(data, ["step": 0, "name": "about", "fields": ["source": "web"]])
            let personal = try JSONValue(parsing: try required(events[1].personal))
            expectEqual(personal, ["personalFields": ["givenName": "Ada"]])
            try await api.refusalsAreRecorded()
            let refusal = try required(try await api.events("refusals-club-ada").first)
            try expectEqual(
                JSONValue(parsing: refusal.data),
                [
                    "command": "flows/{flow}/save-step", "code": "onboarding.invalid_fields",
                    "flow": "club", "step": "1", "fields": ["/data/topics"],
                ])
            let friction = try await api.get(
                "/v1/analytics/friction?flow=club", try await api.key(.analyticsRead))
            let steps = friction["steps"].arrayValue ?? []
            expectEqual(
                steps.map { $0["name"] }, ["about", "interests", "household", "plan", "consent"])
            expectEqual(steps.map { $0["saves"] }, [1, 0, 0, 0, 0])
            expectEqual(steps[1]["rejections"], ["onboarding.invalid_fields": 1])
            expectEqual(steps[1]["fields"], ["/data/topics": 1])
        }
    }

    @Test func `a gate that leads elsewhere since is told, though nobody moved`() async throws {
        try await withClub { api in
            _ = try await save(api, "ada", 0, Self.about, version: 0)
            let (gate, ada) = ("/v1/gate?flow=club&path=/club", api.person("ada"))
            let tag = try required(try await api.get(gate, ada).fields["ETag"])
            let moved = String(decoding: Self.club, as: UTF8.self)
                .replacing("/join/interests", with: "/join/hobbies")
            _ = try await api.ledger.declareFlow(Array(moved.utf8), TestAPI.facts)
            let answer = try await api.get(gate, ada, "If-None-Match: \(tag)")
            expectEqual(answer["location"], "/join/hobbies", "\(answer.status)")
        }
    }

    @Test func `time runs out by the job, as an exit of the funnel`() async throws {
        try await withClub { api in
            _ = try await save(api, "ada", 0, Self.about, version: 0)
            let (gate, ada) = ("/v1/gate?flow=club&path=/elsewhere", api.person("ada"))
            let tag = try required(try await api.get(gate, ada).fields["ETag"])
            try await expectEqual(api.get(gate, ada, "If-None-Match: \(tag)").status, 304)
            api.advance(14 * 86_400)
            // The version is the same, and the answer is not.
            let over = try await api.get(gate, api.person("ada"), "If-None-Match: \(tag)")
            expectTrue(
                over.status == 200 && over["reason"] == "expired", "\(over.status) \(over.text)")
            try await expectEqual(
                save(api, "ada", 0, ["source": "web"], version: 3).refusal,
                "400 onboarding.session_expired")
            _ = try await api.server.core.jobs.run(.expireSessions, TestAPI.facts)
            try await expectEqual(api.types("club-ada").last, "FlowExpired")
            let funnel = try await api.get(
                "/v1/analytics/funnel?flow=club", try await api.key(.analyticsRead))
            expectEqual(
                funnel["exits"].arrayValue?.first { $0["exit"] == "expired" }?["subjects"], 1)
        }
    }

    // MARK: Declaring

    @Test func `an admin declares a flow, and a file with a mistake says where`() async throws {
        try await TestAPI.run { api in
            let key = try await api.key(.admin)
            let club = try JSONValue(parsing: Self.club)
            let declared = try await api.post("/v1/flows", club, key)
            expectEqual(declared.status, 201)
            expectEqual(declared["steps"].arrayValue?.count, 5)
            expectEqual(declared.fields["Location"], "/v1/flows/club")
            let same = try await api.post("/v1/flows", club, key)
            expectTrue(same.status == 200 && same.text == declared.text)
            expectEqual(same.fields["Location"], "/v1/flows/club")
            try await expectEqual(api.versions("flow-club"), [1])
            try await expectEqual(
                api.post("/v1/flows", club, try await api.key(.auditRead)).status, 403)
            let wrong = try await api.ask(
                "POST /v1/flows\n\(key)\nContent-Type: application/json\n\n"
                    + "{\"flow\": \"x\",\n \"stages\": [{\"name\": \"a\", \"onn\": []}]}")
            expectEqual(wrong.refusal, "400 flow.invalid_file")
            expectEqual(wrong.pointers, ["/stages/0/onn", "/stages/0/on"])
            expectTrue(wrong.text.contains("line 2: unknown member"))
            let round = try await api.ask(
                "POST /v1/flows\n\(key)\nContent-Type: application/json\n\n"
                    + #"{"flow":"r","stages":[{"name":"a","on":["A"]}],"steps":[{"name":"a","#
                    + ##""fields":{"x":{"anyOf":[{"$ref":"#"},{"type":"string"}]}}}]}"##)
            expectEqual(round.refusal, "400 flow.invalid_file")
            expectEqual(round.pointers, ["/steps/0/fields/x/anyOf/0/$ref"])
            let flow = try await api.get("/v1/flows/club")
            expectEqual(flow["steps"].arrayValue?.count, 5)
        }
    }

    @Test func `a declaration is answered again as it was under its key`() async throws {
        try await TestAPI.run { api in
            let (key, club) = (try await api.key(.admin), try JSONValue(parsing: Self.club))
            for (name, status) in [
                ("first", 201), ("first", 201), ("second", 200), ("second", 200),
            ] {
                let answer = try await api.post("/v1/flows", club, key, "Idempotency-Key: \(name)")
                expectTrue(answer.status == status && answer["flow"] == "club", "\(name)")
            }
        }
    }

    @Test func `a change that subjects forbid is refused, and another keeps them`() async throws {
        try await withClub { api in
            _ = try await save(api, "ada", 0, Self.about, version: 0)
            let key = try await api.key(.admin)
            var club = try required(try JSONValue(parsing: Self.club).objectValue)
            let steps = try required(club["steps"]?.arrayValue)
            club["steps"] = .array(Array(steps.dropFirst()))
            let refused = try await api.post("/v1/flows", .object(club), key)
            expectEqual(refused.refusal, "409 flow.unsafe_change")
            club["steps"] = .array(steps + [["name": "gift", "optional": true]])
            try await expectEqual(api.post("/v1/flows", .object(club), key).status, 201)
            let resumed = try await api.get("/v1/flows/club/resume", api.person("ada"))
            expectEqual(resumed["stepData"], Self.about, "what is filled in stays")
            try await expectEqual(api.versions("flow-club"), [1, 2], "the history is kept")
        }
    }

    @Test func `a flow without steps is not served`() async throws {
        try await TestAPI.run { api in
            let signup = try await api.get("/v1/flows/signup/resume", api.person("ada"))
            expectEqual(signup.refusal, "404 onboarding.flow_not_served")
            let none = try await api.get("/v1/flows/none/status", api.person("ada"))
            expectEqual(none.refusal, "404 flow.not_declared")
        }
    }
}
