import EventLog
import Onboarding
import Time

extension SignUps {
    /// Describes the business; the plan decides whether payment is owed (K5).
    ///
    /// - Throws: `invalidStage` in any but `identity_verified` and `business_staged`.
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
    ///
    /// - Throws: `paymentRateLimited` with the seconds to wait, `paymentProviderUnavailable`.
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

    /// Asks the provider and records what it opened, or that it failed.
    /// - Throws: `paymentProviderUnavailable`; what the session refuses when it changed meanwhile.
    private func openCheckout(
        _ access: Access, planID: String, _ successURL: String, _ cancelURL: String,
        _ metadata: EventMetadata
    ) async throws -> String {
        guard let plan = plans.plan(id: planID) else { throw SignUpRejection.planNotFound }
        let order = Self.order(
            try await sessionState(access.stream), access.token.sessionID, plan, successURL,
            cancelURL)
        do {
            let opened = try await checkouts.openCheckout(order, now: ledger.clock.now())
            let checkout = SignUpState.Checkout(
                id: opened.id, url: opened.url, expiresAt: opened.expiresAt, planID: plan.id)
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

extension SignUps {
    /// The provider answers a key's second request with the first one's answer for 24 hours, be it
    /// a failure, and refuses one that differs. So K6's key goes with the first checkout, and each
    /// further one of the session gets a number: `onboarding_checkout_<sessionID>_2`.
    private static func order(
        _ state: SignUpState, _ sessionID: UUIDv7, _ plan: Plan, _ successURL: String,
        _ cancelURL: String
    ) -> CheckoutOrder {
        let number = state.checkoutOutcomeCount + 1
        return CheckoutOrder(
            .signUp(sessionID: sessionID.text), plan: plan, email: state.email,
            successURL: successURL, cancelURL: cancelURL,
            idempotencyKey: "onboarding_checkout_\(sessionID.text)"
                + (number == 1 ? "" : "_\(number)"))
    }
}

extension SignUps {
    /// What the open checkout of a session was for; for dev mode's sandbox after a restart, when
    /// only the app's own address is left to return to.
    package func order(
        ofCheckout id: String, _ sessionID: UUIDv7, app: String
    ) async throws -> CheckoutOrder? {
        let stream = Self.stream(sessionID)
        guard case .signUp(let state) = try await ledger.read({ try $0.subject(of: stream).state }),
            state.checkout?.id == id, let plan = plans.plan(id: state.planID)
        else { return nil }
        return CheckoutOrder(
            .signUp(sessionID: sessionID.text), plan: plan, email: state.email, successURL: app,
            cancelURL: app, idempotencyKey: "")
    }

    /// Whether a sign-up was begun under an id.
    static func exists(_ session: UUIDv7, _ ledger: Ledger) async throws -> Bool {
        let stream = stream(session)
        return try await ledger.read { try $0.log.version(of: stream) > .empty }
    }

    /// Takes a provider's report; what fits no session is kept as unmatched (S3).
    static func take(
        _ report: CheckoutReport, _ metadata: EventMetadata, _ key: DeduplicationKey,
        _ transaction: CommandTransaction
    ) throws -> StripeDeliveries.Taken {
        guard let id = UUIDv7(report.sessionID) else {
            try transaction.keepUnmatched(report.unmatched("no such session"), key, metadata)
            return .unmatched
        }
        do {
            let step = try run(
                try command(report, on: stream(id), transaction), on: stream(id), metadata,
                deduplicationKey: key, occurredAt: report.occurredAt(transaction.now), transaction)
            return step.decision.events.isEmpty ? .known : .recorded
        } catch let rejection as SignUpRejection {
            try transaction.keepUnmatched(report.unmatched(rejection.code), key, metadata)
            return .unmatched
        }
    }

    /// The session's own open checkout says best for which plan it was paid; else the payment does,
    /// by the plan's id or its descriptor, and what says nothing is for the plan as it is now.
    private static func command(
        _ report: CheckoutReport, on stream: StreamID, _ transaction: CommandTransaction
    ) throws -> SignUpCommand {
        var payment = report.payment
        guard report.kind == .paid else {
            return .expireCheckout(checkoutSessionID: payment.checkoutSessionID)
        }
        let state = try state(of: stream, transaction)
        if let checkout = state.checkout, checkout.id == payment.checkoutSessionID {
            payment.planID = checkout.planID
        } else if ["", state.planDescriptor].contains(payment.planID) {
            payment.planID = state.planID
        }
        return .confirmPayment(payment)
    }
}
