import EventLog
import Onboarding
import Time

/// A user's profile as a command found it.
public struct FoundProfile: Sendable {
    /// The user's id: the subject of the token that made the profile, or a fresh one.
    public let id: String
    public package(set) var state: ProfileState
    /// How many events the profile's stream has.
    public package(set) var version: StreamVersion

    package var stream: StreamID { StreamID(category: "profile", id: id) }
}

/// Finding users by what tokens and payments say, and making them at first sight.
enum Profiles {
    /// Nil for one that does not exist or was deleted, and for an id that no stream can have.
    static func profile(id: String, _ source: some SubjectSource) throws -> FoundProfile? {
        guard !id.isEmpty, let stream = StreamID("profile-\(id)") else { return nil }
        return try profile(stream, source)
    }

    /// Nil for one that does not exist, or was deleted.
    static func profile(_ stream: StreamID, _ source: some SubjectSource) throws -> FoundProfile? {
        let (subject, version) = try source.subject(of: stream)
        guard case .profile(let state) = subject, state.exists else { return nil }
        return FoundProfile(id: String(stream.id), state: state, version: version)
    }

    /// What is recorded of an id, with or without a profile: a suspension needs none (M3). Nil for
    /// an id that no stream can have.
    static func record(id: String, _ source: some SubjectSource) throws -> FoundProfile? {
        guard !id.isEmpty, let stream = StreamID("profile-\(id)") else { return nil }
        let (subject, version) = try source.subject(of: stream)
        guard case .profile(let state) = subject else { return nil }
        return FoundProfile(id: id, state: state, version: version)
    }

    /// As a version left it, for answers that are given again; nil for an id that no stream can
    /// have.
    static func profile(id: String, at version: StreamVersion, _ reader: LedgerReader) throws
        -> FoundProfile?
    {
        guard let stream = StreamID("profile-\(id)"),
            case .profile(let state) = try reader.history.subject(of: stream, at: version)
        else { return nil }
        return FoundProfile(id: id, state: state, version: version)
    }

    /// The profile that holds a unique key; nil when nobody does.
    static func profile(by claim: ClaimKey, _ source: some SubjectSource) throws -> FoundProfile? {
        guard let holder = try source.holder(of: claim) else { return nil }
        return try profile(holder, source)
    }

    /// The user of a token's subject: its own profile, or the one that it was linked to (S10).
    static func profile(subject: String, _ source: some SubjectSource) throws -> FoundProfile? {
        try profile(id: subject, source) ?? profile(by: .identity(subject), source)
    }

    /// Whose access a token's subject has: the user's, or its own if it was suspended without a
    /// profile (M3). For who is unknown an empty record, for a suspension to begin with.
    static func account(subject: String, _ source: some SubjectSource) throws -> FoundProfile? {
        let own = try record(id: subject, source)
        if let own, own.state.exists || own.state.access.status == .suspended { return own }
        return try profile(by: .identity(subject), source) ?? own
    }

    /// The user whom an email leads to: who has proven it, else who gave it or paid under it.
    static func profile(email: String, _ source: some SubjectSource) throws -> FoundProfile? {
        try profile(by: .userEmail(email), source) ?? profile(by: .unverifiedEmail(email), source)
    }

    // MARK: First sight

    /// The user of a token, made when there is none (M2); an identity whose verified email is
    /// another user's is linked to that one instead (S10).
    ///
    /// - Throws: `MembershipRejection.invalidUser` when the subject cannot name a stream.
    static func see(
        _ person: Person, _ metadata: EventMetadata, _ transaction: CommandTransaction
    ) throws -> FoundProfile {
        let person = try transaction.sparing(person)
        if let known = try profile(subject: person.subject, transaction) {
            return try catchUp(person, known, metadata, transaction)
        }
        if let owner = try owner(of: person, transaction) {
            return try link(person, to: owner, metadata, transaction)
        }
        return try open(person, .token, metadata, transaction)
    }

    /// Takes in what a known user's sign-in says. Once an email is proven, what somebody paid
    /// under it before, without an account, is the user's too: also one that is not the profile's.
    private static func catchUp(
        _ person: Person, _ known: FoundProfile, _ metadata: EventMetadata,
        _ transaction: CommandTransaction
    ) throws -> FoundProfile {
        let events = try news(of: person, known, transaction)
        let payer = try payer(provenBy: person, known, transaction)
        let user = try append(events, to: known, metadata, transaction)
        guard let payer else { return user }
        return try hand(payer, to: user, metadata, transaction)
    }

    /// The user whose sign-in changes nothing, as most do; nil for who is new, or when there is
    /// something to take in.
    static func settled(_ person: Person, _ source: some SubjectSource) throws -> FoundProfile? {
        guard let known = try profile(subject: person.subject, source),
            try news(of: person, known, source).isEmpty,
            try payer(provenBy: person, known, source) == nil
        else { return nil }
        return known
    }

    /// Who paid, without an account, under an email that a sign-in proves and that nobody has
    /// proven to be the user's before.
    private static func payer(
        provenBy person: Person, _ known: FoundProfile, _ source: some SubjectSource
    ) throws -> FoundProfile? {
        guard let email = person.verifiedEmail,
            !known.state.isEmailVerified || known.state.email != email
        else { return nil }
        return try payer(email: email, source)
    }

    /// What a sign-in of a known user comes to: nothing, mostly.
    private static func news(
        of person: Person, _ known: FoundProfile, _ source: some SubjectSource
    ) throws -> [ProfileStreamEvent] {
        let holder = try person.verifiedEmail.flatMap { try source.holder(of: .userEmail($0)) }
        let isFree = holder == nil || holder == known.stream
        return Profile.decide(.see(person, isEmailFree: isFree), known.state).map { .profile($0) }
    }

    /// The user that `see` will find for a person; nil when it will make one.
    static func known(_ person: Person, _ source: some SubjectSource) throws -> FoundProfile? {
        try profile(subject: person.subject, source) ?? owner(of: person, source)
    }

    /// Whose the person's verified email is: a user's, or a payer's who has no account. Nobody's
    /// for who was suspended without a profile, and so becomes nobody else (M3).
    static func owner(
        of person: Person, _ source: some SubjectSource
    ) throws -> FoundProfile? {
        guard let email = person.verifiedEmail,
            try record(id: person.subject, source)?.state.access.status != .suspended
        else { return nil }
        if let user = try profile(by: .userEmail(email), source) { return user }
        return try payer(email: email, source)
    }

    /// Who completed a checkout under an email and has no account; whoever proves the email becomes
    /// that user (K8, S10).
    static func payer(email: String, _ source: some SubjectSource) throws -> FoundProfile? {
        guard !email.isEmpty, let payer = try profile(by: .unverifiedEmail(email), source),
            payer.state.isUnclaimedPayer
        else { return nil }
        return payer
    }

    /// Until now nobody had proven the email: a password that was set meanwhile may be a
    /// stranger's, who paid in order to wait behind the door. It opens it no more, nor does
    /// anything that was given for it.
    private static func link(
        _ person: Person, to owner: FoundProfile, _ metadata: EventMetadata,
        _ transaction: CommandTransaction
    ) throws -> FoundProfile {
        if !owner.state.isEmailVerified {
            try transaction.revokeSignIns(of: owner.id)
        }
        let events = Profile.decide(.link(person), owner.state)
        return try append(events.map { .profile($0) }, to: owner, metadata, transaction)
    }

    /// Makes a profile under the person's subject.
    static func open(
        _ person: Person, _ source: AccountSource, _ metadata: EventMetadata,
        _ transaction: CommandTransaction
    ) throws -> FoundProfile {
        guard let blank = try record(id: person.subject, transaction) else {
            throw MembershipRejection.invalidUser
        }
        let isFree = try isFree(person, transaction)
        let events = Profile.decide(.open(person, source, isEmailFree: isFree), blank.state)
        return try append(events.map { .profile($0) }, to: blank, metadata, transaction)
    }

    /// An email is free when nobody has proven it; and, for who has not either, when nobody gave
    /// it.
    private static func isFree(
        _ person: Person, _ transaction: CommandTransaction
    ) throws -> Bool {
        guard let email = person.email else { return false }
        if try transaction.holder(of: .userEmail(email)) != nil { return false }
        return try person.verifiedEmail != nil
            || transaction.holder(of: .unverifiedEmail(email)) == nil
    }

    // MARK: Suspended users

    /// Keeps the identities of a suspended user out, whose profile has just ended: they lead to it
    /// no more.
    static func suspendIdentities(
        of ended: FoundProfile, _ metadata: EventMetadata, _ transaction: CommandTransaction
    ) throws {
        guard ended.state.access.status == .suspended else { return }
        for identity in ended.state.identities {
            guard let account = try account(subject: identity, transaction) else { continue }
            let events = try Access.decide(.suspend(reason: nil), account.state)
            _ = try append(events, to: account, metadata, transaction)
        }
    }

    // MARK: Appending

    /// Appends a profile's events; answers the profile after them.
    static func append(
        _ events: [ProfileStreamEvent], to profile: FoundProfile, _ metadata: EventMetadata,
        _ transaction: CommandTransaction, deduplicationKey: DeduplicationKey? = nil
    ) throws -> FoundProfile {
        guard !events.isEmpty else { return profile }
        var after = profile
        let append = after.take(events, at: transaction.now)
        try transaction.append(
            [append], metadata: metadata, deduplicationKey: deduplicationKey)
        return after
    }
}

extension FoundProfile {
    /// Folds events and answers what is to be appended for them. What a provider reported
    /// happened when the provider says, if that is past.
    mutating func take(_ events: [ProfileStreamEvent], at now: Timestamp) -> StreamAppend {
        let before = version
        let encoded = state.take(events, at: now)
        version = StreamVersion(rawValue: before.rawValue + Int64(events.count))
        let new = zip(events, encoded).map { event, encoded in
            var new = NewEvent(encoded)
            if let reportedAt = event.reportedAt, reportedAt < now { new.occurredAt = reportedAt }
            return new
        }
        return StreamAppend(to: stream, expected: .exactly(before), events: new)
    }
}
