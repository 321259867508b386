/// How subjects of a flow of steps come to its end.
extension FlowDeclaration {
    /// The first step whose event enters the stage; nil where none does.
    func step(leadingTo stage: FlowStage) -> FlowStep? {
        steps.first { $0.event.map(stage.on.contains) ?? false }
    }

    /// The steps that who is at a stage has still to save before a move leads to the end, in the
    /// order of the shortest way there; none where there is no way.
    ///
    /// - Parameter stage: nil before the first.
    func stepsAhead(of stage: String?) -> [FlowStep] {
        guard let first = stages.first, let end = stages.last, first != end else { return [] }
        let way = (stage == nil ? [first.name] : []) + (way(from: stage ?? first.name) ?? [])
        return way.filter { $0 != end.name }.compactMap { name in
            self.stage(named: name).flatMap(step(leadingTo:))
        }
    }

    /// The stages that are moved to one after the other from a stage to the last one, by as few
    /// moves as may be; empty at the last one, nil where no moves lead there.
    func way(from stage: String) -> [String]? {
        guard let end = stages.last?.name else { return nil }
        var ways: [String: [String]] = [stage: []]
        var waiting = [stage][...]
        while let place = waiting.popFirst() {
            let way = ways[place] ?? []
            if place == end { return way }
            for move in transitions
            where move.from == place && ways[move.to] == nil && self.stage(named: move.to) != nil {
                ways[move.to] = way + [move.to]
                waiting.append(move.to)
            }
        }
        return nil
    }
}
