import EventLog
import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// The funnel of section 8 (D1).
struct AnalyticsTests {
    private func funnel(_ api: TestAPI, _ query: String) async throws -> Answer {
        try await api.get("/v1/analytics/funnel?\(query)", try await api.key(.analyticsRead))
    }

    @Test func `a funnel has the members of section 8 and its sums agree`() async throws {
        try await TestAPI.run { api in
            _ = try await api.start("one@example.com")
            _ = try await api.verified("two@example.com", plan: "professional")
            _ = try await api.completed("three@example.com")
            let answer = try await funnel(api, "flow=signup")
            expectEqual(
                answer.names,
                [
                    "flow", "since", "until", "asOf", "head", "subjects", "stages", "exits",
                ])
            expectEqual(answer["subjects"], 3)
            let stages = answer["stages"].arrayValue ?? []
            expectEqual(
                stages.first?.objectValue?.keys,
                [
                    "stage", "subjects", "fromPrevious", "fromFirst", "dropOff", "open", "lost",
                    "medianSeconds", "p90Seconds", "p95Seconds",
                ])
            let counts = Dictionary(
                uniqueKeysWithValues: stages.compactMap { stage in
                    stage["stage"]?.stringValue.map { ($0, stage["subjects"]?.intValue ?? -1) }
                })
            expectEqual(counts["plan_selected"], 3)
            expectEqual(counts["identity_verified"], 2)
            expectEqual(counts["committed"], 1)
        }
    }

    @Test func `groups break the numbers down by an attribute`() async throws {
        try await TestAPI.run { api in
            _ = try await api.start("one@example.com")
            _ = try await api.start("two@example.com", plan: "professional")
            _ = try await api.start("three@example.com")
            let answer = try await funnel(api, "flow=signup&by=plan")
            let groups = answer["groups"].arrayValue ?? []
            expectEqual(groups.map { $0["key"] }, ["starter", "professional"])
            expectEqual(groups.map { $0["subjects"] }, [2, 1])
        }
    }

    @Test func `the same question at the same head has the same bytes`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            let first = try await funnel(api, "flow=signup&by=plan&window=P1D")
            api.advance(100)
            let again = try await funnel(api, "flow=signup&by=plan&window=P1D")
            expectEqual(first.text, again.text)
            let now = try await funnel(api, "flow=signup&asOf=now")
            expectEqual(now["asOf"], .string(api.clock.now().rfc3339))
        }
    }

    @Test func `cohorts are bounded by their first stage's time`() async throws {
        try await TestAPI.run { api in
            _ = try await api.start("one@example.com")
            api.advance(3600)
            _ = try await api.start("two@example.com")
            let since = try await funnel(api, "flow=signup&since=2026-09-21T15:00:00Z")
            expectEqual(since["subjects"], 1)
            let until = try await funnel(api, "flow=signup&until=2026-09-21T15:00:00Z")
            expectEqual(until["subjects"], 1)
            let day = try await funnel(api, "flow=signup&since=2026-09-21&until=2026-09-22")
            expectEqual(day["subjects"], 2)
        }
    }

    @Test func `what is not known is named with what is`() async throws {
        try await TestAPI.run { api in
            let flow = try await funnel(api, "flow=sign-up")
            expectEqual(flow.refusal, "400 analytics.unknown_flow")
            expectEqual(flow["knownFlows"].arrayValue?.contains("signup"), true)
            let attribute = try await funnel(api, "flow=signup&by=colour")
            expectEqual(attribute.refusal, "400 analytics.unknown_attribute")
            expectEqual(attribute["knownAttributes"].arrayValue?.contains("plan"), true)
        }
    }

    @Test func `a width or a duration that is none is told what is taken`() async throws {
        try await TestAPI.run { api in
            for width in ["-5", "0", "abc"] {
                let answer = try await funnel(api, "flow=signup&by=plan:\(width)")
                expectEqual(answer.refusal, "400 request.invalid_query")
                expectTrue(
                    answer.string("detail").contains("a number above 0 as the width of plan's"))
            }
            for window in ["P1Y", "P1M", "PT1.5S"] {
                let answer = try await funnel(api, "flow=signup&window=\(window)")
                expectEqual(answer.pointers, ["/window"])
                expectTrue(answer.text.contains("weeks, days, hours, minutes and whole seconds"))
            }
        }
    }

    @Test(arguments: [
        ("", "/flow"), ("flow=signup&window=30", "/window"), ("flow=signup&since=x", "/since"),
        ("flow=signup&asOf=later", "/asOf"), ("flow=signup&order=sideways", "/order"),
        ("flow=signup&groupBy=plan", "/groupBy"),
    ])
    func `a question that cannot be meant is 400`(query: String, pointer: String) async throws {
        try await TestAPI.run { api in
            let answer = try await funnel(api, query)
            expectEqual(answer.refusal, "400 request.invalid_query")
            expectEqual(answer.pointers, [pointer])
        }
    }

    @Test func `a range that ends before it begins is 400`() async throws {
        try await TestAPI.run { api in
            let answer = try await funnel(api, "flow=signup&since=2026-02-01&until=2026-01-01")
            expectEqual(answer.refusal, "400 analytics.reversed_range")
        }
    }

    @Test func `it needs its scope`() async throws {
        try await TestAPI.run { api in
            let key = try await api.key(.auditRead)
            let answer = try await api.get("/v1/analytics/funnel?flow=signup", key)
            expectEqual(answer.status, 403)
        }
    }
}

/// Who is behind the numbers, what makes a difference, and tables (D2, D4, D5).
struct DropoffTests {
    private func get(_ api: TestAPI, _ path: String) async throws -> Answer {
        try await api.get("/v1/analytics/\(path)", try await api.key(.analyticsRead))
    }

    @Test func `the list has the members of section 8 and the bar's number`() async throws {
        try await TestAPI.run { api in
            _ = try await api.start("one@example.com")
            _ = try await api.verified("two@example.com", plan: "professional")
            _ = try await api.completed("three@example.com")
            let answer = try await get(
                api, "dropoff?flow=signup&stage=identity_verified&state=open")
            expectEqual(
                answer.names, ["flow", "stage", "asOf", "head", "total", "subjects", "next"])
            expectTrue(answer["total"] == 1 && answer["next"] == .null)
            let subject = answer["subjects"][0]
            expectEqual(subject?["lastEvent"], "IdentityVerified")
            expectTrue(subject?["state"] == "open" && subject?["stage"] == "identity_verified")
            let funnel = try await get(api, "funnel?flow=signup")
            for stage in funnel["stages"].arrayValue ?? [] {
                let name = stage["stage"]?.stringValue ?? ""
                for state in ["open", "lost"] {
                    let list = try await get(
                        api, "dropoff?flow=signup&stage=\(name)&state=\(state)")
                    expectEqual(list["total"], stage[state], "\(name) \(state)")
                }
            }
        }
    }

    @Test func `a wrong code is the last error`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("one@example.com")
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            _ = try await api.post(
                "/v1/onboarding/email/verify",
                [
                    "sessionToken": .string(token), "code": "000000",
                    "firstName": "A", "lastName": "B", "password": "long enough",
                ])
            let list = try await get(api, "dropoff?flow=signup&stage=identity_pending")
            expectEqual(list["subjects"][0]?["lastError"], "onboarding.invalid_otp")
        }
    }

    @Test func `whom to write to is told to who may read the audit, too`() async throws {
        try await TestAPI.run { api in
            _ = try await api.start("one@example.com")
            let path = "/v1/analytics/dropoff?flow=signup&emails=true"
            let analyst = try await api.key(.analyticsRead)
            try await expectEqual(api.get(path, analyst).refusal, "403 auth.insufficient_scope")
            let both = try await api.key(.analyticsRead, .auditRead)
            let list = try await api.get(path, both)
            expectEqual(list["subjects"][0]?["email"], "one@example.com")
            expectEqual(list.fields["Cache-Control"], "no-store")
            let table = try await api.get(path + "&format=csv", both)
            expectTrue(table.text.hasPrefix("stream,stage,"))
            expectTrue(table.text.hasSuffix(",one@example.com\r\n"))
            let without = try await get(api, "dropoff?flow=signup&emails=false")
            expectNil(without["subjects"][0]?["email"])
            _ = try await api.ledger.erase(
                ErasureRequest(
                    subject: "one@example.com", reason: "asked for",
                    actor: EventActor(kind: .admin, id: "r"), requestID: "r"))
            let after = try await api.get(path, both)
            expectTrue(after["subjects"][0] != nil && after["subjects"][0]?["email"] == nil)
        }
    }

    @Test func `who fills a form in is written to where they proved, else where they typed`()
        async throws
    {
        try await TestAPI.run { api in
            let fields = ["Content-Type: application/json"]
            func save(_ credential: String) async throws {
                let body = #"{"step":0,"data":{"email":"typed@example.com"},"version":0}"#
                let lines = (fields + [credential]).joined(separator: "\n")
                let answer = try await api.ask(
                    "POST /system/onboarding/save-step\n\(lines)\n\n\(body)")
                expectEqual(answer.status, 200, "\(answer.text)")
            }
            try await save(api.person("u1"))
            try await save(
                api.person("u2") { ($0.email, $0.isEmailVerified) = ("proven@example.com", true) })
            let list = try await api.get(
                "/v1/analytics/dropoff?flow=wizard&emails=true",
                try await api.key(.analyticsRead, .auditRead))
            let emails = (list["subjects"].arrayValue ?? []).map {
                [$0["stream"]?.stringValue, $0["email"]?.stringValue]
            }
            expectEqual(
                emails.sorted { ($0[0] ?? "") < ($1[0] ?? "") },
                [
                    ["wizard-u1", "typed@example.com"], ["wizard-u2", "proven@example.com"],
                ])
        }
    }

    @Test func `of a space that books no call the owner is written to by what they had proven`()
        async throws
    {
        try await TestAPI.run { api in
            let owner = api.person("u1") {
                ($0.email, $0.isEmailVerified) = ("owner@example.com", true)
            }
            _ = try await api.post("/v1/spaces", ["name": "Home"], owner)
            let list = try await api.get(
                "/v1/analytics/dropoff?flow=call&emails=true",
                try await api.key(.analyticsRead, .auditRead))
            expectEqual(
                list["subjects"].arrayValue?.map { $0["email"]?.stringValue },
                ["owner@example.com"])
        }
    }

    @Test func `a list of the past knows nothing of where they went later`() async throws {
        try await TestAPI.run { api in
            _ = try await api.start("one@example.com")
            let then = try await get(api, "dropoff?flow=signup")
            expectTrue(then["total"] == 1 && then["subjects"][0]?["instead"] == nil)
            api.advance(25 * 3600)
            _ = try await api.start("one@example.com")
            let head = then["head"].intValue ?? 0
            let again = try await get(api, "dropoff?flow=signup&asOf=\(head)")
            expectEqual(again["subjects"], then["subjects"])
        }
    }

    @Test func `who began anew, and who has an account by now, went there instead`()
        async throws
    {
        try await TestAPI.run { api in
            for email in ["one@example.com", "two@example.com", "gone@example.com"] {
                _ = try await api.start(email)
            }
            api.advance(25 * 3600)
            let anew = try await api.start("one@example.com")
            _ = try await api.completed("two@example.com")
            let list = try await get(api, "dropoff?flow=signup&state=lost")
            let instead = (list["subjects"].arrayValue ?? []).map { subject in
                ["kind", "stream", "stage", "exit"].map { subject["instead"]?[$0]?.stringValue }
            }
            expectEqual(instead.count, 3)
            expectTrue(instead.contains(["restart", api.stream(anew), nil, nil]))
            expectTrue(instead.contains(["flow", nil, "committed", nil]))
            expectTrue(instead.contains([nil, nil, nil, nil]))
        }
    }

    @Test func `the same numbers stand in the table`() async throws {
        try await TestAPI.run { api in
            _ = try await api.start("one@example.com")
            api.advance(7)
            _ = try await api.completed("two@example.com")
            for query in ["flow=signup", "flow=signup&by=plan", "flow=signup&cohort=day"] {
                let json = try await get(api, "funnel?\(query)")
                let table = try await get(api, "funnel?\(query)&format=csv")
                expectEqual(table.fields["Content-Type"]?.hasPrefix("text/csv"), true)
                let groups =
                    [(JSONValue.string(""), json["stages"])]
                    + (json["groups"].arrayValue ?? []).map {
                        ($0["key"] ?? "", $0["stages"] ?? [])
                    }
                let expected = groups.flatMap { key, stages in
                    (stages.arrayValue ?? []).map { stage in
                        ([key] + Self.columns.map { stage[$0] ?? .null }).map(Self.text)
                    }
                }
                let rows = table.text.split(separator: "\r\n").dropFirst().map {
                    $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                }.filter { !$0[1].isEmpty }
                expectEqual(rows, expected)
            }
        }
    }

    private static let columns = [
        "stage", "exit", "subjects", "fromPrevious", "fromFirst", "dropOff", "open", "lost",
        "medianSeconds", "p90Seconds", "p95Seconds",
    ]

    private static func text(_ value: JSONValue) -> String {
        value.stringValue ?? (value.isNull ? "" : String(decoding: value.encoded, as: UTF8.self))
    }

    @Test func `an accepted media type asks for the table as well`() async throws {
        try await TestAPI.run { api in
            _ = try await api.start("one@example.com")
            let key = try await api.key(.analyticsRead)
            for path in ["funnel", "dropoff", "experiments", "paths"] {
                let answer = try await api.get(
                    "/v1/analytics/\(path)?flow=signup", key, "Accept: text/csv")
                expectEqual(answer.fields["Content-Type"]?.hasPrefix("text/csv"), true, "\(path)")
            }
        }
    }

    @Test func `the table of an experiment has the verdict in each row (D5)`() async throws {
        try await TestAPI.run { api in
            for number in 0..<12 {
                let email = "p\(number)@example.com"
                _ = try await api.post(
                    "/v1/onboarding/start",
                    ["email": .string(email), "planDescriptor": "starter"],
                    "X-Onboarding-Variant: \(number < 7 ? "a" : "b")")
            }
            let json = try await get(api, "experiments?flow=signup")
            let table = try await get(api, "experiments?flow=signup&format=csv")
            let rows = table.text.split(separator: "\r\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
            expectEqual(
                rows[0],
                [
                    "variant", "subjects", "converted", "rate", "low", "high", "z", "chiSquare",
                    "pValue", "significant", "against", "zAgainst", "pAgainst",
                    "significantAgainst", "ratioPValue", "ratioOk",
                ])
            let (test, ratio) = (json["test"], json["sampleRatio"])
            func texts(_ values: JSONValue?...) -> [String] {
                values.map { Self.text($0 ?? .null) }
            }
            let all = texts(test["z"], nil, test["pValue"], test["significant"])
            // Of two, the verdict on all is that on the second against the first.
            let second = texts("a", test["z"], test["pValue"], test["significant"])
            let sound = texts(ratio["pValue"], ratio["ok"])
            expectEqual(sound.last, "true")
            expectEqual(
                rows.dropFirst().map { Array($0.dropFirst(6)) },
                [all + texts(nil, nil, nil, nil) + sound, all + second + sound])
        }
    }

    @Test func `variants come with the first request and are compared`() async throws {
        try await TestAPI.run { api in
            for index in 0..<4 {
                let variant = index.isMultiple(of: 2) ? "a" : "b"
                _ = try await api.post(
                    "/v1/onboarding/start",
                    ["email": .string("p\(index)@example.com"), "planDescriptor": "starter"],
                    "X-Onboarding-Variant: \(variant)")
            }
            let answer = try await get(api, "experiments?flow=signup&attribute=variant")
            expectEqual(
                answer.names,
                [
                    "flow", "attribute", "asOf", "head", "variants", "test", "sampleRatio",
                ])
            let variants = answer["variants"].arrayValue ?? []
            expectEqual(variants.map { $0["variant"] }, ["a", "b"])
            expectEqual(variants.map { $0["subjects"] }, [2, 2])
            expectEqual(answer["sampleRatio"]["ok"], true)
            let unknown = try await get(api, "experiments?flow=signup&attribute=arm")
            expectEqual(unknown.refusal, "400 analytics.unknown_attribute")
        }
    }

    @Test func `a span of nothing is refused, and told that it must be more`() async throws {
        try await TestAPI.run { api in
            for query in ["funnel?flow=signup&window=PT0S", "dropoff?flow=signup&idle=PT0S"] {
                let answer = try await get(api, query)
                expectTrue(answer.text.contains("above 0"))
            }
        }
    }

    @Test func `ways have a drawing's nodes and links`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("one@example.com")
            let answer = try await get(api, "paths?flow=signup&from=identity_verified")
            expectEqual(answer["subjects"], 1)
            expectEqual(
                answer["completed"]["paths"]?[0]?["path"],
                [
                    "identity_verified", "business_staged", "ready_to_commit", "committed",
                ])
            expectEqual(answer["sankey"]["nodes"]?.arrayValue?.count, 5)
            expectEqual(answer["sankey"]["links"]?.arrayValue?.count, 4)
        }
    }

    @Test(arguments: [
        ("funnel?flow=signup&by=plan,method,country", "400 request.invalid_query"),
        ("funnel?flow=signup&by=plan,plan", "400 request.invalid_query"),
        ("funnel?flow=signup&by=plan,plan:5000", "400 request.invalid_query"),
        ("funnel?flow=signup&key=starter", "400 request.invalid_query"),
        ("funnel?flow=signup&cohort=day&tz=Mars/Olympus", "400 request.invalid_query"),
        ("funnel?flow=signup&where=plan", "400 request.invalid_query"),
        ("funnel?flow=signup&where=colour=red", "400 analytics.unknown_attribute"),
        ("funnel?flow=signup&window=PT0S", "400 request.invalid_query"),
        ("funnel?flow=signup&window=P99999999D", "400 request.invalid_query"),
        ("funnel?flow=signup&asOf=99999", "400 request.invalid_query"),
        ("dropoff?flow=signup&stage=identity", "400 analytics.unknown_stage"),
        ("dropoff?flow=signup&state=gone", "400 request.invalid_query"),
        ("dropoff?flow=signup&after=x", "400 request.invalid_query"),
        ("paths?flow=signup&from=identity", "400 analytics.unknown_stage"),
        ("experiments?flow=signup&by=plan", "400 request.invalid_query"),
    ])
    func `what cannot be answered is 400 and says why`(query: String, refusal: String) async throws
    {
        try await TestAPI.run { api in
            _ = try await api.start("one@example.com")
            let answer = try await get(api, query)
            expectEqual(answer.refusal, refusal)
        }
    }
}
