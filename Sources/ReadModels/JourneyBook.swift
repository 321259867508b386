import EventLog
import JSON
import Onboarding
import Time

/// The journeys of one flow's subjects: which stages each entered, and when.
///
/// Lives in memory and is folded from the log, from its own position on, when it is asked; so it
/// costs a command nothing and cannot be wrong for longer than a question takes to ask. Confined to
/// whoever holds it.
package final class JourneyBook {
    /// Exits are kept as stages behind all real ones.
    static let firstExitCode: UInt8 = 128

    package let declaration: FlowDeclaration
    /// More touched subjects than this are read by one pass over the rows.
    private static let singleReadsMax = 2000

    /// Everything up to here is folded.
    package private(set) var position: Int64 = 0

    private var subjectByStream: [Int64: Int32] = [:]
    private(set) var subjects: [JourneySubject] = []
    /// Entries of all subjects; each names its subject's next one, so that none is an array.
    private var entries: [JourneyEntry] = []
    private var codes: [Int64: UInt8?] = [:]
    /// Subjects whose attributes are to be read again.
    private var touched: Set<Int32> = []
    private let attributeFields: [[UInt8]]
    private var attributeValues: [String: Int32] = [:]
    private(set) var attributeTexts: [String] = []

    package init(_ declaration: FlowDeclaration) {
        precondition(
            declaration.stages.count <= 64 && declaration.exits.count <= 64,
            "a flow has at most 64 stages and 64 exits")
        self.declaration = declaration
        attributeFields = declaration.attributes.map { Array($0.field.utf8) }
    }

    /// Folds what the log has gained, as far as the views show it too.
    package func catchUp(_ reader: LogReader, _ views: ViewReader) throws {
        let last = try views.checkpoint(.session) ?? 0
        try reader.scanTimes(after: position, through: last) { row in
            position = row.position
            guard let code = try code(row.typeID, reader) else { return true }
            guard let subject = try subject(row, reader) else { return true }
            add(row, code, to: subject)
            return true
        }
        position = max(position, last)
        try readAttributes(views)
    }

    /// The stage or exit that a type enters; nil for types that the flow does not name but whose
    /// subjects may be its own.
    private func code(_ typeID: Int64, _ reader: LogReader) throws -> UInt8?? {
        if let known = codes[typeID] { return .some(known) }
        let name = try reader.type(typeID).name
        var code: UInt8?
        if let stage = declaration.stages.firstIndex(where: { $0.on.contains(name) }) {
            code = UInt8(stage)
        } else if let exit = declaration.exits.firstIndex(where: { $0.on.contains(name) }) {
            code = Self.firstExitCode + UInt8(exit)
        }
        codes[typeID] = .some(code)
        return .some(code)
    }

    private func subject(_ row: EventCursor, _ reader: LogReader) throws -> Int32? {
        if let known = subjectByStream[row.streamID] { return known >= 0 ? known : nil }
        let isMember = try reader.streamName(row.streamID).category == declaration.category
        let index: Int32 = isMember ? Int32(subjects.count) : -1
        subjectByStream[row.streamID] = index
        guard isMember else { return nil }
        subjects.append(
            JourneySubject(
                streamID: row.streamID,
                attributes: Array(repeating: -1, count: declaration.attributes.count)))
        return index
    }

    private func add(_ row: EventCursor, _ code: UInt8?, to subject: Int32) {
        let index = Int(subject)
        touched.insert(subject)
        guard let code else { return }
        entries.append(JourneyEntry(time: row.time.milliseconds, code: code))
        let entry = Int32(entries.count - 1)
        if subjects[index].lastEntry >= 0 {
            entries[Int(subjects[index].lastEntry)].next = entry
        } else {
            subjects[index].firstEntry = entry
        }
        subjects[index].lastEntry = entry
    }

    // MARK: Attributes

    /// Takes the touched subjects' attributes from their rows: a row holds the latest values.
    private func readAttributes(_ views: ViewReader) throws {
        guard !declaration.attributes.isEmpty, !touched.isEmpty else { return }
        if touched.count > Self.singleReadsMax {
            unsafe try views.scan(.session, flow: declaration.flow) { streamID, state in
                if let subject = subjectByStream[streamID], subject >= 0 {
                    try unsafe readAttributes(state, Int(subject))
                }
            }
        } else {
            for subject in touched {
                let row = try views.row(.session, streamID: subjects[Int(subject)].streamID)
                try unsafe row?.state.withUnsafeBytes {
                    unsafe try readAttributes($0, Int(subject))
                }
            }
        }
        touched.removeAll()
    }

    private func readAttributes(_ state: UnsafeRawBufferPointer, _ subject: Int) throws(JSONError) {
        // A value that the state no longer has must not stay.
        for index in attributeFields.indices { subjects[subject].attributes[index] = -1 }
        try unsafe JSONScanner.scan(state, limits: .trusted) { scanner throws(JSONError) in
            try readMembers(&scanner, subject)
        }
    }

    private func readMembers(_ scanner: inout JSONScanner, _ subject: Int) throws(JSONError) {
        try scanner.object { key, scanner throws(JSONError) in
            if key == "attributes", try scanner.peek() == .object {
                try readMembers(&scanner, subject)
                return
            }
            guard let index = attributeFields.firstIndex(where: { key.equals($0) }) else {
                try scanner.skip()
                return
            }
            subjects[subject].attributes[index] = try Self.text(&scanner).map(intern) ?? -1
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

    private func intern(_ text: String) -> Int32 {
        if let known = attributeValues[text] { return known }
        let id = Int32(attributeTexts.count)
        attributeTexts.append(text)
        attributeValues[text] = id
        return id
    }

    /// A subject's entries up to `asOf`, in the order of time and, at equal times, of position.
    func entries(of subject: JourneySubject, asOf: Int64, into buffer: inout [JourneyEntry]) {
        buffer.removeAll(keepingCapacity: true)
        var (next, isSorted) = (subject.firstEntry, true)
        while next >= 0 {
            let entry = entries[Int(next)]
            next = entry.next
            if entry.time > asOf { continue }
            if let last = buffer.last, last.time > entry.time { isSorted = false }
            buffer.append(entry)
        }
        if !isSorted {
            let order = buffer.indices.sorted {
                (buffer[$0].time, $0) < (buffer[$1].time, $1)
            }
            buffer = order.map { buffer[$0] }
        }
    }
}

/// One subject of a flow.
struct JourneySubject {
    let streamID: Int64
    var firstEntry: Int32 = -1
    var lastEntry: Int32 = -1
    /// For each of the flow's attributes the number of its latest text; -1 when it has none.
    var attributes: [Int32]
}

/// A subject's entering of a stage, or its exit.
struct JourneyEntry {
    let time: Int64
    let code: UInt8
    var next: Int32 = -1
}
