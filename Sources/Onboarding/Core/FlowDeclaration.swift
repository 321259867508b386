import JSON
import Time

/// A flow, said once: gate, funnel, drawings, schema files and clients all read it here (X1).
public struct FlowDeclaration: Sendable, Hashable {
    /// The flow's id, such as `signup`.
    public let flow: String
    /// The category of its subjects' streams.
    public let category: String
    /// In order.
    public let stages: [FlowStage]
    /// The ways out before the end, at most `stagesMax`; numbered in this order.
    public let exits: [FlowExit]
    /// The legal moves between stages, into exits and back out of them; entering the first
    /// stage is none of them.
    public let transitions: [FlowTransition]
    /// By what numbers can be broken down, as the declaration lists it (`countedAttributes`).
    public let attributes: [FlowAttribute]
    /// How long a subject may take from its start; nil when there is no limit.
    public let expiry: ISO8601Duration?
    /// The steps of a flow that the wizard's endpoints serve.
    public let steps: [FlowStep]
    /// Where else stages of the subjects lie; nil when all are in the subjects' own streams.
    package let link: FlowLink?
    /// How the flow gives out the variants of an experiment: each with its share (D4); nil when
    /// there is none, or whoever calls gives them.
    public let variants: [String: Int]?
    /// True when subjects are at the first stage before any event says so: who is first seen
    /// further on entered it then.
    package let beginsUnseen: Bool
    /// True when who passed a stage that no transition leads back across is not brought back to it
    /// by an event: a code also proves a verified sign-up again, and moves nobody (K1).
    package let goesBackByMovesOnly: Bool
    /// The folder that all pages share; empty when there is none.
    let root: String
    /// Stages, and exits, that a flow may have.
    package static let stagesMax = 64

    package init(
        flow: String, category: String, stages: [FlowStage], exits: [FlowExit] = [],
        transitions: [FlowTransition], attributes: [FlowAttribute] = [],
        expiry: ISO8601Duration? = nil, steps: [FlowStep] = [], link: FlowLink? = nil,
        beginsUnseen: Bool = false, goesBackByMovesOnly: Bool = false,
        variants: [String: Int]? = nil
    ) {
        (self.flow, self.category) = (flow, category)
        (self.stages, self.exits, self.transitions) = (stages, exits, transitions)
        (self.attributes, self.expiry, self.steps) = (attributes, expiry, steps)
        (self.link, self.beginsUnseen, self.variants) = (link, beginsUnseen, variants)
        self.goesBackByMovesOnly = goesBackByMovesOnly
        root = Self.root(of: stages)
    }

    /// Whether a stage, by its number, is entered only by who was at no later one.
    package func isEnteredOnlyAhead(_ stage: Int) -> Bool {
        guard goesBackByMovesOnly else { return false }
        let later = Set(stages[(stage + 1)...].map(\.name))
        let earlier = Set(stages[...stage].map(\.name))
        return !transitions.contains { later.contains($0.from) && earlier.contains($0.to) }
    }

    /// What the flow asks for at a stage, in order.
    func required(at stage: some RawRepresentable<String>) -> [Requirement] {
        self.stage(named: stage.rawValue)?.required ?? []
    }

    /// Nil for a name that no stage has; exits are not looked at.
    public func stage(named name: String) -> FlowStage? { stages.first { $0.name == name } }

    /// The exits out of which an event of the type leads: an exit stays until a move that is
    /// declared from it to a stage, or until the subject begins anew.
    package func exitsTakenBack(by type: String) -> [String] {
        transitions.compactMap { move in
            move.on == type && stage(named: move.to) != nil && stage(named: move.from) == nil
                ? move.from : nil
        }
    }

    /// Whether the declaration names exactly this move; built-in deciders have rules of their own.
    public func allowsTransition(from: String, to: String, on type: String) -> Bool {
        transitions.contains(FlowTransition(from: from, to: to, on: type))
    }
}

/// A station of a flow.
public struct FlowStage: Sendable, Hashable {
    /// Unique among stages and exits; rows and answers hold it.
    public let name: String
    /// The types of event that bring a subject here.
    public let on: [String]
    /// True when a subject may pass the stage by and still be in order (D1).
    public let isOptional: Bool
    /// The page where a subject at this stage belongs.
    public let route: String?
    /// Every page that is open at this stage, the stage's own first.
    public let paths: [String]
    /// What a subject at this stage gives or does before it goes on, in order.
    public let required: [Requirement]

    /// - Parameter alsoOpen: pages beside the stage's own.
    public init(
        _ name: String, on: [String], isOptional: Bool = false, route: String? = nil,
        alsoOpen: [String] = [], required: [Requirement] = []
    ) {
        (self.name, self.on, self.isOptional) = (name, on, isOptional)
        (self.route, paths) = (route, (route.map { [$0] } ?? []) + alsoOpen)
        self.required = required
    }
}

/// A way out of a flow other than its end; it says why the subject left.
public struct FlowExit: Sendable, Hashable {
    /// Unique among stages and exits.
    public let name: String
    /// The types of event that lead out.
    public let on: [String]

    public init(_ name: String, on: [String]) { (self.name, self.on) = (name, on) }

    /// The way out of a flow of steps whose time runs out.
    public static let expired = "expired"
}

/// A legal move from a stage to a stage or an exit, or from an exit back to a stage, and the type
/// of event that makes it.
public struct FlowTransition: Sendable, Hashable {
    /// A stage or an exit.
    public let from: String
    /// A stage or an exit.
    public let to: String
    /// One type; a move that several types make is as many transitions.
    public let on: String

    public init(from: String, to: String, on: String) {
        (self.from, self.to, self.on) = (from, to, on)
    }
}

/// A fact about a subject by which numbers can be broken down (D1).
public struct FlowAttribute: Sendable, Hashable {
    /// What questions call it, such as `plan` in `by=plan`.
    public let name: String
    /// Where it stands: a field of the state's JSON; for a declared flow, one of `attributes`.
    public let field: String
    /// True when it stands in the state that the flow's link leads to.
    public let isLinked: Bool

    /// The attribute that holds an experiment's variant (D4).
    public static let variant = "variant"

    public init(_ name: String, field: String, isLinked: Bool = false) {
        (self.name, self.field, self.isLinked) = (name, field, isLinked)
    }
}

/// How the streams that hold a flow's later stages name the subject whose stages they are.
package struct FlowLink: Sendable, Hashable {
    /// A value that shows that a stream is of another kind.
    package struct Exception: Sendable, Hashable {
        /// A member of the stream's state.
        package let field: String
        /// Streams whose member is this are passed over.
        package let value: String
    }

    /// The category of those streams.
    package let category: String
    /// The field of their state that is the id of the subject's stream.
    package let ownerField: String
    /// Nil when all streams of the category count.
    package let unless: Exception?

    package init(
        category: String, ownerField: String, unless: (field: String, value: String)? = nil
    ) {
        (self.category, self.ownerField) = (category, ownerField)
        self.unless = unless.map { Exception(field: $0.field, value: $0.value) }
    }
}
