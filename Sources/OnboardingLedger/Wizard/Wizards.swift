import EventLog
import JSON
import Onboarding
import Time

/// The use cases of the auto-saving wizard (contract A): each runs the pure decider on the writer
/// thread and appends what it says.
///
/// The user always comes from the caller's credentials. All throw `WizardRejection`,
/// `IdempotencyConflict`, `KeptRefusal`, `VersionMismatch` and `LogFailure`.
public final class Wizards: Sendable {
    public let ledger: Ledger
    let identity: any IdentitySync
    let syncs = SharedWork<String, Bool>()
    /// Saves by user. It is in memory: a restart forgives.
    private let saves = SlidingWindowLimiter(
        limit: Wizard.savesPerWindowMax, windowSeconds: Wizard.saveWindowSeconds)

    public init(ledger: Ledger, identity: any IdentitySync) {
        self.ledger = ledger
        self.identity = identity
    }

    // MARK: What all commands share

    /// Also for commands on the user's tenant, whose owner must be somebody who can be found.
    ///
    /// - Throws: `invalidUser` for an id that cannot name a stream.
    static func stream(_ userID: String) throws(WizardRejection) -> StreamID {
        guard !userID.isEmpty, let stream = StreamID("wizard-\(userID)") else {
            throw .invalidUser
        }
        return stream
    }

    /// The wizard's state inside the command.
    static func wizard(_ stream: StreamID, _ transaction: CommandTransaction) throws
        -> WizardState
    {
        guard case .wizard(let state) = try transaction.state(of: stream) else {
            throw WizardRejection.invalidUser
        }
        return state
    }

    // MARK: Saving

    /// What is asked when a step is saved (A2).
    package struct SaveRequest: Sendable {
        package let userID: String
        package let step: Int
        /// The fields; a null clears one, what is absent is kept.
        package let data: JSONValue
        /// The version that the caller knows.
        package let version: Int
        package let facts: RequestFacts
        package var idempotency: IdempotencyKey?
        /// The version that If-Match demands.
        package var expected: DemandedVersions?

        package init(
            userID: String, step: Int, data: JSONValue, version: Int, facts: RequestFacts
        ) {
            (self.userID, self.step, self.data) = (userID, step, data)
            (self.version, self.facts) = (version, facts)
        }
    }

    /// Merges a step's fields into what is filled in (A2).
    ///
    /// - Throws: besides what all throw, `SaveConflict` for a stale version.
    package func saveStep(_ request: SaveRequest) async throws -> Once<SavedStep> {
        let stream = try Self.stream(request.userID)
        do {
            return try await ledger.performOnce(request.idempotency) { [saves] transaction in
                let seconds = saves.secondsToWait(request.userID, now: transaction.now)
                if seconds > 0 {
                    throw WizardRejection.saveRateLimited(retryAfterSeconds: seconds)
                }
                return try Self.save(request, stream, transaction)
            }
        } catch WizardRejection.versionConflict(let conflict) {
            throw try await SaveConflict(
                conflict, setBy: ledger.actors(of: conflict.fields.map(\.version), in: stream))
        }
    }

    /// Decides at the version that the caller knows; saving what is stored already appends nothing.
    private static func save(
        _ request: SaveRequest, _ stream: StreamID, _ transaction: CommandTransaction
    ) throws -> SavedStep {
        let version = try transaction.version(of: stream)
        try request.expected?.require(version)
        let company = try Tenants.tenant(of: request.userID, transaction)?.state.company
        var state = try wizard(stream, transaction)
        let events = try Wizard.decide(
            .save(
                step: request.step, data: request.data, version: request.version,
                isCompleted: company?.onboardingStatus == .completed,
                isClosed: company?.isClosed == true), state)
        if !events.isEmpty {
            let encoded = state.take(events, at: transaction.now)
            try transaction.append(
                [
                    StreamAppend(
                        to: stream, expected: .exactly(version), events: encoded.map(NewEvent.init))
                ],
                metadata: try transaction.metadata(
                    request.facts, EventActor(kind: .user, id: request.userID)))
        }
        return SavedStep(state, now: transaction.now)
    }
}

extension Ledger {
    /// Who made the events of a stream that a conflict names; they are committed when the refusal
    /// arrives.
    func actors(of versions: [Int], in stream: StreamID) async throws -> [Int: EventActor] {
        try await read { reader in
            var actors: [Int: EventActor] = [:]
            for version in Set(versions) {
                let before = StreamVersion(rawValue: Int64(version - 1))
                actors[version] = try reader.log.events(of: stream, after: before, limit: 1)
                    .first?.actor
            }
            return actors
        }
    }
}

/// What saving came to (A2).
public struct SavedStep: Sendable, Hashable, Codable {
    /// How many saves that changed something there are.
    public let version: Int
    public let currentStep: Int
    private let savedAtMilliseconds: Int64

    public var savedAt: Timestamp { Timestamp(milliseconds: savedAtMilliseconds) }

    init(version: Int, currentStep: Int, savedAt: Timestamp) {
        (self.version, self.currentStep) = (version, currentStep)
        savedAtMilliseconds = savedAt.milliseconds
    }

    /// What was stored already was saved when it was stored.
    init(_ state: WizardState, now: Timestamp) {
        version = state.version
        currentStep = state.currentStep
        savedAtMilliseconds = (state.version == 0 ? now : state.updatedAt).milliseconds
    }
}

/// A save with a stale version: what stands now, and what was changed, by whom and when (A2).
public struct SaveConflict: Error, Sendable, Hashable {
    public let currentVersion: Int
    public let currentStep: Int
    package let stepData: JSONObject
    /// The submitted fields that were changed since the caller's version.
    public let fields: [Field]

    /// One of them.
    public struct Field: Sendable, Hashable {
        public let name: String
        package let value: JSONValue
        /// Nil only if the log lost the save, which it does not.
        public let setBy: EventActor?
        /// When it was set.
        public let at: Timestamp
    }

    public var code: String { StepConflict.code }

    init(_ conflict: StepConflict, setBy: [Int: EventActor]) {
        currentVersion = conflict.currentVersion
        currentStep = conflict.currentStep
        stepData = conflict.stepData
        fields = conflict.fields.map {
            Field(name: $0.name, value: $0.value, setBy: setBy[$0.version], at: $0.at)
        }
    }
}
