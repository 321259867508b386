import EventLog
import JSON
import Onboarding

extension StripeDeliveries {
    /// Asks the provider about every checkout, of sign-ups and memberships, that never reported,
    /// and about the subscriptions whose paid time is over for a day without a report, and takes
    /// the answers as if they had been delivered. Run again, it asks only about those that are
    /// still open, and tells again of those that are paid and that nothing was given for.
    ///
    /// - Parameter onEach: told of each checkout as the provider answers.
    /// - Throws: `MembershipRejection.paymentProviderUnavailable`; what was taken until then stays.
    @discardableResult
    public func reconcile(
        _ facts: RequestFacts, onEach: (ReconciledCheckout) async -> Void = { _ in }
    ) async throws -> [ReconciledCheckout] {
        var results: [ReconciledCheckout] = []
        for checkout in try await unreportedCheckouts() {
            guard let outcome = try await reconcile(checkout.id, facts) else { continue }
            let result = ReconciledCheckout(
                checkoutID: checkout.id, stream: checkout.stream, outcome: outcome)
            await onEach(result)
            results.append(result)
        }
        for overdue in try await overdueSubscriptions() {
            guard let outcome = try await reconcile(overdue, facts) else { continue }
            let result = ReconciledCheckout(
                checkoutID: overdue.checkoutID, stream: overdue.stream, outcome: outcome)
            await onEach(result)
            results.append(result)
        }
        let told = Set(results.map(\.checkoutID))
        for result in try await strandedCheckouts() where !told.contains(result.checkoutID) {
            await onEach(result)
            results.append(result)
        }
        return results
    }

    /// Paid checkouts of sign-ups that made no account, or none of the plan that was paid for;
    /// session by session, the one that was paid first first.
    private func strandedCheckouts() async throws -> [ReconciledCheckout] {
        try await ledger.readThroughout { reader in
            var filter = EventFilter()
            filter.types = Self.payments.map(\.rawValue)
            var streams: [StreamID] = []
            try reader.audit.forEachEvent(matching: filter) { streams.append($0.stream) }
            var known: Set<StreamID> = []
            return try streams.flatMap { stream -> [ReconciledCheckout] in
                guard known.insert(stream).inserted,
                    case .signUp(let state) = try reader.subject(of: stream).state
                else { return [] }
                return state.strandedPayments.map { payment in
                    ReconciledCheckout(
                        checkoutID: payment.checkoutSessionID, stream: stream,
                        outcome: state.isOverWithoutAccount ? .sessionOver : .otherPlan)
                }
            }
        }
    }

    /// Nil when the provider's answer is no news: it was taken before, or changes nothing.
    private func reconcile(
        _ id: String, _ facts: RequestFacts
    ) async throws -> ReconciledCheckout.Outcome? {
        guard let found = try await memberships.lookUp(id) else { return .unknown }
        guard let delivery = found.delivery else { return .open }
        switch try await take(delivery, body: [], facts) {
        case .recorded: return delivery.isExpiry ? .expired : .paid
        case .kept: return .sessionOver
        case .setAside: return .otherPlan
        case .unmatched: return .unmatched
        case .known: return nil
        }
    }

    // MARK: Subscriptions

    /// One that counts as paid though its time is over, and the checkout that began it.
    private struct OverdueSubscription {
        let subscription: MembershipBilling.Subscription
        let checkoutID: String
        let stream: StreamID
    }

    /// A provider reports a renewal and an end when they come, and repeats it for days.
    private static let overdueSeconds: Int64 = 86_400

    private func overdueSubscriptions() async throws -> [OverdueSubscription] {
        let end = ledger.clock.now().adding(seconds: -Self.overdueSeconds)
        return try await ledger.readThroughout { reader in
            try reader.views().overdueSubscriptions(endedBefore: end).compactMap { name in
                guard let stream = StreamID(name),
                    case .profile(let profile) = try reader.subject(of: stream).state,
                    case let billing = profile.membership.billing,
                    let subscription = billing.current, let id = subscription.subscriptionID,
                    let checkout = billing.checkouts.values.first(where: {
                        $0.subscriptionID == id && $0.outcome.isPayment
                    })
                else { return nil }
                return OverdueSubscription(
                    subscription: subscription, checkoutID: checkout.checkoutSessionID,
                    stream: stream)
            }
        }
    }

    /// Nil when the provider's answer is no news.
    private func reconcile(
        _ overdue: OverdueSubscription, _ facts: RequestFacts
    ) async throws -> ReconciledCheckout.Outcome? {
        guard let found = try await memberships.lookUp(overdue.checkoutID),
            let standing = found.checkout.subscription,
            standing.id == overdue.subscription.subscriptionID,
            standing.endsAt.map({ $0 != overdue.subscription.endsAt }) == true
                || standing.status != overdue.subscription.status?.rawValue,
            let delivery = StripeDelivery(standingOf: found.checkout, askedAt: found.askedAt),
            try await take(delivery, body: [], facts) == .recorded
        else { return nil }
        return MembershipStatus(rawValue: standing.status ?? "")?.isPaid == true ? .renewed : .ended
    }

    // MARK: What never reported

    /// What notes that a checkout was opened.
    private static let openings: Set<EventKind> = [.checkoutStarted, .membershipCheckoutOpened]
    /// What says the last word on one.
    private static let ends = payments.union([
        .checkoutExpired, .membershipCheckoutReported, .webhookUnmatched,
    ])
    /// What says that a sign-up's checkout was paid.
    private static let payments: Set<EventKind> = [
        .paymentConfirmed, .paymentKept, .paymentSetAside,
    ]

    /// Oldest first. Told from the log itself: a checkout whose profile was deleted, or whose
    /// session is over, has reported all the same; so has one whose report came before it was
    /// noted as opened. Nobody is asked about one whose payer was erased: only they may come back.
    private func unreportedCheckouts() async throws -> [(id: String, stream: StreamID)] {
        try await ledger.readThroughout { reader in
            let names = ErasedNames(serverKey: try reader.log.serverKey())
            var filter = EventFilter()
            filter.types = Self.openings.union(Self.ends).map(\.rawValue)
            var opened: [(id: String, stream: StreamID)] = []
            var ended: Set<String> = []
            try reader.audit.forEachEvent(matching: filter) { event in
                // Of a team's own events one may be called like these.
                guard let kind = event.kind, let id = try Self.checkoutID(event) else { return }
                if Self.openings.contains(kind) {
                    opened.append((id, event.stream))
                } else {
                    ended.insert(id)
                }
            }
            return try opened.filter { id, stream in
                if ended.contains(id) { return false }
                return try stream.category != "checkout" || !names.isErased(id: id, reader.log)
            }
        }
    }

    /// Nil for a report that is not the last word: a completion whose payment is still to come; and
    /// for what fits nobody, unless it was asked for.
    private static func checkoutID(_ event: RecordedEvent) throws -> String? {
        let data = try JSONValue(parsing: event.data)
        if event.type.name == EventKind.webhookUnmatched.rawValue {
            return data["eventId"]?.stringValue.flatMap(StripeDelivery.checkoutID(lookedUp:))
        }
        if data["outcome"]?.stringValue == CheckoutOutcome.unpaid.rawValue { return nil }
        return data["checkoutSessionId"]?.stringValue
    }
}
