/// The flows that are known, by the category of their streams and by id.
public struct FlowCatalogue: Sendable {
    /// The built-in ones first, then a team's own.
    public let flows: [FlowDeclaration]
    /// True when a flow splits its subjects by itself (D4).
    package let givesVariants: Bool
    /// By category; of flows that share one, the first's.
    private let stageTables: [String: StageTable]

    /// - Precondition: no two flows share an id.
    public init(_ flows: [FlowDeclaration]) {
        precondition(
            Set(flows.map(\.flow)).count == flows.count, "a flow's id is its own")
        self.flows = flows
        givesVariants = flows.contains { $0.variants != nil }
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

    /// The same with another declaration in the place of the one with its id.
    public func replacing(_ flow: FlowDeclaration) -> FlowCatalogue {
        FlowCatalogue(flows.map { $0.flow == flow.flow ? flow : $0 })
    }

    /// The flow of an id; nil when nobody declared it.
    public func flow(_ id: String) -> FlowDeclaration? { flows.first { $0.flow == id } }

    /// The first flow whose subjects have streams of the category: profiles pass through two.
    public func flow(category: some StringProtocol) -> FlowDeclaration? {
        flows.first { $0.category == category }
    }

    /// What each type of event means in the category's streams; nil for one without a flow.
    package func stageTable(category: String) -> StageTable? { stageTables[category] }
}
