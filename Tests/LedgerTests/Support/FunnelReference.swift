import EventLog
import Foundation
import Onboarding
import TestSupport
import Testing
import Time

@testable import OnboardingLedger
@testable import ReadModels

/// Contract D1 done the slow way: the log is read from its beginning and every start of every
/// subject is followed by itself.
///
/// From a start, a stage is reached by the first event of its type that comes after one of the
/// stages that may precede it was reached, inside the window. For each stage the latest start that
/// reaches it counts, and the times are those of that start's path.
struct FunnelReference {
    struct Event {
        let type: String
        let time: Int64
    }

    /// One subject as the log tells of it, in the order of positions.
    struct History {
        let stream: StreamID
        var events: [Event] = []
        var attributes: [String: String] = [:]
    }

    /// At a stage: by which of the subject's events, and from which start.
    private struct Arrival {
        var start: Int
        var place: Int
        var time: Int64
        var sincePrevious: Int64
    }

    /// What became of one subject.
    struct Outcome {
        let stream: StreamID
        let group: String
        let furthest: Int
        let since: Int64
        let isOpen: Bool
        let exit: String?
        let sincePrevious: [Int64?]
        /// By stage: the stages entered from there on, and the exit; nil where it was not reached.
        let ways: [[String]?]
    }

    private let flow: FlowDeclaration
    private let query: FunnelQuery
    private let asOf: Int64
    let outcomes: [Outcome]

    init(_ flow: FlowDeclaration, _ query: FunnelQuery, _ histories: [History], head: Timestamp) {
        (self.flow, self.query) = (flow, query)
        asOf = (query.asOf ?? head).milliseconds
        var outcomes: [Outcome] = []
        let counter = Self(flow, query, asOf)
        for history in histories where counter.passes(history) {
            if let outcome = counter.outcome(history) { outcomes.append(outcome) }
        }
        self.outcomes = query.key.map { key in outcomes.filter { $0.group == key } } ?? outcomes
    }

    private init(_ flow: FlowDeclaration, _ query: FunnelQuery, _ asOf: Int64) {
        (self.flow, self.query, self.asOf, outcomes) = (flow, query, asOf, [])
    }

    /// Reads the whole log up to a position.
    static func histories(
        of flow: String, _ reader: LedgerReader, through last: Int64 = .max
    ) throws -> [History] {
        var histories: [StreamID: History] = [:]
        try reader.log.scan(after: 0, through: last) { row in
            let event = try reader.log.recorded(row)
            guard event.stream.category == flow else { return true }
            var history = histories[event.stream] ?? History(stream: event.stream)
            history.events.append(
                Event(type: event.type.name, time: event.time.milliseconds))
            let data = try JSONSerialization.jsonObject(with: Data(event.data)) as? [String: Any]
            for (name, value) in data?["attributes"] as? [String: Any] ?? [:] {
                // An empty text is no value.
                history.attributes[name] = (value as? String).flatMap { $0.isEmpty ? nil : $0 }
            }
            histories[event.stream] = history
            return true
        }
        return histories.values.sorted { $0.stream.name < $1.stream.name }
    }

    // MARK: One subject

    private func passes(_ history: History) -> Bool {
        let byName = Dictionary(grouping: query.filters, by: \.attribute)
        return byName.allSatisfy { name, filters in
            filters.contains { $0.value == history.attributes[name] ?? "" }
        }
    }

    private func outcome(_ history: History) -> Outcome? {
        let events = history.events.enumerated().filter { $0.element.time <= asOf }
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
        let starts = events.indices.filter {
            place(events[$0]) == 0 && isInRange(events[$0].time)
        }
        guard let lastStart = starts.last else { return nil }
        let paths = starts.map { follow(events, from: $0) }
        let arrivals = flow.stages.indices.map { stage in
            paths.compactMap { $0[stage] }.max { $0.start < $1.start }
        }
        let exit = events[lastStart...].reduce(nil as String?) { exit, event in
            if place(event) == 0 { return nil }
            let taken = flow.exits.first { $0.on.contains(event.type) }?.name
            let isBack = flow.transitions.contains { $0.from == exit && $0.on == event.type }
            return taken ?? (isBack ? nil : exit)
        }
        let furthest = arrivals.lastIndex { $0 != nil } ?? 0
        let began = arrivals[furthest].map { events[$0.start].time } ?? 0
        let limit = query.windowMilliseconds ?? flow.expiry?.milliseconds
        return Outcome(
            stream: history.stream, group: group(history, events[lastStart].time),
            furthest: furthest, since: arrivals[furthest]?.time ?? 0,
            isOpen: exit == nil && limit.map { asOf - began <= $0 } ?? true, exit: exit,
            sincePrevious: arrivals.map { $0?.sincePrevious },
            ways: flow.stages.indices.map { from in
                guard let here = arrivals[from], let end = arrivals[furthest] else { return nil }
                let own = starts.firstIndex(of: end.start).map { paths[$0][from]?.place } ?? nil
                let way = way(events, from: from, at: here.place, own: own, to: end, furthest)
                return furthest == flow.stages.count - 1 ? way : way + (exit.map { [$0] } ?? [])
            })
    }

    /// What was entered from a stage on, until completion or the end of the window.
    ///
    /// - Parameters:
    ///   - place: where the stage was reached, by whichever start.
    ///   - own: where the start that came furthest reached it.
    private func way(
        _ events: [Event], from: Int, at place: Int, own: Int?, to end: Arrival, _ furthest: Int
    ) -> [String] {
        let isWhole = furthest == flow.stages.count - 1 || query.order == .strict
        let entered = (end.start...end.place).first { self.place(events[$0]) == from }
        let ofPath = query.order == .any ? entered : own.flatMap { $0 <= end.place ? $0 : nil }
        let begun = from == 0 ? end.start : ofPath ?? place
        var steps = [flow.stages[from].name]
        for (index, event) in events.enumerated().dropFirst(begun + 1) {
            if isWhole ? index > end.place : !isInWindow(event, events[end.start]) { break }
            guard let stage = self.place(event) else { continue }
            if steps.last != flow.stages[stage].name { steps.append(flow.stages[stage].name) }
        }
        return steps
    }

    private func place(_ event: Event) -> Int? {
        flow.stages.firstIndex { $0.on.contains(event.type) }
    }

    private func isInRange(_ time: Int64) -> Bool {
        query.since.map { time >= $0.milliseconds } ?? true
            && query.until.map { time < $0.milliseconds } ?? true
    }

    private func isInWindow(_ event: Event, _ start: Event) -> Bool {
        query.windowMilliseconds.map { event.time - start.time <= $0 } ?? true
    }

    /// Where one start leads: for each stage when it was reached.
    private func follow(_ events: [Event], from start: Int) -> [Arrival?] {
        switch query.order {
        case .ordered: followOrdered(events, from: start)
        case .strict: followStrict(events, from: start)
        case .any: followAny(events, from: start)
        }
    }

    private func followOrdered(_ events: [Event], from start: Int) -> [Arrival?] {
        var path = [Arrival?](repeating: nil, count: flow.stages.count)
        path[0] = Arrival(start: start, place: start, time: events[start].time, sincePrevious: 0)
        for (index, event) in events.enumerated().dropFirst(start + 1) {
            guard let stage = place(event), stage > 0, path[stage] == nil,
                isInWindow(event, events[start]), let previous = previousReached(stage, path)
            else { continue }
            path[stage] = Arrival(
                start: start, place: index, time: event.time,
                sincePrevious: event.time - previous.time)
        }
        return path
    }

    private func followStrict(_ events: [Event], from start: Int) -> [Arrival?] {
        var path = [Arrival?](repeating: nil, count: flow.stages.count)
        var last = Arrival(start: start, place: start, time: events[start].time, sincePrevious: 0)
        path[0] = last
        var lastStage = 0
        for (index, event) in events.enumerated().dropFirst(start + 1) {
            guard let stage = place(event), stage > lastStage, isInWindow(event, events[start]),
                flow.stages[(lastStage + 1)..<stage].allSatisfy(\.isOptional)
            else { break }
            last = Arrival(
                start: start, place: index, time: event.time,
                sincePrevious: event.time - last.time)
            path[stage] = last
            lastStage = stage
        }
        return path
    }

    private func followAny(_ events: [Event], from start: Int) -> [Arrival?] {
        let first = flow.stages.indices.map { stage in
            stage == 0
                ? start
                : events.indices.dropFirst(start + 1).first {
                    place(events[$0]) == stage && isInWindow(events[$0], events[start])
                }
        }
        var reached = [Int?](repeating: nil, count: flow.stages.count)
        for stage in flow.stages.indices {
            let required = (0..<stage).filter { !flow.stages[$0].isOptional }
            guard let own = first[stage], required.allSatisfy({ first[$0] != nil }) else {
                continue
            }
            reached[stage] = required.compactMap { first[$0] }.reduce(own, max)
        }
        return flow.stages.indices.map { stage in
            guard let index = reached[stage] else { return nil }
            // Of the stages before, the nearest that was there by then.
            let before = reached[..<stage].compactMap(\.self).last { $0 <= index } ?? index
            let time = events[index].time
            return Arrival(
                start: start, place: index, time: time,
                sincePrevious: time - events[before].time)
        }
    }

    private func previousReached(_ stage: Int, _ path: [Arrival?]) -> Arrival? {
        for previous in (0..<stage).reversed() {
            if let arrival = path[previous] { return arrival }
            if !flow.stages[previous].isOptional { return nil }
        }
        return nil
    }

    // MARK: Groups

    private func group(_ history: History, _ enteredAt: Int64) -> String {
        let names = query.by.map { history.attributes[$0] ?? "(none)" }
        return ((query.cohort.map { [cohort($0, enteredAt)] } ?? []) + names)
            .joined(separator: ",")
    }

    private func cohort(_ period: CohortPeriod, _ time: Int64) -> String {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = TimeZone(identifier: query.zone) ?? .gmt
        let date = Date(timeIntervalSince1970: Double(time) / 1000)
        var parts = calendar.dateComponents([.year, .month, .day], from: date)
        if period == .week {
            let week = calendar.dateInterval(of: .weekOfYear, for: date)?.start ?? date
            parts = calendar.dateComponents([.year, .month, .day], from: week)
        }
        let month = String(format: "%04d-%02d", parts.year ?? 0, parts.month ?? 0)
        return period == .month ? month : month + String(format: "-%02d", parts.day ?? 0)
    }
}

// MARK: - Comparing

extension FunnelReference {
    func expect(_ report: FunnelReport, at source: SourceLocation = #_sourceLocation) {
        expectEqual(report.subjects, outcomes.count, "\(query)", in: source.fileID, at: source.line)
        expect(report.stages, outcomes, source)
        for exit in report.exits {
            let count = outcomes.count { $0.exit == exit.exit }
            expectEqual(exit.subjects, count, "\(query)", in: source.fileID, at: source.line)
        }
        guard !query.by.isEmpty || query.cohort != nil else {
            expectNil(report.groups, in: source.fileID, at: source.line)
            return
        }
        let groups = Dictionary(grouping: outcomes, by: \.group)
        let found = Dictionary(
            uniqueKeysWithValues: (report.groups ?? []).map { ($0.key ?? "(none)", $0) })
        expectEqual(
            Set(found.keys), Set(groups.keys), "\(query)", in: source.fileID, at: source.line)
        for (key, members) in groups {
            expectEqual(found[key]?.subjects, members.count, in: source.fileID, at: source.line)
            expect(found[key]?.stages ?? [], members, source)
        }
    }

    private func expect(
        _ stages: [FunnelReport.Stage], _ outcomes: [Outcome], _ source: SourceLocation
    ) {
        let last = flow.stages.count - 1
        var stopped = 0
        expectEqual(
            stages.map(\.stage), flow.stages.map(\.name), "\(query)", in: source.fileID,
            at: source.line)
        // Of the last stage that everybody must have been through.
        var before = stages.first?.subjects ?? 0
        let first = before
        for (place, stage) in stages.enumerated() {
            expectEqual(stage.dropOff, before - stage.subjects, in: source.fileID, at: source.line)
            let shares = [place == 0 ? nil : before, first].map { whole -> Double? in
                whole.flatMap { $0 == 0 ? nil : Double(stage.subjects) / Double($0) }
            }
            expectEqual(
                [stage.fromPrevious, stage.fromFirst], shares, "\(query)", in: source.fileID,
                at: source.line)
            if !flow.stages[place].isOptional { before = stage.subjects }
            let times = outcomes.compactMap { $0.sincePrevious[place] }
            let here = place == last ? [] : outcomes.filter { $0.furthest == place }
            expectEqual(stage.subjects, times.count, "\(query)", in: source.fileID, at: source.line)
            expectEqual(
                stage.open, here.count(where: \.isOpen), "\(query)", in: source.fileID,
                at: source.line)
            expectEqual(
                stage.lost, here.count { !$0.isOpen }, "\(query)", in: source.fileID,
                at: source.line)
            stopped += stage.open + stage.lost
            for (seconds, share) in [
                (stage.medianSeconds, 0.5), (stage.p90Seconds, 0.9), (stage.p95Seconds, 0.95),
            ] where place > 0 {
                let difference = abs((seconds ?? -1) - (Self.quantile(share, times) ?? -1))
                expectTrue(difference < 0.000_001, "\(query)", in: source.fileID, at: source.line)
            }
        }
        // Entered = converted + open + lost.
        let entered = stages.first?.subjects ?? 0
        expectEqual(
            (stages.last?.subjects ?? 0) + stopped, entered, in: source.fileID, at: source.line)
    }

    /// Each way that is shown, and how many there are.
    func expect(
        _ report: PathsReport, from stage: Int, at source: SourceLocation = #_sourceLocation
    ) {
        let last = flow.stages.count - 1
        let there = outcomes.filter { $0.ways[stage] != nil }
        let isOpen = { (outcome: Outcome) in outcome.furthest < last && outcome.isOpen }
        expectEqual(report.subjects, there.count, "\(query)", in: source.fileID, at: source.line)
        expectEqual(
            report.open, there.count(where: isOpen), "\(query)", in: source.fileID, at: source.line)
        for (end, isCompleted) in [(report.completed, true), (report.lost, false)] {
            let ways = there.filter { ($0.furthest == last) == isCompleted && !isOpen($0) }
                .compactMap { $0.ways[stage] }
            let counts = ways.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            expectEqual(end.subjects, ways.count, "\(query)", in: source.fileID, at: source.line)
            expectEqual(end.pathCount, counts.count, "\(query)", in: source.fileID, at: source.line)
            let most = counts.values.sorted(by: >).prefix(PathsReport.shownMax)
            expectEqual(
                end.paths.map(\.subjects), Array(most), "\(query)", in: source.fileID,
                at: source.line)
            for path in end.paths {
                expectEqual(
                    path.subjects, counts[path.steps], "\(path.steps) \(query)", in: source.fileID,
                    at: source.line)
            }
        }
    }

    /// Every subject of the list by itself: who, where, since when, and how.
    func expect(
        _ page: DropoffPage, of listed: DropoffQuery, at source: SourceLocation = #_sourceLocation
    ) {
        let expected = outcomes.filter { outcome in
            outcome.furthest < flow.stages.count - 1
                && listed.stage.map { $0 == flow.stages[outcome.furthest].name } ?? true
                && listed.state.map { ($0 == .open) == outcome.isOpen } ?? true
        }
        expectEqual(page.total, expected.count, "\(listed)", in: source.fileID, at: source.line)
        let found = Dictionary(uniqueKeysWithValues: page.subjects.map { ($0.stream, $0) })
        for outcome in expected {
            let subject = found[outcome.stream]
            expectEqual(
                subject?.stage, flow.stages[outcome.furthest].name, in: source.fileID,
                at: source.line)
            expectEqual(
                subject?.since.milliseconds, outcome.since, in: source.fileID, at: source.line)
            expectEqual(
                subject?.state, (outcome.isOpen ? .open : .lost), in: source.fileID, at: source.line
            )
            expectEqual(subject?.exit, outcome.exit, in: source.fileID, at: source.line)
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
