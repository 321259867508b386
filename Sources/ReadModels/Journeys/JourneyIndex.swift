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
    package internal(set) var keptPosition: Int64 = 0
    /// One row for each subject, in the order in which they began.
    var rows: JourneyRows
    /// By attribute: rows hold numbers.
    var attributeTexts: [AttributeTexts]
    /// Which row each stream's events go to.
    var subjects: JourneySubjects
    /// By the log's integer for the type; nil for types that were not met yet.
    private var meanings: [EventMeaning?] = []
    /// True for journeys as they stood once, which follow nothing.
    var isPast = false
    private let fields: AttributeFields
    /// Streams whose rows are to be read again.
    private var touched: Set<Int64> = []
    /// True once they are so many that all rows are to be read.
    private var touchesMany = false

    package init(_ declaration: FlowDeclaration) {
        precondition(
            declaration.stages.count <= 64 && declaration.exits.count <= 64,
            "a flow has at most 64 stages and 64 exits")
        self.declaration = declaration
        isOptional = declaration.stages.map(\.isOptional)
        view = ViewName(category: declaration.category[...]) ?? .session
        rows = JourneyRows(
            stageCount: declaration.stages.count, attributeCount: declaration.attributes.count)
        attributeTexts = declaration.attributes.map { _ in AttributeTexts() }
        subjects = JourneySubjects(declaration)
        fields = AttributeFields(declaration)
    }

    /// Bytes held for each subject, when there are many.
    package var byteCount: Int { rows.byteCount + subjects.byteCount }
    /// Those to whom nothing that the flow names has happened are included.
    package var subjectCount: Int { rows.count }

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
        guard last > position else { return }
        try reader.scanTimes(after: position, through: last) { row in
            position = row.position
            try take(row, reader, views)
            return true
        }
        position = last
    }

    /// Folds the next event of somebody else's walk over the log; not for flows with a link.
    func follow(_ row: EventCursor, _ reader: LogReader) throws {
        position = row.position
        try take(row, reader, nil)
    }

    /// - Parameter views: tell whom linked streams are about.
    private func take(_ row: EventCursor, _ reader: LogReader, _ views: ViewReader?) throws {
        guard let subject = try subjects.subject(row.streamID, &rows, reader, views) else { return }
        touch(row.streamID)
        let meaning = try meaning(row.typeID, reader)
        let time = row.time.milliseconds
        let entry = JourneyEntry(time: time, code: meaning.code)
        beginUnseen(entry, of: subject)
        var isInOrder = true
        if meaning.takesBackExit {
            let back = JourneyEntry(time: time, code: JourneyEntry.exitTakenBack)
            isInOrder = rows.add(back, to: subject, isOptional: isOptional)
        }
        if isInOrder { isInOrder = rows.add(entry, to: subject, isOptional: isOptional) }
        if !isInOrder {
            rows.replace(
                subject, by: try journey(of: subject, through: row.position, reader))
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

    /// A subject's journey as its streams tell it, in the order of positions.
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
        var journey = FullJourney()
        for (_, time, meaning) in events {
            let entry = JourneyEntry(time: time, code: meaning.code)
            if meaning.takesBackExit {
                journey.add(JourneyEntry(time: time, code: JourneyEntry.exitTakenBack))
            }
            if declaration.beginsUnseen, entry.stage ?? 0 > 0, journey.isUnnamed {
                journey.add(JourneyEntry(time: entry.time, code: 0))
            }
            journey.add(entry)
        }
        journey.dropUnnamedBeginning()
        return journey
    }

    /// Asks the log for a type the first time only.
    func meaning(_ typeID: Int64, _ reader: LogReader) throws -> EventMeaning {
        let index = Int(typeID)
        if index < meanings.count, let known = meanings[index] { return known }
        let meaning = EventMeaning(try reader.type(typeID).name, in: declaration)
        if index >= meanings.count {
            meanings += Array(repeating: nil, count: index + 1 - meanings.count)
        }
        meanings[index] = meaning
        return meaning
    }

    // MARK: Attributes

    /// Takes the touched subjects' attributes from their rows: a row holds the latest values.
    func readAttributes(_ views: ViewReader) throws {
        defer {
            touched.removeAll()
            touchesMany = false
        }
        guard !declaration.attributes.isEmpty else { return }
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
            try unsafe row.state.withUnsafeBytes {
                try unsafe take($0, subject, isLinked: isLinked)
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
        for (index, attribute) in declaration.attributes.enumerated()
        where attribute.isLinked == isLinked {
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

/// What a type of event means to a flow's journeys.
struct EventMeaning {
    /// As in `JourneyEntry`.
    let code: UInt8
    /// True when a subject that took an exit is back by it, in a stage or where it was before.
    let takesBackExit: Bool

    init(_ type: String, in flow: FlowDeclaration) {
        if let stage = flow.stages.firstIndex(where: { $0.on.contains(type) }) {
            code = UInt8(stage)
        } else if let exit = flow.exits.firstIndex(where: { $0.on.contains(type) }) {
            code = JourneyEntry.firstExitCode + UInt8(exit)
        } else {
            code = JourneyEntry.other
        }
        let exits = Set(flow.exits.map(\.name))
        takesBackExit = flow.transitions.contains { $0.on == type && exits.contains($0.from) }
    }
}

/// The texts of one attribute and the numbers that stand for them; 0 stands for none.
struct AttributeTexts {
    /// From 1, in the order in which they were met.
    private var codes: [String: UInt32] = [:]
    /// By number.
    private(set) var texts: [String?] = [nil]

    /// Nil for a text that no subject ever had.
    func known(_ text: String) -> UInt32? { codes[text] }

    /// The text's number; the next one for a text that is new.
    mutating func code(of text: String) -> UInt32 {
        if let known = codes[text] { return known }
        let code = UInt32(texts.count)
        texts.append(text)
        codes[text] = code
        return code
    }
}

/// Reads the values of a flow's attributes from the states that hold them.
struct AttributeFields {
    private let fields: [(name: [UInt8], isLinked: Bool)]

    init(_ declaration: FlowDeclaration) {
        fields = declaration.attributes.map { (Array($0.field.utf8), $0.isLinked) }
    }

    /// For each attribute its text; nil for those that the state does not have.
    func values(in state: UnsafeRawBufferPointer, isLinked: Bool) throws(JSONError) -> [String?] {
        var values = [String?](repeating: nil, count: fields.count)
        try unsafe JSONScanner.scan(state, limits: .trusted) { scanner throws(JSONError) in
            try readMembers(&scanner, isLinked, into: &values)
        }
        return values
    }

    /// Looks into `attributes` as well, where declared flows have theirs.
    private func readMembers(
        _ scanner: inout JSONScanner, _ isLinked: Bool, into values: inout [String?]
    ) throws(JSONError) {
        try scanner.object { key, scanner throws(JSONError) in
            if key == "attributes", try scanner.peek() == .object {
                try readMembers(&scanner, isLinked, into: &values)
                return
            }
            let index = fields.firstIndex { $0.isLinked == isLinked && key.equals($0.name) }
            guard let index else {
                try scanner.skip()
                return
            }
            values[index] = try Self.text(&scanner)
        }
    }

    /// A scalar as the text that groups are named by; nil for null, objects and arrays.
    private static func text(_ scanner: inout JSONScanner) throws(JSONError) -> String? {
        switch try scanner.peek() {
        case .string: return try scanner.string()
        case .number, .bool: return String(decoding: try scanner.rawValue(), as: UTF8.self)
        case .null, .object, .array:
            try scanner.skip()
            return nil
        }
    }
}
