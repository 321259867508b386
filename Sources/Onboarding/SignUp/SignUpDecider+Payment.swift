import Time

extension SignUpSession {
    /// Takes up the plan that was chosen on resuming. A token that has not proven the email
    /// changes nothing: the session is verified, and the plan its owner's choice (K1).
    func resume(_ plan: Plan, _ proof: Proof) throws(SignUpRejection) -> SignUpDecision {
        let stage = try requireOpen()
        guard plan.id != state.planID, !isUnproven(proof, at: stage) else {
            return SignUpDecision()
        }
        let changed = PlanChanged(
            planID: plan.id, planDescriptor: plan.descriptor, isPaid: plan.isPaid)
        guard stage >= .businessStaged else { return SignUpDecision([.planChanged(changed)]) }
        return SignUpDecision([.planChanged(changed)] + payment(for: plan, at: stage))
    }

    /// What the change of plan means for a session whose business is described.
    private func payment(for plan: Plan, at stage: SignUpStage) -> [SignUpEvent] {
        let readied: [SignUpEvent] =
            stage == .readyToCommit ? [] : [.readied(SignUpReadied())]
        if !plan.isPaid { return [.paymentSkipped(PaymentSkipped())] + readied }
        if state.payments.contains(where: { $0.planID == plan.id }) { return readied }
        return [.paymentRequired(PaymentRequired())]
    }

    /// Takes the business and goes on to where the plan leads, in one append, so that nobody sees
    /// `business_staged` but the history (K5).
    func stageBusiness(
        _ business: BusinessFacts, _ proof: Proof
    ) throws(SignUpRejection) -> SignUpDecision {
        try requireStage([.identityVerified, .businessStaged], proof)
        let staged = BusinessStaged(
            name: business.name, descriptor: business.descriptor, country: business.country,
            currency: business.currency)
        let next: [SignUpEvent] =
            state.isPaidPlan
            ? [.paymentRequired(PaymentRequired())]
            : [.paymentSkipped(PaymentSkipped()), .readied(SignUpReadied())]
        return SignUpDecision([.businessStaged(staged)] + next)
    }

    /// Allows a checkout. The request is an event whether the open one serves again or not, for
    /// the limit counts requests (K6). One whose answer is not recorded is asked again under the
    /// provider's same key, and stays one request.
    func requestCheckout(_ proof: Proof) throws(SignUpRejection) -> SignUpDecision {
        let stage = try openStage(seenThrough: proof)
        if stage == .readyToCommit, !state.isPaidPlan {
            return SignUpDecision(checkout: .notNeeded)
        }
        guard stage == .paymentPending else { throw .invalidStage(stage) }
        if state.isCheckoutAwaited {
            return SignUpDecision(checkout: .create(planID: state.planID))
        }
        let wait = secondsUntilNextCheckout
        guard wait == 0 else { throw .paymentRateLimited(retryAfterSeconds: wait) }
        let requested = [SignUpEvent.checkoutRequested(CheckoutRequested())]
        guard let open = state.checkout, now < open.expiresAt else {
            return SignUpDecision(requested, checkout: .create(planID: state.planID))
        }
        return SignUpDecision(requested, checkout: .reuse(open))
    }

    /// The longer of two waits: since the last request, and until the window has room again (K6).
    private var secondsUntilNextCheckout: Int {
        let requests = state.checkoutRequestedAt
        guard let last = requests.last else { return 0 }
        let apart = seconds(until: last.adding(seconds: SignUp.checkoutIntervalSeconds))
        guard requests.count >= SignUp.checkoutsPerWindowMax else { return apart }
        let oldest = requests[requests.count - SignUp.checkoutsPerWindowMax]
        return max(apart, seconds(until: oldest.adding(seconds: SignUp.checkoutWindowSeconds)))
    }

    /// Keeps the provider's checkout. If the session moved on while the provider was asked, that is
    /// recorded instead, and refused.
    func recordCheckout(
        _ checkout: SignUpState.Checkout
    ) throws(SignUpRejection) -> SignUpDecision {
        let stage = try requireOpen()
        guard stage == .paymentPending, checkout.planID == state.planID else {
            let failed = CheckoutFailed(reason: "The session moved on meanwhile.")
            return SignUpDecision([.checkoutFailed(failed)], refusal: .invalidStage(stage))
        }
        let started = CheckoutStarted(
            checkoutSessionID: checkout.id, checkoutURL: checkout.url,
            expiresAt: checkout.expiresAt, planID: checkout.planID)
        return SignUpDecision([.checkoutStarted(started)])
    }

    /// The request stays counted: a provider that is down must not be asked without end.
    func recordCheckoutFailure(_ reason: String) throws(SignUpRejection) -> SignUpDecision {
        try requireOpen()
        return SignUpDecision([.checkoutFailed(CheckoutFailed(reason: reason))])
    }

    /// Takes a payment for the current plan, and remembers one for a plan that the session had
    /// before, which came before the provider could expire its checkout. The same payment again
    /// changes nothing, also after the session was completed; any other is unmatched, so that no
    /// second charge goes unseen.
    func confirmPayment(
        _ payment: SignUpState.Payment
    ) throws(SignUpRejection) -> SignUpDecision {
        if state.payments.contains(where: { $0.checkoutSessionID == payment.checkoutSessionID }) {
            return SignUpDecision()
        }
        try requireOpen()
        if isOwed(payment) {
            return SignUpDecision([
                .paymentConfirmed(PaymentConfirmed(payment)), .readied(SignUpReadied()),
            ])
        }
        guard isForEarlierPlan(payment) else { throw .paymentUnmatched }
        return SignUpDecision([.paymentSetAside(PaymentSetAside(payment))])
    }

    private func isOwed(_ payment: SignUpState.Payment) -> Bool {
        state.stage == .paymentPending && payment.planID == state.planID
    }

    /// Before anything was owed there was no checkout that could be paid.
    private func isForEarlierPlan(_ payment: SignUpState.Payment) -> Bool {
        guard let stage = state.stage, stage >= .paymentPending else { return false }
        return payment.planID != state.planID && state.earlierPlanIDs.contains(payment.planID)
    }

    /// Keeps what the session that is over was paid with while its time ran: a payment that it
    /// has, or one of which the provider told too late. Nobody completes a session past its time
    /// or one that was given up (K15, K10), and nobody pays twice for that. One is kept; who paid
    /// several is helped by a person.
    func keepPayment(
        _ payment: SignUpState.Payment, madeAt: Timestamp
    ) throws(SignUpRejection) -> SignUpDecision {
        guard state.isOverWithoutAccount, !state.email.isEmpty else { throw .sessionExpired }
        if state.payments.isEmpty {
            guard isTimely(payment, madeAt) else { throw .sessionExpired }
            guard isOwed(payment) || isForEarlierPlan(payment) else { throw .paymentUnmatched }
        } else {
            guard state.payments.contains(payment) else { throw .paymentUnmatched }
            if state.keptPayment != nil { return SignUpDecision() }
        }
        return SignUpDecision([.paymentKept(PaymentKept(payment))])
    }

    /// True for what was paid before the session ended, or at the checkout that it handed out last:
    /// that one can be paid for minutes more, when there was less left than the provider allows.
    private func isTimely(_ payment: SignUpState.Payment, _ madeAt: Timestamp) -> Bool {
        madeAt < state.expiresAt || state.checkout?.id == payment.checkoutSessionID
    }

    /// The other session is recorded as paid in the same transaction.
    func handPaymentOver(to heirID: String) throws(SignUpRejection) -> SignUpDecision {
        guard state.isPaymentKept else { throw .paymentUnmatched }
        return SignUpDecision([.paymentHandedOver(PaymentHandedOver(sessionID: heirID))])
    }

    /// Tells of a checkout's end, also in a session that is over: the open one is cleared, and of
    /// an earlier one nobody asks the provider any more.
    func expireCheckout(_ id: String) throws(SignUpRejection) -> SignUpDecision {
        guard state.stage != nil else { throw .sessionNotFound }
        return SignUpDecision([.checkoutExpired(CheckoutExpired(checkoutSessionID: id))])
    }
}

extension SignUpState {
    /// When the checkout that was asked for last is to end: with its session, so that nobody pays
    /// for one that is over, as near as the provider allows. The same for the same request,
    /// whenever it is made again.
    package var checkoutEndsAt: Timestamp {
        let asked = checkoutRequestedAt.last ?? createdAt
        let bounds = SignUp.checkoutLifetimeSeconds
        return min(
            max(expiresAt, asked.adding(seconds: bounds.lowerBound)),
            asked.adding(seconds: bounds.upperBound))
    }

    /// True while the provider is to be asked: nobody else has, or its answer is not recorded yet.
    package func awaitsCheckout(at now: Timestamp) -> Bool {
        isCheckoutAwaited && stage == .paymentPending && isActive(at: now)
    }

    /// The payments that nothing was given for, in their order: all but the one for the plan while
    /// the session runs and when it became a user; all but the one that another session took up
    /// when it is over without an account.
    package var strandedPayments: [Payment] {
        let served = isOverWithoutAccount ? (paymentHeirID == nil ? nil : keptPayment) : payment
        return payments.filter { $0 != served }
    }

    /// True for a session that was cancelled or has expired, as recorded.
    package var isOverWithoutAccount: Bool { status == .expired || status == .cancelled }
}
