import JSON
import Time

/// What can be asked of a subject in a flow of steps.
package enum StepCommand: Sendable, Hashable {
    /// Keeps a step's fields. The version is the one that the caller knows.
    case save(StepFields, version: Int)
    /// Goes on to the last stage; nothing for who is there.
    case complete
    /// Ends what took too long.
    case expire
}

/// What was sent for a step, and its schemas take.
///
/// Checking needs the flow's declaration alone, but may take a while (`StepFlow.fields`): it comes
/// before the decision.
package struct StepFields: Sendable, Hashable {
    /// From 0.
    package let number: Int
    /// As it was declared when they were checked.
    package let step: FlowStep
    let values: JSONObject
}

/// What comes of it.
package enum StepOutcome: Sendable, Equatable {
    /// An event of the ledger's own.
    case recorded(DeclaredEvent)
    /// A type that the flow's file names: the subject enters the stage that it leads to.
    case entered(type: String, step: String?)
}

/// The rules of a team's own flow of steps (contract X2): pure, with time coming in.
///
/// Refusals come in the order: bad fields, completed, left, expired, stale version, move. A step
/// whose required fields are all there leads to its stage, once; the flow's transitions say from
/// where, and a stage between that only such steps lead to is entered on the way. Going back to an
/// earlier step moves nobody back.
public enum StepFlow {
    /// So many unknown fields are named; a save may hold thousands.
    private static let unknownMax = 10

    /// Checks what is sent for a step: each field by its own schema; null clears any of them. Up to
    /// a second's work, where schemas or patterns are hard (`CheckEffort`): the field that used it
    /// up is then refused, and those behind it are not looked at.
    package static func fields(
        _ data: JSONValue, ofStep number: Int, in flow: FlowDeclaration
    ) throws(StepRejection) -> StepFields {
        guard flow.steps.indices.contains(number) else {
            throw .stepOutOfRange(count: flow.steps.count)
        }
        let step = flow.steps[number]
        guard let object = data.objectValue else { throw .dataNotObject }
        guard data.encoded.count <= StepData.bytesMax else { throw .dataTooLarge }
        var effort = CheckEffort()
        var (problems, unknownCount): ([FieldProblem], Int) = ([], 0)
        for (name, value) in object {
            if effort.isUsedUp, !problems.isEmpty { break }
            let pointer = "/data/" + JSONPointer.escaped(name)
            guard let field = step.field(name) else {
                unknownCount += 1
                if unknownCount > unknownMax { continue }
                let known = step.fields.map(\.name).joined(separator: ", ")
                let others = unknownCount == 1 ? "; known are \(known)" : ""
                problems.append(FieldProblem(pointer: pointer, detail: "unknown field" + others))
                continue
            }
            if value.isNull { continue }
            problems += field.problems(with: value, at: pointer, spending: &effort)
        }
        if !problems.isEmpty { throw .invalidData(problems) }
        return StepFields(number: number, step: step, values: object)
    }

    /// Decides one command; the events are appended in the order given, together.
    ///
    /// - Precondition: the fields of a save were checked with the step as `flow` declares it.
    /// - Throws: in the order that the type names, with nothing to append.
    package static func decide(
        _ command: StepCommand, _ state: DeclaredState, in flow: FlowDeclaration, at now: Timestamp
    ) throws(StepRejection) -> [StepOutcome] {
        let subject = StepSubject(state: state, flow: flow, now: now)
        switch command {
        case .save(let fields, let version):
            precondition(
                flow.declares(fields), "fields are saved by the declaration that checked them")
            return try subject.save(fields, version: version)
        case .complete: return try subject.complete()
        case .expire:
            return subject.isOverdue ? [.recorded(.expired(FlowExpired()))] : []
        }
    }
}

/// A subject before a decision.
private struct StepSubject {
    let state: DeclaredState
    let flow: FlowDeclaration
    let now: Timestamp

    /// False for who has not begun, is through or has left: for them no time runs.
    var isOverdue: Bool {
        guard state.hasBegun, !state.isCompleted, state.exit == nil, let expiry = flow.expiry
        else { return false }
        return now >= state.startedAt.adding(milliseconds: expiry.milliseconds)
    }

    // MARK: Saving

    /// A save, and the stage that it leads to when the step's required fields are all there.
    func save(_ fields: StepFields, version: Int) throws(StepRejection) -> [StepOutcome] {
        try requireOpen()
        guard version == state.events else {
            throw .versionConflict(state.conflict(with: fields.values, since: version))
        }
        return try merge(fields)
    }

    /// The time counts as over whether or not that was recorded.
    private func requireOpen() throws(StepRejection) {
        if state.isCompleted { throw .alreadyCompleted }
        if let exit = state.exit { throw exit == FlowExit.expired ? .expired : .left(exit) }
        if isOverdue { throw .expired }
    }

    /// Merges: absent fields stay, null clears. What is stored already is no event.
    private func merge(_ fields: StepFields) throws(StepRejection) -> [StepOutcome] {
        let (number, step) = (fields.number, fields.step)
        var saved = FlowStepSaved(step: number, name: step.name, fields: [:], personalFields: [:])
        var changed = JSONObject()
        for (name, value) in fields.values
        where !(state.stepData[name] ?? .null).hasSameValue(as: value) {
            if step.field(name)?.isPersonal == true {
                saved.personalFields[name] = value
            } else {
                saved.fields[name] = value
            }
            changed[name] = value
        }
        var merged = state.stepData
        merged.merge(changed)
        guard JSONValue.object(merged).encoded.count <= StepData.bytesMax else {
            throw .dataTooLarge
        }
        let isSame = saved.fields.isEmpty && saved.personalFields.isEmpty
        if isSame, state.hasSaved, number == state.currentStep { return [] }
        var outcomes: [StepOutcome] = []
        var stage = state.stage
        if stage == nil, let first = flow.stages.first, !leads(to: first.name) {
            outcomes.append(.entered(type: first.on[0], step: nil))
            stage = first.name
        }
        outcomes.append(.recorded(.stepSaved(saved)))
        if step.missing(in: merged).isEmpty {
            outcomes += try way(
                toAnyOf: flow.types(of: step), by: step.name, from: stage, with: merged)
        }
        return outcomes
    }

    /// Whether a step enters the stage: if none does, the first save enters it.
    private func leads(to stage: String) -> Bool {
        flow.steps.contains { step in
            step.event.map { flow.stage(of: $0)?.name == stage } ?? false
        }
    }

    /// The way to the first of a stage's types that a legal one leads to, nowhere for none; else
    /// what forbids the first.
    private func way(
        toAnyOf types: [String], by step: String?, from stage: String?, with data: JSONObject
    ) throws(StepRejection) -> [StepOutcome] {
        var refusal: StepRejection?
        for type in types {
            do throws(StepRejection) {
                return try way(to: type, by: step, from: stage, with: data)
            } catch { refusal = refusal ?? error }
        }
        if let refusal { throw refusal }
        return []
    }

    /// How a type leads on from a stage; empty where the subject has been.
    ///
    /// At once where the transitions say so, else through the stages between whose steps are filled
    /// in, or need not be: a step that asks for less than when it was saved led nowhere then.
    private func way(
        to type: String, by step: String?, from stage: String?, with data: JSONObject
    ) throws(StepRejection) -> [StepOutcome] {
        guard let target = flow.stages.firstIndex(where: { $0.on.contains(type) }) else {
            return []
        }
        let current = flow.stages.firstIndex { $0.name == stage }
        if let current, target <= current { return [] }
        let name = flow.stages[target].name
        var (place, outcomes): (String?, [StepOutcome]) = (stage, [])
        for between in flow.stages[(current.map { $0 + 1 } ?? 0)..<target] {
            if isLegal(from: place, to: name, on: type) { break }
            guard let done = flow.doneStep(leadingTo: between, with: data),
                let passed = flow.types(of: done).first(where: {
                    isLegal(from: place, to: between.name, on: $0)
                })
            else { continue }
            outcomes.append(.entered(type: passed, step: done.name))
            place = between.name
        }
        guard isLegal(from: place, to: name, on: type) else {
            throw .invalidMove(from: stage, to: name)
        }
        return outcomes + [.entered(type: type, step: step)]
    }

    /// Whoever is nowhere yet begins at the first stage.
    private func isLegal(from stage: String?, to name: String, on type: String) -> Bool {
        stage.map { flow.allowsTransition(from: $0, to: name, on: type) }
            ?? (flow.stages.first?.name == name)
    }

    // MARK: Completing

    /// All required fields of all steps that are not optional must be there, and something saved.
    func complete() throws(StepRejection) -> [StepOutcome] {
        if state.isCompleted { return [] }
        try requireOpen()
        let missing = flow.steps.filter { !$0.isOptional }.flatMap { step in
            step.missing(in: state.stepData).map { field in
                FieldProblem(
                    pointer: "/stepData/" + JSONPointer.escaped(field.name),
                    detail: "is required by the step \(step.name)")
            }
        }
        guard missing.isEmpty else { throw .incomplete(missing) }
        guard state.hasSaved, let last = flow.stages.last else { throw .incomplete([]) }
        return try way(toAnyOf: last.on, by: nil, from: state.stage, with: state.stepData)
    }
}

extension FlowStep {
    /// True when something of it is there, and all that it requires; of one without fields there is
    /// nothing to be there.
    fileprivate func isFilledIn(_ data: JSONObject) -> Bool {
        missing(in: data).isEmpty
            && (fields.isEmpty || fields.contains { !(data[$0.name]?.isNull ?? true) })
    }
}

extension FlowDeclaration {
    /// Whether the step is still declared as it was when its fields were checked.
    package func declares(_ fields: StepFields) -> Bool {
        steps.indices.contains(fields.number) && steps[fields.number] == fields.step
    }

    /// The stage that a type of event leads to.
    package func stage(of type: String) -> FlowStage? { stages.first { $0.on.contains(type) } }

    /// The types by which a step leads on: the one that the file names, else any of its stage's.
    func types(of step: FlowStep) -> [String] {
        guard let type = step.event else { return [] }
        return step.source["event"] == nil ? stage(of: type)?.on ?? [type] : [type]
    }

    /// The step that leads to a stage, when it holds nobody up any more: it was saved, and all that
    /// it requires is there, or the flow may be completed without it.
    func doneStep(leadingTo stage: FlowStage, with data: JSONObject) -> FlowStep? {
        steps.first { step in
            (step.event.map(stage.on.contains) ?? false)
                && (step.isFilledIn(data) || step.isOptional && !stage.isOptional)
        }
    }
}
