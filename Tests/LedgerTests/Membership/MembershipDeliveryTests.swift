import JSON
import Onboarding
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger

/// S3: what the payment provider tells, in whatever order.
@Suite(.timeLimit(.minutes(5)))
struct MembershipDeliveryTests {
    private func membership(_ test: TestMembers, _ id: String = "ada") async throws
        -> MembershipState
    {
        try await test.members.profile(id: id).state.membership
    }

    @Test func `a payment finds its user by reference, customer or email`() async throws {
        for delivery in [
            TestDelivery.checkout(user: "ada"), .checkout(email: "Ada@example.com"),
        ] {
            let test = try TestMembers()
            _ = try await test.profile()
            try await test.take(delivery)
            try await expectTrue(membership(test).billing.isPaid)
            try await test.take(.subscription("updated", "past_due", "evt_2", at: 9))
            try await expectEqual(membership(test).billing.current?.status, .pastDue)
            try await expectEqual(test.unmatched(), [])
            try await expectEqual(test.profileCount(), 1)
        }
    }

    @Test func `a delivery that comes again appends nothing`() async throws {
        let test = try TestMembers()
        _ = try await test.profile()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask { try await test.take(.checkout(user: "ada")) }
            }
            try await group.waitForAll()
        }
        try await expectEqual(
            test.types(of: "ada"),
            [
                "AccountOpened", "MembershipOpened", "CustomerLinked",
                "MembershipCheckoutReported", "MembershipActivated",
            ])
    }

    /// S10, L16: a renewal or an end that nobody reported shows in the doctor's findings.
    @Test func `a subscription a week past its end is told of`() async throws {
        let test = try TestMembers()
        _ = try await test.profile()
        try await test.take(.checkout(user: "ada"))
        try await test.take(.subscription("updated", "active", "evt_2", at: 9))
        func finding() -> ExaminationFinding? {
            LedgerExamination(test.home.directory, clock: test.home.clock).run()
                .first { $0.subject == "subscriptions" }
        }
        test.home.clock.advance(seconds: 37 * 86_400)
        expectEqual(finding()?.standing, .ok)
        test.home.clock.advance(seconds: 86_400)
        expectEqual(finding()?.standing, .warning)
        expectEqual(finding()?.text.contains("The first is of profile-ada."), true)
        try await test.take(.subscription("deleted", "canceled", "evt_3", at: 38 * 86_400))
        expectEqual(finding()?.standing, .ok)
    }

    @Test func `an event knows when the provider says it happened, and its cause`() async throws {
        let test = try TestMembers()
        _ = try await test.profile()
        try await test.take(.checkout("evt_7", user: "ada", at: -600))
        let event = try required(
            try await test.ledger.events(of: .profile("ada"), limit: 10)
                .first { $0.type.name == "MembershipCheckoutReported" })
        expectEqual(event.occurredAt, noon.adding(seconds: -600))
        expectEqual(event.actor, EventActor(kind: .webhook, id: "stripe"))
        expectEqual(event.causationID, "evt_7")
    }

    @Test(arguments: [
        TestDelivery.checkout(user: "ada", status: "unpaid"),
        .checkout(email: "ada@example.com", status: "unpaid"),
    ])
    func `a payment that comes after its checkout finds the payer, in whatever order it is told`(
        completion: TestDelivery
    ) async throws {
        let created = TestDelivery.subscription("created", "incomplete", "evt_2", at: 0)
        let paid = TestDelivery.subscription("updated", "active", "evt_3", at: 50)
        // Nil is the payer's first look at the profile.
        let told: [TestDelivery?] = [completion, created, paid, nil]
        for order in permutations(of: Array(told.indices)) {
            let test = try TestMembers()
            for index in order {
                if let delivery = told[index] {
                    try await test.take(delivery)
                } else {
                    _ = try await test.profile()
                }
            }
            let state = try await test.profile().state
            expectTrue(state.isPaid, "\(order)")
            try await expectEqual(test.profileCount(), 1)
            try await expectEqual(test.gate(), "/welcome")
        }
    }

    private func permutations(of indices: [Int]) -> [[Int]] {
        guard indices.count > 1 else { return [indices] }
        return indices.flatMap { first in
            permutations(of: indices.filter { $0 != first }).map { [first] + $0 }
        }
    }

    @Test func `what is not paid keeps no email from a user whom it names`() async throws {
        let test = try TestMembers()
        try await test.take(.checkout(user: "ada", email: "eve@example.com", status: "unpaid"))
        let state = try await test.profile().state
        expectTrue(state.email == "ada@example.com" && state.hasProvenEmail && !state.isPaid)
    }

    @Test(arguments: [("setup", "no_payment_required"), ("payment", "paid")])
    func `a card on file and a single purchase are no membership`(mode: String, status: String)
        async throws
    {
        let test = try TestMembers()
        try await test.take(
            .checkout(
                "evt_0", "cs_0", user: nil, email: "bob@example.com", customer: "cus_0", plan: nil,
                status: status, mode: mode))
        try await expectEqual(test.profileCount(), 0)
        try await test.take(.checkout(user: "ada", plan: "family"))
        try await test.take(.subscription("deleted", "canceled", "evt_2", plan: nil, at: 60))
        try await test.take(
            .checkout("evt_3", "cs_3", user: "ada", plan: nil, status: status, at: 90, mode: mode))
        let billing = try await test.profile().state.membership.billing
        expectTrue(billing.plan == .family && billing.current?.status == .canceled)
    }

    @Test func `a subscription to something else hides no membership that ended`() async throws {
        let test = try TestMembers()
        try await test.take(.checkout(user: "ada", plan: "family"))
        try await test.take(.subscription("deleted", "canceled", "evt_2", plan: nil, at: 60))
        try await test.take(
            .subscription(
                "created", "active", "evt_3", customer: "cus_1", "sub_9", plan: nil, at: 90))
        let billing = try await test.profile().state.membership.billing
        expectTrue(billing.plan == .family && billing.current?.status == .canceled)
        expectEqual(billing.current?.subscriptionID, "sub_1")
    }

    @Test func `a subscription's price tells its plan, where it has one`() {
        func names(priceID: String?) -> [String] {
            let plan = Plan(
                descriptor: "family", name: "Family", price: "15.00", isPaid: true,
                stripePriceID: priceID)
            let order = CheckoutOrder(
                .membership(userID: "ada"), plan: plan, email: "ada@example.com",
                successURL: "https://app.example", cancelURL: "https://app.example",
                idempotencyKey: "k")
            expectEqual(order.metadata.map(\.name), ["user_id", "plan"])
            return order.subscriptionMetadata.map(\.name)
        }
        expectEqual(names(priceID: nil), ["user_id", "plan"])
        expectEqual(names(priceID: "price_family"), ["user_id"])
    }

    @Test func `a reference that is nobody's leaves it to the user whom the metadata name`()
        async throws
    {
        let test = try TestMembers()
        _ = try await test.profile()
        try await test.take(.checkout(user: "campaign-42", of: "ada"))
        try await expectTrue(test.profile().state.isPaid)
        try await expectEqual(test.profileCount(), 1)
    }

    @Test func `what is not paid brings nobody back who was erased`() async throws {
        let test = try TestMembers()
        try await test.take(.checkout(email: "ada@example.com"))
        let request = ErasureRequest(
            subject: "ada@example.com", reason: "asked for it",
            actor: EventActor(kind: .admin, id: "root"), requestID: "request-2")
        _ = try await test.ledger.erase(request)
        let count = try await test.profileCount()
        try await test.take(
            .checkout(
                "evt_2", "cs_2", email: "ada@example.com", customer: "cus_2",
                subscription: "sub_2", status: "unpaid", at: 600))
        try await expectEqual(test.profileCount(), count)
        try await expectEqual(test.unmatched(), ["unknown-customer"])
    }

    @Test func `an unpaid checkout makes no member, and no profile when nobody is named`()
        async throws
    {
        let test = try TestMembers()
        _ = try await test.profile()
        try await test.take(.checkout(user: "ada", status: "unpaid"))
        try await expectEqual(test.gate(), "/join")
        try await test.take(.checkout("evt_2", "cs_2", customer: "cus_2", status: "unpaid"))
        try await expectEqual(test.profileCount(), 1)
        try await test.take(
            .checkout("evt_4", "cs_4", email: "new@example.com", customer: nil, status: "unpaid"))
        try await expectEqual(test.profileCount(), 1)
        try await test.take(
            .checkout(
                "evt_3", user: "ada", at: 60, type: "checkout.session.async_payment_succeeded"))
        try await expectEqual(test.gate(), "/welcome")
    }

    @Test func `what belongs to nobody is kept and shown`() async throws {
        let test = try TestMembers()
        try await test.take(.subscription("created", "active", "evt_1", at: 0))
        try await test.take(.invoiceFailed("evt_2", at: 0))
        try await test.take(
            .checkout("evt_3", email: "x@example.com", customer: nil, status: "unpaid"))
        try await expectEqual(
            test.unmatched(), ["unknown-customer", "unknown-customer", "unknown-user"])
        try await expectEqual(test.profileCount(), 0)
        let event = try required(
            try await test.ledger.events(
                of: StreamID(category: "webhook", id: "stripe"), limit: 1
            ).first)
        expectNotNil(event.personal)
        try await test.home.verify()
    }

    @Test func `a checkout brings along what was told of its customer before`() async throws {
        let test = try TestMembers()
        _ = try await test.profile()
        try await test.take(.subscription("deleted", "canceled", "evt_9", at: 500))
        try await test.take(.subscription("created", "trialing", "evt_8", at: 1))
        try await test.take(.checkout(user: "ada", at: 1))
        let state = try await membership(test)
        expectEqual(state.billing.current?.status, .canceled)
        try await expectEqual(test.gate(), "/join")
    }

    @Test func `unknown types are acknowledged and leave nothing`() async throws {
        let test = try TestMembers()
        let body = Array(#"{"id":"evt_1","type":"charge.refunded","data":{"object":{}}}"#.utf8)
        try await StripeDeliveries(test.members).take(
            try StripeDelivery(parsing: body), body: body, TestMembers.facts)
        try await expectEqual(test.unmatched(), [])
    }

    @Test func `a payer without an account gets a profile of their own`() async throws {
        let test = try TestMembers()
        try await test.take(.checkout(email: "ada@example.com"))
        try await expectEqual(test.profileCount(), 1)
        let id = try await test.ledger.perform {
            try Profiles.profile(email: "ada@example.com", $0)?.id
        }
        let profile = try await test.members.profile(id: try required(id))
        expectTrue(profile.state.isUnclaimedPayer && profile.state.isPaid)
        expectTrue(profile.state.firstName == "Ada" && profile.state.lastName == "Lovelace")
    }

    @Test func `a reference to a user nobody saw yet makes that user's profile`() async throws {
        let test = try TestMembers()
        try await test.take(.checkout(user: "ada"))
        try await expectTrue(test.members.profile(id: "ada").state.isPaid)
        try await expectEqual(test.profile().id, "ada")
        try await expectEqual(test.gate(), "/welcome")
    }

    @Test func `a customer of one user is not another's`() async throws {
        let test = try TestMembers()
        _ = try await test.profile()
        _ = try await test.profile(Person(subject: "bob", email: "bob@example.com"))
        try await test.take(.checkout(user: "ada"))
        try await test.take(.checkout("evt_2", "cs_2", user: "bob", subscription: "sub_2"))
        try await expectTrue(test.members.profile(id: "bob").state.isPaid)
        try await test.take(.subscription("deleted", "canceled", "evt_3", at: 5))
        try await expectEqual(test.members.profile(id: "ada").state.isPaid, false)
        try await expectTrue(test.members.profile(id: "bob").state.isPaid)
    }

    @Test func `random interleavings with duplicates end as the true order does`() async throws {
        let story: [TestDelivery] = [
            .subscription("created", "incomplete", "evt_1", at: 0), .checkout("evt_2", user: "ada"),
            .subscription("updated", "trialing", "evt_3", at: 1),
            .subscription("updated", "active", "evt_4", at: 100),
            .invoiceFailed("evt_5", at: 200),
            .subscription("updated", "past_due", "evt_6", at: 200),
            .subscription("updated", "active", "evt_7", at: 300),
            .subscription("deleted", "canceled", "evt_8", at: 400),
        ]
        let truth = try await final(of: story)
        expectEqual(truth.billing.current?.status, .canceled)
        var random = SeededRandom.announced("deliveries")
        for _ in 0..<25 {
            let repeated = story + story.filter { _ in Bool.random(using: &random) }
            let state = try await final(of: repeated.shuffled(using: &random))
            expectTrue(state.billing == truth.billing && state.stage == truth.stage)
        }
    }

    private func final(of deliveries: [TestDelivery]) async throws -> MembershipState {
        let test = try TestMembers()
        _ = try await test.profile()
        for delivery in deliveries { try await test.take(delivery) }
        return try await membership(test)
    }
}
