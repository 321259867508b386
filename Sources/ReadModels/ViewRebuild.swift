import EventLog
import Glibc
import Onboarding

/// Makes all read models anew from the log, in a file beside the current one (contract L9).
///
/// Two threads: this one reads and folds, another turns finished states into rows. Memory is
/// bounded: the states that were not touched for longest are written out, and folded again from
/// their stream should another event come.
package final class ViewRebuild {
    private let directory: DataDirectory
    /// States held in memory, some 1 KB each.
    private let heldMax: Int
    /// States given to the row thread at a time.
    private let chunkSize: Int
    private let upcasting: Upcasting
    package private(set) var checkpoint: Int64 = 0

    package init(
        directory: DataDirectory, upcasting: Upcasting, heldMax: Int = 32_768, chunkSize: Int = 512
    ) {
        self.directory = directory
        (self.heldMax, self.chunkSize) = (heldMax, chunkSize)
        self.upcasting = upcasting
    }

    var path: String { directory.viewsFile + ".new" }

    /// Removes what a rebuild left behind that was cut short; not while one goes on.
    package static func removeLeftovers(in directory: DataDirectory) {
        ViewFile.remove(directory.viewsFile + ".new")
    }

    /// Folds the log up to its head as it is now; the result waits beside the current file. Of a
    /// rebuild that fails nothing is left.
    package func run(progress: ViewProgress) throws(LogFailure) -> [ViewReport] {
        do { return try fold(progress) } catch {
            ViewFile.remove(path)
            throw LogFailure(opening: error)
        }
    }

    private func fold(_ progress: ViewProgress) throws -> [ViewReport] {
        ViewFile.remove(path)
        let reader = try LogReader(directory: directory)
        let head = try reader.head().position.rawValue
        let flows = try reader.flowCatalogue()
        let rows = RowThread(path: path, flows: flows)
        do {
            var fold = LogFold(reader, try StreamNames(reader), flows, upcasting)
            try reader.scanPayloads(after: 0, through: head) { row in
                try fold.take(row)
                if row.position % 8192 == 0 { progress(row.position, head) }
                if fold.held.count >= heldMax {
                    try send(fold.held.takeLeastRecent(oneIn: 4), to: rows)
                }
                return true
            }
            try send(fold.held.takeAll(), to: rows)
        } catch {
            rows.abandon()
            throw error
        }
        checkpoint = head
        progress(head, head)
        return try rows.finish(checkpoint: head)
    }

    private func send(_ streams: [HeldStream], to rows: RowThread) throws {
        for start in stride(from: 0, to: streams.count, by: chunkSize) {
            try rows.send(Array(streams[start..<min(start + chunkSize, streams.count)]))
        }
    }

    /// The finished file, while it is still beside the current one.
    func openFinished(_ flows: FlowCatalogue) throws -> ViewFile {
        guard unsafe access(path, F_OK) == 0 else {
            throw LogFailure(.inputOutput, "The rebuilt views are gone.")
        }
        return try ViewFile(path: path, flows: flows)
    }

    /// Renames the finished file over the current one, whose writer must be closed.
    ///
    /// What SQLite keeps beside the old file goes first, for it must not meet the new one. The old
    /// file is worth keeping without it only when its write-ahead log had been emptied into it;
    /// else a crash in between must find no file rather than half a one, and makes it anew.
    /// - Parameter oldIsWhole: that the old file has all that its write-ahead log has.
    func putInPlace(oldIsWhole: Bool) throws {
        let current = directory.viewsFile
        FailPoint.pass("before-swap")
        for suffix in oldIsWhole ? ["-wal", "-shm"] : ["", "-wal", "-shm"] {
            unsafe unlink(current + suffix)
        }
        FailPoint.pass("mid-swap")
        guard unsafe rename(path, current) == 0 else {
            throw LogFailure(.notWritable, "The rebuilt views cannot be put in place.")
        }
        for suffix in ["-wal", "-shm"] { unsafe unlink(path + suffix) }
        FailPoint.pass("after-swap")
    }
}

/// Folds a scan of the whole log, stream by stream.
private struct LogFold {
    private let reader: LogReader
    private let names: StreamNames
    private var beginnings: StreamBeginnings
    private var types: EventTypeTable
    var held = HeldStreams(windowMax: 1 << 18)

    init(
        _ reader: LogReader, _ names: StreamNames, _ flows: FlowCatalogue, _ upcasting: Upcasting
    ) {
        (self.reader, self.names) = (reader, names)
        beginnings = StreamBeginnings(flows)
        types = EventTypeTable(upcasting: upcasting)
    }

    mutating func take(_ row: EventCursor) throws {
        let streamID = row.streamID
        if let known = held[streamID] {
            try known.folded.take(row, reader, &types)
            known.touchedAt = row.position
            return
        }
        let name = try names.name(of: streamID)
        let stream = HeldStream(FoldedStream(streamID, name, beginnings.beginning(of: name)))
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
