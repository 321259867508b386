import EventLog
import Onboarding

/// Folds single streams from their beginnings.
struct StreamFold {
    /// Confined to the thread that folds.
    let reader: LogReader
    /// The flows as they are declared now.
    var flows: FlowCatalogue
    var types: EventTypeTable

    init(_ reader: LogReader, _ flows: FlowCatalogue, _ upcasting: Upcasting) {
        (self.reader, self.flows) = (reader, flows)
        types = EventTypeTable(upcasting: upcasting)
    }

    /// A stream before its first event.
    func fresh(_ stream: StreamID, _ streamID: Int64) -> FoldedStream {
        FoldedStream(streamID: streamID, stream: stream, flows: flows)
    }

    /// The state that a stream's events through `last` add up to.
    mutating func fold(_ stream: StreamID, _ streamID: Int64, through last: Int64 = .max) throws
        -> FoldedStream
    {
        var folded = fresh(stream, streamID)
        try reader.scanPayloads(stream: streamID) { row in
            if row.position > last { return false }
            try folded.take(row, reader, &types)
            return true
        }
        return folded
    }
}

/// Brings a views file along the log: each stream that events came to is folded anew and its row
/// written. What was folded before changes nothing when it is folded again.
struct ViewCatchUp {
    private var fold: StreamFold
    private var rows = EncodedRows(rowsExpected: 1)

    init(_ fold: StreamFold) { self.fold = fold }

    /// One transaction for all of it: the log between checkpoint and `last` is walked once, and
    /// each stream that it names is folded from its beginning.
    mutating func run(_ file: ViewFile, through last: Int64) throws {
        guard file.checkpoint < last else { return }
        var touched: Set<Int64> = []
        try fold.reader.scanTimes(after: file.checkpoint, through: last) { row in
            touched.insert(row.streamID)
            return true
        }
        try run(file, through: last, streams: touched)
    }

    /// The same for streams that are known to be all that the file lacks.
    mutating func run(_ file: ViewFile, through last: Int64, streams: Set<Int64>) throws {
        try file.transaction(checkpoint: last) {
            for streamID in streams.sorted() { try write(streamID, through: last, file) }
        }
    }

    /// Writes one stream's row; streams that nobody lists have none.
    private mutating func write(_ streamID: Int64, through last: Int64, _ file: ViewFile) throws {
        let stream = try fold.reader.stream(streamID)
        guard let view = ViewName(category: stream.category) else { return }
        var folded = try fold.fold(stream, streamID, through: last)
        let old = try file.rowDigest(streamID, in: view)
        rows.removeAll()
        rows.append(&folded)
        try unsafe rows.withBytes { bytes in
            for row in rows.rows { _ = try unsafe file.put(row, bytes, replacing: old) }
        }
    }
}
