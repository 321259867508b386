import EventLog
import JSON
import Onboarding

/// The steps of a flow, and what each type of event means for them. Confined to its book's holder.
final class FrictionSteps {
    /// What a type of event means for the flow's steps.
    enum Role: Equatable {
        /// Of another flow.
        case ignored
        /// Something was kept, and the subject enters a stage; nil where it stays, or where the
        /// event names its step. Some stages are entered only by who was at no later one.
        case saved(UInt8?, isOnlyAhead: Bool)
        /// A refusal, beside the subject's stream or, for a wrong code or a failed checkout, in it.
        case refused(EventKind)
        /// Refusals of which only the number is known.
        case omitted
        /// The subject took an exit.
        case left
    }

    /// Codes that say that somebody else was faster.
    static let conflicts: Set<String> = [StepConflict.code, "request.precondition_failed"]

    /// Stages by their names, or steps by their numbers too.
    let names: [(name: String, number: Int?)]
    /// True for the wizard and for flows that its endpoints serve.
    let isNumbered: Bool

    private let declaration: FlowDeclaration
    /// Whose events of a shared stream are the flow's; nil for a team's own flow, whose are all.
    private let family: EventFamily?
    /// By the log's integer for the type.
    private var roles: [Int64: Role] = [:]
    /// By the log's integer for the actor.
    private var persons: [Int64: Bool] = [:]

    init(_ declaration: FlowDeclaration) {
        self.declaration = declaration
        family = Self.families[declaration.flow]
        let steps = declaration.stepNames
        isNumbered = !steps.isEmpty
        names =
            isNumbered
            ? steps.enumerated().map { ($1, $0) } : declaration.stages.map { ($0.name, nil) }
    }

    /// By flow: profiles and tenants have streams that several flows write.
    private static let families: [String: EventFamily] = [
        SignUpFlow.declaration.flow: .signUp, WizardFlow.declaration.flow: .wizard,
        MembershipFlow.declaration.flow: .membership, CallFlow.declaration.flow: .call,
        MerchantFlow.declaration.flow: .access,
    ]

    // MARK: Types

    /// Asks the log for a type the first time only.
    func role(_ typeID: Int64, _ reader: LogReader) throws -> Role {
        if let known = roles[typeID] { return known }
        let role = role(try reader.type(typeID).name)
        roles[typeID] = role
        return role
    }

    /// Refusals go before exits, and exits before stages.
    private func role(_ type: String) -> Role {
        let kind = EventKind(rawValue: type)
        switch kind {
        case .commandRefused: return .refused(.commandRefused)
        case .refusalsOmitted: return .omitted
        case .verificationCodeRefused, .checkoutFailed:
            if let kind, family == kind.family { return .refused(kind) }
        default: break
        }
        if declaration.exits.contains(where: { $0.on.contains(type) }) { return .left }
        let stage = declaration.stages.firstIndex { $0.on.contains(type) }.map(UInt8.init)
        // An erasure's mark is nobody's doing, whosesoever stream it stands in (L14).
        let isOwn = family.map { kind?.family == $0 } ?? (kind?.family != .erasure)
        guard isOwn || stage != nil else { return .ignored }
        let isOnlyAhead = stage.map { declaration.isEnteredOnlyAhead(Int($0)) } ?? false
        return .saved(
            isNumbered ? nil : stage ?? FrictionAttempt.nowhere, isOnlyAhead: isOnlyAhead)
    }

    // MARK: Steps

    /// The step that a save names; nowhere for events of other kinds.
    func step(named row: EventCursor) throws -> UInt8 {
        let step = unsafe try row.withData { data in unsafe try Self.step(in: data) }
        guard let step, names.indices.contains(step) else { return FrictionAttempt.nowhere }
        return UInt8(step)
    }

    /// The member `step`, where it is a whole number: a team's own events may say anything there.
    private static func step(in data: UnsafeRawBufferPointer) throws(JSONError) -> Int? {
        var step: Int?
        try unsafe JSONScanner.scan(data, limits: .trusted) { scanner throws(JSONError) in
            try scanner.object { key, scanner throws(JSONError) in
                if key == "step" {
                    step = try scanner.value().intValue
                } else {
                    try scanner.skip()
                }
            }
        }
        return step
    }

    /// The step that a refusal names, by its number or as a stage is called.
    func step(refusedAt step: String?) -> UInt8 {
        let place = step.flatMap { step in
            isNumbered ? Int(step) : names.firstIndex { $0.name == step }
        }
        guard let place, names.indices.contains(place) else { return FrictionAttempt.nowhere }
        return UInt8(place)
    }

    // MARK: Actors

    /// Whether a person did it themselves. Of imported events nobody knows better.
    func isPersons(_ row: EventCursor, _ reader: LogReader) throws -> Bool {
        guard family != nil, let actorID = row.actorID else { return true }
        if let known = persons[actorID] { return known }
        let kind = try reader.actor(of: row).kind
        let isPersons = kind == .user || kind == .session
        persons[actorID] = isPersons
        return isPersons
    }
}
