import EventLog
import Onboarding
import Time

/// The use cases of the onboarding call (contract F): spaces, which are tenants, and what the
/// calendar tells of their meetings.
///
/// All throw `CallRejection`, `IdempotencyConflict`, `KeptRefusal` and `LogFailure`.
public final class Spaces: Sendable {
    public let ledger: Ledger

    public init(ledger: Ledger) { self.ledger = ledger }

    /// What is asked when a space is made (F1).
    public struct NewSpace: Sendable, Hashable {
        public var name: String
        public var inviteType: String?
        public var initialSignupType: String?

        public init(name: String, inviteType: String? = nil, initialSignupType: String? = nil) {
            (self.name, self.inviteType) = (name, inviteType)
            self.initialSignupType = initialSignupType
        }
    }

    /// A space as answers show one (F1).
    public struct Space: Sendable {
        public let id: String
        public let name: String
        public let ownerID: String
        public let call: CallState
        public let version: StreamVersion
    }

    /// Makes a space and decides whether it needs a call (F2); answers its id.
    public func create(
        _ space: NewSpace, by creator: EventActor, _ facts: RequestFacts,
        idempotency: IdempotencyKey? = nil
    ) async throws -> Once<String> {
        guard let name = Fields.businessName(space.name) else { throw CallRejection.invalidName }
        let metadata = facts.metadata(creator.kind, creator.id)
        return try await ledger.performOnce(idempotency) { transaction in
            let id = transaction.freshID().text
            var state = TenantState()
            let created = WorkspaceCreated(space: name, ownerID: creator.id)
            let opened = try OnboardingCall.decide(
                .open(inviteType: space.inviteType, initialSignupType: space.initialSignupType),
                state.call)
            let events =
                state.take([.workspaceCreated(created)], at: transaction.now)
                + state.call.take(opened.events, at: transaction.now)
            try transaction.append(
                [
                    StreamAppend(
                        to: StreamID(category: "tenant", id: id), expected: .none,
                        events: events.map(NewEvent.init))
                ], metadata: metadata)
            return id
        }
    }

    /// - Throws: `spaceNotFound` also for a tenant that is no space.
    public func space(_ id: String) async throws -> Space {
        try await ledger.perform { transaction in
            guard let found = try Self.tenant(id: id, transaction) else {
                throw CallRejection.spaceNotFound
            }
            return Space(
                id: id, name: found.state.name, ownerID: found.state.ownerID,
                call: found.state.call, version: try transaction.version(of: found.stream))
        }
    }

    /// A tenant that is a space.
    struct Found {
        let stream: StreamID
        let state: TenantState
    }

    static func tenant(id: String, _ transaction: CommandTransaction) throws -> Found? {
        guard !id.isEmpty, let stream = StreamID("tenant-\(id)") else { return nil }
        return try tenant(stream, transaction)
    }

    static func tenant(_ stream: StreamID, _ transaction: CommandTransaction) throws -> Found? {
        guard case .tenant(let state) = try transaction.state(of: stream), state.call.status != nil
        else { return nil }
        return Found(stream: stream, state: state)
    }
}
