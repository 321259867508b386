import EventLog
import Onboarding
import Time

/// The one door for what the payment provider tells: a sign-up's checkout goes to its session (K7),
/// everything else to the memberships (S3).
public struct StripeDeliveries: Sendable {
    /// The log's space of keys under which a delivery is taken once, for ever.
    private static let space = "stripe"

    /// The actors of what was delivered, and of what was asked for.
    private static let (webhook, asked) = (
        EventActor(kind: .webhook, id: "stripe"), EventActor.reconciliation
    )

    /// The key of the delivery that an event came of; nil for any other event.
    static func key(of event: RecordedEvent) -> DeduplicationKey? {
        guard event.actor == webhook || event.actor == asked,
            event.causationID != event.correlationID
        else { return nil }
        return DeduplicationKey(space: space, value: event.causationID)
    }

    let memberships: Memberships

    /// Uses the ledger and the plans of the memberships.
    public init(_ memberships: Memberships) { self.memberships = memberships }

    var ledger: Ledger { memberships.ledger }

    /// Takes a delivery whose signature was verified. What belongs to nobody is kept as unmatched;
    /// a repeated one appends nothing.
    ///
    /// - Parameter body: the delivery as it came, kept with what is unmatched.
    @discardableResult
    public func take(
        _ delivery: StripeDelivery, body: [UInt8], _ facts: RequestFacts
    ) async throws -> Taken {
        if case .other = delivery.subject { return .known }
        let document = String(validating: body, as: UTF8.self)
        let plans = memberships.plans
        if let checkout = delivery.checkout, try await paysForSignUp(checkout) {
            let now = ledger.clock.now()
            guard
                let report = CheckoutReport(delivery, checkout, document: document, now: now)
            else { return .known }
            return try await once(delivery, facts) { transaction, metadata, key in
                try SignUps.take(report, metadata, key, plans, transaction)
            }
        }
        return try await once(delivery, facts) { transaction, metadata, key in
            let reports = delivery.reports(plans, now: transaction.now)
            if reports.isEmpty {
                return try Memberships.takeElse(delivery, document, metadata, key, transaction)
            }
            return try Memberships.take(
                delivery, reports, document, metadata, key, transaction)
        }
    }

    /// What came of a delivery.
    public enum Taken: Sendable, Hashable {
        /// Events were appended.
        case recorded
        /// Nothing that was not known before.
        case known
        /// The payment of a sign-up whose time ran out: kept for the same email's next one (K15).
        case kept
        /// The payment of a sign-up for a plan that it had before: remembered, for the person may
        /// come back to that plan (K7).
        case setAside
        /// It belongs to nobody, and was kept for a person to look at.
        case unmatched(reason: String)
    }

    /// A checkout that says neither is a sign-up's when it refers to one.
    private func paysForSignUp(_ checkout: StripeCheckout) async throws -> Bool {
        if checkout.isSignUp { return true }
        guard let id = checkout.clientReferenceID.flatMap({ UUIDv7($0) }) else { return false }
        return try await SignUps.exists(id, ledger)
    }

    /// Runs a command once per delivery.
    private func once(
        _ delivery: StripeDelivery, _ facts: RequestFacts,
        _ body:
            @escaping @Sendable (CommandTransaction, EventMetadata, DeduplicationKey) throws ->
            Taken
    ) async throws -> Taken {
        let key = DeduplicationKey(space: Self.space, value: delivery.id)
        let teller = delivery.isLookUp ? Self.asked : Self.webhook
        var metadata = facts.metadata(teller.kind, teller.id)
        metadata.causationID = delivery.id
        return try await ledger.perform { [metadata] transaction in
            if try transaction.firstPositions(key) != nil { return .known }
            return try body(transaction, metadata, key)
        }
    }
}

extension CommandTransaction {
    /// Keeps a provider's delivery that fits nobody, for a person to look at.
    ///
    /// - Parameter also: what else is appended with it.
    func keepUnmatched(
        _ unmatched: WebhookUnmatched, also: [StreamAppend] = [], _ key: DeduplicationKey,
        _ metadata: EventMetadata
    ) throws {
        try append(
            [StreamAppend(unmatched: unmatched)] + also, metadata: metadata, deduplicationKey: key)
    }
}
