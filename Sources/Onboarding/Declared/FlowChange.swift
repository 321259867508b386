import JSON

/// What a new form of a flow may change while subjects are in the old one (X2).
///
/// A flow without steps only reads events that came from elsewhere: it may be read anew in any way.
/// One with steps has people in it: what they have been through and filled in must keep its place
/// and meaning, and who is through stays so. Exits, steps, fields and optional stages between the
/// first and the last may be added, and routes, transitions, titles, expiry, attributes and what a
/// value must be may change.
public enum FlowChange {
    /// What may not be; empty for a change that may.
    public static func problems(from old: FlowDeclaration, to new: FlowDeclaration)
        -> [FieldProblem]
    {
        if old.steps.isEmpty { return [] }
        var problems: [FieldProblem] = []
        order("stages", old.stages.map(\.name), new.stages.map(\.name), &problems)
        passed(old, new, &problems)
        behindEnd(old, new, &problems)
        led(old, new, &problems)
        let exits = exits(old, new, &problems)
        order("exits", exits.map(\.name), new.exits.map(\.name), &problems)
        for (place, stage) in new.stages.enumerated() {
            let before = old.stage(named: stage.name)?.on ?? []
            types("/stages/\(place)", before, stage.on, &problems)
        }
        for (place, exit) in new.exits.enumerated() {
            let before = exits.first { $0.name == exit.name }?.on ?? []
            types("/exits/\(place)", before, exit.on, &problems)
        }
        steps(old, new, &problems)
        return problems
    }

    /// What was there stays, in its order.
    private static func order(
        _ member: String, _ old: [String], _ new: [String],
        _ problems: inout [FieldProblem]
    ) {
        let kept = new.filter(old.contains)
        for name in old where !new.contains(name) {
            problems.append(
                .init(
                    pointer: "/\(member)", detail: "\"\(name)\" is gone, and subjects may be there")
            )
        }
        guard kept == old.filter(new.contains) else {
            return problems.append(
                .init(
                    pointer: "/\(member)",
                    detail: "the order was \(old.joined(separator: ", "))"))
        }
    }

    /// Who is past a place has been through what stood there: a stage that everybody must enter
    /// would leave them before it, in every number and for good.
    private static func passed(
        _ old: FlowDeclaration, _ new: FlowDeclaration, _ problems: inout [FieldProblem]
    ) {
        guard let last = new.stages.lastIndex(where: { old.stage(named: $0.name) != nil }) else {
            return
        }
        for (place, stage) in new.stages[..<last].enumerated() where !stage.isOptional {
            let before = old.stage(named: stage.name)
            guard before?.isOptional ?? true else { continue }
            let why =
                before == nil
                ? "is new, and subjects may be past it: make it optional"
                : "was optional, and subjects may have passed it by"
            problems.append(
                .init(pointer: "/stages/\(place)", detail: "\"\(stage.name)\" " + why))
        }
    }

    /// Being at the last stage is being through, and completing leads there: behind it there is
    /// nothing, or who is through would be so no more, and who is on the way would never be.
    private static func behindEnd(
        _ old: FlowDeclaration, _ new: FlowDeclaration, _ problems: inout [FieldProblem]
    ) {
        guard let end = old.stages.last?.name,
            let place = new.stages.firstIndex(where: { $0.name == end })
        else { return }
        for (place, stage) in new.stages.enumerated().dropFirst(place + 1)
        where old.stage(named: stage.name) == nil {
            problems.append(
                .init(
                    pointer: "/stages/\(place)",
                    detail: "\"\(stage.name)\" is behind \"\(end)\", and who is there is "
                        + "through: declare what follows as a flow of its own, or put an "
                        + "optional stage ahead of \"\(end)\""))
        }
    }

    /// What a step led to before, it still does: who is ahead of a stage that all must enter would
    /// never get there.
    private static func led(
        _ old: FlowDeclaration, _ new: FlowDeclaration, _ problems: inout [FieldProblem]
    ) {
        for (place, stage) in new.stages.enumerated().dropFirst().dropLast()
        where !stage.isOptional && !leads(new, to: stage) {
            guard let before = old.stage(named: stage.name), leads(old, to: before) else {
                continue
            }
            problems.append(
                .init(
                    pointer: "/stages/\(place)",
                    detail: "no step leads to \"\(stage.name)\" any more, and subjects may be "
                        + "before it"))
        }
    }

    private static func leads(_ flow: FlowDeclaration, to stage: FlowStage) -> Bool {
        flow.steps.contains { $0.event.map(stage.on.contains) ?? false }
    }

    /// Which of the old exits must still be there; of the one that a flow has without writing it,
    /// because its time runs out, is told in words of its own.
    private static func exits(
        _ old: FlowDeclaration, _ new: FlowDeclaration, _ problems: inout [FieldProblem]
    ) -> [FlowExit] {
        let type = EventKind.flowExpired.rawValue
        guard old.expiry != nil, new.expiry == nil,
            let expired = old.exits.first(where: { $0.on.contains(type) }),
            !new.exits.contains(where: { $0.on.contains(type) })
        else { return old.exits }
        problems.append(
            .init(
                pointer: "/expiry",
                detail: "it is gone, and subjects may have run out of time: keep the exit that "
                    + "they took, \"\(expired.name)\", with \"\(type)\" among its types"))
        return old.exits.filter { $0 != expired }
    }

    /// A type that led somewhere still must, or the events that have it would mean nothing.
    private static func types(
        _ pointer: String, _ old: [String], _ new: [String],
        _ problems: inout [FieldProblem]
    ) {
        for type in old where !new.contains(type) {
            problems.append(
                .init(pointer: pointer + "/on", detail: "\"\(type)\" is gone, and may be recorded"))
        }
    }

    /// Saves name their step by its number.
    private static func steps(
        _ old: FlowDeclaration, _ new: FlowDeclaration, _ problems: inout [FieldProblem]
    ) {
        for (place, step) in old.steps.enumerated() {
            guard place < new.steps.count, new.steps[place].name == step.name else {
                problems.append(
                    .init(
                        pointer: "/steps/\(place)",
                        detail: "expected \"\(step.name)\": steps are numbered; add new ones behind"
                    ))
                continue
            }
            for field in step.fields {
                let pointer = "/steps/\(place)"
                guard let now = new.steps[place].field(field.name) else {
                    problems.append(
                        .init(pointer: pointer, detail: "the field \"\(field.name)\" is gone"))
                    continue
                }
                if now.isPersonal != field.isPersonal {
                    problems.append(
                        .init(
                            pointer: pointer,
                            detail:
                                "the field \"\(field.name)\" was \(field.isPersonal ? "" : "not ")"
                                + "personal, and values are stored so"))
                }
            }
        }
    }
}

/// A new form of a flow would break what its subjects have.
public struct UnsafeFlowChange: Error, Hashable, Sendable {
    /// Each with its place in the new file; never empty.
    public let problems: [FieldProblem]

    public init(problems: [FieldProblem]) { self.problems = problems }
}
