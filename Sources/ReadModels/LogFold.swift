import EventLog
import Onboarding

/// Folds a scan of the whole log, stream by stream.
struct LogFold {
    private let reader: LogReader
    private let names: StreamNames
    private let models: Set<ViewName>
    /// A new stream's state is copied from its category's.
    private var beginnings: StreamBeginnings
    private var types: EventTypeTable
    /// Streams whose rows nobody asked for, one bit each.
    private var passedBy = IntegerBits()
    /// States that are not written out yet; the window takes 2 MB.
    var held = HeldStreams(windowMax: 1 << 18)

    /// - Parameter models: those whose streams are folded; all others are passed by.
    init(
        _ reader: LogReader, _ names: StreamNames, _ flows: FlowCatalogue, _ upcasting: Upcasting,
        _ models: Set<ViewName>
    ) {
        (self.reader, self.names, self.models) = (reader, names, models)
        beginnings = StreamBeginnings(flows)
        types = EventTypeTable(upcasting: upcasting)
    }

    /// Folds a scan's current row; events must come in the order of the log.
    mutating func take(_ row: EventCursor) throws {
        let streamID = row.streamID
        if let known = held[streamID] {
            try known.folded.take(row, reader, &types)
            known.touchedAt = row.position
            return
        }
        if passedBy.contains(streamID) { return }
        try reader.requireStream(streamID)
        let name = try names.stream(of: streamID)
        let beginning = beginnings.beginning(of: name)
        guard let view = beginning.view, models.contains(view) else {
            passedBy.insert(streamID)
            return
        }
        let stream = HeldStream(FoldedStream(streamID, name, beginning))
        if row.version > 1 { try foldAgain(stream, before: row.version) }
        try stream.folded.take(row, reader, &types)
        stream.touchedAt = row.position
        held.insert(stream)
    }

    /// Folds a stream that was written out before from its beginning.
    private mutating func foldAgain(_ stream: HeldStream, before version: Int64) throws {
        stream.folded.wasWritten = true
        try reader.scanPayloads(stream: stream.folded.streamID) { earlier in
            if earlier.version >= version { return false }
            try stream.folded.take(earlier, reader, &types)
            return true
        }
    }
}
