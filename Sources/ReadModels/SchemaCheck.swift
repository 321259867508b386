import EventLog
import JSON
import Onboarding
import Schemas

/// A stored event that this program cannot read as it should (contract L10).
public struct SchemaDefect: Error, Sendable, Hashable {
    public let position: GlobalPosition
    public let stream: StreamID
    /// As stored, with the schema version that it was written under.
    public let type: EventType
    /// What is wrong, as the end of a sentence.
    public let explanation: String
}

/// What a check of stored events against the schemas found (contract L10).
public struct SchemaReport: Sendable, Hashable {
    /// A type and version that the log has.
    public struct StoredType: Sendable, Hashable {
        /// As stored, with its schema version.
        public let type: EventType
        /// How many events were found of it before the check ended.
        public fileprivate(set) var eventCount: Int64
        /// The version that it is upcast to when it is read; nil for a type of a team's own flow,
        /// which has no schema.
        public let newestVersion: Int?
    }

    /// How many events were checked.
    public let eventCount: Int64
    /// In the order of their names and versions.
    public let types: [StoredType]
    /// The first twenty, in the order of the log.
    public let defects: [SchemaDefect]
}

/// Reads every stored event as its own schema version and as the current one.
///
/// An event is good when its type and version are known, its payload is valid by the schema that
/// it was written under, and what upcasting makes of it is valid by the current schema and read by
/// the codec. Types of a team's own flows have no schema and are only counted.
package struct SchemaCheck {
    /// The check stops there.
    private static let defectsMax = 20

    /// What is counted apart: a team's own flow may call a type as a built-in one does.
    private struct Counted: Hashable {
        /// The log's integer for the type.
        let typeID: Int64
        let kind: EventKind?
    }

    private let reader: LogReader
    private let upcasting: Upcasting
    /// By the log's integer for the type.
    private var facts: [Int64: SchemaFacts] = [:]
    /// How many events were checked.
    private var counts: [Counted: Int64] = [:]
    private var defects: [SchemaDefect] = []

    package init(directory: DataDirectory, upcasting: Upcasting) throws(LogFailure) {
        reader = try LogReader(directory: directory)
        self.upcasting = upcasting
    }

    /// Checks the log as it is now; stops early after the twentieth defect.
    ///
    /// - Parameter progress: told how many of how many events are checked.
    package mutating func run(progress: (Int64, Int64) -> Void) throws -> SchemaReport {
        let head = try reader.head().position.rawValue
        try reader.scanPayloads(after: 0, through: head) { row in
            try check(row)
            if row.position % 1024 == 0 { progress(row.position, head) }
            return defects.count < Self.defectsMax
        }
        progress(head, head)
        let types = counts.compactMap { counted, count in
            facts[counted.typeID].map { facts in
                SchemaReport.StoredType(
                    type: facts.type, eventCount: count,
                    newestVersion: counted.kind?.schemaVersion)
            }
        }
        return SchemaReport(
            eventCount: counts.values.reduce(0, +),
            types: types.sorted {
                ($0.type.name, $0.type.schemaVersion, $0.newestVersion ?? 0)
                    < ($1.type.name, $1.type.schemaVersion, $1.newestVersion ?? 0)
            }, defects: defects)
    }

    /// Checks the scan's current event.
    private mutating func check(_ row: EventCursor) throws {
        let known = try facts[row.typeID] ?? SchemaFacts(reader.type(row.typeID))
        facts[row.typeID] = known
        let stream = try reader.stream(row.streamID)
        let kind = EventKind(known.type.name, in: stream.category)
        counts[Counted(typeID: row.typeID, kind: kind), default: 0] += 1
        let payload = Upcasting.Payload(
            type: known.type, data: unsafe row.withData { unsafe [UInt8]($0) },
            personal: unsafe row.withPersonal { unsafe $0.map { unsafe [UInt8]($0) } })
        guard let problem = problem(payload, known, kind, stream) else { return }
        defects.append(
            SchemaDefect(
                position: GlobalPosition(rawValue: row.position), stream: stream,
                type: known.type, explanation: problem))
    }

    /// What is wrong with an event; nil when nothing is.
    private func problem(
        _ payload: Upcasting.Payload, _ facts: SchemaFacts, _ kind: EventKind?, _ stream: StreamID
    ) -> String? {
        guard let kind else { return problem(ofOwnTypeIn: stream) }
        let version = payload.type.schemaVersion
        guard let own = facts.own, let newest = facts.newest else {
            return "version \(version) has no schema; the newest known is \(kind.schemaVersion)"
        }
        if let problem = own.firstProblem(payload) { return "as it was recorded, \(problem)" }
        do {
            let current = try upcasting.newest(payload)
            if current != payload, let problem = newest.firstProblem(current) {
                return "upcast to version \(kind.schemaVersion), \(problem)"
            }
            try read(current, as: kind)
            if kind == .flowDeclared { _ = try FlowDeclaration(parsing: current.data) }
            return nil
        } catch { return "version \(version) cannot be read: \(error)" }
    }

    /// Built-in flows know all of their types.
    private func problem(ofOwnTypeIn stream: StreamID) -> String? {
        SubjectState.isBuiltIn(category: String(stream.category))
            ? "the type is not known" : nil
    }

    /// Lets the codec read it, as a fold would.
    private func read(_ payload: Upcasting.Payload, as kind: EventKind) throws {
        try unsafe payload.data.withUnsafeBytes { data in
            guard let personal = payload.personal else {
                return try unsafe kind.read(data: data, personal: nil)
            }
            try unsafe personal.withUnsafeBytes { personal in
                try unsafe kind.read(data: data, personal: personal)
            }
        }
    }
}

/// A stored type with the schemas that its events are held against.
private struct SchemaFacts {
    let type: EventType
    /// The schema of the version that is stored; nil when there is none.
    let own: PayloadSchema?
    /// The schema of today's version; nil for a type of a team's own.
    let newest: PayloadSchema?

    init(_ type: EventType) {
        self.type = type
        own = PayloadSchema(type.name, version: type.schemaVersion)
        newest = EventKind(rawValue: type.name)
            .flatMap { PayloadSchema(type.name, version: $0.schemaVersion) }
    }
}

/// The schema of a payload: data and personal data are one object to it.
private struct PayloadSchema {
    private let schema: JSONSchema

    init?(_ type: String, version: Int) {
        guard let text = SchemaCatalogue.event(type, version: version)?.text,
            let schema = try? JSONSchema(parsing: Array(text.utf8))
        else { return nil }
        self.schema = schema
    }

    func firstProblem(_ payload: Upcasting.Payload) -> String? {
        do throws(JSONError) {
            var members = try Self.object(payload.data)
            if let personal = payload.personal {
                for (name, value) in try Self.object(personal) { members[name] = value }
            }
            return schema.problems(with: .object(members)).first?.description
        } catch { return "the payload is no JSON object: \(error)" }
    }

    private static func object(_ bytes: [UInt8]) throws(JSONError) -> JSONObject {
        guard let object = try JSONValue(parsing: bytes, limits: .trusted).objectValue else {
            throw JSONError(.typeMismatch(expected: .object), at: 0)
        }
        return object
    }
}
