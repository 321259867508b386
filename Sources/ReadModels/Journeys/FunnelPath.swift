/// How far one subject came: for each stage the latest start that reached it, when that was, and
/// how long after the stage before it on that path.
///
/// A class, so that a walk over a million journeys uses one and copies none.
final class FunnelPath {
    /// How a stage was reached; times in milliseconds since 1970, places in the journey's entries.
    struct Step: Equatable {
        /// Of the start that reached it.
        var start: Int
        var startTime: Int64
        /// Of the entry by which it was reached.
        var place: Int
        var time: Int64
        var sincePrevious: Int64

        /// A start by itself.
        init(startAt place: Int, _ time: Int64) {
            (start, startTime, self.place, self.time) = (place, time, place, time)
            sincePrevious = 0
        }

        /// The stage that was reached from this one.
        func next(_ place: Int, _ time: Int64) -> Step {
            var step = self
            (step.place, step.time, step.sincePrevious) = (place, time, time - self.time)
            return step
        }
    }

    /// What bounds a journey.
    struct Bounds: Sendable {
        var since = Int64.min
        /// Exclusive.
        var until = Int64.max
        var window = Int64.max
        var asOf = Int64.max

        /// Whether a start at that instant is asked about.
        func holds(start: Int64) -> Bool { start >= since && start < until && start <= asOf }

        /// The last instant at which a stage counts; later events are not looked at.
        func end(ofStart start: Int64) -> Int64 {
            let (end, isOver) = start.addingReportingOverflow(window)
            return min(isOver ? .max : end, asOf)
        }
    }

    /// By stage; nil for one that was not reached. Good until the next journey is followed.
    private(set) var steps: [Step?]
    /// The last exit, unless a new start came after it or that very exit was taken back.
    private(set) var exit: Int?
    private let isOptional: [Bool]
    /// For any order: where each stage was entered next, seen from the start that is looked at.
    private var nextPlaces: [Int?]
    /// For any order: where each stage was reached from that start.
    private var claimed: [Int?]

    init(isOptional: [Bool]) {
        self.isOptional = isOptional
        steps = Array(repeating: nil, count: isOptional.count)
        nextPlaces = Array(repeating: nil, count: isOptional.count)
        claimed = nextPlaces
    }

    /// False when no start is asked about: the subject does not count.
    var hasStarted: Bool { steps[0] != nil }

    /// When the last start began.
    var lastStart: Int64? { steps[0]?.time }

    /// Follows all starts of a journey.
    func follow(_ journey: FullJourney, _ order: StageOrder, _ bounds: Bounds) {
        for stage in steps.indices { steps[stage] = nil }
        exit = nil
        switch order {
        case .ordered: followOrdered(journey.entries, bounds)
        case .strict: followStrict(journey.entries, bounds)
        case .any: followAny(journey.entries, bounds)
        }
        noteExit(journey.entries, bounds)
    }

    /// Looks back from the question's present, to the last start at most: whoever began anew, when
    /// ever that was, is back.
    private func noteExit(_ entries: [JourneyEntry], _ bounds: Bounds) {
        guard hasStarted else { return }
        var takenBack: UInt64 = 0
        for entry in entries.reversed() where entry.time <= bounds.asOf {
            if entry.code == 0 { return }
            if let exit = entry.exitTakenBack { takenBack |= 1 << UInt64(exit) }
            if let exit = entry.exit {
                if takenBack >> UInt64(exit) & 1 == 0 { self.exit = exit }
                return
            }
        }
    }

    // MARK: Ordered

    /// Each start begins a path; each later stage extends the latest one that it can.
    private func followOrdered(_ entries: [JourneyEntry], _ bounds: Bounds) {
        for (place, entry) in entries.enumerated() {
            if entry.time > bounds.asOf { break }
            guard let stage = entry.stage else { continue }
            if stage > 0 {
                reach(stage, place, entry.time, bounds)
            } else if bounds.holds(start: entry.time) {
                steps[0] = Step(startAt: place, entry.time)
            }
        }
    }

    /// Takes an event of `stage`: it extends the path with the latest start among the stages that
    /// may precede it, the nearest one of equals.
    private func reach(_ stage: Int, _ place: Int, _ time: Int64, _ bounds: Bounds) {
        var best: Step?
        var previous = stage - 1
        while previous >= 0 {
            if let step = steps[previous], best.map({ step.start > $0.start }) ?? true {
                best = step
            }
            if !isOptional[previous] { break }
            previous -= 1
        }
        guard let best, time <= bounds.end(ofStart: best.startTime) else { return }
        if let known = steps[stage], known.start >= best.start { return }
        steps[stage] = best.next(place, time)
    }

    /// Where one start alone reaches a stage; nil where it does not.
    ///
    /// - Parameter entries: from the start's own on.
    func place(of stage: Int, in entries: ArraySlice<JourneyEntry>) -> Int? {
        var isReached = isOptional.indices.map { $0 == 0 }
        for place in entries.indices {
            guard let next = entries[place].stage, !isReached[next],
                let before = (0..<next).last(where: { isReached[$0] || !isOptional[$0] }),
                isReached[before]
            else { continue }
            if next == stage { return place }
            isReached[next] = true
        }
        return nil
    }

    // MARK: Strict

    /// Only the latest start can go on: whatever comes after it that is not its next stage ends it.
    private func followStrict(_ entries: [JourneyEntry], _ bounds: Bounds) {
        var last: (stage: Int, step: Step)?
        // An exit that is taken back is no event of its own: the one by which it is comes next.
        for (place, entry) in entries.enumerated() where entry.exitTakenBack == nil {
            if entry.time > bounds.asOf { break }
            if entry.code == 0, bounds.holds(start: entry.time) {
                let step = Step(startAt: place, entry.time)
                steps[0] = step
                last = (0, step)
                continue
            }
            guard let before = last, let stage = entry.stage, stage > before.stage,
                isOptional[(before.stage + 1)..<stage].allSatisfy({ $0 }),
                entry.time <= bounds.end(ofStart: before.step.startTime)
            else {
                last = nil
                continue
            }
            let step = before.step.next(place, entry.time)
            steps[stage] = step
            last = (stage, step)
        }
    }

    // MARK: Any order

    /// From the last start back to the first: a stage belongs to the first start that has it.
    private func followAny(_ entries: [JourneyEntry], _ bounds: Bounds) {
        for stage in nextPlaces.indices { nextPlaces[stage] = nil }
        for place in entries.indices.reversed() where entries[place].time <= bounds.asOf {
            guard let stage = entries[place].stage else { continue }
            if stage > 0 {
                nextPlaces[stage] = place
            } else if bounds.holds(start: entries[place].time) {
                claim(place, entries, bounds)
            }
        }
    }

    /// Takes the stages that the start at that place reaches, unless a later one has them already.
    private func claim(_ start: Int, _ entries: [JourneyEntry], _ bounds: Bounds) {
        let begun = Step(startAt: start, entries[start].time)
        let end = bounds.end(ofStart: begun.time)
        // Where all stages up to here that must be were there.
        var complete = start
        for stage in steps.indices {
            let own = stage == 0 ? start : nextPlaces[stage]
            guard let own, entries[own].time <= end else {
                claimed[stage] = nil
                if isOptional[stage] { continue }
                return
            }
            let reached = max(complete, own)
            if steps[stage] == nil {
                var step = begun.next(reached, entries[reached].time)
                step.sincePrevious = step.time - entries[previous(stage, reached) ?? start].time
                steps[stage] = step
            }
            claimed[stage] = reached
            if !isOptional[stage] { complete = reached }
        }
    }

    /// Where the nearest stage before was reached that was so by then.
    private func previous(_ stage: Int, _ reached: Int) -> Int? {
        claimed[..<stage].last { $0.map { $0 <= reached } ?? false } ?? nil
    }
}
