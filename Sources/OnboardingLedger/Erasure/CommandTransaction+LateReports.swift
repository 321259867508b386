import EventLog
import Onboarding
import Time

/// What providers and jobs tell of somebody who was erased, and what a token still says of them:
/// the facts are taken, for a subscription must still be able to end, but nothing personal comes
/// back with them (L14).
extension CommandTransaction {
    /// The same appends, less what is personal where the person was erased; only for actors that
    /// speak for others. Costs a read of the stream's events when there is something to take out.
    func withoutErased(_ appends: [StreamAppend], _ metadata: EventMetadata) throws
        -> (appends: [StreamAppend], metadata: EventMetadata)
    {
        guard Self.speaksForOthers(metadata.actor) else { return (appends, metadata) }
        var (appends, metadata) = (appends, metadata)
        // A delivery that fitted nobody may come with what it says of a customer.
        let isLate = try appends.contains { try tellsOfErased($0) }
        for index in appends.indices where try isLate || isErased(appends[index]) {
            for event in appends[index].events.indices {
                appends[index].events[event].personal = nil
            }
            metadata.origin = nil
        }
        return (appends, metadata)
    }

    /// What is recorded beside a person's own events: without the email of their token where
    /// whoever had it was erased since the issuer said that it is theirs (L14).
    func metadata(_ facts: RequestFacts, _ actor: EventActor) throws -> EventMetadata {
        var facts = facts
        if let proven = facts.provenEmail, try isErased(proven) { facts.provenEmail = nil }
        return facts.metadata(actor.kind, actor.id)
    }

    private func isErased(_ proven: ProvenEmail) throws -> Bool {
        let names = ErasedNames(serverKey: log.serverKey)
        let email = EmailAddress.normalized(proven.email)
        guard let erasedAt = try names.erasedAt(email: email, self) else { return false }
        return proven.saidAt.map { $0 <= erasedAt } ?? true
    }

    /// Whether a delivery that fitted nobody is about somebody erased: it names one of the ids that
    /// providers know them by, or their email while nobody has taken that afresh.
    private func tellsOfErased(_ append: StreamAppend) throws -> Bool {
        guard append.stream.category == "webhook" else { return false }
        return try append.events.contains { event in
            guard event.type.name == EventKind.webhookUnmatched.rawValue,
                let delivery = event.personal.flatMap({ UnmatchedDelivery($0) })
            else { return false }
            return try isAboutErased(delivery)
        }
    }

    private func isAboutErased(_ delivery: UnmatchedDelivery) throws -> Bool {
        let names = ErasedNames(serverKey: log.serverKey)
        return try Set(delivery.texts).contains { try erasedAt($0, names) != nil }
    }

    /// Whether a payment was reported before its payer was erased: it is no sign that they came
    /// back, and opens no profile for them. The provider's word counts for when that was.
    func isBeforeErasure(_ delivery: StripeDelivery) throws -> Bool {
        // A look-up tells only when the checkout was opened; what tells no time may be older.
        let madeAt = delivery.createdAt ?? delivery.checkout?.createdAt
        return try erasures(of: delivery).contains { erasedAt in
            madeAt.map { $0 < erasedAt } ?? true
        }
    }

    /// The person as they may be recorded: without what the issuer said of them before they were
    /// erased (L14). A page that was left open does not bring them back.
    func sparing(_ person: Person) throws -> Person {
        let names = ErasedNames(serverKey: log.serverKey)
        let erasures = try [person.subject, person.email].compactMap { name in
            try name.flatMap { try erasedAt($0, names) }
        }
        guard let last = erasures.max(), person.saidAt.map({ $0 <= last }) ?? true else {
            return person
        }
        return Person(subject: person.subject)
    }

    /// Whether its payer was erased and did not come back since, whenever it was made.
    func isOfErased(_ delivery: StripeDelivery) throws -> Bool {
        try !erasures(of: delivery).isEmpty
    }

    /// When whoever a delivery names was erased.
    private func erasures(of delivery: StripeDelivery) throws -> [Timestamp] {
        let names = ErasedNames(serverKey: log.serverKey)
        let payer = delivery.providerIDs + delivery.userIDs + [delivery.email].compactMap { $0 }
        return try payer.compactMap { try erasedAt($0, names) }
    }

    /// When whom an id or an email names was erased; nil for somebody who was not, or is back.
    private func erasedAt(_ text: String, _ names: ErasedNames) throws -> Timestamp? {
        guard let email = EmailAddress.validated(text) else {
            return try names.erasedAt(id: text, self)
        }
        return try isFree(email) ? names.erasedAt(email: email, self) : nil
    }

    /// Whether nobody has the email, who would then have come back.
    private func isFree(_ email: String) throws -> Bool {
        try [ClaimKey.sessionEmail(email), .userEmail(email), .unverifiedEmail(email)]
            .allSatisfy { try holder(of: $0) == nil }
    }

    /// Who acts for themself may give data afresh, and so comes back.
    private static func speaksForOthers(_ actor: EventActor) -> Bool {
        switch actor.kind {
        case .webhook, .job, .system: true
        case .user, .admin, .apiKey, .session: false
        }
    }

    /// Streams that are a person's, as against those that many are told of in.
    private static let personal: Set<Substring> = ["profile", "tenant", "session", "wizard"]

    /// Whether the stream's person was erased and did not come back since.
    private func isErased(_ append: StreamAppend) throws -> Bool {
        guard Self.personal.contains(append.stream.category),
            append.events.contains(where: { $0.personal != nil })
        else { return false }
        let events = try committedEvents(of: append.stream)
        let erasure = try events.lastIndex { event in
            guard case .dataErased(let mark)? = try ErasureEvent.decoded(event) else {
                return false
            }
            return mark.extent == .all
        }
        guard let erasure else { return false }
        return !events[erasure...].contains { [.user, .session].contains($0.actor.kind) }
    }
}
