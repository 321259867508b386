import Time

extension StripeDelivery {
    /// The checkout that the delivery is about, if any.
    public var checkout: StripeCheckout? {
        switch subject {
        case .checkoutCompleted(let checkout), .checkoutExpired(let checkout): checkout
        default: nil
        }
    }

    /// Whose it is.
    public var userID: String? {
        switch subject {
        case .checkoutCompleted(let checkout), .checkoutExpired(let checkout): checkout.userID
        case .subscription(let subscription, _): subscription.userID
        case .invoiceFailed(let invoice): invoice.userID
        case .other: nil
        }
    }

    /// Whose it may be, in the order in which users are looked for (S3).
    public var userIDs: [String] {
        guard let checkout else { return userID.map { [$0] } ?? [] }
        return [checkout.clientReferenceID, checkout.metadata[StripeCheckout.userKey]]
            .compactMap { $0 }
    }

    /// The provider's customer, by which a user is found second (S3).
    public var customerID: String? {
        switch subject {
        case .checkoutCompleted(let checkout), .checkoutExpired(let checkout): checkout.customerID
        case .subscription(let subscription, _): subscription.customerID
        case .invoiceFailed(let invoice): invoice.customerID
        case .other: nil
        }
    }

    /// The sign-up session that a subscription was begun in, as its own reports and those of its
    /// invoices say (K6).
    public var signUpSessionID: UUIDv7? {
        let id: String? =
            switch subject {
            case .subscription(let subscription, _): subscription.signUpSessionID
            case .invoiceFailed(let invoice): invoice.signUpSessionID
            case .checkoutCompleted, .checkoutExpired, .other: nil
            }
        return id.flatMap { UUIDv7($0) }
    }

    /// What the provider calls the object, its customer and its subscription.
    public var providerIDs: [String] {
        let ids: [String?] =
            switch subject {
            case .checkoutCompleted(let checkout), .checkoutExpired(let checkout):
                [checkout.id, checkout.customerID, checkout.subscriptionID]
            case .subscription(let subscription, _): [subscription.id, subscription.customerID]
            case .invoiceFailed(let invoice):
                [invoice.id, invoice.customerID, invoice.subscriptionID]
            case .other: []
            }
        return ids.compactMap { $0 }
    }

    /// Trimmed and in lower case; by it a user is found last (S3). Subscriptions name none.
    public var email: String? {
        switch subject {
        case .checkoutCompleted(let checkout), .checkoutExpired(let checkout): checkout.email
        case .invoiceFailed(let invoice): invoice.email
        case .subscription, .other: nil
        }
    }

    /// True for a checkout that ran out.
    public var isExpiry: Bool {
        if case .checkoutExpired = subject { true } else { false }
    }

    /// True for a payment.
    public var isPayment: Bool {
        guard case .checkoutCompleted(let checkout) = subject else { return false }
        return checkout.outcome.isPayment
    }

    /// True for a completed checkout, be it paid or still to be paid.
    public var isCompletion: Bool {
        if case .checkoutCompleted = subject { true } else { false }
    }

    /// What the delivery says about a membership: nothing, mostly one thing, and of a checkout that
    /// was asked for also how its subscription is now.
    ///
    /// - Parameter now: its time, when the provider names none.
    public func reports(_ plans: PlanCatalogue, now: Timestamp) -> [MembershipEvent] {
        guard let report = report(plans, now: now) else { return [] }
        guard let asOf = askedAsOf, let subscription = checkout?.subscription else {
            return [report]
        }
        let standing = subscription.report(.updated, plans, eventID: id, asOf: asOf)
        return [report, .subscriptionReported(standing)]
    }

    /// When what was asked for holds, as against deliveries, which have whole seconds: one of the
    /// second in which it was asked says more.
    private var askedAsOf: Timestamp? {
        askedAt.map { Timestamp(milliseconds: $0.milliseconds / 1000 * 1000 - 1) }
    }

    private func report(_ plans: PlanCatalogue, now: Timestamp) -> MembershipEvent? {
        // A checkout that was asked about is as old as it is: what was reported of its subscription
        // since outweighs it, as it would the delivery that was lost (S3).
        let asOf = createdAt ?? (askedAt == nil ? nil : checkout?.createdAt) ?? now
        if let checkout, checkout.isOfSomethingElse(plans) { return nil }
        switch subject {
        case .checkoutCompleted(let checkout):
            return .checkoutReported(
                checkout.report(checkout.outcome, plans, eventID: id, asOf: asOf))
        case .checkoutExpired(let checkout):
            return .checkoutReported(checkout.report(.expired, plans, eventID: id, asOf: asOf))
        case .subscription(let subscription, let change):
            return .subscriptionReported(
                subscription.report(change, plans, eventID: id, asOf: askedAsOf ?? asOf))
        case .invoiceFailed(let invoice):
            return .invoiceFailed(
                InvoicePaymentFailed(
                    subscriptionID: invoice.subscriptionID, invoiceID: invoice.id,
                    customerID: invoice.customerID, eventID: id, asOf: asOf))
        case .other: return nil
        }
    }
}

extension StripeCheckout {
    /// True for one that begins no membership: a card that is put on file, and a single purchase
    /// of no plan.
    func isOfSomethingElse(_ plans: PlanCatalogue) -> Bool {
        mode == "setup"
            || mode == "payment" && plans.membershipPlan(metadata, priceIDs: []) == nil
    }

    /// A trial is one in which nothing was paid, and a plan with trial days whose payment does not
    /// say how much it was.
    public func report(
        _ outcome: CheckoutOutcome, _ plans: PlanCatalogue, eventID: String, asOf: Timestamp
    ) -> MembershipCheckoutReported {
        let plan = plans.membershipPlan(metadata, priceIDs: [])
        let hasTrial = plan.flatMap { plans.plan(descriptor: $0.rawValue) }.map { $0.trialDays > 0 }
        let isTrial = outcome == .paid && amountTotal == nil && hasTrial == true
        return MembershipCheckoutReported(
            checkoutSessionID: id, outcome: isTrial ? .trial : outcome, plan: plan,
            subscriptionID: subscriptionID, customerID: customerID, eventID: eventID, asOf: asOf)
    }
}

extension StripeSubscription {
    /// A deletion is `canceled`, whatever status the provider sends with it.
    func report(
        _ change: SubscriptionChange, _ plans: PlanCatalogue, eventID: String, asOf: Timestamp
    ) -> SubscriptionReported {
        SubscriptionReported(
            subscriptionID: id, change: change,
            status: change == .deleted ? .canceled : Self.status(status),
            plan: plans.membershipPlan(metadata, priceIDs: priceIDs), customerID: customerID,
            startedAt: startedAt, endsAt: change == .deleted ? endedAt : endsAt,
            previousStatus: Self.status(previousStatus),
            previousAttributes: previousAttributes, eventID: eventID, asOf: asOf)
    }

    /// `unpaid`, `incomplete`, `incomplete_expired`, `paused` and words to come are none.
    private static func status(_ word: String?) -> MembershipStatus? {
        word.flatMap(MembershipStatus.init)
    }
}

extension PlanCatalogue {
    /// The plan that metadata name, else the one with a configured price (S3).
    func membershipPlan(_ metadata: [String: String], priceIDs: [String]) -> MembershipPlan? {
        let names =
            [metadata[StripeCheckout.planKey]].compactMap { $0 }
            + priceIDs.compactMap { plan(stripePriceID: $0)?.descriptor }
        return names.compactMap(MembershipPlan.init).first { $0 != .none }
    }
}

extension StripeDelivery {
    /// Begins the ids of what was asked for: the provider's own begin with `evt_`.
    private static let lookUpPrefix = "lookup_"

    /// True for what was asked for rather than delivered.
    public var isLookUp: Bool { id.hasPrefix(Self.lookUpPrefix) }

    /// The checkout that a look-up's id is about; nil for what was delivered.
    public static func checkoutID(lookedUp id: String) -> String? {
        guard id.hasPrefix(lookUpPrefix) else { return nil }
        let rest = id.dropFirst(lookUpPrefix.count)
        return String(rest.hasPrefix(expiredPrefix) ? rest.dropFirst(expiredPrefix.count) : rest)
    }

    /// Tells a checkout's end from its completion, so that each is taken once.
    private static let expiredPrefix = "expired_"

    /// What the provider answered about a checkout, as if it had been delivered (S8, S10): nil
    /// while it is open.
    ///
    /// - Parameter askedAt: the time before the provider was asked.
    public init?(lookedUp checkout: StripeCheckout, askedAt: Timestamp) {
        self.askedAt = askedAt
        if checkout.status == "expired" {
            id = Self.lookUpPrefix + Self.expiredPrefix + checkout.id
            type = "checkout.session.expired"
            subject = .checkoutExpired(checkout)
        } else if checkout.isComplete, checkout.outcome.isPayment {
            id = Self.lookUpPrefix + checkout.id
            type = "checkout.session.completed"
            subject = .checkoutCompleted(checkout)
        } else {
            return nil
        }
    }

    /// How the subscription stands that a checkout began, as if that had been delivered (S10): nil
    /// for a checkout that came without one.
    ///
    /// - Parameter askedAt: the time before the provider was asked; each time is another answer.
    public init?(standingOf checkout: StripeCheckout, askedAt: Timestamp) {
        guard let subscription = checkout.subscription else { return nil }
        self.askedAt = askedAt
        id = "\(Self.lookUpPrefix)\(subscription.id)_\(askedAt.milliseconds)"
        type = "customer.subscription.updated"
        subject = .subscription(subscription, .updated)
    }
}
