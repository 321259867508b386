import JSON
import Onboarding
import OnboardingLedger
import TestSupport
import Testing
import Time

@testable import API

/// The steps that other flows' use cases take, without their endpoints.
extension TestAPI {
    static let facts = RequestFacts(requestID: "test")

    var wizards: Wizards { server.core.wizards }
    var spaces: Spaces { server.core.spaces }
    var merchants: Merchants { server.core.merchants }

    func owner(_ userID: String) -> TenantRequest {
        TenantRequest(actor: EventActor(kind: .user, id: userID), facts: Self.facts)
    }

    var members: Memberships { server.core.memberships }

    func admin(_ userID: String) -> AdminRequest {
        AdminRequest(
            userID: userID, admin: EventActor(kind: .admin, id: "root"), facts: Self.facts)
    }

    /// Where a gate sends who asks; `allow` when they may stay.
    func gate(_ query: String, _ fields: String...) async throws -> String {
        let text = (["GET /v1/gate?\(query)"] + fields).joined(separator: "\n")
        let answer = try await ask(text)
        guard answer.status == 200 else { return answer.refusal }
        let location = answer["location"].stringValue
        expectEqual(answer.string("decision"), (location == nil ? "allow" : "redirect"))
        expectFalse(answer.string("reason").isEmpty)
        return location ?? "allow"
    }
}

/// G1: every flow's gate, by every credential.
struct GateTests {
    @Test func `the answer has exactly the members that G1 names`() async throws {
        try await TestAPI.run { api in
            let plain = try await api.get("/v1/gate?flow=membership&path=/sanctuary")
            expectEqual(
                plain.text,
                #"{"decision":"redirect","location":"/sign-in","#
                    + #""reason":"signed_out","version":0}"#)
            let all = try await api.get("/v1/gate?flow=merchant&path=/login&returnUrl=//evil")
            expectEqual(
                all.text,
                #"{"decision":"allow","location":null,"reason":"public","#
                    + #""version":0,"returnUrl":"/","navigation":["/login"]}"#)
            expectEqual(all.fields["Cache-Control"], "no-store")
        }
    }

    @Test func `who is signed out is sent to the beginning of each flow`() async throws {
        try await TestAPI.run { api in
            let sanctuary = try await api.gate("flow=membership&path=/x")
            expectEqual(sanctuary, "/sign-in")
            try await expectEqual(api.gate("flow=membership&path=/join"), "allow")
            try await expectEqual(api.gate("flow=merchant&path=/"), "/login")
            try await expectEqual(api.gate("flow=wizard&path=/dashboard"), "/onboarding")
            try await expectEqual(
                api.gate("flow=signup&path=/onboarding/payment"), "/onboarding/email")
            try await expectEqual(api.gate("flow=call&path=/assets"), "400 request.invalid_query")
            try await expectEqual(api.gate("flow=loan&path=/"), "404 flow.not_declared")
        }
    }

    @Test(arguments: [
        "flow=membership", "path=/", "flow=&path=/", "flow=membership&path=", "flow=wizard&path=x",
        "flow=wizard&path=//x", "flow=wizard&path=/%20", "flow=wizard&path=/&pth=/",
        "flow=wizard&path=/&path=/", "flow=wizard&path=/&subject=a&subject=b",
    ])
    func `a question that cannot be understood is refused`(query: String) async throws {
        try await TestAPI.run { api in
            let refusal = try await api.gate(query)
            expectEqual(refusal, "400 request.invalid_query")
        }
    }

    @Test func `a membership's gate follows its profile at once`() async throws {
        try await TestAPI.run { api in
            let person = api.person("ada", email: "ada@example.com")
            let query = "flow=membership&path=/sanctuary"
            try await expectEqual(api.gate(query, person), "/join")
            let someone = Person(subject: "ada", email: "ada@example.com")
            _ = try await api.members.profile(someone, TestAPI.facts)
            try await expectEqual(api.gate(query, person), "/join")
            _ = try await api.members.comp(true, reason: "friend", api.admin("ada"))
            try await expectEqual(api.gate(query, person), "/welcome")
            _ = try await api.members.startOnboarding(
                Memberships.Request(person: someone, facts: TestAPI.facts))
            try await expectEqual(api.gate(query, person), "/onboarding")
            try await expectEqual(api.gate("flow=membership&path=/welcome", person), "allow")
            try await expectEqual(api.gate("flow=membership&path=/join", person), "/onboarding")
            let answer = try await api.get("/v1/gate?\(query)", person)
            try await expectEqual(answer["version"].intValue, api.events("profile-ada").count)
            expectEqual(api.count(.gateMisses), 1)
        }
    }

    @Test func `a sign-up's gate follows the payment webhook at once`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let query = "flow=signup&path=/onboarding/complete&sessionToken=\(token)"
            try await expectEqual(api.gate(query), "/onboarding/payment")
            let checkout = try await api.checkout(token)
            let session = api.stream(token).dropFirst("session-".count)
            let delivered = try await api.deliver(
                """
                {"id":"evt_1","type":"checkout.session.completed","created":1790000000,"data":\
                {"object":{"id":"\(checkout)","object":"checkout.session","status":"complete",\
                "payment_status":"paid","client_reference_id":"\(session)","metadata":\
                {"onboarding_session_id":"\(session)","plan_id":"plan_professional"}}}}
                """)
            expectEqual(delivered.status, 200, "\(delivered.text)")
            try await expectEqual(api.gate(query), "allow")
            let route = try await api.get(
                "/v1/onboarding/route?sessionToken=\(token)&path=/onboarding/payment")
            expectEqual(
                route.text,
                #"{"stage":"ready_to_commit","route":"/onboarding/complete","#
                    + #""allowed":false}"#)
            api.advance(SignUp.lifetimeSeconds)
            try await expectEqual(api.gate(query), "400 onboarding.session_expired")
            try await expectEqual(
                api.gate("flow=signup&path=/&sessionToken=x"), "404 onboarding.session_not_found")
        }
    }

    @Test func `a wizard's gate follows the completion at once`() async throws {
        try await TestAPI.run { api in
            let person = api.person("u1")
            try await expectEqual(api.gate("flow=wizard&path=/dashboard", person), "/onboarding")
            try await expectEqual(api.gate("flow=wizard&path=/onboarding/2", person), "allow")
            _ = try await api.initialize("u1")
            try await expectEqual(api.gate("flow=wizard&path=/dashboard", person), "/onboarding")
            _ = try await api.wizards.complete(api.owner("u1"))
            try await expectEqual(api.gate("flow=wizard&path=/dashboard", person), "allow")
            try await expectEqual(api.gate("flow=wizard&path=/onboarding", person), "/dashboard")
        }
    }

    @Test func `a space's gate is asked by the space, and advisors go elsewhere`() async throws {
        try await TestAPI.run { api in
            let space = try await api.spaces.create(
                Spaces.NewSpace(name: "Home"), by: EventActor(kind: .user, id: "u1"), TestAPI.facts
            ).value.id
            let query = "flow=call&path=/assets&space=\(space)"
            try await expectEqual(api.gate(query, api.person("u1")), "/onboarding-session")
            _ = try await api.spaces.book(space, TestAPI.facts)
            try await expectEqual(api.gate(query, api.person("u1")), "allow")
            let exempt = try await api.spaces.create(
                Spaces.NewSpace(name: "Invited", inviteType: "individual"),
                by: EventActor(kind: .user, id: "u1"), TestAPI.facts
            ).value.id
            let page = "flow=call&path=/onboarding-session&space=\(exempt)"
            try await expectEqual(api.gate(page, api.person("u1")), "/assets")
            try await expectEqual(api.gate(page, api.person("u2", role: "advisor")), "/advisor")
            let unknown = "flow=call&path=/assets&space=x"
            try await expectEqual(api.gate(unknown, api.person("u1")), "404 space.not_found")
            try await expectEqual(api.gate(query), "401 auth.missing_credential")
            try await expectEqual(api.gate(query, api.key(.jobs)), "403 auth.insufficient_scope")
            try await expectEqual(api.gate(query, api.key(.gateRead)), "allow")
        }
    }

    @Test(arguments: [
        "/onboarding/../dashboard", "/onboarding/./x", "/onboarding/%252e%252e/dashboard",
        "/onboarding/..%252fdashboard", "/onboarding/..",
    ])
    func `a page has one spelling only`(path: String) async throws {
        try await TestAPI.run { api in
            let person = api.person("u1")
            let refused = try await api.gate("flow=wizard&path=\(path)", person)
            expectEqual(refused, "400 request.invalid_query")
            let dotted = try await api.gate("flow=wizard&path=/v1.2/..x", person)
            expectEqual(dotted, "/onboarding")
        }
    }

    @Test func `another identity of a member is known before it is linked`() async throws {
        try await TestAPI.run { api in
            let ada = Person(subject: "ada", email: "ada@x.example", isEmailVerified: true)
            _ = try await api.members.profile(ada, TestAPI.facts)
            _ = try await api.members.comp(true, reason: "friend", api.admin("ada"))
            let query = "flow=membership&path=/sanctuary"
            let other = api.person("google|9") { claims in
                (claims.email, claims.isEmailVerified) = ("ada@x.example", true)
            }
            try await expectEqual(api.gate(query, other), "/welcome")
            let unproven = api.person("evil|9", email: "ada@x.example")
            try await expectEqual(api.gate(query, unproven), "/join")
            try await expectEqual(api.types("profile-google|9"), [], "asking records nothing")
        }
    }

    @Test func `who wants to be an admin without the email for it goes nowhere`() async throws {
        try await TestAPI.run { api in
            let person = api.person("eve", email: "eve@evil.example")
            let eve = Person(subject: "eve", email: "eve@evil.example")
            _ = try await api.merchants.me(eve, requestedRole: .admin, TestAPI.facts)
            try await expectEqual(api.gate("flow=merchant&path=/", person), "/login")
            let due = try await api.get("/v1/flows/merchant/requirements", person)
            expectEqual(due["satisfied"], false)
            expectEqual(due.string("disabledReason"), "ADMIN_EMAIL_REQUIRED")
        }
    }

    @Test func `whom the merchants' door has not seen is judged as it will judge them (M1, M2)`()
        async throws
    {
        try await TestAPI.run { api in
            let client = api.person("john") {
                ($0.email, $0.requestedRole) = ("john@shop.example", "client")
            }
            let stranger = api.person("eve") {
                ($0.email, $0.requestedRole) = ("eve@evil.example", "admin")
            }
            for _ in 1...2 {
                try await expectEqual(api.gate("flow=merchant&path=/", client), "/pending-approval")
                let due = try await api.get("/v1/flows/merchant/requirements", client)
                expectTrue(due["satisfied"] == false && due["pendingVerification"] != [])
                try await expectEqual(api.gate("flow=merchant&path=/", stranger), "/login")
                _ = try await api.get("/api/v1/auth/me", client)
                _ = try await api.get("/api/v1/auth/me", stranger)
            }
            let plain = try await api.get("/v1/gate?flow=merchant&path=/", api.person("u1"))
            // Another token of the same user may be judged otherwise, at the same version.
            expectTrue(plain.string("decision") == "allow" && plain.fields["ETag"] == nil)
        }
    }

    @Test func `a merchant's gate brings the navigation that is open now`() async throws {
        try await TestAPI.run { api in
            let person = api.person("john", email: "john@shop.example")
            let someone = Person(subject: "john", email: "john@shop.example")
            _ = try await api.merchants.me(someone, requestedRole: .client, TestAPI.facts)
            let pending = try await api.get("/v1/gate?flow=merchant&path=/", person)
            expectEqual(pending.string("location"), "/pending-approval")
            expectEqual(pending["navigation"], ["/pending-approval"])
            _ = try await api.merchants.approve(reason: nil, api.admin("john"))
            try await expectEqual(api.gate("flow=merchant&path=/", person), "/onboarding")
            _ = try await api.merchants.suspend(reason: "fraud", api.admin("john"))
            try await expectEqual(api.gate("flow=merchant&path=/", person), "/suspended")
        }
    }

    @Test func `another's subject needs the scope, and one's own does not`() async throws {
        try await TestAPI.run { api in
            let query = "flow=wizard&path=/dashboard&subject=u1"
            try await expectEqual(api.gate(query), "401 auth.missing_credential")
            try await expectEqual(api.gate(query, api.person("u1")), "/onboarding")
            try await expectEqual(api.gate(query, api.person("u2")), "403 auth.insufficient_scope")
            let admin = api.person("root", email: "root@example.com", role: "admin")
            try await expectEqual(api.gate(query, admin), "/onboarding")
            let key = try await api.key(.gateRead)
            try await expectEqual(api.gate(query, key), "/onboarding")
            let wrong = try await api.key(.auditRead)
            try await expectEqual(api.gate(query, wrong), "403 auth.insufficient_scope")
            let nobody = "flow=wizard&path=/dashboard"
            try await expectEqual(api.gate(nobody, key), "400 request.invalid_query")
            try await expectEqual(api.gate(nobody, wrong), "403 auth.insufficient_scope")
            try await expectEqual(
                api.gate("flow=signup&path=/&subject=x", key), "404 onboarding.session_not_found")
            try await expectEqual(api.gate("flow=membership&path=/x&subject=nobody", key), "/join")
        }
    }

    @Test func `a session can be asked about by its id`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let id = api.stream(token).dropFirst("session-".count)
            let query = "flow=signup&path=/onboarding/payment&subject=\(id)"
            try await expectEqual(api.gate(query, api.key(.gateRead)), "/onboarding/email")
            try await expectEqual(api.gate(query), "401 auth.missing_credential")
        }
    }

    @Test func `a credential that is sent must be good, also a remembered one`() async throws {
        try await TestAPI.run { api in
            let query = "flow=membership&path=/x&subject=u1"
            try await expectEqual(
                api.gate(query, "Authorization: Bearer wrong"), "401 auth.invalid_credential")
            let (facts, secret) = try await api.ledger.makeKey(name: "k", scopes: [.gateRead])
            let key = "Authorization: Bearer \(secret)"
            for _ in 0..<2 { try await expectEqual(api.gate(query, key), "/join") }
            _ = try await api.server.core.authenticator.keyring.revoke(id: facts.id)
            try await expectEqual(api.gate(query, key), "401 auth.invalid_credential")
            let person = api.person("u1")
            for _ in 0..<2 { try await expectEqual(api.gate(query, person), "/join") }
            api.advance(AccessTokens.lifetimeSeconds + TokenClaims.leewaySeconds)
            try await expectEqual(api.gate(query, person), "401 auth.invalid_credential")
        }
    }

    @Test func `who has the version already is told so until it changes`() async throws {
        try await TestAPI.run { api in
            let person = api.person("ada")
            let path = "/v1/gate?flow=membership&path=/x"
            try await expectNil(api.get(path).fields["ETag"])
            _ = try await api.members.profile(Person(subject: "ada"), TestAPI.facts)
            let first = try await api.get(path, person)
            let tag = try required(first.fields["ETag"])
            expectEqual(tag, "\"\(first["version"].intValue ?? -1)\"")
            try await expectEqual(api.get(path, person, "If-None-Match: \(tag)").status, 304)
            _ = try await api.members.comp(true, reason: "friend", api.admin("ada"))
            let changed = try await api.get(path, person, "If-None-Match: \(tag)")
            expectTrue(changed.status == 200 && changed.string("location") == "/welcome")
            // An old tag tells nobody who signed out meanwhile that nothing changed.
            try await expectEqual(api.get(path, "If-None-Match: \(tag)").status, 200)
        }
    }

    @Test func `only the first look reads, and a rebuild makes it read again`() async throws {
        try await TestAPI.run { api in
            let person = api.person("u1")
            for _ in 0..<5 {
                try await expectEqual(api.gate("flow=wizard&path=/", person), "/onboarding")
            }
            expectEqual(api.count(.gateMisses), 1)
            _ = try await api.ledger.rebuild()
            try await expectEqual(api.gate("flow=wizard&path=/", person), "/onboarding")
            expectEqual(api.count(.gateMisses), 2)
        }
    }
}

/// X3: what is owed, for whom it concerns.
struct RequirementsTests {
    private func first(_ answer: Answer, _ list: String) -> String {
        let entry = answer[list].arrayValue?.first
        return (entry?["action"] ?? entry?["field"])?.stringValue ?? answer.refusal
    }

    @Test func `a session's owner sees what is due, also after its time`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let path = "/v1/flows/signup/requirements?sessionToken=\(token)"
            let due = try await api.get(path)
            expectEqual(
                due.names,
                [
                    "currentlyDue", "pastDue", "pendingVerification", "deadline",
                    "disabledReason", "satisfied",
                ])
            expectEqual(first(due, "currentlyDue"), "verify_email")
            api.advance(SignUp.lifetimeSeconds)
            let late = try await api.get(path)
            expectEqual(late.string("disabledReason"), "expired")
            expectEqual(first(late, "pastDue"), "verify_email")
            try await expectEqual(
                api.get("/v1/flows/signup/requirements").refusal,
                "400 onboarding.session_token_required")
            try await expectEqual(
                api.get("/v1/flows/signup/requirements?sessionToken=x").refusal,
                "404 onboarding.session_not_found")
        }
    }

    @Test(arguments: [("wizard", "accountType"), ("membership", "pay")])
    func `a person sees their own, and another's with the scope`(
        flow: String, due: String
    ) async throws {
        try await TestAPI.run { api in
            let path = "/v1/flows/\(flow)/requirements"
            let signedOut = try await api.get(path)
            expectEqual(signedOut.refusal, "401 auth.missing_credential")
            try await expectEqual(first(api.get(path, api.person("u1")), "currentlyDue"), due)
            let other = path + "?subject=u1"
            try await expectEqual(api.get(other, api.person("u2")).status, 403)
            try await expectEqual(api.get(other, api.key(.auditRead)).status, 403)
            try await expectEqual(first(api.get(other, api.key(.gateRead)), "currentlyDue"), due)
        }
    }

    @Test func `a merchant's requirements follow approval and shop`() async throws {
        try await TestAPI.run { api in
            let path = "/v1/flows/merchant/requirements"
            let person = api.person("john", email: "john@shop.example")
            try await expectEqual(api.get(path, person)["satisfied"], true)
            _ = try await api.merchants.me(
                Person(subject: "john", email: "john@shop.example"), requestedRole: .client,
                TestAPI.facts)
            try await expectEqual(first(api.get(path, person), "pendingVerification"), "approval")
            _ = try await api.merchants.approve(reason: nil, api.admin("john"))
            try await expectEqual(
                first(api.get(path, person), "currentlyDue"), "posProviderPreference")
        }
    }

    @Test func `a space's requirements are its owner's`() async throws {
        try await TestAPI.run { api in
            let space = try await api.spaces.create(
                Spaces.NewSpace(name: "Home"), by: EventActor(kind: .user, id: "u1"), TestAPI.facts
            ).value.id
            let path = "/v1/flows/call/requirements?space=\(space)"
            try await expectEqual(api.get(path).refusal, "401 auth.missing_credential")
            try await expectEqual(
                first(api.get(path, api.person("u1")), "currentlyDue"), "book_call")
            try await expectEqual(api.get(path, api.person("u2")).refusal, "404 space.not_found")
            try await expectEqual(
                api.get(path, api.key(.auditRead)).refusal, "403 auth.insufficient_scope")
            let named = "/v1/flows/call/requirements?subject=\(space)"
            try await expectEqual(
                first(api.get(named, api.person("u1")), "currentlyDue"), "book_call")
            try await expectEqual(api.get(named, api.person("u2")).refusal, "404 space.not_found")
            try await expectEqual(
                first(api.get(path, api.key(.gateRead)), "currentlyDue"), "book_call")
        }
    }

    @Test func `a declared flow's gate and requirements follow its file`() async throws {
        try await TestAPI.run { api in
            let file = """
                {"flow":"loan","stages":[{"name":"a","on":["A"],"route":"/apply"},\
                {"name":"b","on":["B"],"route":"/wait"}]}
                """
            _ = try await api.ledger.declareFlow(Array(file.utf8), TestAPI.facts)
            let key = try await api.key(.gateRead)
            let owed = try await api.get("/v1/flows/loan/requirements?subject=7", key)
            expectEqual(first(owed, "currentlyDue"), "a")
            try await expectEqual(api.gate("flow=loan&path=/wait&subject=7", key), "/apply")
            try await expectEqual(
                api.get("/v1/flows/none/requirements?subject=7", key).refusal,
                "404 flow.not_declared")
        }
    }
}
