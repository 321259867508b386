import EventLog
import JSON
import Onboarding
import Time

/// A stream's state at a version, as a JSON object.
public struct StreamState: Sendable, Hashable {
    public let stream: StreamID
    public let version: StreamVersion
    /// The state as a JSON object.
    public let state: [UInt8]
}

/// A field whose value differs between two versions; nil where the field is absent.
public struct FieldChange: Sendable, Hashable {
    /// The member's name; members of nested objects are joined by dots.
    public let field: String
    /// JSON text.
    public let before: [UInt8]?
    /// JSON text.
    public let after: [UInt8]?
}

/// Who set a field, when, and through which event (contract L7).
public struct FieldBlame: Sendable, Hashable {
    public let field: String
    /// JSON text; nil when the event took the field away.
    public let value: [UInt8]?
    public let setBy: EventActor
    public let at: Timestamp
    public let position: GlobalPosition
    public let version: StreamVersion
    public let type: String
    public let correlationID: String
    /// True when the value was personal and was erased since: an empty one stands in its place.
    public let isErased: Bool
}

/// Which version of a stream is asked for.
public enum StreamMoment: Sendable, Hashable {
    case latest
    case version(StreamVersion)
    /// The state as it was recorded at an instant.
    case time(Timestamp)
}

/// Folds single streams for time travel, differences and blame (contracts L7, L8).
///
/// Costs what the stream is long, whatever the log's size. Confined to its reader's thread.
package final class StreamHistory {
    private let reader: LogReader
    private var types: EventTypeTable
    private var json = JSONWriter(reserving: 1024)
    private var recent: [StreamID: FoldedStream] = [:]
    /// About 1 KB a state: 4 MB for each reader.
    private static let recentMax = 4096

    package init(reader: LogReader, upcasting: Upcasting) {
        self.reader = reader
        types = EventTypeTable(upcasting: upcasting)
    }

    /// The state at a moment; nil when the stream has no events.
    package func state(of stream: StreamID, at moment: StreamMoment) throws -> StreamState? {
        guard let streamID = try reader.internedID(of: stream) else { return nil }
        var folded = FoldedStream(
            streamID: streamID, stream: stream, flows: try reader.flowCatalogue())
        try reader.scan(stream: streamID) { row in
            guard Self.includes(row, moment) else { return false }
            try types.fold(row, reader, into: &folded.state)
            folded.version = row.version
            return true
        }
        return StreamState(
            stream: stream, version: StreamVersion(rawValue: folded.version),
            state: encoded(folded.state))
    }

    /// A stream's state now and its version; the initial one when there are no events.
    ///
    /// Remembers what it folded: asked again, only newer events are folded, and mostly there are
    /// none. A page that polls costs two lookups.
    package func subject(of stream: StreamID) throws -> (
        state: SubjectState, version: StreamVersion
    ) {
        guard let streamID = try reader.internedID(of: stream) else {
            return (SubjectState(category: String(stream.category)), .empty)
        }
        var folded = try recent[stream] ?? fresh(stream, streamID)
        if try reader.version(of: stream).rawValue != folded.version {
            try fold(into: &folded)
            if recent.count >= Self.recentMax { recent.removeAll(keepingCapacity: true) }
            // A declared flow's stages change with its declaration.
            if !folded.isOfDeclaredFlow { recent[stream] = folded }
        }
        return (folded.state, StreamVersion(rawValue: folded.version))
    }

    /// A stream's state as it was at a version, for answers that are given again.
    package func subject(of stream: StreamID, at version: StreamVersion) throws -> SubjectState {
        if let known = recent[stream], known.version == version.rawValue { return known.state }
        guard let streamID = try reader.internedID(of: stream) else {
            return SubjectState(category: String(stream.category))
        }
        var folded = try fresh(stream, streamID)
        try fold(into: &folded, through: version)
        return folded.state
    }

    private func fold(into folded: inout FoldedStream, through version: StreamVersion? = nil) throws
    {
        try reader.scan(stream: folded.streamID, after: folded.version) { row in
            if let version, row.version > version.rawValue { return false }
            try types.fold(row, reader, into: &folded.state)
            folded.version = row.version
            return true
        }
    }

    /// Only a declared flow's stream needs the declarations, which cost a walk to read.
    private func fresh(_ stream: StreamID, _ streamID: Int64) throws -> FoldedStream {
        let builtIn = FoldedStream(streamID: streamID, stream: stream, flows: .builtIn)
        guard builtIn.isOfDeclaredFlow else { return builtIn }
        return FoldedStream(streamID: streamID, stream: stream, flows: try reader.flowCatalogue())
    }

    /// Forgets what was folded: events were rewritten (contract L14).
    package func forget() { recent.removeAll() }

    private static func includes(_ row: EventCursor, _ moment: StreamMoment) -> Bool {
        switch moment {
        case .latest: true
        case .version(let version): row.version <= version.rawValue
        case .time(let time): row.recordedAt <= time
        }
    }

    /// The fields that differ between two versions, in the order of their names.
    package func difference(
        of stream: StreamID, from: StreamVersion, to: StreamVersion
    ) throws -> [FieldChange]? {
        guard let before = try state(of: stream, at: .version(from)),
            let after = try state(of: stream, at: .version(to))
        else { return nil }
        let (old, new) = (try Self.fields(before.state), try Self.fields(after.state))
        return Set(old.keys).union(new.keys).sorted().compactMap { field in
            // What is not there yet and what is null are one to who reads of changes.
            (old[field] ?? .null) == (new[field] ?? .null)
                ? nil
                : FieldChange(
                    field: field, before: old[field]?.encoded, after: new[field]?.encoded)
        }
    }

    /// Who set each field last, in the order of the fields' names; nil when the stream is empty.
    package func blame(of stream: StreamID) throws -> [FieldBlame]? {
        var latest: [String: FieldBlame] = [:]
        guard try walkChanges(of: stream, { blame in latest[blame.field] = blame }) else {
            return nil
        }
        return latest.values.filter { $0.value != nil }.sorted { $0.field < $1.field }
    }

    /// Every value that a field ever had, oldest first; nil when the stream is empty.
    package func history(of field: String, in stream: StreamID) throws -> [FieldBlame]? {
        var history: [FieldBlame] = []
        let exists = try walkChanges(of: stream) { blame in
            if blame.field == field { history.append(blame) }
        }
        return exists ? history : nil
    }

    private func walkChanges(of stream: StreamID, _ body: (FieldBlame) -> Void) throws -> Bool {
        guard let streamID = try reader.internedID(of: stream) else { return false }
        var folded = FoldedStream(
            streamID: streamID, stream: stream, flows: try reader.flowCatalogue())
        var fields = try Self.fields(encoded(folded.state))
        // What an empty state already shows was set by nobody.
        try reader.scan(stream: streamID) { row in
            try types.fold(row, reader, into: &folded.state)
            let now = try Self.fields(encoded(folded.state))
            let changed = Set(now.keys).union(fields.keys).filter { fields[$0] != now[$0] }
            if !changed.isEmpty || row.version == 1 {
                let event = try reader.recorded(row)
                let named = row.version == 1 ? Set(now.keys) : Set(changed)
                for field in named { body(Self.blame(field, now[field], event)) }
            }
            fields = now
            return true
        }
        return true
    }

    private static func blame(_ field: String, _ value: JSONValue?, _ event: RecordedEvent)
        -> FieldBlame
    {
        FieldBlame(
            field: field, value: value?.encoded, setBy: event.actor, at: event.time,
            position: event.position, version: event.version, type: event.type.name,
            correlationID: event.correlationID,
            isErased: event.isErased && isEmpty(value))
    }

    /// What a fold makes of a text that is not there any more, or of one that was marked.
    private static func isEmpty(_ value: JSONValue?) -> Bool {
        value == nil || value == .null || value == .string("") || value == .string("erased")
    }

    private func encoded(_ state: SubjectState) -> [UInt8] {
        json.removeAll()
        state.write(to: &json)
        return json.bytes
    }

    /// The members of a state, those of nested objects under dotted names.
    private static func fields(_ state: [UInt8]) throws -> [String: JSONValue] {
        var fields: [String: JSONValue] = [:]
        collect(try JSONValue(parsing: state), under: "", into: &fields)
        return fields
    }

    private static func collect(
        _ value: JSONValue, under prefix: String, into fields: inout [String: JSONValue]
    ) {
        guard case .object(let object) = value else {
            fields[prefix] = value
            return
        }
        for (key, member) in object {
            collect(member, under: prefix.isEmpty ? key : "\(prefix).\(key)", into: &fields)
        }
    }
}
