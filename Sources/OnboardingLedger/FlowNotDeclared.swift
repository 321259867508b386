import Onboarding

/// A flow that is neither built in nor declared.
public struct FlowNotDeclared: Error, Sendable, Hashable {
    public let flow: String
    /// The ids of the flows that there are, for the answer to name.
    public let known: [String]

    package init(_ flow: String, in catalogue: FlowCatalogue) {
        (self.flow, known) = (flow, catalogue.flows.map(\.flow))
    }
}
