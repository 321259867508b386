import EventLog
import JSON
import Onboarding
import Time

/// A stream's state at a version, as a JSON object.
public struct StreamState: Sendable, Hashable {
    /// The stream that the state is of.
    public let stream: StreamID
    /// The newest version at or before the moment that was asked for; by occurrence, that of the
    /// last event in the state.
    public let version: StreamVersion
    /// How many events before that version occurred later than what was asked for, and are not in
    /// the state; 0 at a version or a time of recording.
    public let leftOutCount: Int
    /// The state as a JSON object.
    public let state: [UInt8]
}

/// Folds single streams for time travel, differences and blame (contracts L7, L8).
///
/// Costs what the stream is long, whatever the log's size. Confined to its reader's thread.
package final class StreamHistory {
    private let reader: LogReader
    private var types: EventTypeTable
    private var json = JSONWriter(reserving: 1024)
    private var flows = KnownFlows()
    /// What `subject(of:)` folded; all is forgotten when there is no room for one more.
    private var recent: [StreamID: FoldedStream] = [:]
    /// About 1 KB a state: 4 MB for each reader.
    private static let recentMax = 4096

    package init(reader: LogReader, upcasting: Upcasting) {
        self.reader = reader
        types = EventTypeTable(upcasting: upcasting)
    }

    /// The state at a moment; nil when the stream has no events.
    package func state(of stream: StreamID, at moment: StreamMoment) throws -> StreamState? {
        guard var folded = try beginning(of: stream) else { return nil }
        var (passedCount, leftOutCount) = (0, 0)
        try reader.scanPayloads(stream: folded.streamID) { row in
            try reader.checkInterest()
            guard Self.includes(row, moment) else {
                passedCount += 1
                return moment.isByOccurrence
            }
            try types.fold(row, reader, into: &folded.state)
            (folded.version, leftOutCount) = (row.version, passedCount)
            return true
        }
        return StreamState(
            stream: stream, version: StreamVersion(rawValue: folded.version),
            leftOutCount: leftOutCount, state: encoded(folded.state))
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

    /// A stream's state with the events inside a bound, which need not be its first ones: imported
    /// events have times of their own.
    package func subject(of stream: StreamID, within bound: LogBound) throws -> SubjectState {
        guard let streamID = try reader.internedID(of: stream) else {
            return SubjectState(category: String(stream.category))
        }
        var folded = try fresh(stream, streamID)
        try reader.scanPayloads(stream: streamID) { row in
            if bound.includes(row) { try types.fold(row, reader, into: &folded.state) }
            return row.position < bound.position
        }
        return folded.state
    }

    /// Folds only the events behind the state's own version.
    private func fold(into folded: inout FoldedStream, through version: StreamVersion? = nil) throws
    {
        try reader.scan(stream: folded.streamID, after: folded.version) { row in
            if let version, row.version > version.rawValue { return false }
            try types.fold(row, reader, into: &folded.state)
            folded.version = row.version
            return true
        }
    }

    /// The built-in flows and those that the log declares.
    package func flowCatalogue() throws(LogFailure) -> FlowCatalogue {
        try flows.catalogue(reader)
    }

    /// Only a declared flow's stream needs the declarations, which cost lookups of their own.
    private func fresh(_ stream: StreamID, _ streamID: Int64) throws -> FoldedStream {
        let builtIn = FoldedStream(streamID: streamID, stream: stream, flows: .builtIn)
        guard builtIn.isOfDeclaredFlow else { return builtIn }
        return FoldedStream(streamID: streamID, stream: stream, flows: try flowCatalogue())
    }

    /// Forgets what was folded: events were rewritten (contract L14).
    package func forget() {
        recent.removeAll()
        flows = KnownFlows()
    }

    /// By version or by when it was recorded: what was imported late was not known earlier. By when
    /// it occurred only where that is asked.
    private static func includes(_ row: EventCursor, _ moment: StreamMoment) -> Bool {
        switch moment {
        case .latest: true
        case .version(let version): row.version <= version.rawValue
        case .time(let time): row.recordedAt <= time
        case .occurred(let time): row.time <= time
        }
    }

    // MARK: For the walks beside this file

    /// What a stream begins with, and its integer; nil when it has no events.
    func beginning(of stream: StreamID) throws -> FoldedStream? {
        guard let streamID = try reader.internedID(of: stream) else { return nil }
        return try fresh(stream, streamID)
    }

    /// Folds a stream's events one after the other; `body` sees the row and the states behind it:
    /// as it is, and as it would be with stand-ins for what erasures took. They are the same until
    /// an event has lost something.
    ///
    /// - Parameter first: the version from which on `body` is told; those before are only folded.
    func walk(
        _ folded: FoldedStream, from first: Int64 = 0, through moment: StreamMoment,
        _ body: (EventCursor, (state: [UInt8], whole: [UInt8])) throws -> Void
    ) throws {
        var state = folded.state
        var whole: SubjectState?
        try reader.scan(stream: folded.streamID) { row in
            try reader.checkInterest()
            guard Self.includes(row, moment) else { return moment.isByOccurrence }
            if row.isErased {
                var standing = whole ?? state
                try types.foldWithStandIns(recorded(row), into: &standing)
                whole = standing
            } else if var standing = whole {
                try types.fold(row, reader, into: &standing)
                whole = standing
            }
            try types.fold(row, reader, into: &state)
            if row.version < first { return true }
            let bytes = encoded(state)
            try body(row, (bytes, whole.map { encoded($0) } ?? bytes))
            return true
        }
    }

    func recorded(_ row: EventCursor) throws -> RecordedEvent { try reader.recorded(row) }

    /// One JSON object without white space.
    func encoded(_ state: SubjectState) -> [UInt8] {
        json.removeAll()
        state.write(to: &json)
        return json.bytes
    }
}
