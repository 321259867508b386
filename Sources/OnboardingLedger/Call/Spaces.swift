import EventLog
import Onboarding
import Time

/// The use cases of the onboarding call (contract F): spaces, which are tenants, and what the
/// calendar tells of their meetings.
///
/// All throw `CallRejection`, `IdempotencyConflict`, `KeptRefusal` and `LogFailure`.
public final class Spaces: Sendable {
    /// The ledger whose streams these use cases read and write.
    public let ledger: Ledger

    public init(ledger: Ledger) { self.ledger = ledger }

    /// What is asked when a space is made (F1).
    public struct NewSpace: Sendable, Hashable {
        public var name: String
        /// Free text; `individual` and `advisor_client` need no call (F2).
        public var inviteType: String?
        /// Free text; `advisor` needs no call (F2).
        public var initialSignupType: String?

        public init(name: String, inviteType: String? = nil, initialSignupType: String? = nil) {
            (self.name, self.inviteType) = (name, inviteType)
            self.initialSignupType = initialSignupType
        }
    }

    /// A space as answers show one (F1).
    public struct Space: Sendable {
        public let stream: StreamID
        /// The stream's id, without its category `tenant`.
        public let id: String
        public let name: String
        /// The id of the actor that made the space.
        public let ownerID: String
        public let call: CallState
        /// How many events the stream has: the entity tag of answers.
        public let version: StreamVersion
    }

    /// Makes a space and decides whether it needs a call (F2). A repetition under the same
    /// idempotency key answers the space as it was made.
    ///
    /// - Throws: besides what all throw, `CallRejection.invalidName`; `invalidUser` for a creator
    ///   who cannot have a stream; `VersionMismatch` for any `expected` but the empty version.
    public func create(
        _ space: NewSpace, by creator: EventActor, _ facts: RequestFacts,
        idempotency: IdempotencyKey? = nil, expected: DemandedVersions? = nil
    ) async throws -> Once<Space> {
        guard let name = Fields.businessName(space.name) else { throw CallRejection.invalidName }
        guard !creator.id.isEmpty, StreamID("profile-\(creator.id)") != nil else {
            throw CallRejection.invalidUser
        }
        let once = try await ledger.performOnce(idempotency) { transaction in
            try expected?.require(.empty)
            let stream = StreamID(category: "tenant", id: transaction.freshID().text)
            var state = TenantState()
            let created = WorkspaceCreated(space: name, ownerID: creator.id)
            let opened = try OnboardingCall.decide(
                .open(inviteType: space.inviteType, initialSignupType: space.initialSignupType),
                state.call)
            let events =
                state.take([.workspaceCreated(created)], at: transaction.now)
                + state.call.take(opened.changes.map(\.event), at: transaction.now)
            try transaction.append(
                [StreamAppend(to: stream, expected: .none, events: events.map(NewEvent.init))],
                metadata: try transaction.metadata(facts, creator))
            return MadeSpace(id: String(stream.id), version: Int64(events.count))
        }
        return Once(value: try await made(once.value), isReplay: once.isReplay)
    }

    /// What is kept under an idempotency key.
    private struct MadeSpace: Codable, Sendable {
        var id: String
        var version: Int64
    }

    /// The space at the version that it was made at, whatever happened to it since.
    private func made(_ made: MadeSpace) async throws -> Space {
        let version = StreamVersion(rawValue: made.version)
        return try await ledger.read { reader in
            guard let found = try Tenants.tenant(id: made.id, at: version, reader) else {
                throw CallRejection.spaceNotFound
            }
            return Space(found)
        }
    }

    /// - Throws: `spaceNotFound` also for a tenant that is no space.
    public func space(_ id: String) async throws -> Space {
        try await ledger.read { reader in
            guard let found = try Self.tenant(id: id, reader) else {
                throw CallRejection.spaceNotFound
            }
            return Space(found)
        }
    }

    /// Nil for a tenant that is no space, and for an id that no stream can have.
    static func tenant(id: String, _ source: some SubjectSource) throws -> FoundTenant? {
        try StreamID("tenant-\(id)").flatMap { try tenant($0, source) }
    }

    /// Nil for a tenant that is no space.
    static func tenant(_ stream: StreamID, _ source: some SubjectSource) throws -> FoundTenant? {
        guard let found = try Tenants.tenant(stream, source), found.state.call.status != nil
        else { return nil }
        return found
    }
}

extension Spaces.Space {
    init(_ found: FoundTenant) {
        (stream, id, name) = (found.stream, found.id, found.state.name)
        (ownerID, call, version) = (found.state.ownerID, found.state.call, found.version)
    }
}
