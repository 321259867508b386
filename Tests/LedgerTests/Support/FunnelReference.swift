import Onboarding
import Testing
import Time

@testable import OnboardingLedger
@testable import ReadModels

/// One event of a subject, in the order of positions.
struct ReferenceEvent: Sendable {
    let type: String
    let time: Timestamp
    let colour: String?
}

/// Contract D1 done the slow way: every start of every subject is followed by itself.
///
/// From a start, a stage is reached by the first event of its type that comes after one of the
/// stages that may precede it was reached, inside the window. For each stage the latest start that
/// reaches it counts, and the times are those of that start's path.
struct FunnelReference {
    private struct Arrival {
        var start: Int
        var time: Int64
        var sincePrevious: Int64
    }

    private struct Tally {
        var subjects = 0
        var reached: [Int]
        var open: [Int]
        var lost: [Int]
        var times: [[Int64]]

        init(_ count: Int) {
            (reached, open, lost) = ([], [], [])
            reached = Array(repeating: 0, count: count)
            (open, lost) = (reached, reached)
            times = Array(repeating: [], count: count)
        }
    }

    private let flow: FlowDeclaration
    private let query: FunnelQuery
    private var all: Tally
    private var groups: [String?: Tally] = [:]
    private var exits: [String: Int] = [:]

    init(_ flow: FlowDeclaration, _ query: FunnelQuery, _ histories: [[ReferenceEvent]]) {
        (self.flow, self.query) = (flow, query)
        all = Tally(flow.stages.count)
        for history in histories { count(history) }
    }

    private var asOf: Int64 { (query.asOf ?? noon).milliseconds }

    private mutating func count(_ history: [ReferenceEvent]) {
        let colour = history.last { $0.colour != nil }?.colour
        let events = history.filter { $0.time.milliseconds <= asOf }.enumerated()
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
        let starts = events.indices.filter { events[$0].type == "E0" && isInRange(events[$0].time) }
        guard let lastStart = starts.last else { return }
        let paths = starts.map { follow(events, from: $0) }
        let arrivals = flow.stages.indices.map { stage in
            paths.compactMap { $0[stage] }.max { $0.start < $1.start }
        }
        let exit = events[lastStart...].last { $0.type.hasPrefix("X") }?.type
        if let exit { exits[exit, default: 0] += 1 }
        let isGone = exit != nil
        add(arrivals, events, isGone, to: \.all)
        groups[colour] = groups[colour] ?? Tally(flow.stages.count)
        var group = self
        group.all = groups[colour] ?? all
        group.add(arrivals, events, isGone, to: \.all)
        groups[colour] = group.all
    }

    private func isInRange(_ time: Timestamp) -> Bool {
        query.since.map { time >= $0 } ?? true && query.until.map { time < $0 } ?? true
    }

    /// Where one start leads: for each stage the first arrival.
    private func follow(_ events: [ReferenceEvent], from start: Int) -> [Arrival?] {
        var path = [Arrival?](repeating: nil, count: flow.stages.count)
        let startTime = events[start].time.milliseconds
        path[0] = Arrival(start: start, time: startTime, sincePrevious: 0)
        for event in events[(start + 1)...] {
            guard let stage = flow.stages.firstIndex(where: { $0.on == [event.type] }), stage > 0,
                path[stage] == nil
            else { continue }
            let time = event.time.milliseconds
            if let window = query.windowMilliseconds, time - startTime > window { continue }
            guard let previous = previousReached(stage, path) else { continue }
            path[stage] = Arrival(
                start: start, time: time, sincePrevious: time - previous.time)
        }
        return path
    }

    private func previousReached(_ stage: Int, _ path: [Arrival?]) -> Arrival? {
        for previous in (0..<stage).reversed() {
            if let arrival = path[previous] { return arrival }
            if !flow.stages[previous].isOptional { return nil }
        }
        return nil
    }

    private mutating func add(
        _ arrivals: [Arrival?], _ events: [ReferenceEvent], _ isGone: Bool,
        to tally: WritableKeyPath<FunnelReference, Tally>
    ) {
        self[keyPath: tally].subjects += 1
        for (stage, arrival) in arrivals.enumerated() {
            guard let arrival else { continue }
            self[keyPath: tally].reached[stage] += 1
            if stage > 0 { self[keyPath: tally].times[stage].append(arrival.sincePrevious) }
        }
        guard let furthest = arrivals.lastIndex(where: { $0 != nil }),
            furthest < arrivals.count - 1, let arrival = arrivals[furthest]
        else { return }
        let limit = query.windowMilliseconds ?? flow.expiry?.milliseconds
        let isOver = limit.map { asOf - events[arrival.start].time.milliseconds > $0 } ?? false
        if isGone || isOver {
            self[keyPath: tally].lost[furthest] += 1
        } else {
            self[keyPath: tally].open[furthest] += 1
        }
    }

    // MARK: Comparing

    func expect(_ report: FunnelReport, at source: SourceLocation = #_sourceLocation) {
        #expect(report.subjects == all.subjects, "\(query)", sourceLocation: source)
        expect(report.stages, all, source)
        for exit in report.exits {
            let type = "X" + exit.exit.dropFirst()
            #expect(exit.subjects == exits[type, default: 0], "\(query)", sourceLocation: source)
        }
        guard query.by != nil else {
            #expect(report.groups == nil, sourceLocation: source)
            return
        }
        let found = Dictionary(uniqueKeysWithValues: (report.groups ?? []).map { ($0.key, $0) })
        #expect(Set(found.keys) == Set(groups.keys), "\(query)", sourceLocation: source)
        for (colour, tally) in groups {
            #expect(found[colour]?.subjects == tally.subjects, sourceLocation: source)
            expect(found[colour]?.stages ?? [], tally, source)
        }
    }

    private func expect(
        _ stages: [FunnelReport.Stage], _ tally: Tally, _ source: SourceLocation
    ) {
        #expect(stages.map(\.subjects) == tally.reached, "\(query)", sourceLocation: source)
        #expect(stages.map(\.open) == tally.open, "\(query)", sourceLocation: source)
        #expect(stages.map(\.lost) == tally.lost, "\(query)", sourceLocation: source)
        // Entered = converted + open + lost.
        let sum = (tally.reached.last ?? 0) + tally.open.reduce(0, +) + tally.lost.reduce(0, +)
        #expect(sum == tally.subjects, sourceLocation: source)
        for (stage, times) in zip(stages, tally.times) {
            for (seconds, share) in [
                (stage.medianSeconds, 0.5), (stage.p90Seconds, 0.9), (stage.p95Seconds, 0.95),
            ] {
                let expected = Self.quantile(share, times)
                let difference = abs((seconds ?? -1) - (expected ?? -1))
                #expect(difference < 0.000_001, "\(query)", sourceLocation: source)
            }
            #expect(stage.dropOff >= 0, sourceLocation: source)
        }
    }

    /// Hyndman and Fan's type 7.
    private static func quantile(_ share: Double, _ times: [Int64]) -> Double? {
        guard !times.isEmpty else { return nil }
        let sorted = times.sorted().map(Double.init)
        let rank = share * Double(sorted.count - 1)
        let (low, high) = (sorted[Int(rank.rounded(.down))], sorted[Int(rank.rounded(.up))])
        return (low + (high - low) * (rank - rank.rounded(.down))) / 1000
    }
}
