import EventLog
import Onboarding
import Time

extension SignUps {
    /// Describes the business; the plan decides whether payment is owed (K5).
    public func stageBusiness(_ business: BusinessFacts, _ request: SessionRequest) async throws
        -> Once<StageOutcome>
    {
        let access = try access(request.sessionToken)
        let metadata = metadata(access, request.facts)
        return try await ledger.performOnce(request.idempotency) { transaction in
            let step = try Self.run(
                .stageBusiness(business, proof: access.proof), on: access.stream, metadata,
                expected: request.expected, transaction)
            return StageOutcome(stage: (step.after.stage ?? .businessStaged).rawValue)
        }
    }

    /// Opens a checkout, or answers the open one; empty for a free plan (K6).
    ///
    /// Two commands around the provider's call: the request is recorded first, so that it counts
    /// towards the limit whatever becomes of it, and nothing waits on the writer meanwhile. Several
    /// who ask for the same session share one call, and one whom a stop cut short is made again.
    public func startPayment(
        successURL: String, cancelURL: String, _ request: SessionRequest
    ) async throws -> Once<String> {
        let access = try access(request.sessionToken)
        let metadata = metadata(access, request.facts)
        let asked = try await ledger.performOnce(request.idempotency) { transaction in
            let step = try Self.run(
                .requestCheckout(proof: access.proof), on: access.stream, metadata,
                expected: request.expected, transaction)
            return AskedCheckout(step)
        }
        if let url = asked.value.url { return Once(value: url, isReplay: asked.isReplay) }
        if asked.isReplay, let open = try await sessionState(access.stream).checkout {
            return Once(value: open.url, isReplay: true)
        }
        let url = try await openings.run(access.stream) { [self] in
            try await openCheckout(
                access, planID: asked.value.planID ?? "", successURL, cancelURL, metadata)
        }
        return Once(value: url, isReplay: asked.isReplay)
    }

    /// What asking came to: a URL at once, or the plan to open a checkout for.
    private struct AskedCheckout: Codable, Sendable {
        var url: String?
        var planID: String?

        init(_ step: SignUpStep) {
            switch step.decision.checkout {
            case .reuse(let checkout): url = checkout.url
            case .create(let planID): self.planID = planID
            case .notNeeded, nil: url = ""
            }
        }
    }

    private func openCheckout(
        _ access: Access, planID: String, _ successURL: String, _ cancelURL: String,
        _ metadata: EventMetadata
    ) async throws -> String {
        guard let plan = plans.plan(id: planID) else { throw SignUpRejection.planNotFound }
        let email = try await sessionState(access.stream).email
        let order = CheckoutOrder(
            sessionID: access.token.sessionID.text, email: email, plan: plan,
            successURL: successURL, cancelURL: cancelURL)
        do {
            let checkout = try await checkouts.openCheckout(order, now: ledger.clock.now())
            let step = try await ledger.perform { transaction in
                try Self.run(.recordCheckout(checkout), on: access.stream, metadata, transaction)
            }
            if let refusal = step.decision.refusal { throw refusal }
            return checkout.url
        } catch let failure as ProviderFailure {
            try await ledger.perform { transaction in
                _ = try Self.run(
                    .recordCheckoutFailure(reason: failure.explanation), on: access.stream,
                    metadata, transaction)
            }
            throw SignUpRejection.paymentProviderUnavailable
        }
    }
}

/// A payment provider's report about a sign-up's checkout (K7), verified and read.
public struct CheckoutReport: Sendable {
    public enum Kind: Sendable, Hashable {
        case paid
        case expired
    }

    public let kind: Kind
    /// The provider's id of this delivery: it is taken once, for ever.
    public let deliveryID: String
    public let type: String
    public let sessionID: String
    public let payment: SignUpState.Payment
    /// When it happened at the provider, which counts whole seconds.
    public let createdAt: Timestamp
    /// The delivery as it came; kept, as personal data, when it fits no session.
    public let document: String?

    public init(
        kind: Kind, deliveryID: String, type: String, sessionID: String,
        payment: SignUpState.Payment, createdAt: Timestamp, document: String? = nil
    ) {
        self.kind = kind
        self.deliveryID = deliveryID
        self.type = type
        self.sessionID = sessionID
        self.payment = payment
        self.createdAt = createdAt
        self.document = document
    }

    /// When it happened, if that was clearly before `now`: the end of the provider's second, so
    /// that a payment never seems to come before the checkout that led to it.
    func occurredAt(_ now: Timestamp) -> Timestamp? {
        let end = createdAt.adding(milliseconds: 999)
        return createdAt.milliseconds > 0 && end < now ? end : nil
    }
}

extension SignUps {
    /// The open checkout of a session, whoever asks; for dev mode's sandbox.
    package func checkout(_ session: UUIDv7) async throws -> SignUpState.Checkout? {
        let stream = Self.stream(session)
        return try await ledger.read { reader in
            guard case .signUp(let state) = try reader.subject(of: stream).state else { return nil }
            return state.checkout
        }
    }

    /// Takes a provider's report. One that fits no session is kept as unmatched (S3).
    public func take(_ report: CheckoutReport, _ facts: RequestFacts) async throws {
        let key = DeduplicationKey(space: "stripe", value: report.deliveryID)
        var metadata = facts.metadata(.webhook, "stripe")
        metadata.causationID = report.deliveryID
        try await ledger.perform { [metadata] transaction in
            if try transaction.firstPositions(key) != nil { return }
            guard let id = UUIDv7(report.sessionID) else {
                try Self.keepUnmatched(report, "no such session", key, metadata, transaction)
                return
            }
            do {
                _ = try Self.run(
                    try Self.command(report, on: Self.stream(id), transaction),
                    on: Self.stream(id), metadata, deduplicationKey: key,
                    occurredAt: report.occurredAt(transaction.now), transaction)
            } catch let rejection as SignUpRejection {
                try Self.keepUnmatched(report, rejection.code, key, metadata, transaction)
            }
        }
    }

    /// A payment that does not say for which plan is for the one whose checkout it was.
    private static func command(
        _ report: CheckoutReport, on stream: StreamID, _ transaction: CommandTransaction
    ) throws -> SignUpCommand {
        var payment = report.payment
        guard report.kind == .paid else {
            return .expireCheckout(checkoutSessionID: payment.checkoutSessionID)
        }
        if payment.planID.isEmpty {
            let state = try state(of: stream, transaction)
            let isOpenCheckout = state.checkout?.id == payment.checkoutSessionID
            payment.planID = (isOpenCheckout ? state.checkout?.planID : nil) ?? state.planID
        }
        return .confirmPayment(payment)
    }

    private static func keepUnmatched(
        _ report: CheckoutReport, _ reason: String, _ key: DeduplicationKey,
        _ metadata: EventMetadata, _ transaction: CommandTransaction
    ) throws {
        let unmatched = WebhookUnmatched(
            provider: "stripe", eventID: report.deliveryID, eventType: report.type,
            reason: reason, payload: report.document)
        try transaction.append(
            [
                StreamAppend(
                    to: StreamID(category: "webhook", id: "stripe"), expected: .any,
                    events: [NewEvent(EncodedEvent(TallyEvent.webhookUnmatched(unmatched)))])
            ], metadata: metadata, deduplicationKey: key)
    }
}
