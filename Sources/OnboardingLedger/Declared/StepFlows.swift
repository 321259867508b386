import EventLog
import JSON
import Onboarding
import ReadModels
import Time

/// The use cases of a team's own flows that have steps (contract X2): the wizard's, on any flow
/// that a file declares.
///
/// A person's subject is `<flow>-<userId>`; the user always comes from the caller's credentials.
/// All throw `StepRejection`, `FlowNotDeclared`, `IdempotencyConflict`, `KeptRefusal`,
/// `VersionMismatch` and `LogFailure`.
public final class StepFlows: Sendable {
    public let ledger: Ledger
    /// Saves by stream. It is in memory: a restart forgives.
    private let saves = SlidingWindowLimiter(
        limit: Wizard.savesPerWindowMax, windowSeconds: Wizard.saveWindowSeconds)

    public init(ledger: Ledger) { self.ledger = ledger }

    /// Whose place in which flow.
    public struct Place: Sendable, Hashable {
        public let flow: String
        public let userID: String

        public init(flow: String, userID: String) { (self.flow, self.userID) = (flow, userID) }

        /// The subject's stream; refuses an id that no stream's name can hold.
        func stream() throws(StepRejection) -> StreamID {
            guard !userID.isEmpty, let stream = StreamID("\(flow)-\(userID)") else {
                throw .invalidUser
            }
            return stream
        }
    }

    /// A command with what surrounds it.
    public struct PlacedRequest: Sendable {
        public let place: Place
        public let facts: RequestFacts
        /// Nil for a command that may happen again.
        public var idempotency: IdempotencyKey?
        /// The version that If-Match demands.
        public var expected: DemandedVersions?

        public init(place: Place, facts: RequestFacts) { (self.place, self.facts) = (place, facts) }
    }

    // MARK: Reading

    /// Where a person is; one without progress is at the beginning.
    public func progress(at place: Place) async throws -> StepProgress {
        let stream = try place.stream()
        return try await ledger.read { reader in
            _ = try Self.served(place.flow, try reader.history.flowCatalogue())
            let (state, version) = try reader.history.subject(of: stream)
            guard case .declared(let state) = state else { throw StepRejection.invalidUser }
            return StepProgress(place.userID, state, version)
        }
    }

    /// - Throws: `FlowNotDeclared`; `StepRejection.notServed` for a flow without steps, which only
    ///   takes events (section 8, Flow files).
    private static func served(_ id: String, _ flows: FlowCatalogue) throws -> FlowDeclaration {
        guard let flow = flows.flow(id) else { throw FlowNotDeclared(id, in: flows) }
        guard !flow.steps.isEmpty else { throw StepRejection.notServed(id) }
        return flow
    }

    // MARK: Saving

    /// Merges a step's fields into what is filled in.
    ///
    /// - Throws: besides what all throw, `SaveConflict` for a stale version.
    package func saveStep(_ step: Int, _ data: JSONValue, version: Int, _ request: PlacedRequest)
        async throws -> Once<SavedStep>
    {
        let stream = try request.place.stream()
        if let kept = try await ledger.keptOutcome(request.idempotency, SavedStep.self) {
            return Once(value: kept, isReplay: true)
        }
        let seconds = saves.secondsToWait(stream.name, now: ledger.clock.now())
        if seconds > 0 { throw StepRejection.saveRateLimited(retryAfterSeconds: seconds) }
        while true {
            let fields = try await checked(data, step, request.place.flow)
            do {
                return try await ledger.performOnce(request.idempotency) { transaction in
                    let command = StepCommand.save(fields, version: version)
                    let state = try Self.run(command, on: stream, request, transaction).state
                    return SavedStep(
                        version: state.events, currentStep: state.currentStep,
                        savedAt: state.savedAt ?? transaction.now)
                }
            } catch is FlowHasChanged {
                continue
            } catch StepRejection.versionConflict(let conflict) {
                throw try await SaveConflict(
                    conflict, setBy: ledger.actors(of: conflict.fields.map(\.version), in: stream))
            }
        }
    }

    /// The step's fields, checked where nobody's command waits for that.
    private func checked(_ data: JSONValue, _ step: Int, _ flow: String) async throws
        -> StepFields
    {
        let flow = try Self.served(flow, ledger.gates.flows)
        return try await ledger.checkers.run { try StepFlow.fields(data, ofStep: step, in: flow) }
    }

    /// Completes the flow once every required field is there.
    public func complete(_ request: PlacedRequest) async throws -> Once<StepCompletion> {
        let stream = try request.place.stream()
        return try await ledger.performOnce(request.idempotency) { transaction in
            let (state, isNew) = try Self.run(.complete, on: stream, request, transaction)
            return StepCompletion(isNew: isNew, version: state.events)
        }
    }

    /// Decides a command and appends what comes of it; answers the state after it.
    private static func run(
        _ command: StepCommand, on stream: StreamID, _ request: PlacedRequest,
        _ transaction: CommandTransaction
    ) throws -> (state: DeclaredState, isNew: Bool) {
        let flow = try served(request.place.flow, transaction.flows)
        let version = try transaction.version(of: stream)
        try request.expected?.require(version)
        if case .save(let fields, _) = command, !flow.declares(fields) { throw FlowHasChanged() }
        let outcomes = try StepFlow.decide(
            command, try state(of: stream, transaction), in: flow, at: transaction.now)
        let actor = EventActor(kind: .user, id: request.place.userID)
        try append(
            outcomes, to: stream, transaction.metadata(request.facts, actor), transaction)
        return (try state(of: stream, transaction), !outcomes.isEmpty)
    }

    /// The state inside the command, with what the command itself appended.
    private static func state(of stream: StreamID, _ transaction: CommandTransaction) throws
        -> DeclaredState
    {
        guard case .declared(let state) = try transaction.state(of: stream) else {
            throw StepRejection.invalidUser
        }
        return state
    }

    /// Appends an outcome's events in their order; the flow's own types carry the step's name
    /// alone.
    private static func append(
        _ outcomes: [StepOutcome], to stream: StreamID, _ metadata: EventMetadata,
        _ transaction: CommandTransaction
    ) throws {
        if outcomes.isEmpty { return }
        let events = outcomes.map { outcome in
            switch outcome {
            case .recorded(let event): NewEvent(EncodedEvent(event))
            case .entered(let type, let step):
                NewEvent(
                    type: EventType(type),
                    data: JSONWriter.encode { $0.object { $0.member("stepName", step) } })
            }
        }
        try transaction.append(
            [StreamAppend(to: stream, expected: .any, events: events)], metadata: metadata)
    }

    // MARK: Expiry

    /// Records the expiry of subjects whose flow's time ran out; answers how many.
    ///
    /// Only in flows with steps: what was imported into others happened elsewhere.
    static func expireOverdue(in ledger: Ledger, _ facts: RequestFacts, limit: Int) async throws
        -> Int
    {
        let now = ledger.now
        let metadata = facts.metadata(.job, Job.expireSessions.rawValue)
        var count = 0
        for flow in try await ledger.flows().flows where !flow.steps.isEmpty {
            guard let expiry = flow.expiry else { continue }
            let before = now.adding(milliseconds: -expiry.milliseconds)
            let overdue = try await ledger.readThroughout { reader in
                try reader.views().activeSessions(flow: flow.flow, before: before, limit: limit)
            }
            for stream in overdue.compactMap({ StreamID($0) }) {
                count += try await ledger.perform { transaction in
                    // As it is declared by now: another file may have come meanwhile.
                    guard let flow = transaction.flows.flow(flow.flow) else { return 0 }
                    let outcomes = try StepFlow.decide(
                        .expire, try state(of: stream, transaction), in: flow, at: transaction.now)
                    try append(outcomes, to: stream, metadata, transaction)
                    return outcomes.count
                }
            }
        }
        return count
    }
}

/// Fields were checked by a declaration that another has taken the place of: they are checked anew.
private struct FlowHasChanged: Error {}

/// Where a person is in a flow of steps.
public struct StepProgress: Sendable {
    public let userID: String
    /// The stream's version, which counts every event.
    public let version: StreamVersion
    /// From 0, in the order in which the flow's file declares its steps.
    public let currentStep: Int
    /// What is filled in, by field; empty before the first save.
    package let stepData: JSONObject
    public let status: OnboardingStatus
    /// When the last save was; nil before the first.
    public let updatedAt: Timestamp?

    init(_ userID: String, _ state: DeclaredState, _ version: StreamVersion) {
        (self.userID, self.version) = (userID, version)
        (currentStep, stepData, updatedAt) = (state.currentStep, state.stepData, state.savedAt)
        if state.isCompleted {
            status = .completed
        } else if state.events == 0 {
            status = .new
        } else {
            status = .inProgress
        }
    }
}

/// What completing came to.
public struct StepCompletion: Sendable, Hashable, Codable {
    /// False when the flow was complete already.
    public let isNew: Bool
    public let version: Int
}
