import TestSupport
import Testing
import Time

@testable import Onboarding

/// S5, S7, S11: what opens and closes the payment gate, and what stays when it does.
struct MembershipStandingTests {
    @Test func `entering the membership happens once`() {
        let spec = MembershipSpecification.given(.account).when(.open).then(.opened)
        expectEqual(spec.after().profile.membership.stage, .joined)
        spec.after().when(.open).then()
    }

    @Test func `nothing is decided for a user who is not there`() {
        MembershipSpecification.given().when(.open).refused(.profileNotFound)
    }

    @Test func `a payment opens the gate`() {
        let paid = MembershipEvent.checkout()
        let spec = MembershipSpecification.given(Membershipped.joined).when(.report([paid]))
            .then(.membership(paid), .activated())
        expectTrue(spec.after().profile.isPaid)
        expectEqual(spec.after().profile.membership.stage, .paid)
    }

    @Test func `an unpaid checkout is no payment`() {
        let unpaid = MembershipEvent.checkout(.unpaid)
        let spec = MembershipSpecification.given(Membershipped.joined).when(.report([unpaid]))
            .then(.membership(unpaid))
        expectFalse(spec.after().profile.isPaid)
        expectEqual(spec.after().profile.membership.billing.plan, .none)
    }

    @Test func `a payment before the first visit enters the membership too`() {
        let paid = MembershipEvent.checkout(.trial)
        MembershipSpecification.given(.account).when(.report([paid]))
            .then(.opened, .membership(paid), .activated(.payment, .individual, .trialing))
    }

    /// K8: a sign-up for a plan that is none of the membership's.
    @Test func `who paid for something else is a customer and no member`() {
        let paid = MembershipEvent.checkout(.trial, plan: nil, event: "signup_cs_1")
        let linked = MembershipEvent.customerLinked(CustomerLinked(customerID: "cus_1"))
        let failed = MembershipEvent.failed(at: 5)
        let spec = MembershipSpecification.given(.account)
            .when(.report([paid], customerIDs: ["cus_1"]))
            .then(.membership(linked), .membership(paid))
        spec.after().when(.report([failed], customerIDs: ["cus_1"])).then(.membership(failed))
        expectNil(spec.after().profile.membership.stage)
        let family = MembershipEvent.checkout(.paid, "cs_2", plan: .family, subscription: "sub_2")
        spec.after().when(.report([family]))
            .then(.opened, .membership(family), .activated(.payment, .family, .active))
        MembershipSpecification.given(.account)
            .when(.report([.checkout(plan: nil)])).then(.opened, .membership(.checkout(plan: nil)))
    }

    @Test func `a deletion closes the gate and the profile stays`() {
        let deleted = MembershipEvent.subscription(.deleted, .canceled, event: "evt_2", at: 10)
        let spec = MembershipSpecification.given(Membershipped.onboarded).when(.report([deleted]))
            .then(.membership(deleted), .lapsed())
        expectTrue(spec.after().profile.membership.isOnboarded)
        expectEqual(spec.after().profile.membership.stage, .joined)
    }

    @Test func `who pays again is back where they were`() {
        let deleted = ProfileStreamEvent.membership(
            .subscription(.deleted, .canceled, event: "evt_2", at: 10))
        let again = MembershipEvent.checkout(
            .paid, "cs_2", subscription: "sub_2", event: "evt_3", at: 20)
        MembershipSpecification.given(Membershipped.onboarded + [deleted, .lapsed()])
            .when(.report([again])).then(.membership(again), .activated(), .restored)
        MembershipSpecification.given(Membershipped.started + [deleted, .lapsed()])
            .when(.report([again])).then(.membership(again), .activated(), .resumed)
        MembershipSpecification.given(Membershipped.paid + [deleted, .lapsed()])
            .when(.report([again])).then(.membership(again), .activated())
    }

    @Test func `the start is marked once and its time stays`() {
        let spec = MembershipSpecification.given(Membershipped.paid)
            .when(.startOnboarding, at: noon + 5).then(.onboardingStarted).after(at: noon + 5)
        expectEqual(spec.profile.membership.onboardingStartedAt, noon + 5)
        expectEqual(spec.profile.membership.stage, .started)
        spec.when(.startOnboarding, at: noon + 9).then()
    }

    @Test func `a start before the payment does not pass the gate`() {
        let spec = MembershipSpecification.given(Membershipped.joined).when(.startOnboarding)
            .then(.onboardingStarted).after()
        expectEqual(spec.profile.membership.stage, .joined)
        let paid = MembershipEvent.checkout()
        spec.when(.report([paid])).then(.membership(paid), .activated(), .resumed)
    }

    @Test func `comp opens the gate without a plan, and its removal closes it`() {
        let spec = MembershipSpecification.given(Membershipped.joined)
            .when(.comp(true, reason: "friend"))
            .then(.comped(true), .activated(.comp, .none, nil)).after()
        expectTrue(spec.profile.isPaid)
        spec.when(.comp(true, reason: "again")).then()
        spec.when(.comp(false, reason: "friend")).then(.comped(false), .lapsed(.comp))
    }

    @Test func `comp removed from a payer changes nothing at the gate`() {
        MembershipSpecification.given(Membershipped.paid + [.comped(true)])
            .when(.comp(false, reason: "friend")).then(.comped(false))
    }

    @Test func `an admin needs no payment`() {
        let spec = MembershipSpecification.given(Membershipped.joined)
            .when(.changeRole("admin", reason: "staff"))
            .then(.role("admin"), .activated(.role, .none, nil)).after()
        expectTrue(spec.profile.isPaid)
        spec.when(.changeRole("user", reason: "staff")).then(.role("user"), .lapsed(.role))
        spec.when(.changeRole("admin", reason: "staff")).then()
    }

    @Test func `who was made admin before the first visit is let in by it`() {
        MembershipSpecification.given(.account, .role("admin")).when(.open)
            .then(.opened, .activated(.role, .none, nil))
    }

    @Test func `admin actions say why, and roles are two`() {
        let spec = MembershipSpecification.given(Membershipped.joined)
        spec.when(.comp(true, reason: "")).refused(.reasonRequired)
        spec.when(.changeRole("admin", reason: "")).refused(.reasonRequired)
        spec.when(.delete(reason: "")).refused(.reasonRequired)
        spec.when(.changeRole("root", reason: "x")).refused(.invalidRole)
    }

    @Test func `a deleted profile is made anew with defaults`() {
        let spec = MembershipSpecification.given(Membershipped.onboarded)
            .when(.delete(reason: "asked")).after()
        var empty = ProfileState()
        empty.adminEndedAt = spec.profile.adminEndedAt
        expectEqual(spec.profile, empty)
        expectNotNil(empty.adminEndedAt)
        let again = MembershipSpecification.given(
            Membershipped.onboarded + [
                .profile(.deleted(ProfileDeleted(reason: "asked"))), .account, .opened,
            ])
        expectTrue(!again.profile.isPaid && !again.profile.membership.isOnboarded)
    }

    @Test func `a deletion gives up every key`() {
        let profile = MembershipSpecification.given(
            Membershipped.paid + [
                .membership(.customerLinked(CustomerLinked(customerID: "cus_1"))),
                .profile(.identityLinked(IdentityLinked(subject: "fb|1"))),
            ]
        ).profile
        expectEqual(
            profile.claimChanges(for: .profile(.deleted(ProfileDeleted(reason: "x")))),
            [
                .release(.userEmail("ada@example.com")), .release(.identity("fb|1")),
                .release(.customer("cus_1")), .release(.checkout("cs_1")),
            ])
    }

    @Test func `a payer claims the payment once and signs in by the email`() {
        let paid: [ProfileStreamEvent] = [
            .payer, .opened, .membership(.checkout()), .activated(),
        ]
        let claimed = MembershipClaimed(checkoutSessionID: "cs_1", email: "ada@example.com")
        let spec = MembershipSpecification.given(paid)
        spec.when(.claim(checkoutSessionID: "cs_1")).then(.membership(.claimed(claimed)))
        expectEqual(
            spec.profile.claimChanges(for: .membership(.claimed(claimed))),
            [
                .release(.unverifiedEmail("ada@example.com")), .take(.userEmail("ada@example.com")),
            ])
        spec.when(.claim(checkoutSessionID: "cs_1")).after()
            .when(.claim(checkoutSessionID: "cs_1")).refused(.alreadyClaimed)
        spec.when(.claim(checkoutSessionID: "cs_2")).refused(.checkoutNotFound)
        spec.when(.claim(checkoutSessionID: "pi_1")).refused(.checkoutNotFound)
    }

    @Test func `only the payment of someone without an account can be claimed`() {
        MembershipSpecification.given(Membershipped.paid).when(.claim(checkoutSessionID: "cs_1"))
            .refused(.alreadyClaimed)
        MembershipSpecification.given(.payer, .opened, .membership(.checkout(.unpaid)))
            .when(.claim(checkoutSessionID: "cs_1")).refused(.checkoutNotPaid)
    }
}
