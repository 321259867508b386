import JSON
import Time

extension SignUpState: FoldedState {
    package mutating func evolve(_ event: SignUpEvent, at time: Timestamp) {
        switch event {
        case .started(let event): start(event, at: time)
        case .planChanged(let event): change(to: event)
        case .codeSent(let event): sendCode(event, at: time)
        case .codeRefused(let event):
            code?.attempts = event.attempts
            code?.isVoided = event.isVoided
        case .identityVerified(let event): verifyIdentity(event)
        case .identityProven(let event): proveIdentity(event)
        case .businessStaged(let event):
            business = BusinessFacts(
                name: event.name, descriptor: event.descriptor, country: event.country,
                currency: event.currency)
            stage = .businessStaged
        case .paymentSkipped: paymentStatus = .skipped
        case .paymentRequired:
            paymentStatus = .pending
            stage = .paymentPending
        case .checkoutRequested:
            checkoutRequestCount += 1
            checkoutRequestedAt = checkoutRequestedAt.suffix(2) + [time]
            isCheckoutAwaited = checkout.map { time >= $0.expiresAt } ?? true
        case .checkoutStarted(let event):
            isCheckoutAwaited = false
            checkout = Checkout(
                id: event.checkoutSessionID, url: event.checkoutURL, expiresAt: event.expiresAt,
                planID: event.planID)
            checkoutOutcomeCount += 1
        case .checkoutFailed:
            isCheckoutAwaited = false
            checkoutOutcomeCount += 1
        case .checkoutExpired(let event):
            if checkout?.id == event.checkoutSessionID { checkout = nil }
        case .paymentConfirmed(let event): confirmPayment(event, at: time)
        case .readied: stage = .readyToCommit
        case .completed(let event):
            completion = Completion(userID: event.userID, tenantID: event.tenantID, at: time)
            (stage, status) = (.committed, .committed)
        case .cancelled: status = .cancelled
        case .expired: status = .expired
        case .paymentKept(let event):
            receive(event.payment, at: time)
            (keptPayment, checkout) = (event.payment, nil)
            if event.planID == planID { paymentStatus = .succeeded }
        case .paymentHandedOver(let event): paymentHeirID = event.sessionID
        case .paymentSetAside(let event): receive(event.payment, at: time)
        }
    }

    private mutating func start(_ event: SignUpStarted, at time: Timestamp) {
        stage = .planSelected
        email = event.email
        planID = event.planID
        planDescriptor = event.planDescriptor
        isPaidPlan = event.isPaid
        variant = event.variant
        createdAt = time
        expiresAt = event.expiresAt
        paymentStatus = event.isPaid ? .pending : .skipped
    }

    /// The open checkout was for the plan before and is let go, which an effect tells the provider;
    /// a payment stays, in case the person comes back to its plan. The stage follows from the
    /// events behind this one.
    private mutating func change(to event: PlanChanged) {
        earlierPlanIDs.insert(planID)
        planID = event.planID
        planDescriptor = event.planDescriptor
        isPaidPlan = event.isPaid
        checkout = nil
        isCheckoutAwaited = false
        paymentStatus = !event.isPaid ? .skipped : payment != nil ? .succeeded : .pending
    }

    /// A session that is further on stays there: the code then proves a later token (K1).
    private mutating func sendCode(_ event: VerificationCodeSent, at time: Timestamp) {
        codeCount = event.issue
        codeSentAt = time
        code = VerificationCode(issue: event.issue, expiresAt: event.expiresAt)
        if stage == .planSelected { stage = .identityPending }
    }

    /// A code serves once: it is gone when it, or Google, has shown who the person is. What a later
    /// token proved was the email of then: of another one it has to prove anew (K1).
    private mutating func verifyIdentity(_ event: IdentityVerified) {
        identity = Identity(
            method: event.method, firstName: event.firstName, lastName: event.lastName)
        // No code was ever sent to another email (K2).
        if let email = event.email { (self.email, provenProofs, codeSentAt) = (email, [], nil) }
        code = nil
        stage = .identityVerified
    }

    /// The names are those given last; a code that was under way has served.
    private mutating func proveIdentity(_ event: IdentityProven) {
        if !provenProofs.contains(event.proof) { provenProofs.append(event.proof) }
        if let firstName = event.firstName { identity?.firstName = firstName }
        if let lastName = event.lastName { identity?.lastName = lastName }
        code = nil
    }

    /// The checkout is over with its payment.
    private mutating func confirmPayment(_ event: PaymentConfirmed, at time: Timestamp) {
        receive(event.payment, at: time)
        checkout = nil
        paymentStatus = .succeeded
        stage = .paymentConfirmed
    }

    /// What is told of a payment first is nearest to when it was made: it is kept later.
    private mutating func receive(_ payment: Payment, at time: Timestamp) {
        if !payments.contains(payment) { payments.append(payment) }
        let id = payment.checkoutSessionID
        if paymentTimes[id] == nil { paymentTimes[id] = time }
    }

    /// A session whose person was erased is over at that instant: nothing may be completed without
    /// the email that it was about, which is free for a new beginning (L14).
    mutating func noteErasure(_ data: UnsafeRawBufferPointer, at time: Timestamp) throws(JSONError)
    {
        let event = try unsafe PersonalDataErased(data: data, personal: nil)
        if event.extent == .all && status == .active { expiresAt = min(expiresAt, time) }
    }

    /// The email belongs to this session from its start until it ends, one way or another (K1);
    /// what it leaves paid for is found by the email until the next session takes it up (K15).
    package func claimChanges(for event: SignUpEvent) -> [ClaimChange] {
        switch event {
        case .started(let event) where !event.email.isEmpty:
            return [.take(.sessionEmail(event.email))]
        case .identityVerified(let event):
            guard let newEmail = event.email, !newEmail.isEmpty else { return [] }
            return [.release(.sessionEmail(email)), .take(.sessionEmail(newEmail))]
        case .completed, .cancelled, .expired:
            return email.isEmpty ? [] : [.release(.sessionEmail(email))]
        case .paymentKept: return email.isEmpty ? [] : [.take(.keptPayment(email))]
        case .paymentHandedOver: return email.isEmpty ? [] : [.release(.keptPayment(email))]
        default: return []
        }
    }
}
