import JSON
import TestSupport
import Testing

@testable import API

/// K8, S8, S10: whoever paid without an account and then proves the email is one person.
struct PayerAccountTests {
    private static let email = "ada@example.com"

    /// A payer without an account, made by the webhook; the profile's id.
    private func payer(_ api: TestAPI, _ story: StripeBodies) async throws -> String {
        let answer = try await api.deliver(
            story.checkout("paid", user: nil, email: Self.email, at: 0))
        try required(answer.status == 200, "\(answer.text)")
        return try required(try await profiles(api).first)
    }

    /// The ids of the profiles there are; those that were deleted have a row without an email.
    private func profiles(_ api: TestAPI) async throws -> [String] {
        let list = try await api.get("/v1/profiles", api.key(.auditRead))
        return list["items"].arrayValue?.filter { $0["email"] != nil }
            .compactMap { $0["id"]?.stringValue } ?? []
    }

    private func complete(_ api: TestAPI, _ token: String) async throws -> Answer {
        try await api.post("/v1/onboarding/complete", ["sessionToken": .string(token)])
    }

    @Test func `a payer without an account who signs up stays one person`() async throws {
        try await TestAPI.run { api in
            let story = StripeBodies(suffix: "1")
            let id = try await payer(api, story)
            let user = try await api.completed(Self.email)
            expectEqual(user["user"]["id"], .string(id))
            expectEqual(user["user"]["isEmailVerified"], true)
            try await expectEqual(profiles(api), [id])
            try await expectEqual(
                api.types("profile-\(id)"),
                [
                    "AccountOpened", "MembershipOpened", "CustomerLinked",
                    "MembershipCheckoutReported", "MembershipActivated", "ProfileCreated",
                ])
            let field = "Authorization: Bearer \(user.string("token"))"
            let profile = try await api.profile(field)
            expectTrue(profile["id"] == .string(id) && profile["membership_plan"] == "family")
            expectTrue(profile["first_name"] == "Ada" && profile["last_name"] == "Lovelace")
            let gate = try await api.get("/v1/gate?flow=membership&path=/sanctuary", field)
            expectEqual(gate["location"], "/welcome")
            let tenant = try await api.get(
                "/v1/tenants/\(user["user"]["tenantId"]?.stringValue ?? "")", field)
            expectEqual(tenant["ownerId"], .string(id))
            // What the provider reports of the customer later is still theirs.
            _ = try await api.deliver(story.subscription("end", "deleted", "canceled", at: 9))
            try await expectEqual(api.profile(field)["subscription_status"], "canceled")
            try await expectEqual(api.membershipGate(id), "/join")
        }
    }

    @Test func `the payer's claim after the sign-up is refused, and the account signs in`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await payer(api, StripeBodies(suffix: "1"))
            _ = try await api.completed(Self.email)
            let claim = try await api.post(
                "/api/welcome/claim", ["sessionId": "cs_test_1", "password": "another one"])
            expectEqual(claim.refusal, "409 membership.already_claimed")
            for (password, status) in [(TestAPI.password, 200), ("another one", 401)] {
                let login = try await api.post(
                    "/v1/auth/login",
                    ["email": .string(Self.email), "password": .string(password)])
                expectEqual(login.status, status)
            }
        }
    }

    @Test func `a sign-up by Google makes the payer's profile the account`() async throws {
        try await TestAPI.run { api in
            let id = try await payer(api, StripeBodies(suffix: "1"))
            // Begun under another email: Google's is the one that was proven.
            let token = try await api.start("countess@example.com")
            let google = try await api.post(
                "/v1/onboarding/oauth/google",
                ["sessionToken": .string(token), "code": "dev:Ada:Byron:Ada@Example.com"])
            expectEqual(google.status, 200)
            _ = try await api.post("/v1/onboarding/business", api.businessBody(token))
            try await expectEqual(complete(api, token)["user"]["id"], .string(id))
        }
    }

    @Test func `a token with the payer's verified email becomes the payer's`() async throws {
        try await TestAPI.run { api in
            let id = try await payer(api, StripeBodies(suffix: "1"))
            let stranger = api.member("evil", email: Self.email, isVerified: false)
            try await expectEqual(api.profile(stranger)["id"], "evil")
            let profile = try await api.profile(api.member("auth0|1", email: Self.email))
            expectTrue(profile["id"] == .string(id) && profile["membership_plan"] == "family")
        }
    }

    /// Whoever paid under somebody's email, to wait behind the door, is out once it is proven.
    @Test func `what a stranger's claim gave opens nothing once the email is proven`() async throws
    {
        try await TestAPI.run { api in
            _ = try await payer(api, StripeBodies(suffix: "1"))
            func claim() async throws -> Answer {
                try await api.post(
                    "/api/welcome/claim",
                    ["sessionId": "cs_test_1", "password": "waiting behind it"],
                    "Idempotency-Key: claim-1")
            }
            func refresh(_ token: String, _ fields: String...) async throws -> Answer {
                try await api.ask(
                    (["POST /v1/auth/refresh", "Content-Type: application/json"] + fields)
                        .joined(separator: "\n") + "\n\n{\"refreshToken\":\"\(token)\"}")
            }
            let claimed = try await claim()
            expectEqual(claimed.status, 200)
            let traded = try await refresh(claimed.string("refreshToken"), "Idempotency-Key: r-1")
            expectEqual(traded.status, 200)
            try await expectEqual(claim().status, 200, "a lost answer is had again")
            let token = "Authorization: Bearer \(traded.string("token"))"
            try await expectEqual(api.get("/api/user/profile", token).status, 200)

            let victim = try await api.profile(api.member("auth0|1", email: Self.email))
            expectEqual(victim["membership_plan"], "family")
            try await expectEqual(claim().refusal, "409 membership.already_claimed")
            for token in [claimed.string("refreshToken"), traded.string("refreshToken")] {
                try await expectEqual(refresh(token).status, 401)
            }
            let repeated = try await refresh(
                claimed.string("refreshToken"), "Idempotency-Key: r-1")
            expectEqual(repeated.status, 401)
            let login = try await api.post(
                "/v1/auth/login",
                ["email": .string(Self.email), "password": "waiting behind it"])
            expectEqual(login.status, 401)
            try await expectEqual(api.get("/api/user/profile", token).status, 401)
        }
    }

    @Test func `a known user who proves the payer's email takes the membership over`()
        async throws
    {
        try await TestAPI.run { api in
            let story = StripeBodies(suffix: "1")
            let id = try await payer(api, story)
            let comped = try await api.ask(
                """
                POST /v1/admin/profiles/\(id)/comp
                Content-Type: application/json
                \(try await api.key(.admin))

                {"comped": true, "reason": "a friend"}
                """)
            expectEqual(comped.status, 200)
            try await expectEqual(
                api.profile(api.member("ada", email: Self.email, isVerified: false))[
                    "membership_plan"], "none")
            let field = api.member("ada", email: Self.email)
            let profile = try await api.profile(field)
            expectTrue(profile["id"] == "ada" && profile["membership_plan"] == "family")
            expectEqual(profile["is_comped"], true)
            try await expectEqual(profiles(api), ["ada"])
            try await expectEqual(api.types("profile-\(id)").last, "ProfileDeleted")
            _ = try await api.deliver(story.subscription("late", "updated", "past_due", at: 9))
            try await expectEqual(api.profile(field)["subscription_status"], "past_due")
            try await expectEqual(api.types("webhook-stripe"), [])
        }
    }

    @Test func `what admins decided about a payer holds for the user who that is`() async throws {
        try await TestAPI.run { api in
            let id = try await payer(api, StripeBodies(suffix: "1"))
            let key = try await api.key(.admin)
            for (request, body) in [
                ("POST /v1/admin/profiles/\(id)/role", #"{"role": "admin", "reason": "helps"}"#),
                ("PATCH /api/v1/admin/users/\(id)/suspend", #"{"reason": "asked to"}"#),
            ] {
                let answer = try await api.ask(
                    """
                    \(request)
                    Content-Type: application/json
                    \(key)

                    \(body)
                    """)
                expectEqual(answer.status, 200)
            }
            let known = api.member("ada", email: Self.email, isVerified: false)
            try await expectEqual(api.get("/api/v1/auth/me", known)["status"], "active")
            let proven = api.member("ada", email: Self.email)
            let me = try await api.get("/api/v1/auth/me", proven)
            expectEqual([me["status"], me["code"]], ["suspended", "SUSPENDED"])
            let types = try await api.types("profile-ada")
            expectTrue(Set(types).isSuperset(of: ["RoleChanged", "AccessSuspended"]), "\(types)")
        }
    }

    @Test func `whom a payment names has an account, which nobody else's sign-up takes`()
        async throws
    {
        try await TestAPI.run { api in
            let story = StripeBodies(suffix: "1")
            _ = try await api.deliver(
                story.checkout("paid", user: "evil", email: Self.email, at: 0))
            let user = try await api.completed(Self.email)
            expectTrue(user["user"]["id"] != "evil")
            try await expectEqual(Set(profiles(api)).count, 2)
        }
    }

    @Test func `completions, claims and webhooks at once leave one person`() async throws {
        try await TestAPI.run { api in
            let story = StripeBodies(suffix: "1")
            let id = try await payer(api, story)
            let token = try await api.staged(Self.email)
            let statuses = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let answer =
                            switch number % 3 {
                            case 0: try await complete(api, token)
                            case 1:
                                try await api.post(
                                    "/api/welcome/claim",
                                    ["sessionId": "cs_test_1", "password": "another one"])
                            default:
                                try await api.deliver(
                                    story.subscription(
                                        "\(number)", "updated", "active", at: Int64(number)))
                            }
                        return (number % 3, answer.status)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            // Either the sign-up or the claim makes the account, and once.
            expectEqual(statuses.count { $0.0 < 2 && $0.1 == 200 }, 1)
            expectTrue(statuses.allSatisfy { $0.0 < 2 || $0.1 == 200 })
            try await expectEqual(profiles(api), [id])
            let versions = try await api.versions("profile-\(id)")
            expectEqual(versions, Array(1...Int64(versions.count)))
        }
    }
}
