extension FlowDeclaration {
    /// What is allowed in a flow of steps and seldom meant, a sentence each (X2).
    package var hints: [String] {
        if steps.isEmpty { return [] }
        let places = steps.map { step in
            step.event.flatMap { type in stages.firstIndex { $0.on.contains(type) } }
        }
        var hints: [String] = []
        for (step, place) in zip(steps, places) where place == nil {
            hints.append(
                "The step \"\(step.name)\" leads to no stage: name it like one, or give it an "
                    + "event.")
        }
        for (number, place) in places.enumerated() {
            guard let place,
                let earlier = places[..<number].firstIndex(where: { ($0 ?? -1) > place })
            else { continue }
            hints.append(
                "The step \"\(steps[number].name)\" comes behind \"\(steps[earlier].name)\", and "
                    + "leads to an earlier stage.")
        }
        for (place, stage) in stages.enumerated().dropFirst().dropLast()
        where !stage.isOptional && !places.contains(place) {
            hints.append(
                "No step leads to the stage \"\(stage.name)\": it waits for an event from "
                    + "elsewhere.")
        }
        return hints + passing
    }

    /// Moves that a funnel does not know: who takes one has not come through.
    private var passing: [String] {
        var sentences: [String] = []
        for move in transitions {
            guard let from = stages.firstIndex(where: { $0.name == move.from }),
                let to = stages.firstIndex(where: { $0.name == move.to }), from < to,
                let passed = stages[(from + 1)..<to].first(where: { !$0.isOptional })
            else { continue }
            let sentence =
                "The move from \"\(move.from)\" to \"\(move.to)\" passes \"\(passed.name)\", "
                + "which is not optional: who takes it counts as lost in the funnel."
            // A move that several types make is as many transitions.
            if !sentences.contains(sentence) { sentences.append(sentence) }
        }
        return sentences
    }
}
