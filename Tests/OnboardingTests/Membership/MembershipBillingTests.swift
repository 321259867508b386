import TestSupport
import Testing
import Time

@testable import Onboarding

/// S3: the state is the same whatever the order and number of the provider's reports.
struct MembershipBillingTests {
    private func billing(_ events: [MembershipEvent]) -> MembershipBilling {
        var state = MembershipState()
        for event in events { state.evolve(event, at: noon) }
        return state.billing
    }

    private func status(_ events: MembershipEvent...) -> MembershipStatus? {
        billing(events).current?.status
    }

    private let created = MembershipEvent.subscription(
        .created, .trialing, event: "evt_a", at: 0)
    private let active = MembershipEvent.subscription(
        .updated, .active, previous: .trialing, event: "evt_b", at: 100)
    private let deleted = MembershipEvent.subscription(
        .deleted, .canceled, event: "evt_c", at: 200)

    @Test func `a deletion before its creation stays a deletion`() {
        expectEqual(status(deleted, created), .canceled)
        expectEqual(status(deleted, active, created), .canceled)
    }

    @Test func `an older update after a newer one changes nothing`() {
        let pastDue = MembershipEvent.subscription(.updated, .pastDue, event: "evt_0", at: 150)
        expectEqual(status(pastDue, active), .pastDue)
        expectEqual(status(active, pastDue), .pastDue)
    }

    @Test func `a failed invoice is past due until a later update`() {
        expectEqual(status(active, .failed(at: 150)), .pastDue)
        expectEqual(status(.failed(at: 150), active), .pastDue)
        expectEqual(status(.failed(at: 50), active), .active)
        expectEqual(status(active, .failed(at: 50)), .active)
        expectEqual(status(deleted, .failed(at: 300)), .canceled)
    }

    @Test func `a subscription's own status outweighs its checkout's`() {
        expectEqual(status(created, .checkout(.paid, at: 50)), .trialing)
        expectEqual(status(.checkout(.paid, at: 50), created), .trialing)
    }

    @Test func `an incomplete subscription becomes active by its later checkout`() {
        let incomplete = MembershipEvent.subscription(.created, nil, event: "evt_a", at: 0)
        expectEqual(status(incomplete, .checkout(.paid, at: 50)), .active)
        expectEqual(status(.checkout(.paid, at: 50), incomplete), .active)
        let unpaid = MembershipEvent.subscription(.updated, nil, event: "evt_z", at: 90)
        expectNil(status(unpaid, .checkout(.paid, at: 50)))
    }

    @Test func `within a second an update follows the creation`() {
        let update = MembershipEvent.subscription(.updated, .active, event: "evt_0", at: 0)
        expectEqual(status(update, created), .active)
        expectEqual(status(created, update), .active)
    }

    @Test func `within a second the update that names the other's status is the later one`() {
        let first = MembershipEvent.subscription(
            .updated, .active, previous: .trialing, event: "evt_9", at: 7)
        let second = MembershipEvent.subscription(
            .updated, .pastDue, previous: .active, event: "evt_1", at: 7)
        expectEqual(status(first, second), .pastDue)
        expectEqual(status(second, first), .pastDue)
    }

    /// Each report names the status before: the chain has one end, wherever the ids sort.
    @Test func `within a second the changes end where more of them come than leave`() {
        let first = MembershipEvent.subscription(
            .updated, .active, previous: .trialing, event: "evt_b", at: 7)
        let failure = MembershipEvent.subscription(
            .updated, .pastDue, previous: .active, event: "evt_c", at: 7)
        let recovery = MembershipEvent.subscription(
            .updated, .active, previous: .pastDue, event: "evt_a", at: 7)
        for order in [[first, failure, recovery], [recovery, first, failure]] {
            expectEqual(billing(order).current?.status, .active)
        }
        expectEqual(status(first, failure), .pastDue)
    }

    @Test func `within a second changes that lead back end in the status of before`() {
        let failure = MembershipEvent.subscription(
            .updated, .pastDue, previous: .active, event: "evt_z", at: 7)
        let recovery = MembershipEvent.subscription(
            .updated, .active, previous: .pastDue, event: "evt_a", at: 7)
        for (before, change) in [
            (MembershipStatus.active, SubscriptionChange.created), (.pastDue, .updated),
        ] {
            let second: Int64 = change == .created ? 7 : 5
            let start = MembershipEvent.subscription(change, before, event: "evt_m", at: second)
            let oldest = MembershipEvent.subscription(.updated, nil, event: "evt_k", at: 3)
            for order in [
                [oldest, start, failure, recovery], [recovery, failure, start, oldest],
                [failure, oldest, recovery, start],
            ] {
                expectEqual(billing(order).current?.status, before)
                expectEqual(billing(billing(order).reports), billing(order))
            }
        }
    }

    @Test func `within a second a failed invoice outweighs what does not say it was overcome`() {
        let failed = MembershipEvent.failed(at: 7)
        let active = MembershipEvent.subscription(.updated, .active, event: "evt_1", at: 7)
        expectEqual(status(active, failed), .pastDue)
        expectEqual(status(failed, active), .pastDue)
        expectEqual(status(.checkout(at: 7), failed), .pastDue)
        let overcome = MembershipEvent.subscription(
            .updated, .active, previous: .pastDue, event: "evt_2", at: 7)
        expectEqual(status(failed, overcome), .active)
        let begun = MembershipEvent.subscription(
            .updated, .active, previous: .trialing, event: "evt_3", at: 7)
        expectEqual(status(begun, failed, overcome), .active)
        expectEqual(status(overcome, failed, begun), .active)
    }

    @Test func `within a second the longer id is the later one`() {
        let ninth = MembershipEvent.subscription(.updated, .active, event: "evt_9", at: 7)
        let tenth = MembershipEvent.subscription(.updated, .pastDue, event: "evt_10", at: 7)
        expectEqual(status(ninth, tenth), .pastDue)
        expectEqual(status(tenth, ninth), .pastDue)
    }

    @Test func `the end of an old subscription does not touch the new one`() {
        let again = MembershipEvent.subscription(
            .created, .active, "sub_2", event: "evt_d", at: 300, startedAt: 300)
        expectEqual(status(created, again, deleted), .active)
        expectEqual(billing([again, deleted]).current?.subscriptionID, "sub_2")
    }

    @Test func `a payment without a subscription counts as it is`() {
        expectTrue(billing([.checkout(.paid, subscription: nil)]).isPaid)
        expectFalse(billing([.checkout(.paid, plan: nil, subscription: nil)]).isPaid)
    }

    /// S3: a price that no plan has says nothing about the plan; S5 goes by the one named last.
    @Test func `a report that names no plan takes none away, whatever the order`() {
        let named = MembershipEvent.subscription(
            .created, .active, event: "evt_1", at: 0, plan: .family)
        let moved = MembershipEvent.subscription(
            .updated, .active, event: "evt_2", at: 50, plan: .individual)
        let unnamed = MembershipEvent.subscription(
            .updated, .active, event: "evt_3", at: 100, plan: nil)
        for order in [[named, unnamed], [unnamed, named]] {
            expectEqual(billing(order).plan, .family)
            expectTrue(billing(order).isPaid)
            expectEqual(billing(billing(order).reports), billing(order))
        }
        let checkout = MembershipEvent.checkout(plan: .family, at: 1)
        for order in [[checkout, moved, unnamed], [unnamed, moved, checkout]] {
            expectEqual(billing(order).plan, .individual)
        }
    }

    /// Seed 002 §5: a report without a date takes none away.
    @Test func `the end is the one that was named last, whatever the order`() {
        let dated = MembershipEvent.subscription(
            .created, .active, event: "evt_1", at: 0, endsAt: 900)
        let renewed = MembershipEvent.subscription(
            .updated, .active, event: "evt_2", at: 50, endsAt: 1800)
        let undated = (3...5).map { number in
            MembershipEvent.subscription(
                .updated, .active, event: "evt_\(number)", at: Int64(number) * 100, endsAt: nil)
        }
        for order in [[dated, renewed] + undated, undated + [renewed, dated]] {
            expectEqual(billing(order).current?.endsAt, noon + 1800)
            expectEqual(billing(billing(order).reports), billing(order))
        }
        let deleted = MembershipEvent.subscription(
            .deleted, .canceled, event: "evt_9", at: 700, endsAt: nil)
        for order in [[renewed, deleted], [deleted, renewed]] {
            expectEqual(billing(order).current?.endsAt, noon + 700)
        }
    }

    /// A year of a member's life, told in every order and multiplicity.
    @Test func `random interleavings with duplicates end as the true order does`() {
        let story: [MembershipEvent] = [
            .subscription(.created, nil, event: "evt_01", at: 0),
            .checkout(.trial, event: "evt_02", at: 1),
            .subscription(.updated, .trialing, event: "evt_03", at: 1),
            .subscription(.updated, .active, previous: .trialing, event: "evt_05", at: 700),
            .failed(event: "evt_06", at: 900),
            .subscription(.updated, .pastDue, previous: .active, event: "evt_04", at: 901),
            .subscription(.updated, .active, previous: .pastDue, event: "evt_07", at: 950),
            .subscription(.updated, .active, event: "evt_08", at: 950),
            .subscription(.updated, .pastDue, previous: .active, event: "evt_00", at: 950),
            .subscription(.deleted, .canceled, event: "evt_09", at: 1000),
            .checkout(.paid, "cs_2", subscription: "sub_2", event: "evt_10", at: 2000),
            .subscription(.created, .active, "sub_2", event: "evt_11", at: 2000, startedAt: 2000),
            .subscription(
                .updated, .active, "sub_2", event: "evt_12", at: 2500, startedAt: 2000),
        ]
        let seed = UInt64.random(in: 1...UInt64.max)
        var random = SeededRandom(seed: seed)
        for length in 1...story.count {
            let part = Array(story.prefix(length))
            let truth = billing(part)
            for _ in 0..<200 {
                let repeated = part + part.filter { _ in Bool.random(using: &random) }
                let other = billing(repeated.shuffled(using: &random))
                expectEqual(other, truth, "seed \(seed), \(length) reports")
                expectEqual(other.current, truth.current, "seed \(seed), \(length) reports")
            }
        }
    }

    @Test func `what a customer's stream held says the same to its user`() {
        let story = [created, active, MembershipEvent.failed(at: 150), .checkout(at: 1)]
        var customer = CustomerState()
        for event in story { customer.evolve(event, at: noon) }
        expectEqual(billing(customer.billing.reports), billing(story))
    }
}
