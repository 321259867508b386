/// Where the moves of a flow of steps lead (X2).
extension FlowFileReader {
    /// Refuses transitions by which nobody comes through a flow that is new: each stage that is not
    /// optional must be reached from the first one, and the last one from it.
    mutating func requireWays(
        _ root: FlowFileNode, _ stages: [FlowStage], _ transitions: [FlowTransition]
    ) {
        guard isNew, problems.isEmpty, let moves = root["transitions"],
            root["steps"] != nil, let first = stages.first?.name, let last = stages.last?.name
        else { return }
        let begun = Self.places(reachedFrom: first, by: transitions)
        for stage in stages where !stage.isOptional || stage.name == last {
            if !begun.contains(stage.name) {
                refuse(moves.pointer, Self.noWay(from: first, to: stage.name))
            } else if !Self.places(reachedFrom: stage.name, by: transitions).contains(last) {
                refuse(moves.pointer, Self.noWay(from: stage.name, to: last))
            }
        }
    }

    private static func noWay(from: String, to: String) -> String {
        "they lead from \"\(from)\" to no \"\(to)\", so that nobody could complete the flow"
    }

    /// Stages and exits, the place itself among them.
    private static func places(reachedFrom place: String, by transitions: [FlowTransition])
        -> Set<String>
    {
        var (reached, next): (Set<String>, [String]) = ([place], [place])
        while let from = next.popLast() {
            for move in transitions where move.from == from && reached.insert(move.to).inserted {
                next.append(move.to)
            }
        }
        return reached
    }
}
