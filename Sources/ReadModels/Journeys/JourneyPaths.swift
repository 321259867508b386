import EventLog
import Onboarding
import Time

/// Counts ways, each a row of stages and perhaps an exit.
struct JourneyPaths {
    /// How many took each way to one end.
    private struct Ways {
        /// Packed journeys by the stages they reached and their exits.
        var packed: [PackedWay: Int] = [:]
        var full: [[UInt8]: Int] = [:]
    }

    /// A way whose stages come in order: bits say which, the first one in the lowest; 0 for no
    /// exit.
    private struct PackedWay: Hashable {
        let reached: UInt64
        let exit: UInt8
    }

    private let index: JourneyIndex
    private let plan: FunnelPlan
    private let from: Int
    private var subjects = 0
    private var open = 0
    private var completed = Ways()
    private var lost = Ways()

    init(_ index: JourneyIndex, _ query: FunnelQuery, from name: String?, asOf: Timestamp)
        throws(FunnelRefusal)
    {
        self.index = index
        plan = try FunnelPlan(query, index, asOf: asOf)
        let known = index.declaration.stages.map(\.name)
        guard let stage = name.map({ known.firstIndex(of: $0) }) ?? 0 else {
            throw .unknownStage(name ?? "", known: known)
        }
        from = stage
    }

    /// Walks all journeys once.
    mutating func report(_ flow: String, head: Int64) -> PathsReport {
        count()
        return PathsReport(
            flow: flow, from: index.declaration.stages[from].name,
            asOf: Timestamp(milliseconds: plan.bounds.asOf), head: head, subjects: subjects,
            open: open, completed: end(completed), lost: end(lost))
    }

    private mutating func count() {
        let walk = JourneyWalk(index, plan)
        let (path, rows, from) = (walk.path, index.rows, from)
        let last = index.declaration.stages.count - 1
        var (subjects, open, completed, lost) = (0, 0, Ways(), Ways())
        walk.forEach { outcome, words, base in
            guard outcome.hasReached(from) else { return }
            subjects += 1
            let isDone = outcome.hasReached(last)
            if !isDone, outcome.isOpen {
                open += 1
                return
            }
            guard outcome.isFull else {
                let exit = isDone ? nil : outcome.exit
                let way = PackedWay(
                    reached: outcome.reached & ~((1 << UInt64(from)) - 1),
                    exit: exit.map { JourneyEntry.firstExitCode + UInt8($0) } ?? 0)
                if isDone {
                    completed.packed[way, default: 0] += 1
                } else {
                    lost.packed[way, default: 0] += 1
                }
                return
            }
            let journey = rows.full[Int(words[base + JourneyRows.Layout.startLow])]
            let way = Self.way(
                journey, path, from: from, to: outcome.furthest, isDone: isDone, plan)
            if isDone {
                completed.full[way, default: 0] += 1
            } else {
                lost.full[way, default: 0] += 1
            }
        }
        (self.subjects, self.open, self.completed, self.lost) = (subjects, open, completed, lost)
    }

    /// What was entered on the path that came to `furthest`, from where that one entered `from`
    /// until its end, each stage once for as long as it was entered again and again.
    ///
    /// Of who entered `from` only behind that end, it is `from` alone, and the exit.
    private static func way(
        _ journey: FullJourney, _ path: FunnelPath, from: Int, to furthest: Int, isDone: Bool,
        _ plan: FunnelPlan
    ) -> [UInt8] {
        guard let end = path.steps[furthest], let begun = begin(journey, path, from, end, plan)
        else { return [] }
        // Whatever comes behind the end of a strict path is no part of it.
        let isWhole = isDone || plan.order == .strict
        let until = plan.bounds.end(ofStart: end.startTime)
        var way = [UInt8(from)]
        for (place, entry) in journey.entries.enumerated().dropFirst(begun + 1)
        where entry.stage != nil && way.last != entry.code {
            if isWhole ? place > end.place : entry.time > until { break }
            way.append(entry.code)
        }
        if !isDone, let exit = path.exit {
            way.append(JourneyEntry.firstExitCode + UInt8(exit))
        }
        return way
    }

    /// Where a path entered `from`: another start's, where the path itself passed it by.
    private static func begin(
        _ journey: FullJourney, _ path: FunnelPath, _ from: Int, _ end: FunnelPath.Step,
        _ plan: FunnelPlan
    ) -> Int? {
        guard let reached = path.steps[from] else { return nil }
        if from == 0 { return end.start }
        let entries = journey.entries[end.start...end.place]
        let own =
            switch plan.order {
            // In any order a stage is reached only once those before it are, too.
            case .any, .strict: entries.firstIndex { $0.code == UInt8(from) }
            case .ordered: path.place(of: from, in: entries)
            }
        return own ?? reached.place
    }

    /// Adds packed and full ways that are the same; equally common ones are ordered by their steps.
    private func end(_ ways: Ways) -> PathsReport.End {
        var counts = ways.full
        for (way, count) in ways.packed { counts[Self.codes(way), default: 0] += count }
        let total = counts.values.reduce(0, +)
        let paths = counts.map { (steps: $0.key.map(name), subjects: $0.value) }
            .sorted { a, b in
                a.subjects != b.subjects
                    ? a.subjects > b.subjects : a.steps.lexicographicallyPrecedes(b.steps)
            }
        return PathsReport.End(
            subjects: total, pathCount: paths.count,
            paths: paths.prefix(PathsReport.shownMax).map {
                PathsReport.Path(
                    steps: $0.steps, subjects: $0.subjects,
                    share: Double($0.subjects) / Double(total))
            })
    }

    /// As full ways are written: stages in order, then the exit.
    private static func codes(_ way: PackedWay) -> [UInt8] {
        var (codes, rest) = ([UInt8](), way.reached)
        while rest != 0 {
            codes.append(UInt8(rest.trailingZeroBitCount))
            rest &= rest - 1
        }
        if way.exit != 0 { codes.append(way.exit) }
        return codes
    }

    /// Of a stage or an exit.
    private func name(_ code: UInt8) -> String {
        code < JourneyEntry.firstExitCode
            ? index.declaration.stages[Int(code)].name
            : index.declaration.exits[Int(code - JourneyEntry.firstExitCode)].name
    }
}

extension JourneyIndex {
    /// The most common ways from a stage; from the first one when none is named.
    package func paths(
        _ query: FunnelQuery, from stage: String?, _ reader: LogReader, _ views: ViewReader
    ) throws -> PathsReport {
        try catchUp(reader, views)
        var paths = try JourneyPaths(
            self, query, from: stage, asOf: try asOf(query, reader))
        return paths.report(query.flow, head: position)
    }
}
