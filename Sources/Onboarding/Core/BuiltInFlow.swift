/// A flow whose stages are a type of their own: writes the declaration down by that type.
protocol BuiltInFlow {
    associatedtype Stage: RawRepresentable<String>
}

extension BuiltInFlow {
    static func stage(
        _ stage: Stage, on kinds: [EventKind], isOptional: Bool = false, route: String,
        alsoOpen: [String] = [], required: [Requirement] = []
    ) -> FlowStage {
        FlowStage(
            stage.rawValue, on: kinds.map(\.rawValue), isOptional: isOptional, route: route,
            alsoOpen: alsoOpen, required: required)
    }

    /// From a stage to a stage.
    static func move(_ from: Stage, _ to: Stage, on kind: EventKind) -> FlowTransition {
        FlowTransition(from: from.rawValue, to: to.rawValue, on: kind.rawValue)
    }

    /// Out of the flow, by an exit.
    static func leave(_ from: Stage, _ exit: String, on kind: EventKind) -> FlowTransition {
        FlowTransition(from: from.rawValue, to: exit, on: kind.rawValue)
    }

    /// From an exit back to a stage.
    static func comeBack(_ to: Stage, from exit: String, on kind: EventKind) -> FlowTransition {
        FlowTransition(from: exit, to: to.rawValue, on: kind.rawValue)
    }
}
