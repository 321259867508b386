import EventLog
import JSON
import Onboarding
import Time

/// What one flow's subjects tried at its steps, and what came of it (contract D3).
///
/// Lives in memory and is folded from the log, from its own position on, when it is asked: it costs
/// a command nothing. The first question reads the log once; each costs a walk over the attempts
/// held. Confined to whoever holds it.
package final class FrictionBook {
    /// The flow whose steps are counted, as it was declared when the book was begun.
    package let declaration: FlowDeclaration
    /// Where the subjects' rows are, with their attributes and the checkpoint to follow.
    private let view: ViewName
    private let steps: FrictionSteps

    /// Everything up to here is folded.
    package private(set) var position: Int64 = 0
    /// The subject of its own stream and of what is recorded beside it; -1 for other streams.
    private var subjectByStream: [Int64: Int32] = [:]
    /// The subjects' own streams; -1 of one that has no events yet.
    private var subjects: [Int64] = []
    /// Those that were refused before anything of theirs was kept.
    private var unbegun: [StreamID: Int32] = [:]
    /// The latest of the stages that a subject entered, where it counts.
    private var furthest: [Int32: UInt8] = [:]
    /// In the order of the log; 16 bytes each, all held.
    private var attempts: [FrictionAttempt] = []
    /// The fields that a refused attempt names, in the order of attempts.
    private var wrongFields: [(attempt: Int32, field: UInt16)] = []
    /// Refusals that are only known as a number, by subject.
    private var omitted: [Int32: Int] = [:]
    /// Refusals' codes; an attempt holds the number.
    private var codes = NumberedTexts()
    /// JSON Pointers of fields that were wrong.
    private var fields = NumberedTexts()

    package init(_ declaration: FlowDeclaration) {
        self.declaration = declaration
        view = ViewName(category: declaration.category[...]) ?? .session
        steps = FrictionSteps(declaration)
    }

    // MARK: Folding

    /// Folds what the log has gained, as far as the views show it too.
    package func catchUp(_ reader: LogReader, _ views: ViewReader) throws {
        let last = try views.checkpoint(view) ?? 0
        try reader.scanAttempts(after: position, through: last) { row in
            try reader.checkInterest()
            let role = try steps.role(row.typeID, reader)
            if role != .ignored { try take(row, role, reader) }
            position = row.position
            return true
        }
        position = max(position, last)
    }

    /// Takes the next event of the log; those of other flows' streams have no subject.
    private func take(_ row: EventCursor, _ role: FrictionSteps.Role, _ reader: LogReader) throws {
        switch role {
        case .ignored: return
        case .omitted:
            // A team's own event may be called so, and say anything.
            guard let subject = try subject(row, reader),
                try reader.kind(of: row) == .refusalsOmitted
            else { return }
            let event = unsafe try row.withData { data in
                unsafe try RefusalsOmitted(decoding: data)
            }
            omitted[subject, default: 0] += event.count
        case .refused(let kind):
            // A team's own event may be called like a refusal, and be none.
            guard let subject = try subject(row, reader), let words = try RefusalWords(kind, row),
                words.flow == nil || words.flow == declaration.flow
            else { return }
            refuse(words, subject, row.time)
        case .saved(let stage, let isOnlyAhead):
            guard let subject = try subject(row, reader) else { return }
            let isPersons = try steps.isPersons(row, reader)
            var step = try stage ?? steps.step(named: row)
            if isOnlyAhead, step < furthest[subject] ?? 0 { step = FrictionAttempt.nowhere }
            if declaration.goesBackByMovesOnly, step != FrictionAttempt.nowhere {
                furthest[subject] = max(furthest[subject] ?? 0, step)
            }
            add(
                FrictionAttempt(
                    time: row.time.milliseconds, subject: subject, step: step,
                    kind: isPersons ? .saved : .moved))
        case .left:
            guard let subject = try subject(row, reader) else { return }
            add(FrictionAttempt(time: row.time.milliseconds, subject: subject, kind: .left))
        }
    }

    /// Adds a refusal and the fields that it names.
    private func refuse(_ words: RefusalWords, _ subject: Int32, _ time: Timestamp) {
        add(
            FrictionAttempt(
                time: time.milliseconds, subject: subject, code: codes.number(of: words.code),
                step: steps.step(refusedAt: words.step),
                kind: FrictionSteps.conflicts.contains(words.code) ? .conflicted : .refused))
        for field in words.fields {
            wrongFields.append((Int32(attempts.count - 1), fields.number(of: field)))
        }
    }

    private func add(_ attempt: FrictionAttempt) { attempts.append(attempt) }

    /// Whom the event's stream is about; nil for a stream of another flow.
    private func subject(_ row: EventCursor, _ reader: LogReader) throws -> Int32? {
        if let known = subjectByStream[row.streamID] { return known >= 0 ? known : nil }
        let subject = try newSubject(row.streamID, reader)
        subjectByStream[row.streamID] = subject ?? -1
        return subject
    }

    /// Looks a stream up by its name: the subject's own, or `refusals-` and its name.
    private func newSubject(_ streamID: Int64, _ reader: LogReader) throws -> Int32? {
        let stream = try reader.stream(streamID)
        if stream.category == declaration.category {
            return subject(of: stream, ownID: streamID)
        }
        guard stream.category == "refusals", let own = StreamID(String(stream.id)),
            own.category == declaration.category
        else { return nil }
        return subject(of: own, ownID: try reader.internedID(of: own))
    }

    /// - Parameter ownID: nil while the subject's own stream has no events.
    private func subject(of own: StreamID, ownID: Int64?) -> Int32 {
        if let ownID, let known = subjectByStream[ownID], known >= 0 { return known }
        if let known = unbegun[own] {
            if let ownID {
                subjects[Int(known)] = ownID
                subjectByStream[ownID] = known
                unbegun[own] = nil
            }
            return known
        }
        subjects.append(ownID ?? -1)
        let subject = Int32(subjects.count - 1)
        if let ownID { subjectByStream[ownID] = subject } else { unbegun[own] = subject }
        return subject
    }

    /// Finds the streams of those who began meanwhile with what is no attempt here.
    private func begin(_ reader: LogReader) throws {
        for own in Array(unbegun.keys) {
            _ = subject(of: own, ownID: try reader.internedID(of: own))
        }
    }

    // MARK: Answering

    /// Answers a question about the log as the views show it now.
    ///
    /// - Throws: `FunnelRefusal` for a question that cannot be answered as asked.
    package func friction(_ query: FrictionQuery, _ reader: LogReader, _ views: ViewReader) throws
        -> FrictionReport
    {
        try check(query)
        try catchUp(reader, views)
        try begin(reader)
        let (values, unread) = (try attributeValues(query, views), valuesOfNobody(query))
        var all = FrictionTally(stepCount: steps.names.count)
        var groups: [ExactText?: FrictionTally] = [:]
        var omittedCount = 0
        forEachWalk(query) { subject, walk in
            let value = values.map { $0[subjects[subject]] ?? unread }
            guard value.map({ $0.isWanted }) ?? true else { return }
            all.add(walk)
            omittedCount += omitted[Int32(subject)] ?? 0
            if query.by != nil {
                groups[
                    value?.key.map(ExactText.init),
                    default: FrictionTally(stepCount: steps.names.count)
                ].add(walk)
            }
        }
        return FrictionReport(
            flow: query.flow, since: query.since, until: query.until, head: position,
            subjects: all.subjects, omitted: omittedCount, steps: report(all),
            groups: query.by == nil ? nil : self.groups(groups))
    }

    /// Before anything is folded for a question that cannot be answered.
    private func check(_ query: FrictionQuery) throws(FunnelRefusal) {
        // Linked ones stand in other rows than the subjects' own.
        let known = declaration.countedAttributes.filter { !$0.isLinked }.map(\.name)
        for name in query.filters.map(\.attribute) + (query.by.map { [$0] } ?? [])
        where !known.contains(name) {
            throw .unknownAttribute(name, known: known)
        }
        if let since = query.since, let until = query.until, until <= since {
            throw .reversedRange
        }
    }

    private func report(_ tally: FrictionTally) -> [FrictionReport.Step] {
        tally.report(steps.names, codes: codes.texts, fields: fields.texts)
    }

    /// The greatest first, and those that are equally great by name; beyond fifty together, as a
    /// funnel has them.
    private func groups(_ tallies: [ExactText?: FrictionTally]) -> [FrictionReport.Group] {
        var shown = tallies.map { (key: GroupChoice.key([$0?.text]), tally: $1) }
        shown.sort {
            if $0.tally.subjects != $1.tally.subjects {
                return $0.tally.subjects > $1.tally.subjects
            }
            return ($0.key ?? "").utf8.lexicographicallyPrecedes(($1.key ?? "").utf8)
        }
        var others: [FrictionTally] = []
        if shown.count > FunnelGroups.shownMax {
            others = shown[FunnelGroups.shownMax...].map(\.tally)
            shown.removeSubrange(FunnelGroups.shownMax...)
            // A value that is itself called so is among the others.
            others += shown.filter { $0.key == FunnelGroups.othersKey }.map(\.tally)
            shown.removeAll { $0.key == FunnelGroups.othersKey }
        }
        let groups = shown.map {
            FrictionReport.Group(
                key: $0.key, values: nil, subjects: $0.tally.subjects, steps: report($0.tally))
        }
        guard var sum = others.first else { return groups }
        for tally in others.dropFirst() { sum.add(tally) }
        return groups + [
            FrictionReport.Group(
                key: FunnelGroups.othersKey, values: others.count, subjects: sum.subjects,
                steps: report(sum))
        ]
    }

    /// Lends each subject's whole way, of those that began when the query asks for.
    private func forEachWalk(_ query: FrictionQuery, _ body: (Int, FrictionWalk) -> Void) {
        let (order, starts) = ordered()
        for subject in subjects.indices {
            let own = order[starts[subject]..<starts[subject + 1]]
            // Who enters the flow begins there; what came ahead of that is at no step.
            let entry = own.first { attempts[Int($0)].entersStep }
            guard let first = entry ?? own.first else { continue }
            let began = Timestamp(milliseconds: attempts[Int(first)].time)
            if let since = query.since, began < since { continue }
            if let until = query.until, began >= until { continue }
            var walk = FrictionWalk(stepCount: steps.names.count, isNumbered: steps.isNumbered)
            for index in own { walk.take(attempts[Int(index)], fields: wrongFields(of: index)) }
            walk.finish()
            if walk.isSeen { body(subject, walk) }
        }
    }

    /// The attempts' places by subject, and within one in the order of time and, in one instant, of
    /// position; with the place where each subject's begin.
    private func ordered() -> (order: [Int32], starts: [Int]) {
        var starts = Array(repeating: 0, count: subjects.count + 1)
        for attempt in attempts { starts[Int(attempt.subject) + 1] += 1 }
        for subject in subjects.indices { starts[subject + 1] += starts[subject] }
        var next = starts
        var order = Array(repeating: Int32(0), count: attempts.count)
        for (index, attempt) in attempts.enumerated() {
            order[next[Int(attempt.subject)]] = Int32(index)
            next[Int(attempt.subject)] += 1
        }
        for subject in subjects.indices {
            let own = starts[subject]..<starts[subject + 1]
            let isSorted = zip(own, own.dropFirst()).allSatisfy {
                attempts[Int(order[$0])].time <= attempts[Int(order[$1])].time
            }
            if isSorted { continue }
            order[own].sort { (attempts[Int($0)].time, $0) < (attempts[Int($1)].time, $1) }
        }
        return (order, starts)
    }

    /// Found by halving: the fields stand in the order of attempts.
    private func wrongFields(of attempt: Int32) -> [UInt16] {
        guard [.refused, .conflicted].contains(attempts[Int(attempt)].kind) else { return [] }
        var (low, high) = (0, wrongFields.count)
        while low < high {
            let middle = (low + high) / 2
            if wrongFields[middle].attempt < attempt { low = middle + 1 } else { high = middle }
        }
        return wrongFields[low...].prefix { $0.attempt == attempt }.map(\.field)
    }

    // MARK: Attributes

    private struct SubjectValues {
        /// The value to group by.
        var key: String?
        /// True when every filter holds.
        var isWanted = false
    }

    /// Those of a subject that has no row yet: none of any attribute.
    private func valuesOfNobody(_ query: FrictionQuery) -> SubjectValues {
        SubjectValues(isWanted: wantedTexts(query).values.allSatisfy { $0.contains(nil) })
    }

    /// What a question needs of the subjects' attributes, by stream; nil when it needs none. Reads
    /// every row of the flow: about a second for a million.
    private func attributeValues(_ query: FrictionQuery, _ views: ViewReader) throws
        -> [Int64: SubjectValues]?
    {
        if query.by == nil && query.filters.isEmpty { return nil }
        let fields = AttributeFields(declaration)
        let by = query.by.flatMap(place)
        let wanted = wantedTexts(query)
        var values: [Int64: SubjectValues] = [:]
        try unsafe views.scan(view, flow: view == .session ? declaration.flow : nil) {
            streamID, state in
            let texts = unsafe try fields.values(in: state, isLinked: false)
            values[streamID] = SubjectValues(
                key: by.flatMap { texts[$0] },
                isWanted: wanted.allSatisfy { place, keys in
                    keys.contains(texts[place].map(ExactText.init))
                })
        }
        return values
    }

    /// By the attribute's place, the texts of which any will do; nil among them: to have none.
    private func wantedTexts(_ query: FrictionQuery) -> [Int: Set<ExactText?>] {
        var wanted: [Int: Set<ExactText?>] = [:]
        for filter in query.filters {
            guard let place = place(filter.attribute) else { continue }
            wanted[place, default: []].insert(filter.value.isEmpty ? nil : ExactText(filter.value))
        }
        return wanted
    }

    /// An attribute's place among the flow's; linked ones stand in other rows.
    private func place(_ attribute: String) -> Int? {
        declaration.countedAttributes.firstIndex { $0.name == attribute && !$0.isLinked }
    }
}

/// Texts that few events differ in, each by a number.
private struct NumberedTexts {
    /// By number; at most 65,535, of which the last stands for all others.
    private(set) var texts: [String] = []
    private var numbers: [ExactText: UInt16] = [:]
    /// Stands for all that came after so many texts that nobody will read them.
    private static let others = "others"

    mutating func number(of text: String) -> UInt16 {
        if let known = numbers[ExactText(text)] { return known }
        if texts.count == Int(UInt16.max) { return number(of: Self.others) }
        texts.append(texts.count == Int(UInt16.max) - 1 ? Self.others : text)
        let number = UInt16(texts.count - 1)
        numbers[ExactText(texts[Int(number)])] = number
        return number
    }
}
