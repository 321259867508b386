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
            _ = try Self.run(
                .stageBusiness(business, proof: access.proof), on: access.stream, metadata,
                expected: request.expected, transaction)
            let state = try Self.takeUpKeptPayment(access.stream, metadata, transaction)
            return StageOutcome(stage: (state.stage ?? .businessStaged).rawValue)
        }
    }

    /// Opens a checkout, or answers the open one; empty for a free plan (K6).
    ///
    /// Two commands around the provider's call: the request is recorded first, so that it counts
    /// towards the limit whatever becomes of it, and nothing waits on the writer meanwhile. Several
    /// who ask for the same session share one call, and one whom a stop cut short is made again.
    /// What is answered is kept under the request's key, for as long as it can be paid: who failed
    /// to get an address asks anew under the same key, within the limits.
    ///
    /// - Throws: `paymentRateLimited` with the seconds to wait, `paymentProviderUnavailable`;
    ///   `emailAlreadyRegistered` when the email became a user's meanwhile.
    public func startPayment(
        successURL: String, cancelURL: String, _ request: SessionRequest
    ) async throws -> Once<String> {
        let access = try access(request.sessionToken)
        let metadata = metadata(access, request.facts)
        let asked = try await keeping(request.idempotency) { [plans] transaction in
            let step = try Self.run(
                .requestCheckout(proof: access.proof), on: access.stream, metadata,
                expected: request.expected, transaction)
            // A plan that is not sold any more costs no attempt: another may be chosen at once.
            if step.after.awaitsCheckout(at: transaction.now),
                plans.plan(id: step.after.planID) == nil
            {
                throw SignUpRejection.planNotFound
            }
            // Nobody pays for what could not be completed (K8).
            if try transaction.holder(of: .userEmail(step.after.email)) != nil {
                throw SignUpRejection.emailAlreadyRegistered
            }
            return CheckoutAnswer(step)
        }
        if let url = asked.value.url { return Once(value: url, isReplay: asked.isReplay) }
        // Kept by an older version, before the provider was asked: no answer, and decided afresh.
        guard !asked.isReplay else {
            return try await startPayment(
                successURL: successURL, cancelURL: cancelURL, request.withoutKey)
        }
        let opening = try await openings.run(access.stream) { [self] in
            try await openCheckout(
                access, successURL, cancelURL, metadata, under: request.idempotency)
        }
        guard let opening else {
            if let open = try await openCheckout(of: access) {
                let answer = try await keeping(request.idempotency) { _ in open }
                return Once(value: answer.value.url ?? "", isReplay: false)
            }
            // What was awaited was given up meanwhile: that is decided afresh.
            return try await startPayment(successURL: successURL, cancelURL: cancelURL, request)
        }
        if opening.key != request.idempotency {
            _ = try await keeping(request.idempotency) { _ in opening.answer }
        }
        return Once(value: opening.answer.url ?? "", isReplay: false)
    }

    /// What another's call opened, which was answered before this one could share it.
    private func openCheckout(of access: Access) async throws -> CheckoutAnswer? {
        let state = try await sessionState(access.stream)
        guard let checkout = state.checkout, state.stage == .paymentPending,
            state.isActive(at: ledger.now), ledger.now < checkout.expiresAt
        else { return nil }
        return CheckoutAnswer(checkout)
    }

    /// Keeps the answer under a key for as long as the checkout can be paid.
    private func keeping(
        _ key: IdempotencyKey?,
        _ body: @escaping @Sendable (CommandTransaction) throws -> CheckoutAnswer
    ) async throws -> Once<CheckoutAnswer> {
        try await ledger.performOnce(
            key, isKept: { $0.url != nil }, keptUntil: \.expiresAt, body)
    }

    /// Asks the provider for the checkout that the session awaits, and records what it opened, or
    /// that it failed.
    ///
    /// - Returns: nil, and nobody was asked, for a session that awaits none any more.
    /// - Throws: `paymentProviderUnavailable`; what the session refuses when it changed meanwhile.
    private func openCheckout(
        _ access: Access, _ successURL: String, _ cancelURL: String, _ metadata: EventMetadata,
        under key: IdempotencyKey?
    ) async throws -> CheckoutOpening? {
        let state = try await sessionState(access.stream)
        guard state.awaitsCheckout(at: ledger.now) else { return nil }
        guard let plan = plans.plan(id: state.planID) else { throw SignUpRejection.planNotFound }
        let order = Self.order(state, access.token.sessionID, plan, successURL, cancelURL)
        let opened: OpenedCheckout
        do throws(ProviderFailure) {
            opened = try await checkouts.openCheckout(order, now: ledger.clock.now())
        } catch {
            try await ledger.perform { [explanation = error.explanation] transaction in
                _ = try Self.run(
                    .recordCheckoutFailure(reason: explanation), on: access.stream, metadata,
                    transaction)
            }
            throw SignUpRejection.paymentProviderUnavailable
        }
        let checkout = SignUpState.Checkout(
            id: opened.id, url: opened.url, expiresAt: opened.expiresAt, planID: plan.id)
        let recorded = try await keeping(key) { transaction in
            let step = try Self.run(
                .recordCheckout(checkout), on: access.stream, metadata, transaction)
            return CheckoutAnswer(recording: checkout, step)
        }
        if let stage = recorded.value.refusedStage.flatMap(SignUpStage.init) {
            throw SignUpRejection.invalidStage(stage)
        }
        return CheckoutOpening(answer: recorded.value, key: key)
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
                + (number == 1 ? "" : "_\(number)"), expiresAt: state.checkoutEndsAt)
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
            let checkout = state.checkout, checkout.id == id,
            let plan = plans.plan(id: state.planID)
        else { return nil }
        return CheckoutOrder(
            .signUp(sessionID: sessionID.text), plan: plan, email: state.email, successURL: app,
            cancelURL: app, idempotencyKey: "", expiresAt: checkout.expiresAt)
    }

    /// Whether a sign-up was begun under an id.
    static func exists(_ session: UUIDv7, _ ledger: Ledger) async throws -> Bool {
        let stream = stream(session)
        return try await ledger.read { try $0.log.version(of: stream) > .empty }
    }

    /// Takes a provider's report; what fits no session is kept as unmatched (S3).
    static func take(
        _ report: CheckoutReport, _ metadata: EventMetadata, _ key: DeduplicationKey,
        _ plans: PlanCatalogue, _ transaction: CommandTransaction
    ) throws -> StripeDeliveries.Taken {
        do {
            guard let id = UUIDv7(report.sessionID) else {
                return try keepUnmatched(report, "no such session", metadata, key, transaction)
            }
            let delivery = TakenReport(report, on: stream(id), metadata, key)
            return try take(delivery, plans, transaction)
        } catch let rejection as SignUpRejection {
            return try keepUnmatched(report, rejection.code, metadata, key, transaction)
        }
    }

    /// What was paid in a session that ended meanwhile is kept for the next one.
    private static func take(
        _ delivery: TakenReport, _ plans: PlanCatalogue, _ transaction: CommandTransaction
    ) throws -> StripeDeliveries.Taken {
        let report = delivery.report
        let state = try state(of: delivery.stream, transaction)
        let payment = payment(report, state)
        if isEndOfAnOldCheckout(report, state) { return .known }
        if report.kind == .paid, payment.checkoutSessionID != state.checkout?.id,
            let foreign = report.foreign, !foreign.pays(for: plans.plan(id: payment.planID))
        {
            throw SignUpRejection.paymentUnmatched
        }
        do {
            let command: SignUpCommand =
                report.kind == .paid
                ? .confirmPayment(payment)
                : .expireCheckout(checkoutSessionID: payment.checkoutSessionID)
            let step = try run(
                command, on: delivery.stream, delivery.metadata, deduplicationKey: delivery.key,
                occurredAt: report.occurredAt(transaction.now), transaction)
            switch step.decision.events.first {
            case nil: return .known
            case .paymentSetAside: return .setAside
            default: return .recorded
            }
        } catch let rejection as SignUpRejection {
            guard report.kind == .paid,
                rejection == .sessionExpired || state.status == .cancelled
            else { throw rejection }
            return try keep(payment, delivery, transaction)
        }
    }

    /// What a session left behind, and the provider was told to expire, is no news. What a look-up
    /// finds is recorded, so that nobody asks for it again.
    private static func isEndOfAnOldCheckout(
        _ report: CheckoutReport, _ state: SignUpState
    ) -> Bool {
        report.kind == .expired && !report.isLookUp && state.stage != nil
            && state.checkout?.id != report.payment.checkoutSessionID
    }

    private static func keepUnmatched(
        _ report: CheckoutReport, _ reason: String, _ metadata: EventMetadata,
        _ key: DeduplicationKey, _ transaction: CommandTransaction
    ) throws -> StripeDeliveries.Taken {
        try transaction.keepUnmatched(report.unmatched(reason), key, metadata)
        return .unmatched(reason: reason)
    }

    /// The session's own open checkout says best for which plan it was paid; else the payment does,
    /// by the plan's id or its descriptor, and what says nothing is for the plan as it is now.
    private static func payment(
        _ report: CheckoutReport, _ state: SignUpState
    ) -> SignUpState.Payment {
        var payment = report.payment
        if let checkout = state.checkout, checkout.id == payment.checkoutSessionID {
            payment.planID = checkout.planID
        } else if ["", state.planDescriptor].contains(payment.planID) {
            payment.planID = state.planID
        }
        return payment
    }
}
