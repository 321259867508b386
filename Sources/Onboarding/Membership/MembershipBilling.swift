import Time

/// What a payment provider reported about one person: the same whatever the order and number of
/// the reports (S3).
///
/// Kept per checkout and per subscription, each by the report that says most: merging two reports
/// is commutative, associative and idempotent, so that every interleaving of the same reports ends
/// in the same state. What holds now is worked out from all of them when it is asked.
public struct MembershipBilling: Sendable, Hashable {
    /// By the checkout's id.
    public internal(set) var checkouts: [String: MembershipCheckoutReported] = [:]
    /// By the subscription's id.
    public internal(set) var subscriptions: [String: SubscriptionReports] = [:]
    /// The latest invoice that failed, by the subscription's id.
    public internal(set) var failures: [String: InvoicePaymentFailed] = [:]

    public init() {}

    /// What is paid for now.
    public struct Subscription: Sendable, Hashable {
        /// The provider's id; nil for a single payment.
        public var subscriptionID: String?
        /// The payer, as the provider names it.
        public var customerID: String?
        /// `none` when neither metadata nor prices told which.
        public var plan: MembershipPlan
        /// Nil for the provider's other words, which do not count as paid.
        public var status: MembershipStatus?
        /// When the subscription began; of one that only a checkout tells of, when that was
        /// reported.
        public var startedAt: Timestamp?
        /// When it ended, or when the paid period ends; nil when no report said so.
        public var endsAt: Timestamp?
        /// The subscription's id, else its checkout's: tells equals apart.
        fileprivate var key: String

        var isPaid: Bool { plan != .none && status?.isPaid == true }

        fileprivate var weight: Int { isPaid ? 2 : plan == .none ? 0 : 1 }
    }

    /// The plan of the subscription that counts; also of one that is no longer paid.
    public var plan: MembershipPlan { current?.plan ?? .none }

    /// Whether payments alone open the gate (S5).
    public var isPaid: Bool { current?.isPaid ?? false }

    /// The subscription that counts: one that is paid before one that is not, one of a plan before
    /// one of none, which is of something else, then the latest.
    public var current: Subscription? {
        all.max { a, b in
            (a.weight, a.startedAt ?? .earliest, a.key)
                < (b.weight, b.startedAt ?? .earliest, b.key)
        }
    }

    /// What holds of one subscription now; nil for one that no report names.
    public func subscription(_ id: String) -> Subscription? {
        all.first { $0.subscriptionID == id }
    }

    /// The reports that say all there is to say, for taking over into a user's stream.
    public var reports: [MembershipEvent] {
        let checkouts = checkouts.values.sorted { $0.eventID < $1.eventID }
        let subscriptions = subscriptions.values.flatMap(\.all).sorted {
            $0.eventID < $1.eventID
        }
        let failures = failures.values.sorted { $0.eventID < $1.eventID }
        return checkouts.map { .checkoutReported($0) }
            + subscriptions.map { .subscriptionReported($0) }
            + failures.map { .invoiceFailed($0) }
    }

    /// Each subscription that any report names, and each single payment; in no order.
    private var all: [Subscription] {
        let payments = checkouts.values.filter(\.outcome.isPayment)
        var started: [String: MembershipCheckoutReported] = [:]
        for checkout in payments {
            guard let id = checkout.subscriptionID else { continue }
            started[id] = started[id].map { checkout.precedes($0) ? $0 : checkout } ?? checkout
        }
        let ids = Set(started.keys).union(subscriptions.keys).union(failures.keys)
        return ids.map { subscription($0, startedBy: started[$0]) }
            + payments.filter { $0.subscriptionID == nil }.map(Self.singlePayment)
    }

    /// What all reports of one subscription come to; its own report goes before the checkout's. One
    /// that names no plan or end takes none away: it is the one that was named last.
    private func subscription(
        _ id: String, startedBy checkout: MembershipCheckoutReported?
    ) -> Subscription {
        let (report, named) = (subscriptions[id]?.latest, subscriptions[id]?.latestNamed)
        return Subscription(
            subscriptionID: id,
            customerID: report?.customerID ?? checkout?.customerID ?? failures[id]?.customerID,
            plan: report?.plan ?? named?.plan ?? checkout?.plan ?? .none,
            status: status(of: id, report, startedBy: checkout),
            startedAt: report?.startedAt ?? checkout?.asOf, endsAt: subscriptions[id]?.endsAt,
            key: id)
    }

    /// A subscription's own report outweighs what a checkout lets one guess, unless it names none
    /// of the four statuses and is older than the payment; a failed invoice outweighs what is
    /// older. A deletion is final: providers do not revive subscriptions.
    private func status(
        of id: String, _ report: SubscriptionReported?,
        startedBy checkout: MembershipCheckoutReported?
    ) -> MembershipStatus? {
        if report?.change == .deleted { return .canceled }
        var (status, asOf) = (report?.status, report?.asOf ?? .earliest)
        if status == nil, let checkout, asOf < checkout.asOf {
            (status, asOf) = (checkout.outcome == .trial ? .trialing : .active, checkout.asOf)
        }
        guard let failure = failures[id], status != .canceled else { return status }
        if failure.asOf > asOf { return .pastDue }
        // Within one second a failure outweighs reports of which none says that it was overcome:
        // which came first no time tells, and the order of arrival must not.
        let isOvercome = report?.asOf == asOf && subscriptions[id]?.tellsOfOvercoming == true
        return failure.asOf == asOf && !isOvercome ? .pastDue : status
    }

    /// A payment without a subscription is one that does not end.
    private static func singlePayment(_ checkout: MembershipCheckoutReported) -> Subscription {
        Subscription(
            subscriptionID: nil, customerID: checkout.customerID, plan: checkout.plan ?? .none,
            status: checkout.outcome == .trial ? .trialing : .active, startedAt: checkout.asOf,
            endsAt: nil, key: checkout.checkoutSessionID)
    }
}

/// Merging: each report either says more than the one that is known, or nothing.
extension MembershipBilling {
    /// Keeps the report if it says more than the checkout's known one.
    mutating func note(_ report: MembershipCheckoutReported) {
        if let known = checkouts[report.checkoutSessionID], !known.precedes(report) { return }
        checkouts[report.checkoutSessionID] = report
    }

    /// Keeps the report if it could be the latest.
    mutating func note(_ report: SubscriptionReported) {
        subscriptions[report.subscriptionID, default: SubscriptionReports()].note(report)
    }

    /// Keeps the latest failure; an invoice of no subscription says nothing here.
    mutating func note(_ report: InvoicePaymentFailed) {
        guard let id = report.subscriptionID else { return }
        if let known = failures[id], (known.asOf, known.eventID) >= (report.asOf, report.eventID) {
            return
        }
        failures[id] = report
    }
}

extension MembershipCheckoutReported {
    /// True when `other` says more: a payment after an unpaid completion, then the later one.
    fileprivate func precedes(_ other: MembershipCheckoutReported) -> Bool {
        (outcome.isPayment ? 1 : 0, asOf, eventID)
            < (other.outcome.isPayment ? 1 : 0, other.asOf, other.eventID)
    }
}
