import Time

/// What a subject of a team's own flow owes (X3): the stages that are still before it.
public enum DeclaredRequirements {
    /// What is still owed, by the flow as it is declared now.
    ///
    /// - Parameter now: from the deadline on everything is overdue, recorded or not.
    public static func of(
        _ subject: DeclaredState, in flow: FlowDeclaration, at now: Timestamp
    ) -> Requirements {
        if subject.exit == nil, let last = flow.stages.last, subject.stage == last.name {
            return .satisfied
        }
        var requirements = Requirements()
        let reached = flow.stages.firstIndex { $0.name == subject.stage }.map { $0 + 1 } ?? 0
        let ahead = flow.stages[reached...].filter { !$0.isOptional }
        requirements.currentlyDue =
            flow.steps.isEmpty
            ? ahead.map { Requirement(.action($0.name), "The flow goes on to this stage.") }
            : fields(subject, in: flow) + actions(ahead, in: flow)
        let standing = DeclaredStanding(subject)
        requirements.deadline = standing.deadline(in: flow)
        return standing.end(in: flow, at: now).map(requirements.stopped) ?? requirements
    }

    /// The stages ahead that no step leads to: what others must do first, and the end. Saving
    /// anything enters the first.
    private static func actions(_ ahead: [FlowStage], in flow: FlowDeclaration) -> [Requirement] {
        ahead.filter { stage in
            stage.name != flow.stages.first?.name
                && !flow.steps.contains { $0.event.map(stage.on.contains) ?? false }
        }.map { stage in
            stage.name == flow.stages.last?.name
                ? Requirement(.action("complete"), "Complete the flow.")
                : Requirement(.action(stage.name), "Somebody else must see to this first.")
        }
    }

    /// The required fields that have no value yet.
    private static func fields(_ subject: DeclaredState, in flow: FlowDeclaration) -> [Requirement]
    {
        flow.steps.filter { !$0.isOptional }.flatMap { step in
            step.missing(in: subject.stepData).map { field in
                Requirement(
                    .field(field.name),
                    "\(field.title ?? field.name): the step \(step.title ?? step.name) needs it.")
            }
        }
    }
}
