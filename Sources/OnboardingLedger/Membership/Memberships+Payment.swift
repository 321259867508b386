import EventLog
import Onboarding
import Time

/// What is asked when a checkout for a membership is to be opened (S2).
public struct MembershipCheckoutRequest: Sendable {
    public let plan: String
    /// The body's email; else the person's.
    public let email: String?
    /// The signed-in person; nil for a payer without an account.
    public let person: Person?
    public let successURL: String
    public let cancelURL: String
    public let facts: RequestFacts

    public init(
        plan: String, email: String?, person: Person?, successURL: String, cancelURL: String,
        facts: RequestFacts
    ) {
        (self.plan, self.email, self.person) = (plan, email, person)
        (self.successURL, self.cancelURL, self.facts) = (successURL, cancelURL, facts)
    }
}

extension Memberships {
    /// Opens a checkout (S2). The provider is asked between two commands, so that nothing waits on
    /// the writer meanwhile; a signed-in person's checkout is recorded, to be asked about later.
    public func startCheckout(_ request: MembershipCheckoutRequest) async throws -> OpenedCheckout {
        guard let plan = MembershipPlan(rawValue: request.plan), plan != .none,
            let offered = plans.plan(descriptor: plan.rawValue)
        else { throw MembershipRejection.invalidPlan }
        var found: FoundProfile?
        if let person = request.person { found = try await profile(person, request.facts) }
        let known = found.flatMap { $0.state.email.isEmpty ? nil : $0.state.email }
        guard let email = (request.email ?? known).flatMap(EmailAddress.validated) else {
            throw MembershipRejection.emailRequired
        }
        let order = MembershipOrder(
            plan: offered, email: email, userID: found?.id, successURL: request.successURL,
            cancelURL: request.cancelURL,
            idempotencyKey: "membership_checkout_\(request.facts.requestID)")
        let opened: OpenedCheckout
        do {
            opened = try await checkouts.openCheckout(order, now: ledger.clock.now())
        } catch { throw MembershipRejection.paymentProviderUnavailable }
        if let found, let person = request.person {
            try await record(opened, plan, found.id, request.facts.metadata(.user, person.subject))
        }
        return opened
    }

    private func record(
        _ opened: OpenedCheckout, _ plan: MembershipPlan, _ id: String, _ metadata: EventMetadata
    ) async throws {
        try await ledger.perform { transaction in
            guard let found = try Profiles.profile(id: id, transaction) else { return }
            _ = try Self.run(
                .recordCheckout(id: opened.id, plan: plan), on: found, metadata, transaction)
        }
    }

    // MARK: Asking the provider

    /// Asks the provider about the checkouts of a person that never reported (S10: the webhook was
    /// lost); answers how many were paid.
    public func reconcile(userID: String, _ facts: RequestFacts) async throws -> Int {
        let open = try await profile(id: userID).state.membership.openCheckoutIDs
        var count = 0
        for id in open {
            guard let checkout = try await lookUp(id), checkout.isComplete,
                checkout.outcome.isPayment
            else { continue }
            try await take(checkout, facts)
            count += 1
        }
        return count
    }

    private func lookUp(_ id: String) async throws -> StripeCheckout? {
        do {
            return try await checkouts.checkout(id)
        } catch { throw MembershipRejection.paymentProviderUnavailable }
    }

    /// Takes what the provider answered as if it had been delivered; the delivery itself may still
    /// come and changes nothing then.
    private func take(_ checkout: StripeCheckout, _ facts: RequestFacts) async throws {
        let delivery = StripeDelivery(lookedUp: checkout)
        try await take(delivery, body: [], facts)
    }

    // MARK: Claiming

    /// Gives the payer without an account a password, on the strength of the checkout (S8).
    ///
    /// - Throws: besides what all throw, `SignInRejection`.
    public func claim(
        checkoutID: String, password: String, _ facts: RequestFacts,
        idempotency: IdempotencyKey? = nil
    ) async throws -> Once<SignedIn> {
        guard checkoutID.hasPrefix("cs_") else { throw MembershipRejection.checkoutNotFound }
        try await ensureReported(checkoutID, facts)
        let hash = try await ledger.passwords.run { _ in PasswordHash.make(password) }
        let once = try await ledger.performOnce(idempotency) { transaction in
            try Self.claim(checkoutID, hash, facts, transaction)
        }
        return Once(
            value: try await ledger.signIn(userID: once.value), isReplay: once.isReplay)
    }

    private static func claim(
        _ checkoutID: String, _ hash: String, _ facts: RequestFacts,
        _ transaction: CommandTransaction
    ) throws -> String {
        guard let found = try Profiles.profile(by: .checkout(checkoutID), transaction) else {
            throw MembershipRejection.checkoutNotFound
        }
        let command = MembershipCommand.claim(checkoutSessionID: checkoutID)
        let events = try Membership.decide(
            command, found.state, DecisionContext(now: transaction.now))
        guard !found.state.email.isEmpty else { throw MembershipRejection.emailRequired }
        let holder = try transaction.holder(of: .userEmail(found.state.email))
        guard holder == nil || holder == found.stream else { throw MembershipRejection.emailTaken }
        let metadata = facts.metadata(.user, found.id)
        _ = try Profiles.append(events, to: found, metadata, transaction)
        try transaction.writeVault { vault in
            try vault.put(Ledger.passwordSpace, Array(found.id.utf8), Array(hash.utf8))
        }
        return found.id
    }

    /// Asks the provider about a checkout that was not reported yet. It is taken only when that
    /// overwrites nothing: no account and no active membership of the payer (S8).
    private func ensureReported(_ id: String, _ facts: RequestFacts) async throws {
        let isKnown = try await ledger.perform {
            try $0.holder(of: .checkout(id)) != nil
        }
        if isKnown { return }
        guard let checkout = try await lookUp(id), checkout.id == id,
            checkout.signUpSessionID == nil
        else { throw MembershipRejection.checkoutNotFound }
        guard checkout.isComplete, checkout.outcome.isPayment else {
            throw MembershipRejection.checkoutNotPaid
        }
        let delivery = StripeDelivery(lookedUp: checkout)
        try await ledger.perform { transaction in
            guard let payer = try Self.known(delivery, transaction) else { return }
            if payer.state.isPaid { throw MembershipRejection.alreadyActive }
            if !payer.state.isUnclaimedPayer { throw MembershipRejection.alreadyClaimed }
        }
        try await take(checkout, facts)
    }
}
