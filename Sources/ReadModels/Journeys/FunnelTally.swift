/// How many subjects reached each stage and what became of those who stopped, for each slot.
struct FunnelTally {
    let stageCount: Int
    /// Slot by slot, within one by stage: how many reached it.
    private(set) var reached: [Int] = []
    /// In the same places: how many stopped there and may still go on.
    private(set) var open: [Int] = []
    /// In the same places: how many stopped there for good.
    private(set) var lost: [Int] = []

    init(stageCount: Int, slotCount: Int = 0) {
        self.stageCount = stageCount
        grow(to: slotCount)
    }

    private mutating func grow(to slotCount: Int) {
        let missing = slotCount * stageCount - reached.count
        guard missing > 0 else { return }
        let zeros = repeatElement(0, count: missing)
        reached.append(contentsOf: zeros)
        open.append(contentsOf: zeros)
        lost.append(contentsOf: zeros)
    }

    /// Slots whose outcomes are counted by kind first: stages that were reached, and open or not.
    private static let kindSlotsMax = 64
    /// Eight stages' bits, and open or not.
    private static let kindCount = 512
    /// How often each outcome came, slot by slot.
    private var kinds: [Int] = []

    /// Counts one subject. With few stages and slots one addition does, whatever was reached.
    @inline(__always)
    mutating func add(_ outcome: JourneyOutcome, to slot: Int) {
        guard stageCount <= 8, slot < Self.kindSlotsMax else {
            return add(1, outcome.reached, isOpen: outcome.isOpen, to: slot)
        }
        let kind = slot * Self.kindCount + Int(outcome.reached) * 2 + (outcome.isOpen ? 1 : 0)
        if kind >= kinds.count {
            let missing = (slot + 1) * Self.kindCount - kinds.count
            kinds.append(contentsOf: repeatElement(0, count: missing))
        }
        kinds[kind] += 1
    }

    /// Adds up what was counted by kind; before anything is read.
    mutating func settle() {
        for (kind, count) in kinds.enumerated() where count > 0 {
            add(
                count, UInt64(kind % Self.kindCount / 2), isOpen: kind % 2 == 1,
                to: kind / Self.kindCount)
        }
        kinds.removeAll()
    }

    /// - Parameter stages: those that were reached, the first one in the lowest bit.
    private mutating func add(_ count: Int, _ stages: UInt64, isOpen: Bool, to slot: Int) {
        let base = slot * stageCount
        if base >= reached.count { grow(to: slot + 1) }
        var rest = stages
        while rest != 0 {
            reached[base + rest.trailingZeroBitCount] += count
            rest &= rest - 1
        }
        // Whoever stopped is counted once, at the furthest stage: entered is converted, open and
        // lost together.
        let furthest = 63 - stages.leadingZeroBitCount
        if furthest + 1 == stageCount { return }
        if isOpen { open[base + furthest] += count } else { lost[base + furthest] += count }
    }

    /// One more than the last slot that somebody is in.
    var slotCount: Int { reached.count / max(stageCount, 1) }

    /// How many entered the first stage.
    func subjects(_ slot: Int) -> Int { reached[slot * stageCount] }

    /// Several slots' numbers added up.
    func sum(_ slots: some Sequence<Int>) -> FunnelTally {
        var sum = FunnelTally(stageCount: stageCount, slotCount: 1)
        for slot in slots {
            for stage in 0..<stageCount {
                sum.reached[stage] += reached[slot * stageCount + stage]
                sum.open[stage] += open[slot * stageCount + stage]
                sum.lost[stage] += lost[slot * stageCount + stage]
            }
        }
        return sum
    }
}

/// Milliseconds since the previous stage, for everyone who reached a stage, by stage and group.
struct StageTimes {
    /// A place is a stage and a group: stage by stage, within one by group.
    private let groupCount: Int
    /// A stage's groups stand one behind the other.
    private var values: [UInt32]
    /// Where each place's values begin.
    private var starts: [Int]
    /// Where the next value of each place goes.
    private var ends: [Int]
    /// Those that do not fit 32 bits (some 49 days), by place.
    private var long: [[Int64]]
    /// How many of a place's values are in each bucket, once its quantiles were asked for.
    private var buckets: [[UInt32]]

    /// - Parameter counts: for each group how many reached each stage.
    init(_ counts: [[Int]], stageCount: Int) {
        groupCount = counts.count
        starts = []
        var total = 0
        for stage in 0..<stageCount {
            for group in counts {
                starts.append(total)
                total += stage == 0 ? 0 : group[stage]
            }
        }
        ends = starts
        values = Array(repeating: 0, count: total)
        long = Array(repeating: [], count: starts.count)
        buckets = Array(repeating: [], count: starts.count)
    }

    /// Not for the first stage, which has no place for any.
    @inline(__always)
    mutating func add(_ milliseconds: UInt32, stage: Int, group: Int) {
        let place = stage * groupCount + group
        let end = ends[place]
        values[end] = milliseconds
        ends[place] = end + 1
    }

    mutating func add(_ milliseconds: Int64, stage: Int, group: Int) {
        if let short = UInt32(exactly: milliseconds) {
            add(short, stage: stage, group: group)
        } else {
            long[stage * groupCount + group].append(milliseconds)
        }
    }

    /// Of one group; the buckets are kept for the question about all of them.
    mutating func quantiles(stage: Int, group: Int) -> TimeQuantiles {
        let place = stage * groupCount + group
        countBuckets(place)
        return TimeQuantiles(
            values.span.extracting(starts[place]..<ends[place]), buckets[place],
            long: long[place].sorted())
    }

    /// Counts once; a place without values has no buckets.
    private mutating func countBuckets(_ place: Int) {
        guard buckets[place].isEmpty, starts[place] < ends[place] else { return }
        buckets[place] = OrderStatistics.buckets(
            values.span.extracting(starts[place]..<ends[place]))
    }

    /// Of all groups together; a place that a long time left empty is closed first.
    mutating func quantiles(stage: Int) -> TimeQuantiles {
        let places = (stage * groupCount)..<((stage + 1) * groupCount)
        guard let first = places.first else {
            return TimeQuantiles([UInt32]().span, [], long: [])
        }
        let all = sumOfBuckets(places)
        let begin = starts[first]
        var end = begin
        for place in places {
            let count = ends[place] - starts[place]
            if end != starts[place] {
                for offset in 0..<count { values[end + offset] = values[starts[place] + offset] }
            }
            end += count
        }
        return TimeQuantiles(
            values.span.extracting(begin..<end), all,
            long: places.flatMap { long[$0] }.sorted())
    }

    private mutating func sumOfBuckets(_ places: Range<Int>) -> [UInt32] {
        var all: [UInt32] = []
        for place in places {
            countBuckets(place)
            if all.isEmpty {
                all = buckets[place]
            } else {
                for (bucket, count) in buckets[place].enumerated() { all[bucket] += count }
            }
        }
        return all
    }
}
