/// Sums over subjects, for one funnel or one group of it.
struct FunnelTally {
    enum Place { case open, lost }

    private(set) var reached: [Int]
    private var open: [Int]
    private var lost: [Int]
    /// Milliseconds since the previous stage, for each who reached a stage.
    private var times: [[Int64]]

    init(stageCount: Int) {
        reached = Array(repeating: 0, count: stageCount)
        open = reached
        lost = reached
        times = Array(repeating: [], count: stageCount)
    }

    mutating func add(_ path: FunnelPath, _ place: Place) {
        for stage in reached.indices where path.hasReached(stage) {
            reached[stage] += 1
            if stage > 0 { times[stage].append(path.millisecondsSincePrevious(stage)) }
        }
        // Whoever stopped is counted once, at the furthest stage: entered is converted, open and
        // lost together.
        guard let furthest = reached.indices.last(where: path.hasReached),
            furthest + 1 < reached.count
        else { return }
        if place == .open { open[furthest] += 1 } else { lost[furthest] += 1 }
    }

    mutating func stages(_ names: [String], _ isOptional: [Bool]) -> [FunnelReport.Stage] {
        reached.indices.map { stage in
            times[stage].sort()
            let before = reached[Self.previousRequired(stage, isOptional)]
            return FunnelReport.Stage(
                stage: names[stage], subjects: reached[stage],
                fromPrevious: stage > 0 ? Self.share(reached[stage], of: before) : nil,
                fromFirst: Self.share(reached[stage], of: reached[0]),
                dropOff: before - reached[stage], open: open[stage], lost: lost[stage],
                medianSeconds: Self.quantile(0.5, of: times[stage]),
                p90Seconds: Self.quantile(0.9, of: times[stage]),
                p95Seconds: Self.quantile(0.95, of: times[stage]))
        }
    }

    /// The stage that everyone in `stage` has been through: optional ones may have been skipped.
    private static func previousRequired(_ stage: Int, _ isOptional: [Bool]) -> Int {
        guard stage > 0 else { return 0 }
        return (0..<stage).last { !isOptional[$0] } ?? 0
    }

    private static func share(_ part: Int, of whole: Int) -> Double? {
        whole == 0 ? nil : Double(part) / Double(whole)
    }

    /// The quantile of sorted milliseconds in seconds, interpolated linearly between neighbours
    /// (Hyndman and Fan's type 7, what spreadsheets and NumPy do).
    private static func quantile(_ fraction: Double, of sorted: [Int64]) -> Double? {
        guard let last = sorted.last else { return nil }
        let rank = fraction * Double(sorted.count - 1)
        let low = Int(rank)
        if low + 1 >= sorted.count { return Double(last) / 1000 }
        let (a, b) = (Double(sorted[low]), Double(sorted[low + 1]))
        return (a + (b - a) * (rank - Double(low))) / 1000
    }
}
