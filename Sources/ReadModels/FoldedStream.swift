import Digest
import EventLog
import JSON
import Onboarding
import Time

/// A stream's state in memory, and the row it makes.
struct FoldedStream: Sendable {
    let streamID: Int64
    let stream: StreamID
    let view: ViewName?
    var state: SubjectState
    var version: Int64 = 0
    var updatedAt = Timestamp(milliseconds: 0)
    /// The digest that the model's sum holds for this stream; nil when it has no row yet.
    var rowDigest: SHA256Digest?
    /// True when a rebuild wrote the row before, so that it is to be replaced.
    var wasWritten = false

    init(streamID: Int64, stream: StreamID, flows: FlowCatalogue) {
        self.streamID = streamID
        self.stream = stream
        let category = stream.category
        view = ViewName(category: category)
        state = SubjectState(category: String(category), flows: flows)
    }

    var isOfDeclaredFlow: Bool {
        if case .declared = state { true } else { false }
    }

    func row(_ writer: inout JSONWriter) -> ViewRow {
        writer.removeAll()
        state.write(to: &writer)
        return ViewRow(
            name: stream.name, flow: state.flow, stage: state.stage, status: state.status,
            version: version, updatedAt: updatedAt, search: state.searchText, state: writer.bytes)
    }
}

/// A folded stream held by reference, so that passing it on or folding into it copies nothing.
/// Belongs to one thread at a time.
final class HeldStream {
    var folded: FoldedStream
    /// Changed since its row was written.
    var isDirty = false
    /// Begun by a command that was dropped: it has no row.
    var isGone = false

    init(_ folded: FoldedStream) { self.folded = folded }
}
