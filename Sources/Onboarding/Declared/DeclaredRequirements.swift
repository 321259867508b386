import Time

/// What a subject of a team's own flow owes (X3): the stages that are still before it.
public enum DeclaredRequirements {
    public static func of(
        _ subject: DeclaredState, in flow: FlowDeclaration, at now: Timestamp
    ) -> Requirements {
        if subject.exit == nil, let last = flow.stages.last, subject.stage == last.name {
            return .satisfied
        }
        var requirements = Requirements()
        let reached = flow.stages.firstIndex { $0.name == subject.stage }.map { $0 + 1 } ?? 0
        requirements.currentlyDue = flow.stages[reached...].filter { !$0.isOptional }.map {
            Requirement(.action($0.name), "The flow goes on to this stage.")
        }
        if subject.events > 0, let expiry = flow.expiry {
            requirements.deadline = subject.startedAt.adding(milliseconds: expiry.milliseconds)
        }
        if let exit = subject.exit { return requirements.stopped(exit) }
        guard let deadline = requirements.deadline, now >= deadline else { return requirements }
        return requirements.stopped("expired")
    }
}
