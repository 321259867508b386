import EventLog
import JSON
import Onboarding
import Time

/// Why a table cannot be imported, or no further: the rows before may have been.
public enum UnfitTable: Error, Hashable, Sendable {
    /// It has not even a line of column names.
    case empty
    /// The line of column names, or one behind which nobody can tell where the next row begins,
    /// as a quote was left open over it.
    case unreadable(line: Int, reason: String)
    /// The mapping names columns that the table lacks; `known` are those that it has.
    case unknownColumns(names: [String], known: [String])
    /// Several columns have one name, so that an event could hold only one of their values.
    case repeatedColumns(names: [String])
}

/// A row that cannot become an event.
public struct BadRow: Sendable, Hashable {
    /// Counted from 1, with the header.
    public let line: Int
    public let reason: String

    package init(line: Int, reason: String) { (self.line, self.reason) = (line, reason) }
}

/// A row as an event of its subject's stream.
package struct ImportRow: Sendable {
    package let line: Int
    package let stream: StreamID
    package let actor: EventActor
    package let event: NewEvent

    package init(line: Int, stream: StreamID, actor: EventActor, event: NewEvent) {
        (self.line, self.stream, self.actor, self.event) = (line, stream, actor, event)
    }
}

/// Turns a table's records into events, by the positions that the header gives the columns.
package struct ImportColumns: Sendable {
    private let flow: String
    private let columnCount: Int
    private let subject: Int
    private let event: Int
    private let time: Int
    private let actor: Int?
    private let attributes: [(name: String, index: Int)]
    private let fields: [(name: String, index: Int)]
    private let conditions: [(index: Int, value: [UInt8])]
    /// The fields without a name, as commas at the lines' ends make them.
    private let unnamed: [Int]

    /// - Throws: `UnfitTable` with every name that is wrong in the same way. Columns without a
    ///   name may be several, as long as no row has a value in more than one of them.
    package init(_ mapping: ImportMapping, header: [String]) throws(UnfitTable) {
        let named =
            [mapping.subject, mapping.event, mapping.time] + mapping.attributes
            + (mapping.actor.map { [$0] } ?? []) + mapping.conditions.map(\.column)
        let unknown = named.filter { !header.contains($0) }
        guard unknown.isEmpty else { throw .unknownColumns(names: unknown, known: header) }
        let repeated = Self.repeated(header).filter { !$0.isEmpty || named.contains($0) }
        guard repeated.isEmpty else { throw .repeatedColumns(names: repeated) }
        // Guaranteed: every named column is in the header.
        func index(_ name: String) -> Int { header.firstIndex(of: name) ?? 0 }
        flow = mapping.flow
        columnCount = header.count
        subject = index(mapping.subject)
        event = index(mapping.event)
        time = index(mapping.time)
        actor = mapping.actor.map(index)
        var seen: Set<String> = []
        attributes = mapping.attributes.filter { seen.insert($0).inserted }.map { ($0, index($0)) }
        conditions = mapping.conditions.map { (index($0.column), Array($0.value.utf8)) }
        let used = Set(
            [subject, event, time] + attributes.map(\.index) + (actor.map { [$0] } ?? []))
        fields = header.enumerated().filter { !used.contains($0.offset) }.map { ($1, $0) }
        unnamed = fields.filter(\.name.isEmpty).map(\.index)
    }

    /// The names that come more than once, in the header's order.
    private static func repeated(_ header: [String]) -> [String] {
        let counts = Dictionary(header.map { ($0, 1) }, uniquingKeysWith: +)
        var seen: Set<String> = []
        return header.filter { counts[$0, default: 0] > 1 && seen.insert($0).inserted }
    }

    package enum Outcome {
        /// It becomes an event.
        case row(ImportRow)
        /// It cannot, for a reason that is told with its line.
        case bad(BadRow)
        /// A condition leaves it out.
        case leftOut
    }

    /// What becomes of a record. Conditions are looked at before anything else, so that a row that
    /// nobody wants is never a bad one; but for its number of fields.
    package func outcome(_ record: CSVReader.Record) -> Outcome {
        func bad(_ reason: String) -> Outcome { .bad(BadRow(line: record.line, reason: reason)) }
        guard record.fields.count == columnCount else {
            return bad("it has \(record.fields.count) fields, the header has \(columnCount)")
        }
        guard conditions.allSatisfy({ record.fields[$0.index].elementsEqual($0.value) }) else {
            return .leftOut
        }
        guard let id = text(record, subject), let type = text(record, event),
            let timeText = text(record, time)
        else { return bad("it is not UTF-8") }
        guard !id.isEmpty else { return bad("the subject is empty") }
        guard let occurredAt = Timestamp(rfc3339: timeText) else {
            return bad("“\(timeText.prefix(40))” is no RFC 3339 time")
        }
        guard let stream = StreamID("\(flow)-\(id)") else {
            return bad("the subject is no stream name")
        }
        do throws(UnfitEvent) { try OwnEvent.check([EventType(type)], in: stream) } catch {
            return bad(error.explanation)
        }
        guard unnamed.count(where: { !record.fields[$0].isEmpty }) <= 1 else {
            return bad("it has values in several columns without a name")
        }
        guard let data = data(record), let actor = actor(record) else {
            return bad("it is not UTF-8")
        }
        guard data.count <= Ledger.payloadBytesMax else {
            return bad(
                "its event would have \(data.count) bytes, more than \(Ledger.payloadBytesMax)")
        }
        guard actor.id.utf8.count <= StreamID.nameBytesMax else {
            return bad("the actor is longer than \(StreamID.nameBytesMax) bytes")
        }
        return .row(
            ImportRow(
                line: record.line, stream: stream, actor: actor,
                event: NewEvent(type: EventType(type), data: data, occurredAt: occurredAt)))
    }

    private func text(_ record: CSVReader.Record, _ index: Int) -> String? {
        String(validating: record.fields[index], as: UTF8.self)
    }

    /// The import itself where no column says who it was; nil when not UTF-8.
    private func actor(_ record: CSVReader.Record) -> EventActor? {
        guard let actor else { return EventActor(kind: .system, id: "import") }
        return text(record, actor).map {
            $0.isEmpty ? EventActor(kind: .system, id: "import") : EventActor(kind: .user, id: $0)
        }
    }

    /// Where an event has a row's columns: those that are attributes, and all others.
    static let members = ["attributes", "fields"]

    /// `{"attributes": {…}, "fields": {…}}`; empty values are left out. Nil when not UTF-8.
    private func data(_ record: CSVReader.Record) -> [UInt8]? {
        var writer = JSONWriter(reserving: 128)
        var isText = true
        writer.object { writer in
            for (name, columns) in zip(Self.members, [attributes, fields]) {
                let present = columns.filter { !record.fields[$0.index].isEmpty }
                if present.isEmpty { continue }
                writer.member(key: name) { writer in
                    writer.object { writer in
                        for column in present {
                            isText = write(record, column, to: &writer) && isText
                        }
                    }
                }
            }
        }
        return isText ? writer.bytes : nil
    }

    /// A number where the text is one as JSON writes it, else a string.
    private func write(
        _ record: CSVReader.Record, _ column: (name: String, index: Int),
        to writer: inout JSONWriter
    ) -> Bool {
        guard let text = text(record, column.index) else { return false }
        if let number = JSONNumber(literal: text) {
            writer.member(key: column.name, JSONValue.number(number))
        } else {
            writer.member(key: column.name, text)
        }
        return true
    }
}
