import EventLog
import Onboarding
import Time

extension Memberships {
    /// Takes what a delivery says of a membership; what belongs to nobody is kept as unmatched
    /// (S3).
    static func take(
        _ delivery: StripeDelivery, _ reports: [MembershipEvent], _ document: String?,
        _ metadata: EventMetadata, _ key: DeduplicationKey, _ transaction: CommandTransaction
    ) throws -> StripeDeliveries.Taken {
        if let found = try payer(of: delivery, metadata, transaction) {
            _ = try note(reports, delivery.customerID, on: found, key, metadata, transaction)
            return .recorded
        }
        if let stream = delivery.checkout.flatMap({ checkoutStream($0.id) }),
            try transaction.version(of: stream) > .empty
        {
            try transaction.append(
                [append(reports, to: stream)], metadata: metadata, deduplicationKey: key)
            return .recorded
        }
        if let stream = delivery.customerID.flatMap(customerStream),
            try isOfSignUp(delivery, transaction)
        {
            // Its user is made when the sign-up is complete, and takes these up then (K8).
            try transaction.append(
                [append(reports, to: stream)], metadata: metadata, deduplicationKey: key)
            return .recorded
        }
        let reason = delivery.customerID == nil ? "unknown-user" : "unknown-customer"
        return try keepUnmatched(
            delivery, reason, reports, document, key, metadata, transaction)
    }

    /// Whether a sign-up that is under way, or was paid, began the subscription.
    private static func isOfSignUp(
        _ delivery: StripeDelivery, _ transaction: CommandTransaction
    ) throws -> Bool {
        guard let session = delivery.signUpSessionID,
            case .signUp(let state) = try transaction.state(of: SignUps.stream(session))
        else { return false }
        return state.isActive(at: transaction.now) || !state.payments.isEmpty
            || state.keptPayment != nil
    }

    /// Takes a checkout that is no membership's: it tells whose customer it is, if that is a
    /// user's; what was paid for something else is kept as unmatched.
    static func takeElse(
        _ delivery: StripeDelivery, _ document: String?, _ metadata: EventMetadata,
        _ key: DeduplicationKey, _ transaction: CommandTransaction
    ) throws -> StripeDeliveries.Taken {
        guard delivery.isPayment else { return .known }
        if let found = try known(delivery, transaction) {
            let user = try note([], delivery.customerID, on: found, key, metadata, transaction)
            return user.version > found.version ? .recorded : .known
        }
        guard delivery.checkout?.mode == "payment" else { return .known }
        return try keepUnmatched(delivery, "no-plan", [], document, key, metadata, transaction)
    }

    /// Whose delivery it is: a payment's profile is made when the payer has none and was not erased
    /// since. So is that of a checkout which is still to be paid, where it tells whose customer it
    /// is: what is reported of the subscription then names the customer alone.
    static func payer(
        of delivery: StripeDelivery, _ metadata: EventMetadata, _ transaction: CommandTransaction
    ) throws -> FoundProfile? {
        if let found = try known(delivery, transaction) { return found }
        let named = userID(delivery)
        if delivery.isPayment {
            guard try !transaction.isBeforeErasure(delivery) else { return nil }
        } else {
            // Anybody completes one at no cost, under any email.
            guard delivery.isCompletion, delivery.customerID != nil,
                (named ?? delivery.email) != nil, try !transaction.isOfErased(delivery)
            else { return nil }
        }
        // What is not paid pins no email to a user who has one of their own.
        let isTaken = delivery.isPayment || named == nil
        let person = Person(
            subject: named ?? transaction.freshID().text, email: isTaken ? delivery.email : nil,
            name: isTaken ? delivery.checkout?.name : nil)
        return try Profiles.open(
            person, named == nil ? .checkout : .token, metadata, transaction)
    }

    /// In the order of S3, after whoever this very checkout was reported for before.
    static func known(
        _ delivery: StripeDelivery, _ source: some SubjectSource
    ) throws -> FoundProfile? {
        if let checkout = delivery.checkout,
            let found = try Profiles.profile(by: .checkout(checkout.id), source)
        {
            return found
        }
        for id in delivery.userIDs {
            if let found = try Profiles.profile(subject: id, source) { return found }
        }
        if let id = delivery.customerID,
            let found = try Profiles.profile(by: .customer(id), source)
        {
            return found
        }
        return try delivery.email.flatMap { try Profiles.profile(email: $0, source) }
    }

    /// The user that the delivery names, if that can name a stream: one who has an account, whose
    /// tokens may be seen any time, and so nobody else's to take over. A reference may be the
    /// payer's words, metadata are the shop's.
    private static func userID(_ delivery: StripeDelivery) -> String? {
        delivery.userIDs.last { !$0.isEmpty && StreamID("profile-\($0)") != nil }
    }

    /// Appends reports to their user's profile, with the customer that they make known and whatever
    /// was reported of that customer before anybody knew whose it is.
    static func note(
        _ new: [MembershipEvent], _ customerID: String?, on found: FoundProfile,
        _ key: DeduplicationKey?, _ metadata: EventMetadata, _ transaction: CommandTransaction
    ) throws -> FoundProfile {
        var (reports, customerIDs) = (new, [String]())
        if let customerID, try transaction.holder(of: .customer(customerID)) == nil {
            customerIDs = [customerID]
            reports = try customer(customerID, transaction).billing.reports + reports
        }
        let events = try Membership.decide(
            .report(reports, customerIDs: customerIDs), found.state,
            DecisionContext(now: transaction.now))
        let user = try Profiles.append(
            events, to: found, metadata, transaction, deduplicationKey: key)
        try tellTenant(of: user, new, metadata, transaction)
        return user
    }

    /// Takes up what became of the subscription that the user's tenant began with.
    private static func tellTenant(
        of user: FoundProfile, _ reports: [MembershipEvent], _ metadata: EventMetadata,
        _ transaction: CommandTransaction
    ) throws {
        guard let stream = user.state.tenantID.flatMap({ StreamID("tenant-\($0)") }),
            case .tenant(var tenant) = try transaction.state(of: stream)
        else { return }
        let news = tenant.subscriptionNews(user.state.membership.billing)
        guard !news.isEmpty else { return }
        let reportedAt = reports.compactMap { ProfileStreamEvent.membership($0).reportedAt }.max()
        let occurredAt = reportedAt.flatMap { $0 < transaction.now ? $0 : nil }
        let events = tenant.take(news, at: occurredAt ?? transaction.now).map { event in
            var new = NewEvent(event)
            new.occurredAt = occurredAt
            return new
        }
        try transaction.append(
            [StreamAppend(to: stream, expected: .any, events: events)], metadata: metadata)
    }

    // MARK: Whose user is not known

    private static func customerStream(_ id: String) -> StreamID? { StreamID("customer-\(id)") }

    /// Where the checkout of a payer without an account is noted until it is paid (S2).
    static func checkoutStream(_ id: String) -> StreamID? { StreamID("checkout-\(id)") }

    /// Events to a stream that is no profile's, at whatever version.
    static func append(_ events: [MembershipEvent], to stream: StreamID) -> StreamAppend {
        StreamAppend(to: stream, expected: .any, events: events.map { NewEvent(EncodedEvent($0)) })
    }

    /// False for a payment whose subscription has failed or ended since, as far as was reported of
    /// a customer whose user is not known.
    static func isStillPaid(
        _ payment: SignUpState.Payment, _ transaction: CommandTransaction
    ) throws -> Bool {
        guard let customerID = payment.customerID, let id = payment.subscriptionID,
            let known = try customer(customerID, transaction).billing.subscription(id)
        else { return true }
        return known.status?.isPaid ?? false
    }

    /// What was reported of a customer whose user is not known; nothing for an id that cannot name
    /// a stream.
    private static func customer(
        _ id: String, _ transaction: CommandTransaction
    ) throws -> CustomerState {
        guard let stream = customerStream(id),
            case .customer(let state) = try transaction.state(of: stream)
        else { return CustomerState() }
        return state
    }

    /// Keeps a delivery for a person to look at, and what it says of a customer for the moment in
    /// which a checkout tells whose customer that is.
    private static func keepUnmatched(
        _ delivery: StripeDelivery, _ reason: String, _ reports: [MembershipEvent],
        _ payload: String?, _ key: DeduplicationKey, _ metadata: EventMetadata,
        _ transaction: CommandTransaction
    ) throws -> StripeDeliveries.Taken {
        let unmatched = WebhookUnmatched(
            provider: "stripe", eventID: delivery.id, eventType: delivery.type, reason: reason,
            payload: payload)
        let stream = reports.isEmpty ? nil : delivery.customerID.flatMap(customerStream)
        try transaction.keepUnmatched(
            unmatched, also: stream.map { [append(reports, to: $0)] } ?? [], key, metadata)
        return .unmatched(reason: reason)
    }
}
