import Digest
import EventLog
import JSON
import Onboarding
import Time

/// What is asked when a checkout for a membership is to be opened (S2).
public struct MembershipCheckoutRequest: Sendable {
    /// The descriptor as it was asked for; `individual` or `family` (S2).
    public let plan: String
    /// The body's email; else the person's.
    public let email: String?
    /// The signed-in person; nil for a payer without an account.
    public let person: Person?
    /// Absolute, as the provider takes it.
    public let successURL: String
    public let cancelURL: String
    public let facts: RequestFacts
    public let idempotency: IdempotencyKey?
    /// The version that the person's profile must be at (If-Match); nil for any.
    public let expected: DemandedVersions?

    public init(
        plan: String, email: String?, person: Person?, successURL: String, cancelURL: String,
        facts: RequestFacts, idempotency: IdempotencyKey? = nil, expected: DemandedVersions? = nil
    ) {
        (self.plan, self.email, self.person) = (plan, email, person)
        (self.successURL, self.cancelURL) = (successURL, cancelURL)
        (self.facts, self.idempotency, self.expected) = (facts, idempotency, expected)
    }
}

extension Memberships {
    /// Opens a checkout (S2). The provider is asked before anything is written, so that a slow or
    /// failing one leaves nothing half done; what it opened is recorded, to be asked about later.
    ///
    /// - Throws: `invalidPlan`, `emailRequired`, `paymentProviderUnavailable`; `VersionMismatch`
    ///   for a profile at another version than `expected`.
    public func startCheckout(_ request: MembershipCheckoutRequest) async throws
        -> Once<OpenedCheckout>
    {
        guard let plan = MembershipPlan(rawValue: request.plan), plan != .none,
            let offered = plans.plan(descriptor: plan.rawValue)
        else { throw MembershipRejection.invalidPlan }
        if let kept = try await ledger.keptOutcome(request.idempotency, OpenedCheckout.self) {
            return Once(value: kept, isReplay: true)
        }
        let known = try await known(request.person)
        try request.expected?.require(known?.version ?? .empty)
        // Anybody else is not told whose email has a membership.
        if known?.state.membership.billing.isPaid ?? false {
            throw MembershipRejection.alreadyActive
        }
        let email = request.email ?? known?.state.email.nonEmpty ?? request.person?.email
        guard let email = email.flatMap(EmailAddress.validated) else {
            throw MembershipRejection.emailRequired
        }
        let order = CheckoutOrder(
            .membership(userID: known?.id ?? request.person?.subject), plan: offered, email: email,
            successURL: request.successURL, cancelURL: request.cancelURL,
            idempotencyKey: try await providerKey(request.idempotency))
        let opened: OpenedCheckout
        do {
            opened = try await checkouts.openCheckout(order, now: ledger.clock.now())
        } catch {
            if error.isAnswer { try await ledger.countFailure(under: request.idempotency) }
            throw MembershipRejection.paymentProviderUnavailable
        }
        return try await ledger.performOnce(request.idempotency) { transaction in
            try Self.record(opened, plan, request, transaction)
            return opened
        }
    }

    /// Whom a person is, or will be at first sight.
    private func known(_ person: Person?) async throws -> FoundProfile? {
        guard let person else { return nil }
        return try await ledger.read { try Profiles.known(person, $0) }
    }

    /// The client's own key, so that the provider too takes a repetition for one; else a fresh one.
    /// The provider repeats a failure for 24 hours: so each that was answered under the client's
    /// key gives the next try a number, as in K6: `membership_checkout_<key>_2`.
    private func providerKey(_ key: IdempotencyKey?) async throws -> String {
        guard let key else {
            return "membership_checkout_\(UUIDv7.fresh(at: ledger.clock.now()).text)"
        }
        let number = try await ledger.failureCount(under: key) + 1
        return "membership_checkout_\(Hex.encode(key.storedKey))"
            + (number == 1 ? "" : "_\(number)")
    }

    /// A person's checkout is noted on the profile; anybody else's has a stream of its own.
    private static func record(
        _ opened: OpenedCheckout, _ plan: MembershipPlan, _ request: MembershipCheckoutRequest,
        _ transaction: CommandTransaction
    ) throws {
        if let person = request.person {
            let metadata = request.facts.metadata(.user, person.subject)
            let known = try Profiles.known(person, transaction)
            try request.expected?.require(known?.version ?? .empty)
            let found = try Profiles.see(person, metadata, transaction)
            _ = try run(
                .recordCheckout(id: opened.id, plan: plan), on: found, metadata, transaction)
        } else if let stream = checkoutStream(opened.id) {
            let event = MembershipEvent.checkoutOpened(
                MembershipCheckoutOpened(opened.id, for: plan))
            try transaction.append(
                [append([event], to: stream)],
                metadata: request.facts.metadata(.session, opened.id))
        }
    }

    // MARK: Asking the provider

    /// Of those that a person left open, only the last ones can have been paid just now.
    private static let lookUpsMax = 3

    /// Makes up for a webhook that was lost, when the payer is back (S10): asks the provider about
    /// the checkouts whose last word was not told, if the person is not paid for. A provider that
    /// does not answer leaves things as they are.
    ///
    /// Called where the payer's return shows: at the gate of `/welcome` and when the profile is
    /// read. Mostly there is nothing to ask, which costs a read.
    public func payerReturned(_ profile: FoundProfile, _ facts: RequestFacts) async throws -> Bool {
        guard !profile.state.isPaid, !toBeAsked(profile.state.membership).isEmpty,
            lookUps.secondsToWait(profile.id, now: ledger.clock.now()) == 0
        else { return false }
        do {
            return try await reconcile(userID: profile.id, facts) > 0
        } catch MembershipRejection.paymentProviderUnavailable { return false }
    }

    /// The same for a user by the id, also for one whose profile is gone.
    public func payerReturned(userID: String, _ facts: RequestFacts) async throws {
        let found = try await ledger.read { try Profiles.profile(id: userID, $0) }
        if let found { _ = try await payerReturned(found, facts) }
    }

    /// The same for the checkout that led back, which its payer may have opened before signing in:
    /// what the provider tells of it goes to whom it is of, whoever asks. Who was erased only comes
    /// back by themself. One that the user opened is asked about as theirs.
    ///
    /// - Returns: false when the provider does not answer.
    public func payerReturned(
        from checkoutID: String, as userID: String, _ facts: RequestFacts
    ) async throws -> Bool {
        guard checkoutID.hasPrefix("cs_") else { return true }
        let own = try await ledger.read { try Profiles.profile(id: userID, $0) }
        let opened = own?.state.membership.openCheckouts ?? []
        guard !opened.contains(where: { $0.id == checkoutID }),
            lookUps.secondsToWait("from \(userID)", now: ledger.clock.now()) == 0
        else { return true }
        do { try await ensureReported(checkoutID, facts, sparingErased: true) } catch {
            guard let rejection = error as? MembershipRejection else { throw error }
            return rejection != .paymentProviderUnavailable
        }
        return true
    }

    /// Asks the provider about the checkouts of a person that never reported (S10: the webhook was
    /// lost); answers how many were paid.
    public func reconcile(userID: String, _ facts: RequestFacts) async throws -> Int {
        let open = toBeAsked(try await profile(id: userID).state.membership)
        var count = 0
        for checkout in open.suffix(Self.lookUpsMax).reversed() {
            guard let delivery = try await lookUp(checkout.id)?.delivery else { continue }
            try await StripeDeliveries(self).take(delivery, body: [], facts)
            if delivery.isPayment { count += 1 }
        }
        return count
    }

    private func toBeAsked(_ membership: MembershipState) -> [OpenCheckout] {
        membership.openCheckouts.filter { $0.mayStillBeReported(at: ledger.now) }
    }

    /// A checkout as the provider told of it.
    struct LookedUp {
        let checkout: StripeCheckout
        /// The time before it was asked.
        let askedAt: Timestamp

        /// Nil while the checkout is open.
        var delivery: StripeDelivery? { StripeDelivery(lookedUp: checkout, askedAt: askedAt) }
    }

    /// Nil when the provider does not know the checkout.
    /// - Throws: `paymentProviderUnavailable` for every failure of the provider.
    func lookUp(_ id: String) async throws -> LookedUp? {
        let askedAt = ledger.clock.now()
        do {
            return try await checkouts.checkout(id).map {
                LookedUp(checkout: $0, askedAt: askedAt)
            }
        } catch { throw MembershipRejection.paymentProviderUnavailable }
    }

    /// What a person's open checkout was for; for dev mode's sandbox after a restart, when only the
    /// app's own address is left to return to. Who was not signed in is not known any more.
    package func order(ofCheckout id: String, app: String) async throws -> CheckoutOrder? {
        var filter = EventFilter()
        filter.types = [EventKind.membershipCheckoutOpened.rawValue]
        let events = try await ledger.events(matching: filter, order: .newestFirst, limit: 1000)
        for event in events where event.stream.category == "profile" {
            let data = try JSONValue(parsing: event.data)
            guard data["checkoutSessionId"]?.stringValue == id else { continue }
            let profile = try await profile(id: String(event.stream.id))
            guard profile.state.membership.openCheckouts.contains(where: { $0.id == id }),
                let plan = data["plan"]?.stringValue.flatMap({ plans.plan(descriptor: $0) })
            else { return nil }
            return CheckoutOrder(
                .membership(userID: profile.id), plan: plan, email: profile.state.email,
                successURL: app, cancelURL: app, idempotencyKey: "")
        }
        return nil
    }

    // MARK: Claiming

    /// Gives the payer without an account a password, on the strength of the checkout (S8).
    ///
    /// The payment is refused with `checkoutNotFound` or `checkoutNotPaid`, the account with
    /// `alreadyActive`, `alreadyClaimed`, `emailUnknown` or `emailTaken`.
    ///
    /// - Throws: besides what all throw, `SignInRejection`.
    public func claim(
        checkoutID: String, password: String, _ facts: RequestFacts,
        idempotency: IdempotencyKey? = nil, expected: DemandedVersions? = nil
    ) async throws -> Once<SignedIn> {
        guard checkoutID.hasPrefix("cs_") else { throw MembershipRejection.checkoutNotFound }
        // What was answered already asks nobody and records nothing.
        let kept = try await ledger.keptOutcome(idempotency, SignInGrant.self)
        let once =
            if let kept {
                Once(value: kept, isReplay: true)
            } else {
                try await claimOnce(checkoutID, password, facts, idempotency, expected)
            }
        do {
            return Once(value: try await ledger.signIn(once.value), isReplay: once.isReplay)
        } catch SignInRejection.wrongCredentials {
            // Whose the email is has proven it since.
            throw MembershipRejection.alreadyClaimed
        }
    }

    /// The email of whoever paid by a checkout; nil for a checkout that nobody paid by.
    package func payerEmail(ofCheckout id: String) async throws -> String? {
        try await ledger.read { reader in
            try Profiles.profile(by: .checkout(id), reader)?.state.email
        }
    }

    /// Asks for the payment's report where none came, and opens the account.
    private func claimOnce(
        _ checkoutID: String, _ password: String, _ facts: RequestFacts,
        _ idempotency: IdempotencyKey?, _ expected: DemandedVersions?
    ) async throws -> Once<SignInGrant> {
        try await ensureReported(checkoutID, facts)
        // A password is hashed only for who may have one.
        try await ledger.read { [clock = ledger.clock] reader in
            _ = try Self.claimable(checkoutID, expected, reader, now: reader.now(clock))
        }
        let hash = try await ledger.passwords.run { _ in try PasswordHash.make(password) }
        return try await ledger.performOnce(idempotency) { transaction in
            let userID = try Self.claim(checkoutID, hash, facts, expected, transaction)
            return try transaction.grant(userID)
        }
    }

    /// Decides inside the command; answers the user's id.
    private static func claim(
        _ checkoutID: String, _ hash: String, _ facts: RequestFacts, _ expected: DemandedVersions?,
        _ transaction: CommandTransaction
    ) throws -> String {
        let (found, events) = try claimable(
            checkoutID, expected, transaction, now: transaction.now)
        let metadata = facts.metadata(.user, found.id)
        _ = try Profiles.append(events, to: found, metadata, transaction)
        try transaction.writeVault { vault in
            try vault.put(.password, Array(found.id.utf8), Array(hash.utf8))
        }
        return found.id
    }

    /// The payer's profile and the events of a claim, if there may be one.
    private static func claimable(
        _ checkoutID: String, _ expected: DemandedVersions?, _ source: some SubjectSource,
        now: Timestamp
    ) throws -> (found: FoundProfile, events: [ProfileStreamEvent]) {
        guard let found = try Profiles.profile(by: .checkout(checkoutID), source) else {
            throw MembershipRejection.checkoutNotFound
        }
        let command = MembershipCommand.claim(checkoutSessionID: checkoutID)
        let events = try Membership.decide(command, found.state, DecisionContext(now: now))
        guard !found.state.email.isEmpty else { throw MembershipRejection.emailUnknown }
        let holder = try source.holder(of: .userEmail(found.state.email))
        guard holder == nil || holder == found.stream else { throw MembershipRejection.emailTaken }
        try expected?.require(found.version)
        return (found, events)
    }

    /// Asks the provider about a checkout that was not reported as paid yet. It is taken only when
    /// that overwrites nothing: no active membership of the payer (S8), but for the one that this
    /// very checkout began, which was completed before it was paid.
    ///
    /// - Parameter sparingErased: leaves out what is of somebody who was erased and is not back.
    private func ensureReported(
        _ id: String, _ facts: RequestFacts, sparingErased: Bool = false
    ) async throws {
        let isKnown = try await ledger.read { try $0.holder(of: .checkout(id)) != nil }
        if isKnown { return }
        guard let found = try await lookUp(id), found.checkout.id == id, !found.checkout.isSignUp
        else { throw MembershipRejection.checkoutNotFound }
        guard let delivery = found.delivery, delivery.isPayment else {
            throw MembershipRejection.checkoutNotPaid
        }
        // Its report may have come while the provider was asked.
        let (isReported, payer) = try await ledger.read { reader in
            (try reader.holder(of: .checkout(id)) != nil, try Self.known(delivery, reader))
        }
        if isReported { return }
        if let payer {
            let billing = payer.state.membership.billing
            let isOwn =
                billing.checkouts[id]?.outcome == .unpaid && found.checkout.subscriptionID != nil
                && billing.current?.subscriptionID == found.checkout.subscriptionID
            if payer.state.isPaid, !isOwn { throw MembershipRejection.alreadyActive }
        }
        if sparingErased, try await ledger.perform({ try $0.isOfErased(delivery) }) { return }
        try await StripeDeliveries(self).take(delivery, body: [], facts)
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
