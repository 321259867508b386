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
    public let exits: [FlowExit]
    /// The legal moves between stages and into exits. Entering the first stage is none of them.
    public let transitions: [FlowTransition]
    public let attributes: [FlowAttribute]
    /// How long a subject may take from its start; nil when there is no limit.
    public let expiry: ISO8601Duration?
    /// The steps of a flow that the wizard's endpoints serve.
    public let steps: [FlowStep]
    /// The folder that all pages share; empty when there is none.
    let root: String

    package init(
        flow: String, category: String, stages: [FlowStage], exits: [FlowExit] = [],
        transitions: [FlowTransition], attributes: [FlowAttribute] = [],
        expiry: ISO8601Duration? = nil, steps: [FlowStep] = []
    ) {
        (self.flow, self.category) = (flow, category)
        (self.stages, self.exits, self.transitions) = (stages, exits, transitions)
        (self.attributes, self.expiry, self.steps) = (attributes, expiry, steps)
        root = Self.root(of: stages)
    }

    /// The names of the steps that save-step numbers from 0; empty for a flow without such steps.
    package var stepNames: [String] {
        flow == WizardFlow.declaration.flow
            ? Wizard.stepNames : steps.map(\.name)
    }

    public func stage(named name: String) -> FlowStage? { stages.first { $0.name == name } }

    public func allowsTransition(from: String, to: String, on type: String) -> Bool {
        transitions.contains(FlowTransition(from: from, to: to, on: type))
    }
}

/// A station of a flow.
public struct FlowStage: Sendable, Hashable {
    public let name: String
    /// The types of event that bring a subject here.
    public let on: [String]
    /// True when a subject may pass the stage by and still be in order (D1).
    public let isOptional: Bool
    /// The page where a subject at this stage belongs.
    public let route: String?
    /// Every page that is open at this stage, the stage's own first.
    public let paths: [String]

    /// - Parameter alsoOpen: pages beside the stage's own.
    public init(
        _ name: String, on: [String], isOptional: Bool = false, route: String? = nil,
        alsoOpen: [String] = []
    ) {
        (self.name, self.on, self.isOptional) = (name, on, isOptional)
        (self.route, paths) = (route, (route.map { [$0] } ?? []) + alsoOpen)
    }
}

/// A way out of a flow other than its end; it says why the subject left.
public struct FlowExit: Sendable, Hashable {
    public let name: String
    public let on: [String]

    public init(_ name: String, on: [String]) { (self.name, self.on) = (name, on) }
}

/// A legal move from a stage to a stage or an exit, and the type of event that makes it.
public struct FlowTransition: Sendable, Hashable {
    public let from: String
    public let to: String
    public let on: String

    public init(from: String, to: String, on: String) {
        (self.from, self.to, self.on) = (from, to, on)
    }
}

/// A fact about a subject by which numbers can be broken down (D1).
public struct FlowAttribute: Sendable, Hashable {
    public let name: String
    /// Where it stands: a field of the state's JSON; for a declared flow, one of `attributes`.
    public let field: String

    public init(_ name: String, field: String) { (self.name, self.field) = (name, field) }
}

/// The flows that are known, by the category of their streams and by id.
public struct FlowCatalogue: Sendable {
    public let flows: [FlowDeclaration]
    private let stageTables: [String: StageTable]

    /// - Precondition: no two flows share an id.
    public init(_ flows: [FlowDeclaration]) {
        precondition(
            Set(flows.map(\.flow)).count == flows.count, "a flow's id is its own")
        self.flows = flows
        // Flows with code may share a category; their states know their stages themselves.
        stageTables = Dictionary(
            flows.map { ($0.category, StageTable($0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The flows that come with code.
    public static let builtIn = FlowCatalogue([
        SignUpFlow.declaration,
        WizardFlow.declaration,
        CallFlow.declaration,
        MembershipFlow.declaration,
        MerchantFlow.declaration,
    ])

    /// The built-in flows and a team's own.
    public func adding(_ flows: [FlowDeclaration]) -> FlowCatalogue {
        FlowCatalogue(self.flows + flows)
    }

    public func flow(_ id: String) -> FlowDeclaration? { flows.first { $0.flow == id } }

    public func flow(category: some StringProtocol) -> FlowDeclaration? {
        flows.first { $0.category == category }
    }

    package func stageTable(category: String) -> StageTable? { stageTables[category] }
}
