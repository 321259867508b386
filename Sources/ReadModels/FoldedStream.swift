import Digest
import EventLog
import JSON
import Onboarding
import Time

/// A stream's state in memory, and the row it makes.
struct FoldedStream: Sendable {
    /// The log's integer for the stream: streams are numbered as they begin.
    let streamID: Int64
    let stream: StreamID
    /// Nil for a stream that nobody lists, which has no row.
    let view: ViewName?
    /// With the events up to `version`.
    var state: SubjectState
    /// The stream's version; 0 before the first event.
    var version: Int64 = 0
    /// The last event's time: occurred-at, else recorded-at.
    var updatedAt = Timestamp(milliseconds: 0)
    /// The digest that the model's sum holds for this stream; nil when it has no row yet.
    var rowDigest: SHA256Digest?
    /// True when a rebuild wrote the row before, so that it is to be replaced.
    var wasWritten = false

    init(streamID: Int64, stream: StreamID, flows: FlowCatalogue) {
        self.init(streamID, stream, StreamBeginning(category: stream.category, flows: flows))
    }

    init(_ streamID: Int64, _ stream: StreamID, _ beginning: StreamBeginning) {
        (self.streamID, self.stream) = (streamID, stream)
        (view, state) = (beginning.view, beginning.state)
    }

    /// True for a state whose stages follow from a declaration, which may change.
    var isOfDeclaredFlow: Bool {
        if case .declared = state { true } else { false }
    }

    /// Folds a scan's current row, the stream's next event.
    mutating func take(
        _ row: EventCursor, _ reader: LogReader, _ types: inout EventTypeTable
    ) throws {
        try types.fold(row, reader, into: &state)
        advance(to: row.version, at: row.time)
    }

    /// Takes in that the next event was folded. What is reported late occurred before what came
    /// ahead of it: the stream's time does not go back.
    mutating func advance(to version: Int64, at time: Timestamp) {
        updatedAt = self.version == 0 ? time : max(updatedAt, time)
        self.version = version
    }

    /// The row that the state makes; mutating, so that a held state is not copied to be read.
    mutating func row(_ writer: inout JSONWriter) -> ViewRow {
        writer.removeAll()
        state.write(to: &writer)
        return ViewRow(
            name: stream.name, flow: state.flow, stage: state.stage, status: state.status,
            version: version, updatedAt: updatedAt, search: state.searchText, state: writer.bytes)
    }
}

/// What every stream of a category begins with.
struct StreamBeginning {
    /// Nil for a category that nobody lists.
    let view: ViewName?
    /// That of a stream without events.
    let state: SubjectState

    init(category: Substring, flows: FlowCatalogue) {
        view = ViewName(category: category)
        state = SubjectState(category: String(category), flows: flows)
    }
}

/// The beginnings of the categories seen so far: millions of streams share a few.
struct StreamBeginnings {
    let flows: FlowCatalogue
    /// By category.
    private var known: [Substring: StreamBeginning] = [:]

    init(_ flows: FlowCatalogue) { self.flows = flows }

    mutating func beginning(of stream: StreamID) -> StreamBeginning {
        let category = stream.category
        if let beginning = known[category] { return beginning }
        let beginning = StreamBeginning(category: category, flows: flows)
        known[Substring(String(category))] = beginning
        return beginning
    }
}
