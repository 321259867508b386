import Digest
import Foundation
import JSON
import Onboarding
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger

/// S10: each of the seed's ten failure modes by its name, and S8's and S2's ends of them.
@Suite(.timeLimit(.minutes(5)))
struct MembershipFailureModeTests {
    private static let paid = """
        {"id":"cs_1","status":"complete","payment_status":"paid","client_reference_id":"ada",\
        "customer":"cus_1","subscription":"sub_1","metadata":{"plan":"family"}}
        """

    private func open(
        _ test: TestMembers, _ key: IdempotencyKey? = nil
    ) async throws -> OpenedCheckout {
        try await test.members.startCheckout(
            MembershipCheckoutRequest(
                plan: "family", email: nil, person: TestMembers.ada,
                successURL: "https://app.example/welcome", cancelURL: "https://app.example/join",
                facts: TestMembers.facts, idempotency: key)
        ).value
    }

    /// The provider repeats its answer to a key, a failure too.
    @Test func `a try after a failure has a key of its own, and two that race have the same`()
        async throws
    {
        let test = try TestMembers()
        let key = IdempotencyKey(scope: "test", key: "1", fingerprint: SHA256.hash([]))
        // What was not answered may have been done: the same key finds out.
        for isSilent in [true, false, false] {
            test.provider.fail(isSilent: isSilent)
            await #expect(throws: MembershipRejection.paymentProviderUnavailable) {
                try await open(test, key)
            }
        }
        test.provider.fail(false)
        async let one = open(test, key)
        async let two = open(test, key)
        let opened = try await [one, two, open(test, key)]
        expectEqual(Set(opened.map(\.id)).count, 1)
        let keys = test.provider.keys
        let first = try required(keys.first)
        expectEqual(keys.prefix(4), [first, first, first + "_2", first + "_3"])
        expectEqual(Set(keys.dropFirst(3)).count, 1)
        let other = IdempotencyKey(scope: "test", key: "2", fingerprint: SHA256.hash([]))
        _ = try await open(test, other)
        expectEqual(test.provider.keys.last?.hasSuffix("_2"), false)
    }

    @Test func `a Stripe webhook that failed is made up for by asking the provider`() async throws {
        let test = try TestMembers()
        let opened = try await open(test)
        try await expectEqual(test.gate(), "/join")
        try await expectEqual(test.members.reconcile(userID: "ada", TestMembers.facts), 0)
        try test.provider.know(Self.paid)
        try await expectEqual(test.members.reconcile(userID: "ada", TestMembers.facts), 1)
        try await expectEqual(test.gate(), "/welcome")
        try await expectEqual(test.members.reconcile(userID: "ada", TestMembers.facts), 0)
        // The delivery comes after all.
        try await test.take(.checkout("evt_1", opened.id, user: "ada", plan: "family"))
        try await expectEqual(
            test.members.profile(id: "ada").state.membership.billing.plan, .family)
    }

    @Test func `a checkout that was completed unpaid is asked about until it is paid or over`()
        async throws
    {
        let test = try TestMembers()
        _ = try await open(test)
        try await test.take(.checkout(user: "ada", plan: "family", status: "unpaid"))
        try await test.members.payerReturned(userID: "ada", TestMembers.facts)
        try await expectEqual(test.gate(), "/join")
        test.home.clock.advance(seconds: 600)
        try test.provider.know(Self.paid)
        try await test.members.payerReturned(userID: "ada", TestMembers.facts)
        try await expectEqual(test.gate(), "/welcome")
        let state = try await test.members.profile(id: "ada").state
        expectTrue(state.membership.openCheckouts.isEmpty)
        try await test.home.verify()
    }

    @Test func `what is still to be paid for a completed checkout is waited for two weeks`()
        async throws
    {
        let test = try TestMembers()
        _ = try await open(test)
        try await test.take(.checkout(user: "ada", plan: "family", status: "unpaid"))
        test.home.clock.advance(seconds: 14 * 86_400 - 1)
        try await expectTrue(
            test.members.profile(id: "ada").state.membership.mayBePaying(at: test.home.clock.now()))
        test.home.clock.advance(seconds: 2)
        try test.provider.know(Self.paid)
        try await expectEqual(
            test.members.reconcile(userID: "ada", TestMembers.facts), 0, "nobody is asked any more")
    }

    /// Opened at noon, with its subscription as the provider tells it then.
    private static func paid(_ subscription: String) -> String {
        """
        {"id":"cs_1","created":\(noon.milliseconds / 1000),"status":"complete","payment_status":\
        "paid","client_reference_id":"ada","customer":"cus_1","subscription":\(subscription),\
        "metadata":{"plan":"family"}}
        """
    }

    @Test(arguments: ["unpaid", "paused", "incomplete_expired"])
    func `what was reported since outweighs a checkout that is asked about`(status: String)
        async throws
    {
        let test = try TestMembers()
        _ = try await open(test)
        try await test.take(.subscription("updated", status, "evt_9", at: 60))
        test.home.clock.advance(seconds: 600)
        try test.provider.know(Self.paid(#""sub_1""#))
        try await expectEqual(test.members.reconcile(userID: "ada", TestMembers.facts), 1)
        let billing = try await test.members.profile(id: "ada").state.membership.billing
        expectNil(billing.current?.status)
        try await expectEqual(test.gate(), "/join")
        // The delivery comes after all.
        try await test.take(.checkout("evt_1", "cs_1", user: "ada", plan: "family", at: 5))
        try await expectEqual(test.gate(), "/join")
        try await test.home.verify()
    }

    @Test(arguments: [("active", "/welcome"), ("past_due", "/join"), ("unpaid", "/join")])
    func `a checkout that is asked about tells how its subscription is now`(
        status: String, place: String
    ) async throws {
        let test = try TestMembers()
        _ = try await open(test)
        try await test.take(.subscription("created", "incomplete", "evt_9", at: 60))
        test.home.clock.advance(seconds: 600)
        try test.provider.know(
            Self.paid(#"{"id":"sub_1","status":"\#(status)","start_date":1772366400}"#))
        try await expectEqual(test.members.reconcile(userID: "ada", TestMembers.facts), 1)
        try await expectEqual(test.gate(), place)
        let current = try await test.members.profile(id: "ada").state.membership.billing.current
        expectEqual(current?.startedAt, Timestamp(milliseconds: 1_772_366_400_000))
        // It is told as having happened when it was asked; what is delivered of the same second
        // outweighs it.
        let told = try await test.ledger.events(
            of: StreamID(category: "profile", id: "ada"), limit: 99)
        expectTrue(
            told.allSatisfy { $0.type.name != "MembershipCheckoutReported" || $0.occurredAt == nil }
        )
        try await test.take(.subscription("updated", "unpaid", "evt_8", at: 600))
        try await expectEqual(test.gate(), "/join")
        try await test.home.verify()
    }

    @Test(arguments: [
        ("active", 1_777_636_800, ReconciledCheckout.Outcome.renewed, nil),
        ("canceled", 1_775_044_800, .ended, "/join"), ("past_due", 1_775_044_800, .ended, "/join"),
    ])
    func `a renewal or an end whose report was lost is asked for (S10)`(
        status: String, end: Int64, outcome: ReconciledCheckout.Outcome, place: String?
    ) async throws {
        let test = try TestMembers()
        _ = try await test.edit(["first_name": "Ada", "last_name": "L", "is_onboarded": true])
        try await test.take(.checkout(user: "ada"))
        // Paid until 1 April.
        try await test.take(.subscription("updated", "active", "evt_2", at: 9))
        try test.provider.know(
            Self.paid(
                """
                {"id":"sub_1","customer":"cus_1","status":"\(status)",\
                "current_period_end":\(end)}
                """))
        let stripe = StripeDeliveries(test.members)
        test.home.clock.advance(seconds: 31 * 86_400)
        try await expectEqual(stripe.reconcile(TestMembers.facts), [], "it may still be reported")
        test.home.clock.advance(seconds: 86_400)
        let told = try await stripe.reconcile(TestMembers.facts)
        expectTrue(told.map(\.outcome) == [outcome] && told.map(\.checkoutID) == ["cs_1"])
        try await expectEqual(test.gate(), place)
        try await expectEqual(stripe.reconcile(TestMembers.facts), [], "no news")
        // What is delivered later says more.
        try await test.take(
            .subscription("deleted", "canceled", "evt_3", at: 33 * 86_400))
        try await expectEqual(test.gate(), "/join")
        try await test.home.verify()
    }

    @Test func `a browser closed during onboarding comes back to the form`() async throws {
        let test = try TestMembers()
        try await test.take(.checkout(user: "ada"))
        _ = try await test.members.startOnboarding(test.request())
        _ = try await test.members.startOnboarding(test.request())
        try await expectEqual(test.gate(), "/onboarding")
    }

    @Test func `a profile that was not made at the first load is made at the next`() async throws {
        let test = try TestMembers()
        await #expect(throws: Stop.self) {
            try await test.ledger.perform { transaction in
                _ = try Profiles.see(
                    TestMembers.ada, TestMembers.facts.metadata(.user, "ada"), transaction)
                throw Stop()
            }
        }
        try await expectEqual(test.profileCount(), 0)
        try await expectTrue(test.profile().state.exists)
    }

    @Test func `a place without coordinates is refused and the rest of the form with it`()
        async throws
    {
        let test = try TestMembers()
        await #expect(throws: MembershipRejection.self) {
            try await test.edit(["first_name": "Ada", "birth_city": "London"])
        }
        try await expectEqual(test.profile().state.firstName, "")
    }

    @Test func `another OAuth identity with the same verified email is linked`() async throws {
        let test = try TestMembers()
        try await test.take(.checkout(user: "ada"))
        _ = try await test.profile()
        let facebook = Person(
            subject: "facebook|9", email: "ADA@example.com", isEmailVerified: true)
        try await expectEqual(test.profile(facebook).id, "ada")
        try await expectEqual(test.gate(facebook), "/welcome")
        try await expectEqual(test.profile(facebook).id, "ada")
        try await expectEqual(test.profileCount(), 1)
    }

    @Test(arguments: [false, nil])
    func `an identity whose email is not verified is not linked`(isVerified: Bool?) async throws {
        let test = try TestMembers()
        _ = try await test.profile()
        let stranger = Person(
            subject: "evil|1", email: "ada@example.com", isEmailVerified: isVerified)
        try await expectEqual(test.profile(stranger).id, "evil|1")
        try await expectEqual(test.profileCount(), 2)
    }

    @Test func `an unproven email keeps nobody from it`() async throws {
        let test = try TestMembers()
        let squatter = Person(subject: "evil|1", email: "ada@example.com")
        _ = try await test.profile(squatter)
        try await expectEqual(test.profile().id, "ada")
        // Payments under the email are its owner's from now on.
        try await test.take(.checkout(email: "ada@example.com"))
        try await expectEqual(test.gate(), "/welcome")
        try await expectEqual(test.gate(squatter), "/join")
    }

    @Test(arguments: [true, nil])
    func `a user who proves another email gets what was paid under it`(isFirstProven: Bool?)
        async throws
    {
        let test = try TestMembers()
        let first = Person(
            subject: "ada", email: "ada@work.example", isEmailVerified: isFirstProven)
        _ = try await test.profile(first)
        try await test.take(.checkout(email: "ada@example.com"))
        try await expectEqual(test.gate(), "/join")
        let profile = try await test.profile()
        expectTrue(profile.id == "ada" && profile.state.email == "ada@work.example")
        expectTrue(profile.state.isPaid)
        let count = test.ledger.bell.head
        _ = try await test.profile()
        expectEqual(test.ledger.bell.head, count)
        try await test.home.verify()
    }

    @Test func `an email that is proven later is the user's from then on`() async throws {
        let test = try TestMembers()
        _ = try await test.profile(Person(subject: "ada", email: "ada@example.com"))
        let profile = try await test.profile()
        expectTrue(profile.state.isEmailVerified)
        expectEqual(profile.state.emailClaim, .userEmail("ada@example.com"))
        try await test.home.verify()
    }

    @Test func `a payer who signs in later with the same verified email is linked`() async throws {
        let test = try TestMembers()
        try await test.take(.checkout(email: "ada@example.com"))
        try await expectEqual(test.gate(), "/join")
        let profile = try await test.profile()
        expectTrue(profile.state.isPaid && profile.id != "ada")
        try await expectEqual(test.gate(), "/welcome")
        try await expectEqual(test.profileCount(), 1)
    }

    @Test func `a subscription that expires leads to join at the next gate`() async throws {
        let test = try TestMembers()
        try await test.take(.checkout(user: "ada"))
        _ = try await test.edit(["first_name": "A", "last_name": "L", "is_onboarded": true])
        try await expectNil(test.gate())
        try await test.take(.subscription("deleted", "canceled", "evt_2", at: 60))
        try await expectEqual(test.gate(), "/join")
        try await test.take(.checkout("evt_3", "cs_2", user: "ada", subscription: "sub_2", at: 90))
        try await expectNil(test.gate())
    }

    @Test func `a comp flag that is removed lets the gate apply`() async throws {
        let test = try TestMembers()
        _ = try await test.profile()
        _ = try await test.members.comp(true, reason: "x", test.admin("ada"))
        try await expectEqual(test.gate(), "/welcome")
        _ = try await test.members.comp(false, reason: "x", test.admin("ada"))
        try await expectEqual(test.gate(), "/join")
    }

    @Test func `a deleted profile is made anew with defaults`() async throws {
        let test = try TestMembers()
        try await test.take(.checkout(user: "ada"))
        _ = try await test.edit(["first_name": "A", "last_name": "L", "is_onboarded": true])
        _ = try await test.members.delete(reason: "asked", test.admin("ada"))
        try await expectEqual(test.gate(), "/join")
        let profile = try await test.profile()
        expectTrue(!profile.state.isPaid && !profile.state.membership.isOnboarded)
        expectTrue(profile.state.firstName == "" && profile.state.role == "user")
        try await test.home.verify()
    }

    @Test func `a redirect address that does not match is replaced by the flow's home`() {
        expectEqual(
            ReturnURL.validated("https://evil.example/cb", home: MembershipFlow.homePage),
            "/sanctuary")
    }

    @Test func `a session that expires during onboarding loses no saved data`() async throws {
        let test = try TestMembers()
        _ = try await test.edit(["first_name": "Ada", "preferred_name": "Countess"])
        let again = Person(subject: "ada", email: "ada@example.com", isEmailVerified: true)
        let state = try await test.profile(again).state
        expectEqual(state.firstName, "Ada")
        expectEqual(state.membership.fields.preferredName, "Countess")
    }
}

/// S2 and S8: paying, and claiming what was paid.
@Suite(.timeLimit(.minutes(5)))
struct MembershipClaimTests {
    private func claim(_ test: TestMembers, _ id: String = "cs_1") async throws -> SignedIn {
        try await test.members.claim(
            checkoutID: id, password: "correct horse", TestMembers.facts
        ).value
    }

    @Test func `a payer claims the payment, signs in by password, and only once`() async throws {
        let test = try TestMembers()
        try await test.take(.checkout(email: "ada@example.com"))
        let signedIn = try await claim(test)
        expectEqual(signedIn.user.email, "ada@example.com")
        let again = try await test.ledger.signIn(
            email: "ada@example.com", password: "correct horse"
        ).value
        expectEqual(again.user.id, signedIn.user.id)
        await #expect(throws: MembershipRejection.alreadyClaimed) { try await claim(test) }
    }

    @Test func `who may not claim is told so before a password is hashed`() async throws {
        let test = try TestMembers()
        try await test.take(.checkout(email: "ada@example.com"))
        _ = try await claim(test)
        try await test.ledger.holdingPasswords {
            _ = await #expect(throws: MembershipRejection.alreadyClaimed) {
                try await claim(test)
            }
        }
    }

    @Test func `a payment whose webhook was lost can be claimed too`() async throws {
        let test = try TestMembers()
        try test.provider.know(
            """
            {"id":"cs_5","status":"complete","payment_status":"no_payment_required",\
            "customer":"cus_5","subscription":"sub_5","metadata":{"plan":"family"},\
            "customer_details":{"email":"ada@example.com"}}
            """)
        let signedIn = try await claim(test, "cs_5")
        let state = try await test.members.profile(id: signedIn.user.id).state
        expectEqual(state.membership.billing.current?.status, .trialing)
        expectEqual(state.membership.billing.plan, .family)
    }

    @Test func `a payment that is reported while the provider is asked can be claimed`()
        async throws
    {
        let test = try TestMembers()
        try test.provider.know(
            """
            {"id":"cs_1","status":"complete","payment_status":"paid","customer":"cus_1",\
            "subscription":"sub_1","metadata":{"plan":"individual"},\
            "customer_details":{"email":"ada@example.com"}}
            """)
        test.provider.meanwhile {
            await #expect(throws: Never.self) {
                try await test.take(.checkout(email: "ada@example.com"))
            }
        }
        let signedIn = try await claim(test)
        let state = try await test.members.profile(id: signedIn.user.id).state
        expectTrue(state.isPaid && state.email == "ada@example.com")
        let types = try await test.types(of: signedIn.user.id)
        expectEqual(types.count { $0 == "MembershipCheckoutReported" }, 1)
    }

    @Test(arguments: [
        ("open", "unpaid", MembershipRejection.checkoutNotPaid),
        ("open", "paid", .checkoutNotPaid), ("complete", "unpaid", .checkoutNotPaid),
    ])
    func `a checkout that is not paid cannot be claimed`(
        status: String, payment: String, rejection: MembershipRejection
    ) async throws {
        let test = try TestMembers()
        try test.provider.know(
            #"{"id":"cs_1","status":"\#(status)","payment_status":"\#(payment)"}"#)
        await #expect(throws: rejection) { try await claim(test) }
        await #expect(throws: MembershipRejection.checkoutNotFound) {
            try await claim(test, "cs_unknown")
        }
        await #expect(throws: MembershipRejection.checkoutNotFound) {
            try await claim(test, "pi_1")
        }
    }

    @Test(arguments: [true, false])
    func `a checkout that was paid after it was completed is claimed by its payer`(
        isActive: Bool
    ) async throws {
        let test = try TestMembers()
        try await test.take(.checkout(email: "ada@example.com", status: "unpaid"))
        await #expect(throws: MembershipRejection.checkoutNotFound) { try await claim(test) }
        try test.provider.know(
            #"{"id":"cs_1","status":"complete","payment_status":"unpaid","customer":"cus_1"}"#)
        await #expect(throws: MembershipRejection.checkoutNotPaid) { try await claim(test) }
        if isActive {
            try await test.take(.subscription("updated", "active", "evt_3", at: 50))
        }
        try test.provider.know(
            """
            {"id":"cs_1","status":"complete","payment_status":"paid","customer":"cus_1",\
            "subscription":"sub_1","metadata":{"plan":"individual"}}
            """)
        let signedIn = try await claim(test)
        let state = try await test.members.profile(id: signedIn.user.id).state
        expectTrue(state.isPaid && state.email == "ada@example.com")
        try await expectEqual(test.profileCount(), 1)
    }

    @Test func `a checkout that was completed under a member's email takes nothing over`()
        async throws
    {
        let test = try TestMembers()
        try await test.take(.checkout(email: "ada@example.com"))
        try await test.take(
            .checkout(
                "evt_2", "cs_2", email: "ada@example.com", customer: "cus_2",
                subscription: "sub_2", status: "unpaid", at: 5))
        try test.provider.know(
            """
            {"id":"cs_2","status":"complete","payment_status":"paid","customer":"cus_2",\
            "subscription":"sub_2","metadata":{"plan":"family"}}
            """)
        await #expect(throws: MembershipRejection.alreadyActive) { try await claim(test, "cs_2") }
        let signedIn = try await claim(test)
        let state = try await test.members.profile(id: signedIn.user.id).state
        expectEqual(state.membership.billing.plan, .individual)
    }

    @Test func `an active membership is not overwritten`() async throws {
        let test = try TestMembers()
        _ = try await test.profile()
        try await test.take(.checkout(user: "ada"))
        try test.provider.know(
            """
            {"id":"cs_6","status":"complete","payment_status":"paid","subscription":"sub_6",\
            "metadata":{"plan":"family"},"customer_details":{"email":"ada@example.com"}}
            """)
        await #expect(throws: MembershipRejection.alreadyActive) { try await claim(test, "cs_6") }
        try await expectEqual(
            test.members.profile(id: "ada").state.membership.billing.plan, .individual)
    }

    @Test func `a claimed email that its owner proves opens to the owner alone`() async throws {
        let test = try TestMembers()
        try await test.take(.checkout(email: "ada@example.com"))
        let claimed = try await claim(test)
        try await expectEqual(test.profile().id, claimed.user.id)
        await #expect(throws: SignInRejection.wrongCredentials) {
            _ = try await test.ledger.signIn(email: "ada@example.com", password: "correct horse")
        }
    }

    @Test func `two hundred claims at once have one winner`() async throws {
        let test = try TestMembers()
        try await test.take(.checkout(email: "ada@example.com"))
        let id = try await test.ledger.perform {
            try Profiles.profile(by: .checkout("cs_1"), $0)?.id
        }
        let profileID = try required(id)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    (try? await test.ledger.perform { transaction in
                        guard let found = try Profiles.profile(id: profileID, transaction) else {
                            return
                        }
                        _ = try Memberships.run(
                            .claim(checkoutSessionID: "cs_1"), on: found,
                            TestMembers.facts.metadata(.user, profileID), transaction)
                    }) != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        expectEqual(outcomes, 1)
    }

    @Test func `a checkout names its user and is recorded`() async throws {
        let test = try TestMembers()
        let request = MembershipCheckoutRequest(
            plan: "individual", email: nil, person: TestMembers.ada,
            successURL: "https://a.example/s", cancelURL: "https://a.example/c",
            facts: TestMembers.facts)
        let opened = try await test.members.startCheckout(request).value
        expectTrue(opened.id == "cs_1" && opened.url == "https://pay.example/cs_1")
        let order = try required(test.provider.orders.first)
        expectEqual(order.purpose, .membership(userID: "ada"))
        expectTrue(order.email == "ada@example.com" && order.plan.trialDays == 7)
        try await expectEqual(test.types(of: "ada").last, "MembershipCheckoutOpened")
    }

    @Test func `a checkout needs one of two plans and an email`() async throws {
        let test = try TestMembers()
        func start(_ plan: String, _ email: String?) async throws -> OpenedCheckout {
            try await test.members.startCheckout(
                MembershipCheckoutRequest(
                    plan: plan, email: email, person: nil, successURL: "", cancelURL: "",
                    facts: TestMembers.facts)
            ).value
        }
        for plan in ["none", "professional", "gold", ""] {
            await #expect(throws: MembershipRejection.invalidPlan) {
                try await start(plan, "a@example.com")
            }
        }
        for email in [nil, "nonsense"] as [String?] {
            await #expect(throws: MembershipRejection.emailRequired) {
                try await start("family", email)
            }
        }
        test.provider.fail()
        await #expect(throws: MembershipRejection.paymentProviderUnavailable) {
            try await start("family", "a@example.com")
        }
        expectEqual(test.ledger.bell.head.rawValue, 0)
    }
}
