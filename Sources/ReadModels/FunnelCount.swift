import EventLog
import Onboarding
import Time

/// Counts a funnel over a flow's journeys, by the definition of contract D1.
///
/// Ordered: a subject reaches a stage after the one before it, optional ones may be skipped, one
/// event serves one stage, and at equal times positions decide. Of several starts, for each stage
/// the latest one that reaches it counts, and the times are those of that path.
struct FunnelCount {
    private let book: JourneyBook
    private let query: FunnelQuery
    private let asOf: Int64
    private let stageCount: Int
    private let isOptional: [Bool]
    private let attribute: Int?
    private var all: FunnelTally
    private var groups: [Int32: FunnelTally] = [:]
    private var exitCounts: [Int]
    private var buffer: [JourneyEntry] = []

    init(_ book: JourneyBook, _ query: FunnelQuery, asOf: Timestamp) throws(FunnelRefusal) {
        self.book = book
        self.query = query
        self.asOf = asOf.milliseconds
        stageCount = book.declaration.stages.count
        isOptional = book.declaration.stages.map(\.isOptional)
        all = FunnelTally(stageCount: stageCount)
        exitCounts = Array(repeating: 0, count: book.declaration.exits.count)
        attribute = try query.by.map { name throws(FunnelRefusal) in
            let known = book.declaration.attributes.map(\.name)
            guard let index = known.firstIndex(of: name) else {
                throw .unknownAttribute(name, known: known)
            }
            return index
        }
        if let since = query.since, let until = query.until, until <= since {
            throw .reversedRange
        }
    }

    mutating func report(head: Int64) -> FunnelReport {
        for subject in book.subjects { count(subject) }
        let names = book.declaration.stages.map(\.name)
        return FunnelReport(
            flow: query.flow, since: query.since, until: query.until,
            asOf: Timestamp(milliseconds: asOf), head: head, subjects: all.reached.first ?? 0,
            stages: all.stages(names, isOptional),
            exits: zip(book.declaration.exits, exitCounts).map {
                FunnelReport.Exit(exit: $0.name, subjects: $1)
            },
            groups: attribute == nil ? nil : groupReports(names))
    }

    private mutating func groupReports(_ names: [String]) -> [FunnelReport.Group] {
        groups.map { value, tally in
            var tally = tally
            return FunnelReport.Group(
                key: value < 0 ? nil : book.attributeTexts[Int(value)],
                subjects: tally.reached.first ?? 0, stages: tally.stages(names, isOptional))
        }
        .sorted { ($1.subjects, $0.key ?? "\u{10FFFF}") < ($0.subjects, $1.key ?? "\u{10FFFF}") }
    }

    private mutating func count(_ subject: JourneySubject) {
        book.entries(of: subject, asOf: asOf, into: &buffer)
        var path = FunnelPath(stageCount: stageCount)
        // The last exit that no new start came after.
        var exit: Int?
        for entry in buffer {
            if entry.code >= JourneyBook.firstExitCode {
                exit = Int(entry.code - JourneyBook.firstExitCode)
            } else if entry.code == 0 {
                if isInRange(entry.time) {
                    path.start(entry.time)
                    exit = nil
                }
            } else {
                path.reach(
                    Int(entry.code), entry.time, isOptional: isOptional,
                    window: query.windowMilliseconds)
            }
        }
        guard path.hasReached(0) else { return }
        if let exit { exitCounts[exit] += 1 }
        let place = place(of: path, isGone: exit != nil)
        all.add(path, place)
        if let attribute {
            let value = subject.attributes[attribute]
            groups[value, default: FunnelTally(stageCount: stageCount)].add(path, place)
        }
    }

    private func isInRange(_ time: Int64) -> Bool {
        if let since = query.since, time < since.milliseconds { return false }
        if let until = query.until, time >= until.milliseconds { return false }
        return true
    }

    /// Whether a subject that stopped may still go on.
    private func place(of path: FunnelPath, isGone: Bool) -> FunnelTally.Place {
        let limit = query.windowMilliseconds ?? book.declaration.expiry?.milliseconds
        guard !isGone, let start = path.latestStart else { return .lost }
        guard let limit else { return .open }
        return asOf - start <= limit ? .open : .lost
    }
}

/// How far one subject came: for each stage the start of the path that reached it, when it did, and
/// how long after the stage before it on that path.
struct FunnelPath {
    private struct Step {
        /// Which of the subject's starts, counted in the order of time and position.
        var start: Int
        var startTime: Int64
        var time: Int64
        var sincePrevious: Int64
    }

    private var steps: [Step?]
    private var startCount = 0

    init(stageCount: Int) { steps = Array(repeating: nil, count: stageCount) }

    mutating func start(_ time: Int64) {
        startCount += 1
        steps[0] = Step(start: startCount, startTime: time, time: time, sincePrevious: 0)
    }

    /// Takes an event of `stage`: it extends the path with the latest start among the stages that
    /// may precede it, the nearest one of equals.
    mutating func reach(_ stage: Int, _ time: Int64, isOptional: [Bool], window: Int64?) {
        var best: Step?
        var previous = stage - 1
        while previous >= 0 {
            if let step = steps[previous], best.map({ step.start > $0.start }) ?? true {
                best = step
            }
            if !isOptional[previous] { break }
            previous -= 1
        }
        guard let best else { return }
        if let window, time - best.startTime > window { return }
        if let known = steps[stage], known.start >= best.start { return }
        steps[stage] = Step(
            start: best.start, startTime: best.startTime, time: time,
            sincePrevious: time - best.time)
    }

    func hasReached(_ stage: Int) -> Bool { steps[stage] != nil }

    func millisecondsSincePrevious(_ stage: Int) -> Int64 { steps[stage]?.sincePrevious ?? 0 }

    /// When the furthest stage's path began.
    var latestStart: Int64? { steps.last(where: { $0 != nil })??.startTime }
}

extension JourneyBook {
    /// Folds what the log has gained and counts.
    ///
    /// - Throws: `FunnelRefusal` for a question that cannot be answered as asked.
    package func funnel(_ query: FunnelQuery, _ reader: LogReader, _ views: ViewReader) throws
        -> FunnelReport
    {
        try catchUp(reader, views)
        let head = try reader.event(at: GlobalPosition(rawValue: position))
        let asOf = query.asOf ?? head?.recordedAt ?? Timestamp(milliseconds: 0)
        var count = try FunnelCount(self, query, asOf: asOf)
        return count.report(head: position)
    }
}
