import EventLog
import Onboarding
import Time

/// Counts a funnel over a flow's journeys, by the definition of contract D1.
struct FunnelCount {
    private let index: JourneyIndex
    private let query: FunnelQuery
    private let plan: FunnelPlan
    private let walk: JourneyWalk
    private let stageCount: Int
    /// Grows while journeys are walked: a slot for each combination that is met.
    private var groups: FunnelGroups
    /// One slot without groups.
    private var tally: FunnelTally
    /// How many left by each exit, of all groups together.
    private var exits: [Int]
    /// Times of the journeys that are not packed, kept from the first walk for the second.
    private var fullTimes: [(slot: Int32, stage: UInt8, milliseconds: Int64)] = []

    init(_ index: JourneyIndex, _ query: FunnelQuery, asOf: Timestamp) throws(FunnelRefusal) {
        (self.index, self.query) = (index, query)
        plan = try FunnelPlan(query, index, asOf: asOf)
        walk = JourneyWalk(index, plan)
        stageCount = index.declaration.stages.count
        groups = FunnelGroups(plan, index)
        tally = FunnelTally(stageCount: stageCount)
        exits = Array(repeating: 0, count: index.declaration.exits.count)
    }

    /// - Parameter withTimes: false leaves out how long stages took.
    mutating func report(head: Int64, withTimes: Bool = true) throws(FunnelRefusal)
        -> FunnelReport
    {
        let chosen = try chosenGroup()
        count(only: chosen, withTimes: withTimes)
        if groups.isTooManyCohorts { throw .tooManyCohorts(max: FunnelPlan.cohortsMax) }
        let subjects = (0..<tally.slotCount).map { tally.subjects($0) }
        let choice = chosen ?? groups.choice(subjects)
        var measured = withTimes ? stageTimes(choice) : nil
        let total = tally.sum(0..<tally.slotCount)
        let shown = plan.hasGroups ? groupReports(choice, &measured) : nil
        return FunnelReport(
            flow: query.flow, since: query.since, until: query.until,
            asOf: Timestamp(milliseconds: plan.bounds.asOf), head: head,
            subjects: total.subjects(0),
            stages: stages(total) { stage in measured?.quantiles(stage: stage) },
            exits: zip(index.declaration.exits, exits).map {
                FunnelReport.Exit(exit: $0.name, subjects: $1)
            }, groups: shown)
    }

    /// The group that the question names; nil when it names none.
    private mutating func chosenGroup() throws(FunnelRefusal) -> GroupChoice? {
        guard let key = query.key else { return nil }
        let choice = GroupFinder(index, plan).choice(&groups)
        if groups.isTooManyCohorts { throw .tooManyCohorts(max: FunnelPlan.cohortsMax) }
        return choice.only(key) { groups.names($0) }
    }

    /// The first walk: counts everybody, works on copies that no closure has to share.
    private mutating func count(only chosen: GroupChoice?, withTimes: Bool) {
        let path = walk.path
        let hasGroups = plan.hasGroups
        var (groups, tally, exits, fullTimes) = (groups, tally, exits, fullTimes)
        walk.forEach { outcome, words, base in
            let slot = hasGroups ? groups.slot(outcome.enteredAt, words, base) : 0
            if let chosen, chosen.groupOfSlot[slot] < 0 { return }
            tally.add(outcome, to: slot)
            if let exit = outcome.exit { exits[exit] += 1 }
            guard withTimes, outcome.isFull else { return }
            for (stage, step) in path.steps.enumerated().dropFirst() {
                guard let step else { continue }
                fullTimes.append((Int32(slot), UInt8(stage), step.sincePrevious))
            }
        }
        tally.settle()
        (self.groups, self.tally, self.exits, self.fullTimes) = (groups, tally, exits, fullTimes)
        if self.tally.slotCount == 0 {
            self.tally = FunnelTally(stageCount: stageCount, slotCount: 1)
        }
    }

    /// The second walk: room for the times is made by the first one's counts, so that none is
    /// moved.
    private func stageTimes(_ choice: GroupChoice) -> StageTimes {
        let hasGroups = plan.hasGroups
        let counts =
            hasGroups
            ? choice.groups.map { tally.sum($0.slots).reached } : [tally.reached]
        var (times, groups) = (StageTimes(counts, stageCount: stageCount), groups)
        let layout = index.rows.layout
        let groupOfSlot = choice.groupOfSlot
        walk.forEach(includesFull: false) { outcome, words, base in
            var group = 0
            if hasGroups {
                group = Int(groupOfSlot[groups.slot(outcome.enteredAt, words, base)])
                if group < 0 { return }
            }
            var rest = outcome.reached & ~1
            while rest != 0 {
                let stage = rest.trailingZeroBitCount
                let word = words[base + layout.delta(stage)] & ~JourneyRows.betweenBit
                times.add(word, stage: stage, group: group)
                rest &= rest - 1
            }
        }
        for time in fullTimes {
            let group = hasGroups ? Int(groupOfSlot[Int(time.slot)]) : 0
            times.add(time.milliseconds, stage: Int(time.stage), group: group)
        }
        return times
    }

    /// In the order in which they are shown; those that are counted together come last.
    private func groupReports(_ choice: GroupChoice, _ times: inout StageTimes?)
        -> [FunnelReport.Group]
    {
        choice.groups.enumerated().map { number, group in
            let sum = tally.sum(group.slots)
            return FunnelReport.Group(
                key: group.key, keys: group.names.count > 1 ? group.names : nil,
                values: group.isOthers ? group.slots.count : nil, subjects: sum.subjects(0),
                stages: stages(sum) { stage in times?.quantiles(stage: stage, group: number) })
        }
    }

    /// - Parameter quantiles: by stage; asked for no first stage, which takes no time.
    private func stages(_ sum: FunnelTally, _ quantiles: (Int) -> TimeQuantiles?)
        -> [FunnelReport.Stage]
    {
        index.declaration.stages.indices.map { stage in
            let times = stage == 0 ? nil : quantiles(stage)
            let before = sum.reached[previousRequired(stage)]
            return FunnelReport.Stage(
                stage: index.declaration.stages[stage].name, subjects: sum.reached[stage],
                fromPrevious: stage > 0 ? Self.share(sum.reached[stage], of: before) : nil,
                fromFirst: Self.share(sum.reached[stage], of: sum.reached[0]),
                dropOff: before - sum.reached[stage], open: sum.open[stage],
                lost: sum.lost[stage], medianSeconds: times?.median, p90Seconds: times?.p90,
                p95Seconds: times?.p95)
        }
    }

    /// The stage that everyone in `stage` has been through: optional ones may have been skipped.
    private func previousRequired(_ stage: Int) -> Int {
        guard stage > 0 else { return 0 }
        return (0..<stage).last { !index.isOptional[$0] } ?? 0
    }

    /// From 0 to 1; nil of nothing.
    private static func share(_ part: Int, of whole: Int) -> Double? {
        whole == 0 ? nil : Double(part) / Double(whole)
    }
}

/// Finds which groups there are, for questions about one of them.
struct GroupFinder {
    private let walk: JourneyWalk

    init(_ index: JourneyIndex, _ plan: FunnelPlan) { walk = JourneyWalk(index, plan) }

    /// Walks the journeys once, only to see which groups there are and how great they are.
    func choice(_ groups: inout FunnelGroups) -> GroupChoice {
        var (found, subjects) = (groups, [Int]())
        walk.forEach { outcome, words, base in
            let slot = found.slot(outcome.enteredAt, words, base)
            if slot >= subjects.count {
                subjects.append(contentsOf: repeatElement(0, count: slot + 1 - subjects.count))
            }
            subjects[slot] += 1
        }
        groups = found
        return found.choice(subjects)
    }
}

extension JourneyIndex {
    /// Folds what the log has gained and counts.
    ///
    /// - Throws: `FunnelRefusal` for a question that cannot be answered as asked.
    package func funnel(
        _ query: FunnelQuery, _ reader: LogReader, _ views: ViewReader, withTimes: Bool = true
    ) throws -> FunnelReport {
        try catchUp(reader, views)
        var count = try FunnelCount(self, query, asOf: try asOf(query, reader))
        return try count.report(head: position, withTimes: withTimes)
    }

    /// What a question takes as the present: what it says, else when the last event that the index
    /// has was recorded.
    func asOf(_ query: FunnelQuery, _ reader: LogReader) throws -> Timestamp {
        if let asOf = query.asOf { return asOf }
        return try reader.recordedAt(GlobalPosition(rawValue: position))
            ?? Timestamp(milliseconds: 0)
    }
}
