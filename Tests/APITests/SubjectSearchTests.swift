import Foundation
import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// What the lists' `q`, `stage` and `status` find (section 8, W1).
struct SubjectSearchTests {
    /// The streams of a list, newest first.
    private func found(_ api: TestAPI, _ list: String, _ query: String, _ field: String)
        async throws -> [String]
    {
        let answer = try await api.get("/v1/\(list)?\(query)", field)
        expectEqual(answer.status, 200, "\(answer.text)")
        return answer["items"].arrayValue?.compactMap { $0["stream"]?.stringValue } ?? []
    }

    @Test func `an id, a stream's name and the owner's id find what they name`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com")
            let session = api.stream(token)
            let ada = try await api.post(
                "/v1/onboarding/complete", ["sessionToken": .string(token)])
            let user = ada["user"]["id"]?.stringValue ?? ""
            let tenant = ada["user"]["tenantId"]?.stringValue ?? ""
            let owned = try await api.post(
                "/v1/spaces", ["name": "First"], "Authorization: Bearer \(ada.string("token"))")
            let space = "tenant-\(owned.string("id"))"
            _ = try await api.completed("eve@example.com")
            let key = try await api.key(.auditRead)
            for name in [session, String(session.dropFirst("session-".count)), user] {
                try await expectEqual(found(api, "sessions", "q=\(name)", key), [session])
            }
            for name in ["profile-\(user)", user] {
                try await expectEqual(found(api, "profiles", "q=\(name)", key), ["profile-\(user)"])
            }
            for name in ["tenant-\(tenant)", tenant] {
                try await expectEqual(found(api, "tenants", "q=\(name)", key), ["tenant-\(tenant)"])
            }
            let both = [space, "tenant-\(tenant)"]
            try await expectEqual(found(api, "tenants", "q=\(user)", key), both)
            try await expectEqual(found(api, "sessions", "q=\(tenant)", key), [])
            try await expectEqual(found(api, "sessions", "q=\(user)x", key), [])
        }
    }

    @Test func `what an id names and what has it as a word are one list, page by page`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await api.save("ada", 0, ["phoneNumber": "1"], version: 0)
            for number in 1...3 { _ = try await api.start("ada\(number)@example.com") }
            let key = try await api.key(.auditRead)
            let all = try await found(api, "sessions", "q=ada", key)
            expectTrue(all.count == 4 && all.last == "wizard-ada")
            var (pages, after) = ([String](), "")
            repeat {
                let query = "q=ada&limit=2\(after)"
                let page = try await api.get("/v1/sessions?\(query)", key)
                pages += page["items"].arrayValue?.compactMap { $0["stream"]?.stringValue } ?? []
                after = page["next"].int64Value.map { "&after=\($0)" } ?? ""
            } while !after.isEmpty
            expectEqual(pages, all)
        }
    }

    @Test func `nobody finds another's by its id`() async throws {
        try await TestAPI.run { api in
            _ = try await api.save("ada", 0, ["phoneNumber": "1"], version: 0)
            let eve = api.person("eve", email: "eve@example.com")
            _ = try await api.get("/api/user/profile", eve)
            try await expectEqual(found(api, "sessions", "q=wizard-ada", eve), [])
            try await expectEqual(found(api, "sessions", "q=ada", eve), [])
            try await expectEqual(
                found(api, "sessions", "q=ada", api.person("ada")), ["wizard-ada"])
            try await expectEqual(found(api, "profiles", "q=eve", eve), ["profile-eve"])
            try await expectEqual(found(api, "profiles", "q=ada", eve), [])
            try await expectEqual(found(api, "profiles", "", eve), ["profile-eve"])
        }
    }

    @Test func `subjects of declared flows are found by id, and by the personal texts filled in`()
        async throws
    {
        let club = try Repository.bytes("Tests/Fixtures/club.flow.json")
        try await TestAPI.run { api in
            _ = try await api.ledger.declareFlow(club, TestAPI.facts)
            let data: JSONValue = [
                "givenName": "Augusta", "email": "augusta@club.example", "source": "friend",
            ]
            let saved = try await api.post(
                "/v1/flows/club/save-step", ["step": 0, "data": data, "version": 0],
                api.person("900211"))
            expectEqual(saved.status, 200, "\(saved.text)")
            let key = try await api.key(.auditRead)
            for name in ["900211", "club-900211", "AUGUSTA", "augusta@club.example"] {
                try await expectEqual(found(api, "sessions", "q=\(name)", key), ["club-900211"])
            }
            try await expectEqual(found(api, "sessions", "q=friend", key), [], "not personal")
        }
    }

    @Test func `profiles and tenants are of the flows that they passed into, each with its stage`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await api.profile(api.member("ada"))
            _ = try await api.get("/api/v1/auth/me", api.merchant("john"))
            _ = try await api.get("/api/v1/auth/me", api.merchant("both"))
            _ = try await api.profile(api.merchant("both"))
            let wizard = "tenant-\(try await api.initialize("will"))"
            let space = "tenant-\(try await api.space(api.person("will")))"
            let key = try await api.key(.auditRead)
            for (list, query, streams) in [
                ("profiles", "flow=membership", ["profile-both", "profile-ada"]),
                ("profiles", "flow=membership&stage=joined", ["profile-both", "profile-ada"]),
                ("profiles", "flow=merchant", ["profile-both", "profile-john"]),
                ("profiles", "flow=merchant&stage=requested", ["profile-both", "profile-john"]),
                ("profiles", "flow=merchant&stage=joined", []), ("profiles", "flow=wizard", []),
                ("tenants", "flow=wizard", [wizard]), ("tenants", "flow=call", [space]),
                ("tenants", "flow=call&stage=not_planned", [space]),
                ("tenants", "flow=call&stage=IN_PROGRESS", []),
                ("tenants", "flow=wizard&stage=IN_PROGRESS", [wizard]),
                ("tenants", "flow=signup", []),
            ] {
                try await expectEqual(found(api, list, query, key), streams, "\(list) \(query)")
            }
        }
    }

    @Test func `members are found by what became of their subscription`() async throws {
        try await TestAPI.run { api in
            for (user, change, status) in [("ada", "updated", "past_due"), ("eve", "deleted", "")] {
                let bodies = StripeBodies(suffix: user)
                _ = try await api.profile(api.member(user))
                _ = try await api.deliver(bodies.checkout("a", user: user, at: 0))
                _ = try await api.deliver(bodies.subscription("b", change, status, at: 60))
            }
            _ = try await api.get("/api/v1/auth/me", api.merchant("john"))
            let key = try await api.key(.auditRead)
            for (query, users) in [
                ("status=past_due", ["ada"]), ("flow=membership&status=past_due", ["ada"]),
                ("flow=merchant&status=past_due", []), ("flow=membership&status=canceled", ["eve"]),
                ("status=pending_approval", ["john"]),
                ("flow=membership&status=pending_approval", []),
            ] {
                let streams = users.map { "profile-\($0)" }
                try await expectEqual(found(api, "profiles", query, key), streams, "\(query)")
            }
        }
    }

    @Test func `who is through both of a profile's flows is of both`() async throws {
        try await TestAPI.run { api in
            let (john, tenant) = try await api.approved("john")
            let onboarding = "/api/v1/client/tenants/\(tenant)/onboarding"
            _ = try await api.patch(onboarding, ["posProviderPreference": "square"], john)
            let key = try await api.key(.auditRead)
            let (merchant, member) = ("flow=merchant&stage=onboarded", "flow=membership")
            try await expectEqual(found(api, "profiles", merchant, key), ["profile-john"])
            try await expectEqual(found(api, "profiles", member, key), [])
            _ = try await api.pay(john)
            try await expectEqual(api.patch(TestAPI.completeProfile, john).status, 200)
            for query in [merchant, "flow=membership&stage=onboarded"] {
                try await expectEqual(found(api, "profiles", query, key), ["profile-john"])
            }
        }
    }

    @Test func `a merchant is found by what the business is called`() async throws {
        try await TestAPI.run { api in
            let (john, tenant) = try await api.approved("john")
            let named = try await api.patch(
                "/api/v1/client/tenants/\(tenant)/onboarding", ["businessName": "Zebra Bakery"],
                john)
            expectEqual(named.status, 200)
            let key = try await api.key(.auditRead)
            try await expectEqual(found(api, "tenants", "q=zebra%20b", key), ["tenant-\(tenant)"])
        }
    }

    @Test func `a wizard is found by its tenant's onboarding status, and shows it`() async throws {
        try await TestAPI.run { api in
            for user in ["new", "begun", "done", "gone"] {
                _ = try await api.save(user, 0, ["phoneNumber": "1"], version: 0)
            }
            _ = try await api.initialize("gone")
            api.advance(7 * 86_400 + 1)
            let jobs = try await api.key(.jobs)
            _ = try await api.ask("POST /jobs/cleanup-abandoned-tenants\n" + jobs)
            for user in ["begun", "done"] { _ = try await api.initialize(user) }
            try await expectEqual(api.complete("done").status, 200)
            _ = try await api.start("ada@example.com")
            let key = try await api.key(.auditRead)
            for (query, users) in [
                ("stage=NEW", ["new"]), ("stage=IN_PROGRESS", ["gone", "begun"]),
                ("stage=COMPLETED", ["done"]), ("status=CLOSED", ["gone"]),
                ("status=ACTIVE", ["done", "begun", "new"]),
                ("flow=wizard&stage=IN_PROGRESS&status=ACTIVE", ["begun"]),
                ("flow=signup&stage=NEW", []),
            ] {
                let wizards = users.map { "wizard-\($0)" }
                try await expectEqual(found(api, "sessions", query, key), wizards, "\(query)")
            }
            let list = try await api.get("/v1/sessions?flow=wizard", key)
            let places = list["items"].arrayValue?.map { [$0["stage"], $0["status"]] }
            expectEqual(
                places,
                [
                    ["IN_PROGRESS", "CLOSED"], ["COMPLETED", "ACTIVE"], ["IN_PROGRESS", "ACTIVE"],
                    ["NEW", "ACTIVE"],
                ])
            try await expectEqual(found(api, "tenants", "stage=COMPLETED", key).count, 1)
        }
    }
}
