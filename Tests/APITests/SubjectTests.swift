import EventLog
import JSON
import SQLite
import TestSupport
import Testing

@testable import API

/// Sessions, tenants and profiles of section 8.
struct SubjectTests {
    @Test func `an auditor reads any subject with its version as the tag`() async throws {
        try await TestAPI.run { api in
            let user = try await api.completed("ada@example.com")["user"]
            let key = try await api.key(.auditRead)
            let id = user["id"]?.stringValue ?? ""
            let profile = try await api.get("/v1/profiles/\(id)", key)
            expectEqual(profile["id"], .string(id))
            expectEqual(profile["email"], "ada@example.com")
            expectEqual(profile["version"], 1)
            expectEqual(profile.fields["ETag"], "\"1\"")
            expectEqual(profile.fields["Cache-Control"], "no-store")
            let same = try await api.get("/v1/profiles/\(id)", key, "If-None-Match: \"1\"")
            expectEqual(same.status, 304)
            let tenant = try await api.get(
                "/v1/tenants/\(user["tenantId"]?.stringValue ?? "")", key)
            expectEqual(tenant["name"], "Analytical Engines")
            expectEqual(tenant["status"], "ACTIVE")
            let sessions = try await api.get("/v1/sessions", key)
            let session = try required(sessions["items"][0]?["id"]?.stringValue)
            let one = try await api.get("/v1/sessions/\(session)", key)
            expectEqual(one["stage"], "committed")
            expectEqual(one["flow"], "signup")
        }
    }

    @Test func `what is read without a query refuses one`() async throws {
        try await TestAPI.run { api in
            let key = try await api.key(.auditRead, .admin, .analyticsRead)
            for path in [
                "/v1/ledger/head?size=3", "/v1/sessions/wizard-ada?zzz=1", "/v1/tenants/x?zzz=1",
                "/v1/profiles/x?zzz=1", "/v1/spaces/x?zzz=1", "/v1/admin/erasures/x?zzz=1",
                "/v1/admin/rebuild?zzz=1", "/v1/admin/verify?zzz=1", "/v1/admin/backup?zzz=1",
                "/v1/flows/signup/attributes?zzz=1",
            ] {
                let answer = try await api.get(path, key)
                expectEqual(answer.refusal, "400 request.invalid_query", "\(path)")
                expectTrue(answer.text.contains("is not known; known are none"), "\(path)")
            }
        }
    }

    /// Section 8: an empty filter would widen what is asked for without a word.
    @Test func `a parameter without a value is refused, but for a search for nothing`() async throws
    {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let key = try await api.key(.auditRead, .analyticsRead)
            let lists = ["sessions", "tenants", "profiles"].flatMap { view in
                ["limit", "after", "flow", "stage", "status"].map { ("/v1/\(view)?", $0) }
            }
            let streams = ["limit", "after", "format"].map {
                ("/v1/ledger/streams/\(api.stream(token))?", $0)
            }
            let counts = ["limit", "after", "stage", "since", "by", "format"].map {
                ("/v1/analytics/dropoff?flow=signup&", $0)
            }
            let others = [
                ("/v1/analytics/friction?flow=signup&", "by"), ("/v1/ledger/activity?", "count"),
                ("/v1/ledger/proof/1?", "size"), ("/v1/ledger/consistency?from=1&", "to"),
            ]
            for (path, name) in lists + streams + counts + others {
                let answer = try await api.get("\(path)\(name)=", key)
                expectEqual(answer.refusal, "400 request.invalid_query", "\(path)\(name)=")
                expectEqual(answer.pointers, ["/" + name], "\(path)\(name)=")
            }
            let all = try await api.get("/v1/sessions?q=", key)
            expectEqual(all["items"].arrayValue?.count, 1)
        }
    }

    @Test func `a damaged row is storage that failed, and the log says which and what to do`()
        async throws
    {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            _ = try await api.save("ada", 0, ["phoneNumber": "+43 1"], version: 0)
            let key = try await api.key(.auditRead, .analyticsRead)
            do {
                let views = try SQLiteConnection.open(
                    path: api.ledger.directory.viewsFile, mode: .readWrite)
                try views.execute("UPDATE session SET state = char(1) || state")
            }
            for (path, row) in [
                ("/v1/sessions", "wizard-ada"), ("/v1/sessions/wizard-ada", "wizard-ada"),
                ("/v1/analytics/funnel?flow=signup", api.stream(token)),
            ] {
                let answer = try await api.get(path, key)
                expectEqual(answer.refusal, "503 storage.failed", "\(path)")
                expectFalse(answer.text.contains("rebuild"))
                let reason = api.lines.all.last { $0.level == .error }.map { "\($0)" } ?? ""
                expectTrue(reason.contains("The row \(row) of the read model session"), "\(reason)")
                expectTrue(reason.contains("onboard rebuild session"), "\(reason)")
            }
            let resumed = try await api.get(
                "/system/onboarding/resume", api.person("ada"))
            expectEqual(resumed.refusal, "503 storage.failed")
        }
    }

    @Test func `a person reads what is theirs, and nothing else exists`() async throws {
        try await TestAPI.run { api in
            let ada = try await api.completed("ada@example.com")
            let eve = try await api.completed("eve@example.com")
            let field = "Authorization: Bearer \(ada.string("token"))"
            func id(_ answer: Answer, _ name: String) -> String {
                answer["user"][name]?.stringValue ?? ""
            }
            for (view, name) in [("profiles", "id"), ("tenants", "tenantId")] {
                let own = try await api.get("/v1/\(view)/\(id(ada, name))", field)
                expectEqual(own.status, 200)
                let other = try await api.get("/v1/\(view)/\(id(eve, name))", field)
                expectEqual(other.refusal, "404 ledger.subject_not_found")
                let none = try await api.get("/v1/\(view)/none", field)
                expectEqual(none["detail"], other["detail"], "the answer does not tell which")
                let list = try await api.get("/v1/\(view)", field)
                expectEqual(list["items"].arrayValue?.map { $0["id"] }, [.string(id(ada, name))])
            }
            let sessions = try await api.get("/v1/sessions", field)
            expectEqual(sessions["items"].arrayValue?.count, 1)
            expectEqual(sessions["items"][0]?["email"], "ada@example.com")
        }
    }

    @Test func `a person's own wizard is among their sessions`() async throws {
        try await TestAPI.run { api in
            _ = try await api.save("ada", 0, ["phoneNumber": "+43 1"], version: 0)
            _ = try await api.save("eve", 0, ["phoneNumber": "+44 1"], version: 0)
            let own = try await api.get("/v1/sessions/wizard-ada", api.person("ada"))
            expectEqual(own.status, 200)
            expectEqual(own.fields["ETag"], "\"1\"")
            let other = try await api.get("/v1/sessions/wizard-eve", api.person("ada"))
            expectEqual(other.refusal, "404 ledger.subject_not_found")
            let list = try await api.get("/v1/sessions", api.person("ada"))
            expectEqual(list["items"].arrayValue?.map { $0["id"] }, ["wizard-ada"])
            let none = try await api.get("/v1/sessions?flow=signup", api.person("ada"))
            expectEqual(none["items"].arrayValue?.isEmpty, true)
        }
    }

    @Test func `a page of a person's own sessions is full, and the last one says so`() async throws
    {
        try await TestAPI.run { api in
            let ada = try await api.completed("ada@example.com")
            let (user, field) = (
                ada["user"]["id"]?.stringValue ?? "", "Authorization: Bearer \(ada.string("token"))"
            )
            // Emails that hold hers, in sessions that are not hers.
            for number in 1...3 { _ = try await api.start("\(number)ada@example.com") }
            func page(_ query: String) async throws -> ([JSONValue?], JSONValue) {
                let answer = try await api.get("/v1/sessions?" + query, field)
                return (answer["items"].arrayValue?.map { $0["flow"] } ?? [], answer["next"])
            }
            let (only, end) = try await page("limit=1")
            expectTrue(only == ["signup"] && end == .null)
            _ = try await api.save(user, 0, ["phoneNumber": "+43 1"], version: 0)
            let (first, next) = try await page("limit=1")
            expectEqual(first, ["wizard"])
            let (second, last) = try await page("limit=1&after=\(next.int64Value ?? 0)")
            expectTrue(second == ["signup"] && last == .null)
            try await expectEqual(page("flow=signup&limit=1").0, ["signup"])
            try await expectEqual(page("q=3ada").0, [])
        }
    }

    @Test func `the list of tenants shows a person all of their own`() async throws {
        try await TestAPI.run { api in
            func ids(_ field: String, _ query: String = "") async throws -> [JSONValue?] {
                let list = try await api.get("/v1/tenants" + query, field)
                return list["items"].arrayValue?.map { $0["id"] } ?? []
            }
            func space(_ user: String, _ name: String) async throws -> JSONValue {
                let made = try await api.post(
                    "/v1/spaces", ["name": .string(name)], api.person(user))
                return made["id"]
            }
            let company = try await api.initialize("ada")
            let first = try await space("ada", "First")
            _ = try await space("eve", "Other")
            let second = try await space("ada", "Second")
            let ada = api.person("ada")
            try await expectEqual(ids(ada), [second, first, .string(company)])
            try await expectEqual(ids(ada, "?q=first"), [first])
            try await expectEqual(ids(ada, "?limit=2"), [second, first])
            try await expectTrue(ids(api.person("bob")).isEmpty)
            // Who signed up owns the workspace, and may have spaces besides.
            let user = try await api.completed("grace@example.com")
            let grace = "Authorization: Bearer \(user.string("token"))"
            try await expectEqual(ids(grace), [user["user"]["tenantId"]])
        }
    }

    @Test func `who has the version already is told so, and nobody else learns of it`() async throws
    {
        try await TestAPI.run { api in
            let ada = try await api.completed("ada@example.com")
            let eve = try await api.completed("eve@example.com")
            let key = try await api.key(.auditRead)
            let own = "Authorization: Bearer \(ada.string("token"))"
            for (view, name) in [("profiles", "id"), ("tenants", "tenantId")] {
                let path = "/v1/\(view)/\(ada["user"][name]?.stringValue ?? "")"
                let tag = try required(try await api.get(path, key).fields["ETag"])
                for field in [key, own] {
                    let same = try await api.get(path, field, "If-None-Match: \(tag)")
                    expectTrue(same.status == 304 && same.bytes.isEmpty)
                    expectEqual(same.fields["ETag"], tag)
                    let stale = try await api.get(path, field, "If-None-Match: \"99\"")
                    expectTrue(stale.status == 200 && stale.fields["ETag"] == tag)
                }
                let other = "/v1/\(view)/\(eve["user"][name]?.stringValue ?? "")"
                let hidden = try await api.get(other, own, "If-None-Match: *")
                expectEqual(hidden.refusal, "404 ledger.subject_not_found")
                let none = try await api.get("/v1/\(view)/none", key, "If-None-Match: *")
                expectEqual(none.refusal, "404 ledger.subject_not_found")
            }
        }
    }

    @Test(arguments: ["sessions", "tenants", "profiles"])
    func `strangers are told to sign in, and other keys are refused`(view: String) async throws {
        try await TestAPI.run { api in
            try await expectEqual(api.get("/v1/\(view)").status, 401)
            try await expectEqual(api.get("/v1/\(view)/x").status, 401)
            let key = try await api.key(.analyticsRead, .jobs)
            try await expectEqual(api.get("/v1/\(view)", key).status, 403)
            try await expectEqual(api.get("/v1/\(view)/x", key).status, 403)
            let nobody = try await api.get("/v1/\(view)", api.person("nobody"))
            expectEqual(nobody.text, #"{"items":[],"next":null}"#)
        }
    }

    @Test func `lists are searched, filtered and paged, newest first`() async throws {
        try await TestAPI.run { api in
            for number in 1...5 { _ = try await api.start("user\(number)@example.com") }
            _ = try await api.verified("grace@example.com")
            let key = try await api.key(.auditRead)
            func emails(_ query: String) async throws -> ([String], JSONValue) {
                let answer = try await api.get("/v1/sessions?\(query)", key)
                let items = answer["items"].arrayValue ?? []
                return (items.compactMap { $0["email"]?.stringValue }, answer["next"])
            }
            try await expectEqual(emails("q=GRACE").0, ["grace@example.com"])
            try await expectEqual(emails("q=lovelace").0, ["grace@example.com"])
            try await expectEqual(emails("stage=identity_verified").0, ["grace@example.com"])
            try await expectTrue(emails("status=expired").0.isEmpty)
            try await expectEqual(emails("flow=signup").0.count, 6)
            try await expectTrue(emails("q=%25").0.isEmpty, "no pattern, plain text")
            let (first, next) = try await emails("limit=4")
            expectEqual(first.first, "grace@example.com")
            let (rest, end) = try await emails("limit=4&after=\(next.int64Value ?? 0)")
            expectEqual((first + rest).count, 6)
            expectEqual(Set(first + rest).count, 6)
            expectEqual(end, .null)
            try await expectEqual(api.get("/v1/sessions?limit=0", key).status, 400)
        }
    }
}
