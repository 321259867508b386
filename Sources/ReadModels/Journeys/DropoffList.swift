import EventLog
import JSON
import Onboarding
import Time

/// Which of those who stopped are asked for (contract D2); the funnel's own question says the rest.
public struct DropoffQuery: Sendable, Hashable {
    /// Whether a subject that stopped may still go on (`open`) or not (`lost`), by the funnel's
    /// rule.
    public enum State: String, Sendable, CaseIterable { case open, lost }

    /// Where a page ends; the next one begins behind it.
    public struct Cursor: Sendable, Hashable {
        let since: Int64
        let streamID: Int64

        /// For the member `next`, and to be given back as `after`.
        public var text: String { "\(since)-\(streamID)" }

        init(since: Int64, streamID: Int64) { (self.since, self.streamID) = (since, streamID) }

        /// Nil for what `text` cannot have made.
        public init?(_ text: String) {
            guard let hyphen = text.lastIndex(of: "-"), let since = Int64(text[..<hyphen]),
                let streamID = Int64(text[text.index(after: hyphen)...])
            else { return nil }
            self.init(since: since, streamID: streamID)
        }
    }

    /// The list has the subjects of this funnel's bars.
    public var funnel: FunnelQuery
    /// Where they stopped; nil for all stages.
    public var stage: String?
    /// Nil for both.
    public var state: State?
    /// Only whom nothing was heard of for at least as long.
    public var idleMilliseconds: Int64?
    /// Where the page before ended; nil for the first.
    public var after: Cursor?
    /// Nil for all.
    public var limit: Int?
    /// Each one's email is looked up, too.
    public var wantsEmails = false

    public init(_ funnel: FunnelQuery) { self.funnel = funnel }
}

/// Who stopped, newest first (contract section 8).
public struct DropoffPage: Sendable, Hashable {
    /// What a subject did instead of going on.
    public enum Instead: Sendable, Hashable {
        /// Took an exit of the flow.
        case exit(String)
        /// Began anew at that time, and came less far; or in another stream.
        case restart(Timestamp, stream: StreamID?)
        /// Went on in another flow, where this stage was reached; of a sign-up also this one, whose
        /// end another session of the same email came to.
        case flow(String, stage: String)
    }

    /// One of those who stopped.
    public struct Subject: Sendable, Hashable {
        /// The subject's own stream.
        public let stream: StreamID
        /// By which they can be written to, as it is known now; nil also where nobody asked.
        public package(set) var email: String?
        /// The stage at which the subject stopped.
        public let stage: String
        /// When it was reached.
        public let since: Timestamp
        /// As of the question's present.
        public let state: DropoffQuery.State
        /// The type of the newest event that tells what they did: not of a job's end, a provider's
        /// report or an erasure, where there is another.
        public let lastEvent: String
        /// When it happened.
        public let lastEventAt: Timestamp
        /// The code of the newest refusal.
        public package(set) var lastError: String?
        /// The exit that was taken; nil without one.
        public let exit: String?
        /// Nil when the subject just stopped.
        public package(set) var instead: Instead?
    }

    public let flow: String
    /// As it was asked; nil for all.
    public let stage: String?
    /// What was taken as the present.
    public let asOf: Timestamp
    /// The log's last position that is counted.
    public let head: Int64
    /// True where each one's email was asked for.
    public let hasEmails: Bool
    /// How many there are on all pages.
    public let total: Int
    /// Whoever reached the stage last comes first.
    public package(set) var subjects: [Subject]
    /// Nil on the last page.
    public let next: DropoffQuery.Cursor?
}

/// Finds the subjects behind a funnel's bars.
struct DropoffList {
    /// A subject that stopped; times in milliseconds, stage and exit by number.
    private struct Stopped {
        let streamID: Int64
        let stage: Int
        let since: Int64
        let isOpen: Bool
        let exit: Int?
        let restartedAt: Int64?
        var last: (type: String, time: Int64)?
    }

    private let index: JourneyIndex
    private let query: DropoffQuery
    private let plan: FunnelPlan
    /// Nil for all stages.
    private let stage: Int?

    init(_ index: JourneyIndex, _ query: DropoffQuery, asOf: Timestamp) throws(FunnelRefusal) {
        (self.index, self.query) = (index, query)
        plan = try FunnelPlan(query.funnel, index, asOf: asOf)
        stage = try query.stage.map { name throws(FunnelRefusal) in
            let known = index.declaration.stages.map(\.name)
            guard let stage = known.firstIndex(of: name) else {
                throw .unknownStage(name, known: known)
            }
            return stage
        }
    }

    /// Walks all journeys; with an idle time it also looks each one's newest event up before the
    /// page is cut, without one only those of the page.
    func page(_ reader: LogReader, head: Int64) throws -> DropoffPage {
        var stopped = try self.stopped()
        if let idle = query.idleMilliseconds {
            for place in stopped.indices {
                stopped[place].last = try last(stopped[place].streamID, reader)
            }
            stopped.removeAll { plan.bounds.asOf - ($0.last?.time ?? $0.since) < idle }
        }
        stopped.sort { ($1.since, $1.streamID) < ($0.since, $0.streamID) }
        let total = stopped.count
        var rest = stopped[...]
        if let after = query.after {
            rest = rest.drop { ($0.since, $0.streamID) >= (after.since, after.streamID) }
        }
        let shown = query.limit.map { rest.prefix(max(0, $0)) } ?? rest
        let next = shown.count < rest.count ? shown.last : nil
        return DropoffPage(
            flow: query.funnel.flow, stage: query.stage,
            asOf: Timestamp(milliseconds: plan.bounds.asOf), head: head,
            hasEmails: query.wantsEmails, total: total,
            subjects: try shown.map { try subject($0, reader) },
            next: next.map { .init(since: $0.since, streamID: $0.streamID) })
    }

    /// Everyone whom the funnel counts as open or lost, in the order of rows.
    private func stopped() throws(FunnelRefusal) -> [Stopped] {
        var groups = FunnelGroups(plan, index)
        var chosen: GroupChoice?
        if let key = query.funnel.key {
            let choice = GroupFinder(index, plan).choice(&groups)
            chosen = choice.only(key) { groups.names($0) }
            if groups.isTooManyCohorts { throw .tooManyCohorts(max: FunnelPlan.cohortsMax) }
        }
        let walk = JourneyWalk(index, plan)
        let (path, layout) = (walk.path, index.rows.layout)
        let stageCount = index.declaration.stages.count
        var stopped: [Stopped] = []
        walk.forEach { outcome, words, base in
            let furthest = outcome.furthest
            if furthest + 1 == stageCount || stage ?? furthest != furthest { return }
            if let state = query.state, outcome.isOpen != (state == .open) { return }
            if let chosen,
                chosen.groupOfSlot[groups.slot(outcome.enteredAt, words, base)] < 0
            {
                return
            }
            let since =
                outcome.isFull
                ? path.steps[furthest]?.time ?? outcome.enteredAt
                : Self.reachedAt(outcome, words, base, layout)
            stopped.append(
                Stopped(
                    streamID: Int64(words[base + JourneyRows.Layout.stream]), stage: furthest,
                    since: since, isOpen: outcome.isOpen, exit: outcome.exit,
                    restartedAt: outcome.enteredAt > outcome.startedAt ? outcome.enteredAt : nil))
        }
        return stopped
    }

    /// When a packed journey reached its furthest stage.
    private static func reachedAt(
        _ outcome: JourneyOutcome, _ words: Span<UInt32>, _ base: Int,
        _ layout: JourneyRows.Layout
    ) -> Int64 {
        var (time, rest) = (outcome.enteredAt, outcome.reached & ~1)
        while rest != 0 {
            let word = words[base + layout.delta(rest.trailingZeroBitCount)]
            time += Int64(word & ~JourneyRows.betweenBit)
            rest &= rest - 1
        }
        return time
    }

    private func subject(_ stopped: Stopped, _ reader: LogReader) throws -> DropoffPage.Subject {
        let last = try stopped.last ?? last(stopped.streamID, reader)
        let exit = stopped.exit.map { index.declaration.exits[$0].name }
        let restart = stopped.restartedAt.map {
            DropoffPage.Instead.restart(Timestamp(milliseconds: $0), stream: nil)
        }
        return DropoffPage.Subject(
            stream: try reader.stream(stopped.streamID),
            stage: index.declaration.stages[stopped.stage].name,
            since: Timestamp(milliseconds: stopped.since), state: stopped.isOpen ? .open : .lost,
            lastEvent: last.type, lastEventAt: Timestamp(milliseconds: last.time),
            exit: exit, instead: exit.map { .exit($0) } ?? restart)
    }

    /// The latest event of a subject that the question counts: by time and, in one instant, by
    /// position. Read from the newest on; what was recorded before the latest known happened
    /// cannot have happened later. What says nothing of what the subject did counts only where
    /// nothing else is.
    private func last(_ streamID: Int64, _ reader: LogReader) throws -> (type: String, time: Int64)
    {
        try reader.checkInterest()
        var newest: (type: Int64, position: Int64, time: Int64)?
        var end: (type: Int64, time: Int64)?
        for stream in index.streams(ofSubjectOf: streamID) {
            try reader.scanTimes(newestOf: stream, through: index.position) { row in
                if let newest, row.recordedAt.milliseconds < newest.time { return false }
                let time = row.time.milliseconds
                guard time <= plan.bounds.asOf else { return true }
                if try isNotTheirs(row, reader) {
                    if time > end?.time ?? .min { end = (row.typeID, time) }
                } else if newest.map({ (time, row.position) > ($0.time, $0.position) }) ?? true {
                    newest = (row.typeID, row.position, time)
                }
                return true
            }
        }
        guard let last = newest.map({ (type: $0.type, time: $0.time) }) ?? end else {
            return ("", 0)
        }
        return (try reader.type(last.type).name, last.time)
    }

    /// A job led the subject out, or noted something beside that; a provider reported something, by
    /// webhook or when it was asked; or an erasure left its mark (L14). What brought the subject on
    /// counts, whoever did it.
    private func isNotTheirs(_ row: EventCursor, _ reader: LogReader) throws -> Bool {
        let type = try reader.type(row.typeID).name
        if type == EventKind.personalDataErased.rawValue { return true }
        if index.declaration.stages.contains(where: { $0.on.contains(type) }) { return false }
        let actor = try reader.actor(of: row)
        return actor.kind == .job || actor.reports
    }
}

extension JourneyIndex {
    /// A page of who stopped; numbers equal the funnel's.
    package func dropoff(_ query: DropoffQuery, _ reader: LogReader, _ views: ViewReader) throws
        -> DropoffPage
    {
        try catchUp(reader, views)
        let list = try DropoffList(self, query, asOf: try asOf(query.funnel, reader))
        return try list.page(reader, head: position)
    }
}

extension DropoffPage {
    /// The answer of D2.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("flow", flow)
            writer.memberOrNull("stage", stage)
            writer.member("asOf", asOf.rfc3339)
            writer.member("head", head)
            writer.member("total", total)
            writer.member("subjects") { writer in
                writer.array { writer in
                    for subject in subjects { writer.element { subject.write(to: &$0) } }
                }
            }
            writer.memberOrNull("next", next?.text)
        }
    }
}

extension DropoffPage.Subject {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("stream", stream.name)
            writer.member("email", email)
            writer.member("stage", stage)
            writer.member("since", since.rfc3339)
            writer.member("state", state.rawValue)
            writer.member("lastEvent", lastEvent)
            writer.member("lastEventAt", lastEventAt.rfc3339)
            writer.member("lastError", lastError)
            writer.member("exit", exit)
            if let instead { writer.member("instead") { instead.write(to: &$0) } }
        }
    }
}

extension DropoffPage.Instead {
    /// In a few words, for tables.
    package var text: String {
        switch self {
        case .exit(let name): "left: \(name)"
        case .restart(let time, let stream?): "began anew \(time.rfc3339) as \(stream.name)"
        case .restart(let time, nil): "began anew \(time.rfc3339)"
        case .flow(let flow, let stage): "in \(flow): \(stage)"
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            switch self {
            case .exit(let name):
                writer.member("kind", "exit")
                writer.member("exit", name)
            case .restart(let time, let stream):
                writer.member("kind", "restart")
                writer.member("at", time.rfc3339)
                writer.member("stream", stream?.name)
            case .flow(let flow, let stage):
                writer.member("kind", "flow")
                writer.member("flow", flow)
                writer.member("stage", stage)
            }
        }
    }
}
