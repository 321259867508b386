import JSON
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
        let reached = flow.stages.firstIndex { $0.name == subject.stage }.map { $0 + 1 } ?? 0
        // Nobody is through before the last, whatever it says of itself.
        let ahead = flow.stages.indices[reached...].filter {
            !flow.stages[$0].isOptional || $0 == flow.stages.count - 1
        }
        var requirements = Requirements()
        if flow.steps.isEmpty {
            requirements.currentlyDue = ahead.map {
                Requirement(.action(flow.stages[$0].name), "The flow goes on to this stage.")
            }
        } else {
            addSteps(subject, ahead, in: flow, to: &requirements)
        }
        let standing = DeclaredStanding(subject)
        requirements.deadline = standing.deadline(in: flow)
        return standing.end(in: flow, at: now).map(requirements.stopped) ?? requirements
    }

    /// What a flow of steps still asks for, in the order in which it can be done: a step comes
    /// after what others must do before the stage that it leads to can be entered.
    ///
    /// - Parameter ahead: the places of the stages to come, ascending.
    private static func addSteps(
        _ subject: DeclaredState, _ ahead: [Int], in flow: FlowDeclaration,
        to requirements: inout Requirements
    ) {
        // Saving anything enters the first stage, and completing the last.
        var waiting = ahead.filter {
            flow.stages.indices.dropFirst().dropLast().contains($0) && flow.steps(to: $0).isEmpty
        }
        for (step, target) in flow.stepsInStageOrder {
            while let first = waiting.first, let target, first < target {
                addWaiting(waiting.removeFirst(), in: flow, to: &requirements)
            }
            let missing = step.isOptional ? [] : step.missing(in: subject.stepData)
            requirements.currentlyDue += missing.map { field in
                Requirement(
                    .field(field.name),
                    "\(field.title ?? field.name): the step \(step.title ?? step.name) needs it.")
            }
            if let target, ahead.contains(target),
                flow.isToBeSaved(step, to: target, with: subject.stepData)
            {
                requirements.currentlyDue.append(saving(step))
            }
        }
        for stage in waiting { addWaiting(stage, in: flow, to: &requirements) }
        if requirements.currentlyDue.isEmpty, !subject.hasSaved {
            requirements.currentlyDue += flow.stepsInStageOrder.prefix(1).map { saving($0.step) }
        }
        if let last = flow.stages.indices.last, ahead.contains(last),
            !flow.isEnded(bySaving: last, with: subject.stepData)
        {
            requirements.currentlyDue.append(
                Requirement(.action("complete"), "Complete the flow."))
        }
    }

    private static func saving(_ step: FlowStep) -> Requirement {
        Requirement(
            .action(step.name), "The step \(step.title ?? step.name) has not been saved yet.")
    }

    /// What somebody else must do: it is waited for once nothing else is due before it.
    private static func addWaiting(
        _ place: Int, in flow: FlowDeclaration, to requirements: inout Requirements
    ) {
        let requirement = Requirement(
            .action(flow.stages[place].name), "Somebody else must see to this first.")
        if requirements.currentlyDue.isEmpty {
            requirements.pendingVerification.append(requirement)
        } else {
            requirements.currentlyDue.append(requirement)
        }
    }
}

extension FlowDeclaration {
    /// The place of the stage that a type of event leads to.
    fileprivate func place(of type: String) -> Int? {
        stages.firstIndex { $0.on.contains(type) }
    }

    /// The steps with the places of the stages that they lead to, in the order of those; what
    /// leads nowhere stays behind the step ahead of it in the file.
    fileprivate var stepsInStageOrder: [(step: FlowStep, target: Int?)] {
        var latest = 0
        let placed = steps.enumerated().map { index, step in
            let target = step.event.flatMap(place)
            latest = target ?? latest
            return (order: (latest, index), entry: (step: step, target: target))
        }
        return placed.sorted { $0.order < $1.order }.map(\.entry)
    }

    /// The steps that lead to a stage.
    fileprivate func steps(to place: Int) -> [FlowStep] {
        steps.filter { $0.event.map(stages[place].on.contains) ?? false }
    }

    /// Whether a step that is still to be saved leads to the last stage, so that nobody has to
    /// complete the flow.
    fileprivate func isEnded(bySaving last: Int, with data: JSONObject) -> Bool {
        !steps(to: last).isEmpty && doneStep(leadingTo: stages[last], with: data) == nil
    }

    /// Whether a step that asks for no field must be saved all the same: it is the first of those
    /// that lead to a stage, and no field that another of them asks for will lead there.
    fileprivate func isToBeSaved(_ step: FlowStep, to place: Int, with data: JSONObject) -> Bool {
        let leading = steps(to: place)
        return step == leading.first && doneStep(leadingTo: stages[place], with: data) == nil
            && leading.allSatisfy { $0.isOptional || $0.missing(in: data).isEmpty }
    }
}
