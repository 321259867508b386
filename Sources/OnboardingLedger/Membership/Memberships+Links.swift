import EventLog
import Onboarding

/// Identities that are other users' (S10).
extension Memberships {
    /// A user as whom a person acts.
    public struct StandIn: Sendable, Hashable {
        public let userID: String
        /// False while only the verified email says so.
        public let isLinked: Bool
    }

    /// The user as whom a person acts where there are no profiles: the one that the identity was
    /// linked to, or that its verified email leads to. Nil for who acts for themself: without such
    /// a user, with a profile, or with a tenant, a wizard or another flow of their own, which would
    /// be out of reach.
    public func standIn(for person: Person) async throws -> StandIn? {
        try await ledger.read { reader in
            let linked = try Profiles.profile(by: .identity(person.subject), reader)
            guard let user = try linked ?? Profiles.owner(of: person, reader),
                user.id != person.subject,
                try Profiles.profile(id: person.subject, reader) == nil
            else { return nil }
            let links = SubjectLinks(
                source: RecordedFacts(reader: reader), flows: try reader.log.flowCatalogue())
            guard try !links.hasThings(person.subject) else { return nil }
            return StandIn(userID: user.id, isLinked: linked != nil)
        }
    }

    /// Whether a person is somebody who claimed a payment under an email that they had not proven
    /// and its owner has proven since: what was given to them opens nothing any more (S8, S10).
    public func isOutdatedClaim(_ person: Person) async throws -> Bool {
        guard person.isEmailVerified == false else { return false }
        return try await ledger.read { reader in
            guard let own = try Profiles.profile(id: person.subject, reader)?.state else {
                return false
            }
            return own.membership.isClaimed && own.isEmailVerified
        }
    }

    /// Links an identity to the user that its verified email leads to, as its first look at the
    /// profile would; does nothing when there is no such user any more.
    public func link(_ person: Person, _ facts: RequestFacts) async throws {
        let metadata = facts.metadata(.user, person.subject)
        try await ledger.perform { transaction in
            guard try Profiles.known(person, transaction) != nil else { return }
            _ = try Profiles.see(person, metadata, transaction)
        }
    }
}
