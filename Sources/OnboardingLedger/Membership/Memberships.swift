import Digest
import EventLog
import Onboarding
import Time

/// The use cases of the membership (contract S): each runs the pure deciders on the writer thread
/// and appends what they say.
///
/// The person always comes from the caller's credentials. All throw `MembershipRejection`,
/// `IdempotencyConflict`, `KeptRefusal`, `VersionMismatch` and `LogFailure`.
public final class Memberships: Sendable {
    public let ledger: Ledger
    /// What a descriptor or the provider's price id is looked up in.
    public let plans: PlanCatalogue
    let places: BirthPlaces
    let checkouts: any CheckoutProvider
    /// A page reload must not ask the provider again before it could have answered.
    let lookUps = SlidingWindowLimiter(limit: 1, windowSeconds: 5)

    public init(
        ledger: Ledger, plans: PlanCatalogue, places: BirthPlaces,
        checkouts: any CheckoutProvider
    ) {
        self.ledger = ledger
        self.plans = plans
        self.places = places
        self.checkouts = checkouts
    }

    // MARK: What all commands share

    /// A command of a person, with what surrounds it.
    public struct Request: Sendable {
        public let person: Person
        public let facts: RequestFacts
        public let idempotency: IdempotencyKey?
        /// The version that the profile must be at (If-Match); nil for any.
        public let expected: DemandedVersions?

        public init(
            person: Person, facts: RequestFacts, idempotency: IdempotencyKey? = nil,
            expected: DemandedVersions? = nil
        ) {
            (self.person, self.facts) = (person, facts)
            (self.idempotency, self.expected) = (idempotency, expected)
        }

        var metadata: EventMetadata { facts.metadata(.user, person.subject) }
    }

    /// Decides one command on a profile and appends what comes of it.
    static func run(
        _ command: MembershipCommand, on profile: FoundProfile, _ metadata: EventMetadata,
        _ transaction: CommandTransaction
    ) throws -> FoundProfile {
        let events = try Membership.decide(
            command, profile.state, DecisionContext(now: transaction.now))
        return try Profiles.append(events, to: profile, metadata, transaction)
    }

    /// Runs one command of a person on their own profile.
    private func run(_ command: MembershipCommand, _ request: Request) async throws
        -> Once<FoundProfile>
    {
        try await once(request.idempotency) { transaction in
            let found = try Profiles.see(request.person, request.metadata, transaction)
            try request.expected?.require(found.version)
            return try Self.run(command, on: found, request.metadata, transaction)
        }
    }

    /// What a command left, as it is kept under an idempotency key.
    private struct LeftProfile: Codable, Sendable {
        let id: String
        let version: Int64
    }

    /// Runs a command that changes a profile, once under a key: a repetition is answered with the
    /// profile as the first time left it.
    private func once(
        _ key: IdempotencyKey?,
        _ body: @escaping @Sendable (CommandTransaction) throws -> FoundProfile
    ) async throws -> Once<FoundProfile> {
        guard key != nil else {
            return Once(value: try await ledger.perform(body), isReplay: false)
        }
        let once = try await ledger.performOnce(key) { transaction in
            let left = try body(transaction)
            return LeftProfile(id: left.id, version: left.version.rawValue)
        }
        let left = once.value
        let found = try await ledger.read { reader in
            try Profiles.profile(
                id: left.id, at: StreamVersion(rawValue: left.version), reader)
        }
        guard let found else { throw MembershipRejection.profileNotFound }
        return Once(value: found, isReplay: once.isReplay)
    }

    // MARK: The person's own

    /// A person's profile, made at first sight with the defaults of S1. From then on it is only
    /// read.
    public func profile(_ person: Person, _ facts: RequestFacts) async throws -> FoundProfile {
        let settled = try await ledger.read { reader -> FoundProfile? in
            let settled = try Profiles.settled(person, reader)
            return settled.flatMap { $0.state.membership.isOpen ? $0 : nil }
        }
        if let settled { return settled }
        let metadata = facts.metadata(.user, person.subject)
        return try await ledger.perform { transaction in
            let found = try Profiles.see(person, metadata, transaction)
            return try Self.run(.open, on: found, metadata, transaction)
        }
    }

    /// - Throws: `profileNotFound`.
    public func profile(id: String) async throws -> FoundProfile {
        try await ledger.read { reader in
            guard let found = try Profiles.profile(id: id, reader) else {
                throw MembershipRejection.profileNotFound
            }
            return found
        }
    }

    /// The user that a person will be, by the subject or by the verified email; nil when a profile
    /// will be made.
    public func userID(meeting person: Person) async throws -> String? {
        try await ledger.read { try Profiles.known(person, $0)?.id }
    }

    /// Changes a person's profile (S4).
    ///
    /// Names every field that is wrong, and every one that the person may not set, at once.
    public func edit(_ patch: ProfilePatch, _ request: Request) async throws -> Once<FoundProfile> {
        try await run(.edit(patch, places), request)
    }

    /// Marks that a person began to fill in the profile, once (S7).
    public func startOnboarding(_ request: Request) async throws -> Once<FoundProfile> {
        try await run(.startOnboarding, request)
    }

    // MARK: Admins

    /// Gives a membership for free, or takes that back (S11).
    public func comp(_ isComped: Bool, reason: String, _ request: AdminRequest) async throws
        -> Once<FoundProfile>
    {
        try await run(.comp(isComped, reason: trimmedReason(reason)), request)
    }

    /// Makes a user an admin, or an admin a user (S11).
    public func changeRole(_ role: String, reason: String, _ request: AdminRequest) async throws
        -> Once<FoundProfile>
    {
        try await run(.changeRole(role, reason: trimmedReason(reason)), request)
    }

    /// Deletes a profile; the next sign-in makes it anew (S10).
    ///
    /// The password goes with it, so that nobody signs in by the old one. Who is suspended stays
    /// so, under every identity (M3).
    public func delete(reason: String, _ request: AdminRequest) async throws -> Once<Bool> {
        let reason = trimmedReason(reason)
        return try await ledger.performOnce(request.idempotency) { transaction in
            guard let found = try Profiles.profile(subject: request.userID, transaction) else {
                throw MembershipRejection.profileNotFound
            }
            try request.expected?.require(found.version)
            _ = try Self.run(.delete(reason: reason), on: found, request.metadata, transaction)
            try Profiles.suspendIdentities(of: found, request.metadata, transaction)
            try transaction.revokeSignIns(of: found.id)
            return true
        }
    }

    /// Runs an admin's command on somebody's profile.
    /// - Throws: `profileNotFound` for a user who has none: an admin's command makes nobody.
    private func run(_ command: MembershipCommand, _ request: AdminRequest) async throws
        -> Once<FoundProfile>
    {
        try await once(request.idempotency) { transaction in
            guard let found = try Profiles.profile(subject: request.userID, transaction) else {
                throw MembershipRejection.profileNotFound
            }
            try request.expected?.require(found.version)
            return try Self.run(command, on: found, request.metadata, transaction)
        }
    }

    /// Leading space only: what is left must say something, or the decider refuses it.
    private func trimmedReason(_ reason: String) -> String {
        String(reason.drop(while: \.isWhitespace))
    }
}

/// An admin's decision about a user (S11, M9).
public struct AdminRequest: Sendable {
    /// The user's id, or the subject of an identity that was linked to the user.
    public let userID: String
    /// Who decides.
    public let admin: EventActor
    public let facts: RequestFacts
    public let idempotency: IdempotencyKey?
    /// The version that the profile must be at (If-Match); nil for any.
    public let expected: DemandedVersions?

    public init(
        userID: String, admin: EventActor, facts: RequestFacts,
        idempotency: IdempotencyKey? = nil, expected: DemandedVersions? = nil
    ) {
        (self.userID, self.admin, self.facts) = (userID, admin, facts)
        (self.idempotency, self.expected) = (idempotency, expected)
    }

    var metadata: EventMetadata { facts.metadata(admin.kind, admin.id) }
}
