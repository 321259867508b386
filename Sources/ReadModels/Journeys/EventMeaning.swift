import Onboarding

/// What a type of event means to a flow's journeys.
struct EventMeaning {
    /// As in `JourneyEntry`.
    let code: UInt8
    /// True when a subject that took an exit is back by it, in a stage or where it was before.
    let takesBackExit: Bool

    init(_ type: String, in flow: FlowDeclaration) {
        if let stage = flow.stages.firstIndex(where: { $0.on.contains(type) }) {
            code = UInt8(stage)
        } else if let exit = flow.exits.firstIndex(where: { $0.on.contains(type) }) {
            code = JourneyEntry.firstExitCode + UInt8(exit)
        } else {
            code = JourneyEntry.other
        }
        let exits = Set(flow.exits.map(\.name))
        takesBackExit = flow.transitions.contains { $0.on == type && exits.contains($0.from) }
    }
}
