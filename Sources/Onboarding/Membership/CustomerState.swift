import JSON
import Time

/// What was reported of a provider's customer whose user is not known yet (stream
/// `customer-<id>`; its user takes it over when a checkout names both, S3), or of a checkout whose
/// payer has no account (stream `checkout-<id>`; once it is paid, its reports go to the payer).
public struct CustomerState: Sendable, Equatable {
    /// What its user will take over.
    public internal(set) var billing = MembershipBilling()
    /// What a checkout was opened for.
    public internal(set) var orderedPlan: MembershipPlan?
    /// How many reports came.
    public internal(set) var reportCount = 0

    public init() {}
}

extension CustomerState: FoldedState {
    /// A checkout's opening says what was ordered; everything else counts as a report.
    package mutating func evolve(_ event: MembershipEvent, at time: Timestamp) {
        if case .checkoutOpened(let event) = event {
            orderedPlan = event.plan
            return
        }
        reportCount += 1
        switch event {
        case .checkoutReported(let event): billing.note(event)
        case .subscriptionReported(let event): billing.note(event)
        case .invoiceFailed(let event): billing.note(event)
        default: break
        }
    }

    /// Nothing about billing before the first report.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("ordered_plan", orderedPlan?.rawValue)
            guard reportCount > 0 else { return }
            writer.member("reports", reportCount)
            writer.member("membership_plan", billing.plan.rawValue)
            writer.memberOrNull("subscription_status", billing.current?.status?.rawValue)
        }
    }
}
