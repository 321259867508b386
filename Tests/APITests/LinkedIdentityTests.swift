import JSON
import TestSupport
import Testing

@testable import API

/// S10: another identity with the same verified email is linked, and nothing of it is out of reach.
struct LinkedIdentityTests {
    private static let email = "ada@example.com"

    /// Someone whose token proves the email.
    private func proven(_ api: TestAPI, _ subject: String) -> String {
        api.person(subject) { ($0.email, $0.isEmailVerified) = (Self.email, true) }
    }

    private func save(_ api: TestAPI, _ person: String, version: Int) async throws -> Answer {
        try await api.post(
            "/system/onboarding/save-step",
            ["step": 1, "data": ["colour": "green"], "version": .number(JSONNumber(version))],
            person)
    }

    /// What an identity sees: the wizard's version, where the gate leads, and a space.
    private func look(_ api: TestAPI, _ person: String, space: String) async throws -> [String] {
        let wizard = try await api.get("/system/onboarding/resume", person)
        let space = try await api.get("/v1/spaces/\(space)", person)
        return [
            "\(wizard["version"].intValue ?? -1)", wizard.string("status"),
            wizard.string("tenantId"),
            try await api.gate("flow=wizard&path=/dashboard", person), "\(space.status)",
        ]
    }

    @Test func `who began before the payer's profile was theirs goes on where they were`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await api.deliver(
                StripeBodies(suffix: "1").checkout("paid", user: nil, email: Self.email, at: 0))
            // Without the proof nobody knows that it is the payer.
            let ada = api.person("ada")
            try await expectEqual(save(api, ada, version: 0).status, 200)
            let tenant = try await api.initialize("ada")
            _ = try await api.post("/onboarding/complete", [:], ada)
            let space = try await api.space(ada)
            let before = try await look(api, ada, space: space)
            expectEqual(before, ["1", "COMPLETED", tenant, "allow", "200"])

            let profile = try await api.profile(proven(api, "ada"))
            expectTrue(profile["id"] != "ada" && profile["membership_plan"] == "family")
            for person in [ada, proven(api, "ada")] {
                try await expectEqual(look(api, person, space: space), before)
                let again = try await api.post("/onboarding/initialize", TestAPI.company, person)
                expectTrue(again.status == 200 && again.string("tenantId") == tenant)
            }
            try await expectTrue(save(api, proven(api, "ada"), version: 1).status != 404)
        }
    }

    @Test func `another identity's first look at anything is the user's`() async throws {
        try await TestAPI.run { api in
            let ada = proven(api, "ada")
            _ = try await api.profile(ada)
            try await expectEqual(save(api, ada, version: 0).status, 200)
            let tenant = try await api.initialize("ada")
            _ = try await api.post("/onboarding/complete", [:], ada)
            let space = try await api.space(ada)
            let own = try await look(api, ada, space: space)
            expectEqual(own, ["1", "COMPLETED", tenant, "allow", "200"])

            let other = proven(api, "google|9")
            let gate = "flow=wizard&path=/dashboard"
            try await expectEqual(api.gate(gate, other), "allow", "before it is linked")
            try await expectTrue(api.types("profile-ada").last != "IdentityLinked")
            try await expectEqual(look(api, other, space: space), own)
            try await expectTrue(api.types("profile-ada").contains("IdentityLinked"))
            let bare = api.person("google|9")
            try await expectEqual(look(api, bare, space: space), own, "linked for good")
            let due = try await api.get("/v1/flows/wizard/requirements", bare)
            expectEqual(due["satisfied"], true)
            try await expectEqual(api.types("wizard-google|9"), [])
        }
    }

    @Test(arguments: [true, false])
    func `one's own may be named by either id at gate and requirements (G1, X3)`(isLinked: Bool)
        async throws
    {
        try await TestAPI.run { api in
            let other = proven(api, "google|9")
            _ = try await api.profile(proven(api, "ada"))
            if isLinked { try await expectEqual(api.profile(other)["id"], "ada") }
            let eve = api.person("eve", email: Self.email)
            for flow in ["membership", "merchant", "wizard"] {
                let (gate, owed) = (
                    "/v1/gate?flow=\(flow)&path=/sanctuary", "/v1/flows/\(flow)/requirements"
                )
                for id in ["ada", "google%7C9"] {
                    // Asking what is owed links the identity: that is one version more.
                    let own = try await api.get(gate, other)
                    let named = try await api.get(gate + "&subject=\(id)", other)
                    expectEqual(named.status, 200)
                    expectEqual(named.text, own.text)
                    expectEqual(named.fields["ETag"], own.fields["ETag"])
                    try await expectEqual(
                        api.get(owed + "?subject=\(id)", other).text, api.get(owed, other).text)
                    for (path, mark) in [(gate, "&"), (owed, "?")] {
                        let refused = try await api.get("\(path)\(mark)subject=\(id)", eve)
                        expectEqual(refused.refusal, "403 auth.insufficient_scope")
                    }
                }
                let stranger = try await api.get(gate + "&subject=eve", other)
                expectEqual(stranger.refusal, "403 auth.insufficient_scope")
            }
        }
    }

    /// Who has a wizard of their own goes on with it; the profile is the user's all the same.
    @Test func `of a user one may ask where one is that user, and nowhere else`() async throws {
        try await TestAPI.run { api in
            let other = api.person("google|9")
            try await expectEqual(save(api, other, version: 0).status, 200)
            _ = try await api.profile(proven(api, "ada"))
            try await expectEqual(api.profile(proven(api, "google|9"))["id"], "ada")
            for (flow, status) in [("membership", 200), ("wizard", 403)] {
                let gate = "/v1/gate?flow=\(flow)&path=/sanctuary&subject=ada"
                try await expectEqual(api.get(gate, other).status, status)
                let owed = "/v1/flows/\(flow)/requirements?subject=ada"
                try await expectEqual(api.get(owed, other).status, status)
            }
        }
    }

    @Test func `the gate of the page behind the payment is the payer's under every identity`()
        async throws
    {
        try await TestAPI.run(stripe: { api, stripe in
            let ada = proven(api, "ada")
            let id = try await api.order(["plan": "family"], ada)
            let other = proven(api, "google|9")
            try await expectEqual(api.gate("flow=membership&path=/welcome", other), "/join")
            // The webhook is lost.
            stripe.pay(id)
            api.advance(5)
            try await expectEqual(api.gate("flow=membership&path=/welcome", other), "allow")
            for page in ["/sanctuary", "/join"] {
                try await expectEqual(api.gate("flow=membership&path=\(page)", other), "/welcome")
            }
            try await expectFalse(api.types("profile-ada").contains("IdentityLinked"))
        })
    }

    @Test func `the gate of the page behind the payment knows a payer without an account`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await api.deliver(
                StripeBodies(suffix: "1").checkout("paid", user: nil, email: Self.email, at: 0))
            let ada = proven(api, "facebook|7")
            try await expectEqual(api.gate("flow=membership&path=/welcome", ada), "allow")
            try await expectEqual(api.gate("flow=membership&path=/join", ada), "/welcome")
            let eve = api.person("eve", email: Self.email)
            try await expectEqual(api.gate("flow=membership&path=/welcome", eve), "/join")
        }
    }

    @Test(arguments: ["ada", "google|9"])
    func `an erasure by either id takes the whole person (L14)`(subject: String) async throws {
        try await TestAPI.run { api in
            let (ada, other) = (proven(api, "ada"), proven(api, "google|9"))
            _ = try await api.profile(ada)
            _ = try await api.profile(other)
            let edited = try await api.patch(["first_name": "Augusta"], ada)
            expectEqual(edited.status, 200)
            let erased = try await api.post(
                "/v1/admin/erase", ["subject": .string(subject), "reason": "asked for"],
                try await api.key(.admin))
            expectEqual(erased.status, 200, "\(erased.text)")
            let events = try await api.events("profile-ada")
            expectTrue(events.count > 3 && events.allSatisfy { $0.personal == nil })
        }
    }

    @Test func `who only claims the email sees nothing of the user's`() async throws {
        try await TestAPI.run { api in
            let ada = proven(api, "ada")
            _ = try await api.profile(ada)
            try await expectEqual(save(api, ada, version: 0).status, 200)
            let space = try await api.space(ada)
            let eve = api.person("eve", email: Self.email)
            let seen = try await look(api, eve, space: space)
            expectEqual(seen, ["0", "NEW", "", "/onboarding", "404"])
        }
    }
}
