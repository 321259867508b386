import EventLog
import JSON
import Onboarding
import Time

/// The journeys of one flow's subjects, packed in memory: which stages each entered, and when.
///
/// Follows the log from its own position on whenever it is asked, so that it costs a command
/// nothing, and what was answered is in every number. Confined to whoever holds it.
package final class JourneyIndex {
    /// The flow as it was declared when the index was made.
    package let declaration: FlowDeclaration
    /// What the rows hold of the subjects.
    let attributes: [FlowAttribute]
    /// By stage.
    let isOptional: [Bool]
    /// Where the subjects' attributes are: sessions, profiles or tenants.
    private let view: ViewName
    /// A pass over all rows reads each in half the time: more touched streams than a fourth of
    /// them, or than this when they are few, are read so.
    private static let singleReadsMin = 2000

    /// Everything up to here is folded.
    package internal(set) var position: Int64 = 0
    /// How far the views' file keeps the journeys, as far as is known.
    package var keptPosition: Int64 = 0
    /// One row for each subject, in the order in which they began.
    var rows: JourneyRows
    /// By attribute: rows hold numbers.
    var attributeTexts: [AttributeTexts]
    /// Which row each stream's events go to.
    var subjects: JourneySubjects
    /// By the log's integer for the type; nil for types that were not met yet.
    private var meanings = ByTypeNumber<EventMeaning>()
    /// True for journeys as they stood once, which follow nothing.
    var isPast = false
    private let fields: AttributeFields
    /// Subjects of whom an event came that is older than what their rows have: their journeys are
    /// read from their streams, once for all that a catching up brings.
    private var unsettled: Set<Int> = []
    /// Streams whose rows are to be read again.
    private var touched: Set<Int64> = []
    /// True once they are so many that all rows are to be read.
    private var touchesMany = false

    package init(_ declaration: FlowDeclaration) {
        precondition(
            declaration.stages.count <= 64 && declaration.exits.count <= 64,
            "a flow has at most 64 stages and 64 exits")
        self.declaration = declaration
        attributes = declaration.countedAttributes
        isOptional = declaration.stages.map(\.isOptional)
        view = ViewName(category: declaration.category[...]) ?? .session
        rows = JourneyRows(
            stageCount: declaration.stages.count, exitCount: declaration.exits.count,
            attributeCount: attributes.count)
        attributeTexts = attributes.map { _ in AttributeTexts() }
        subjects = JourneySubjects(declaration)
        fields = AttributeFields(declaration)
    }

    /// Bytes held for each subject, when there are many.
    package var byteCount: Int { rows.byteCount + subjects.byteCount }
    /// False after a catching up that failed or was given up, until one is not.
    package var isSettled: Bool { unsettled.isEmpty && touched.isEmpty && !touchesMany }

    // MARK: Following the log

    /// Folds what the log has gained, as far as the views show it too.
    package func catchUp(_ reader: LogReader, _ views: ViewReader) throws {
        if isPast { return }
        try views.snapshot {
            try fold(through: try head(views), reader, views)
            try readAttributes(views)
        }
    }

    /// How far the rows are that hold the subjects' attributes.
    func head(_ views: ViewReader) throws -> Int64 { try views.checkpoint(view) ?? 0 }

    /// Folds the log up to a position; attributes are those of the rows, which may be newer.
    func fold(through last: Int64, _ reader: LogReader, _ views: ViewReader) throws {
        if last > position {
            try reader.scanTimes(after: position, through: last) { row in
                // Between events, where the index stands for all up to its position.
                try reader.checkInterest()
                try take(row, reader, views)
                position = row.position
                return true
            }
            position = last
        }
        try settle(reader)
    }

    /// Folds the next event of somebody else's walk over the log, behind which `fold` must follow;
    /// not for flows with a link.
    func follow(_ row: EventCursor, _ reader: LogReader) throws {
        try take(row, reader, nil)
        position = row.position
    }

    /// - Parameter views: tell whom linked streams are about.
    private func take(_ row: EventCursor, _ reader: LogReader, _ views: ViewReader?) throws {
        guard let subject = try subjects.subject(row.streamID, &rows, reader, views) else { return }
        touch(row.streamID)
        if !unsettled.isEmpty, unsettled.contains(subject) { return }
        let meaning = try meaning(row.typeID, reader)
        if isRepeatedBeginning(meaning, isUnnamed: rows.isEmpty(subject)) { return }
        let time = row.time.milliseconds
        let entry = meaning.entry(at: time) { rows.hasStage(beyond: $0, subject) }
        beginUnseen(entry, of: subject)
        var isInOrder = true
        for back in meaning.returns(at: time) where isInOrder {
            isInOrder = rows.add(back, to: subject, isOptional: isOptional)
        }
        if isInOrder { isInOrder = rows.add(entry, to: subject, isOptional: isOptional) }
        if isInOrder { return }
        unsettled.insert(subject)
        // Which streams a link leads to may change: what led here counts as it is now.
        if declaration.link != nil { try settle(reader, through: row.position) }
    }

    /// Reads the journeys of the unsettled anew.
    private func settle(_ reader: LogReader, through last: Int64? = nil) throws {
        if unsettled.isEmpty { return }
        for subject in unsettled.sorted() {
            try reader.checkInterest()
            rows.replace(
                subject, by: try journey(of: subject, through: last ?? position, reader))
            unsettled.remove(subject)
        }
    }

    /// Notes that the stream's row may have other attributes now.
    private func touch(_ streamID: Int64) {
        if touchesMany { return }
        touched.insert(streamID)
        if touched.count > max(Self.singleReadsMin, rows.count / 4) {
            touchesMany = true
            touched.removeAll()
        }
    }

    /// Who is first seen at a later stage of a flow that begins unseen entered the first one then.
    private func beginUnseen(_ entry: JourneyEntry, of subject: Int) {
        guard declaration.beginsUnseen, entry.stage ?? 0 > 0, rows.isEmpty(subject) else { return }
        _ = rows.add(
            JourneyEntry(time: entry.time, code: 0), to: subject, isOptional: isOptional)
    }

    /// A flow that begins unseen is begun once: what enters its first stage again, such as the next
    /// save of a wizard, is a step within it.
    private func isRepeatedBeginning(_ meaning: EventMeaning, isUnnamed: Bool) -> Bool {
        declaration.beginsUnseen && meaning.code == 0 && !isUnnamed
    }

    /// A subject's journey as its streams tell it.
    private func journey(of subject: Int, through last: Int64, _ reader: LogReader) throws
        -> FullJourney
    {
        var events: [(position: Int64, time: Int64, meaning: EventMeaning)] = []
        for streamID in subjects.streams(of: subject, rows) {
            try reader.scanTimes(stream: streamID, through: last) { row in
                let meaning = try meaning(row.typeID, reader)
                events.append((row.position, row.time.milliseconds, meaning))
            }
        }
        events.sort { $0.position < $1.position }
        var entries: [JourneyEntry] = []
        var (isUnnamed, furthest) = (true, 0)
        for (_, time, meaning) in events {
            if isRepeatedBeginning(meaning, isUnnamed: isUnnamed) { continue }
            let entry = meaning.entry(at: time) { furthest > $0 }
            furthest = max(furthest, entry.stage ?? 0)
            entries += meaning.returns(at: time)
            if declaration.beginsUnseen, entry.stage ?? 0 > 0, isUnnamed {
                entries.append(JourneyEntry(time: time, code: 0))
            }
            entries.append(entry)
            if entry.code != JourneyEntry.other { isUnnamed = false }
        }
        return FullJourney(byPosition: entries)
    }

    /// Asks the log for a type the first time only.
    func meaning(_ typeID: Int64, _ reader: LogReader) throws -> EventMeaning {
        if let known = meanings[typeID] { return known }
        let meaning = EventMeaning(try reader.type(typeID).name, in: declaration)
        meanings[typeID] = meaning
        return meaning
    }

    // MARK: Attributes

    /// Takes the touched subjects' attributes from their rows: a row holds the latest values.
    func readAttributes(_ views: ViewReader) throws {
        try readTouched(views)
        touched.removeAll()
        touchesMany = false
    }

    private func readTouched(_ views: ViewReader) throws {
        if touchesMany {
            try readAll(view, views)
            if let link = declaration.link, let view = ViewName(category: link.category[...]) {
                try readAll(view, views)
            }
            return
        }
        for streamID in touched {
            guard let subject = subjects.known(streamID) else { continue }
            let isLinked = subjects.isLinked(streamID)
            let view = isLinked ? ViewName(category: declaration.link?.category[...] ?? "") : view
            guard let view, let row = try views.row(view, streamID: streamID) else { continue }
            do {
                try unsafe row.state.withUnsafeBytes {
                    try unsafe take($0, subject, isLinked: isLinked)
                }
            } catch let error as JSONError {
                throw LogFailure(damaged: view, row: row.name, error)
            }
        }
    }

    /// Reads every row of the view that is the flow's.
    private func readAll(_ view: ViewName, _ views: ViewReader) throws {
        let flow = view == .session ? declaration.flow : nil
        unsafe try views.scan(view, flow: flow) { streamID, state in
            guard let subject = subjects.known(streamID) else { return }
            unsafe try take(state, subject, isLinked: subjects.isLinked(streamID))
        }
    }

    /// Takes the attributes of a subject from a state's JSON.
    func take(_ state: UnsafeRawBufferPointer, _ subject: Int, isLinked: Bool) throws(JSONError) {
        let values = unsafe try fields.values(in: state, isLinked: isLinked)
        for (index, attribute) in attributes.enumerated() where attribute.isLinked == isLinked {
            // A value that the state no longer has must not stay.
            let code = values[index].map { attributeTexts[index].code(of: $0) } ?? 0
            rows.setAttribute(index, of: subject, to: code)
        }
    }

    /// The streams that tell of the subject whom one of them tells of.
    func streams(ofSubjectOf streamID: Int64) -> [Int64] {
        subjects.known(streamID).map { subjects.streams(of: $0, rows) } ?? [streamID]
    }

    /// The subject that a stream tells of; nil when none does.
    func subject(of streamID: Int64) -> (index: Int, isLinked: Bool)? {
        subjects.known(streamID).map { ($0, subjects.isLinked(streamID)) }
    }
}
