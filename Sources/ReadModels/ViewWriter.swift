import Digest
import EventLog
import JSON
import Onboarding
import SQLite
import Time

/// Folds appended events into the read models, in step with the log's batches; on the writer
/// thread.
///
/// Keeps the states of recently used streams in memory: commands decide on them, and several
/// events of one stream in a batch cost one row.
package final class ViewWriter {
    /// About 1 KB a state: 16 thousand cost some 16 MB.
    private static let cachedMax = 16_384

    /// Nil while a rebuilt file is put in the old one's place, and when that failed.
    private(set) var openFile: ViewFile?
    private let reader: LogReader
    private let directory: DataDirectory
    private var types: EventTypeTable
    /// The flows as this batch finds them.
    private var flows: FlowCatalogue
    private var states: [StreamID: FoldedStream] = [:]
    private var dirty: Set<StreamID> = []
    private var undoStates: [(StreamID, FoldedStream?)] = []
    private var json = JSONWriter(reserving: 1024)
    private var batchesSinceCheckpoint = 0

    /// Opens the views and brings them to the log's head, by folding what they lack or, when their
    /// definition changed or they are far behind, by making them anew.
    ///
    /// - Parameter progress: told how many of how many events are folded.
    package init(
        directory: DataDirectory, upcasting: Upcasting, progress: ViewProgress
    ) throws(LogFailure) {
        self.directory = directory
        do {
            reader = try LogReader(directory: directory)
            flows = try reader.flowCatalogue()
            types = EventTypeTable(upcasting: upcasting)
            openFile = try Self.openOrRebuild(
                directory, upcasting, reader, flows, progress)
            try catchUp(progress)
        } catch { throw LogFailure(opening: error) }
    }

    private static func openOrRebuild(
        _ directory: DataDirectory, _ upcasting: Upcasting, _ reader: LogReader,
        _ flows: FlowCatalogue, _ progress: ViewProgress
    ) throws -> ViewFile {
        let head = try reader.head().position.rawValue
        if let file = try? ViewFile(path: directory.viewsFile, flows: flows) {
            let behind = head - file.checkpoint
            let isPlausible = behind >= 0 && (file.checkpoint > 0 || head == 0)
            if isPlausible && (behind < 10_000 || behind < head / 4) { return file }
        }
        ViewFile.remove(directory.viewsFile)
        let rebuild = ViewRebuild(directory: directory, upcasting: upcasting)
        _ = try rebuild.run(progress: progress)
        try rebuild.putInPlace(oldIsWhole: false)
        return try ViewFile(path: directory.viewsFile, flows: flows)
    }

    private var file: ViewFile {
        get throws(LogFailure) {
            if let openFile { return openFile }
            throw LogFailure(
                .inputOutput, "The read models could not be opened again after a rebuild.",
                hint: "Restart: they are made anew from the log.")
        }
    }

    private func catchUp(_ progress: ViewProgress) throws {
        let (file, head) = (try file, try reader.head().position.rawValue)
        guard file.checkpoint < head else { return }
        var touched: Set<Int64> = []
        try reader.scan(after: file.checkpoint) { row in
            touched.insert(row.streamID)
            return true
        }
        try file.begin()
        for streamID in touched.sorted() {
            let stream = try reader.streamName(streamID)
            let folded = try load(stream, streamID)
            guard let view = folded.view else { continue }
            let old = try file.rowDigest(streamID, in: view)
            _ = try file.put(folded.row(&json), streamID, in: view, replacing: old)
        }
        try file.commit(checkpoint: head)
        states.removeAll()
        progress(head, head)
    }

    // MARK: States

    /// A stream's state with everything that this batch appended; the initial one when empty.
    package func state(of stream: StreamID) throws(LogFailure) -> SubjectState {
        try folded(stream).state
    }

    /// A stream's events as they were before this batch.
    package func committedEvents(of stream: StreamID) throws(LogFailure) -> [RecordedEvent] {
        try reader.events(of: stream, limit: .max)
    }

    package func committedEvent(at position: GlobalPosition) throws(LogFailure) -> RecordedEvent? {
        try reader.event(at: position)
    }

    private func folded(_ stream: StreamID) throws(LogFailure) -> FoldedStream {
        if let known = states[stream] { return known }
        guard let streamID = try reader.internedID(of: stream) else {
            return fresh(0, stream)
        }
        do {
            var folded = try load(stream, streamID)
            if let view = folded.view { folded.rowDigest = try file.rowDigest(streamID, in: view) }
            remember(folded)
            return folded
        } catch { throw LogFailure(opening: error) }
    }

    private func fresh(_ streamID: Int64, _ stream: StreamID) -> FoldedStream {
        FoldedStream(streamID: streamID, stream: stream, flows: flows)
    }

    private func load(_ stream: StreamID, _ streamID: Int64) throws -> FoldedStream {
        var folded = fresh(streamID, stream)
        try reader.scan(stream: streamID) { row in
            try types.fold(row, reader, into: &folded.state)
            folded.version = row.version
            folded.updatedAt = row.time
            return true
        }
        return folded
    }

    private func remember(_ folded: FoldedStream) {
        if states.count >= Self.cachedMax && dirty.isEmpty {
            states.removeAll(keepingCapacity: true)
        }
        states[folded.stream] = folded
    }

    // MARK: In step with the log

    /// Folds an event that the log has just written in the open command.
    package func apply(_ event: NewEvent, to stream: StreamID, streamID: Int64, version: Int64,
        recordedAt: Timestamp) throws
    {
        let time = event.occurredAt ?? recordedAt
        let before = version == 1 && states[stream] == nil
            ? fresh(streamID, stream) : try folded(stream)
        var after = before.streamID == streamID
            ? before : fresh(streamID, stream)
        // A restored event may be of an older schema version.
        let newest = try types.newest(event)
        try after.state.applyArrays(
            type: newest.type.name, kind: EventKind(rawValue: newest.type.name), data: newest.data,
            personal: newest.personal, at: time)
        after.version = version
        after.updatedAt = time
        undoStates.append((stream, version == 1 ? nil : before))
        states[stream] = after
        dirty.insert(stream)
    }

    package func keepCommand() { undoStates.removeAll(keepingCapacity: true) }

    package func dropCommand() {
        for (stream, before) in undoStates.reversed() { states[stream] = before }
        undoStates.removeAll(keepingCapacity: true)
    }

    /// Writes the batch's rows; the log commits next.
    package func writeRows() throws(LogFailure) {
        do {
            try file.begin()
            for stream in dirty {
                guard var folded = states[stream], let view = folded.view else { continue }
                folded.rowDigest = try file.put(
                    folded.row(&json), folded.streamID, in: view, replacing: folded.rowDigest)
                states[stream] = folded
            }
            dirty.removeAll(keepingCapacity: true)
        } catch { throw LogFailure(opening: error) }
    }

    /// Commits the rows once the log holds their events.
    package func commit(checkpoint: GlobalPosition) throws(LogFailure) {
        do {
            FailPoint.pass("before-views")
            try file.commit(checkpoint: checkpoint.rawValue)
            FailPoint.pass("after-views")
        } catch { throw LogFailure(opening: error) }
        checkpointNowAndThen()
        if states.count >= Self.cachedMax { states.removeAll(keepingCapacity: true) }
    }

    /// A checkpoint that fails leaves everything in the write-ahead log, where it is safe.
    private func checkpointNowAndThen() {
        batchesSinceCheckpoint += 1
        guard batchesSinceCheckpoint >= 64 else { return }
        batchesSinceCheckpoint = 0
        try? openFile?.checkpointPassively()
    }

    /// Brings the rows to the log's head after a batch that the log holds could not be written here.
    package func recover() throws(LogFailure) {
        try rollback()
        do { try catchUp({ _, _ in }) } catch { throw LogFailure(opening: error) }
    }

    /// Forgets the batch.
    package func rollback() throws(LogFailure) {
        do { try file.rollback() } catch { throw LogFailure(opening: error) }
        states.removeAll()
        dirty.removeAll()
        undoStates.removeAll()
    }

    // MARK: Rebuilding

    /// Puts a finished rebuild in the old models' place, after folding what came since; on the
    /// writer thread, between batches. If that fails the old models stay as far as they can.
    package func adopt(_ rebuild: ViewRebuild) throws(LogFailure) {
        do {
            let oldIsWhole = try file.checkpointAll()
            openFile = nil
            defer { states.removeAll() }
            do { try rebuild.putInPlace(oldIsWhole: oldIsWhole) } catch {
                if oldIsWhole { try reopen() }
                throw error
            }
            try reopen()
        } catch { throw LogFailure(opening: error) }
    }

    private func reopen() throws {
        flows = try reader.flowCatalogue()
        let file = try ViewFile(path: directory.viewsFile, flows: flows)
        openFile = file
        try catchUp({ _, _ in })
    }

    /// How many rows each model has, and what they add up to.
    package var report: [ViewReport] { ViewReport.all(openFile?.standings ?? [:]) }

    package func checkpointAll() throws(LogFailure) {
        do { _ = try file.checkpointAll() } catch { throw LogFailure(opening: error) }
    }
}

/// Told how many of how many events are folded.
package typealias ViewProgress = (_ done: Int64, _ total: Int64) -> Void

/// A read model's size and digest.
public struct ViewReport: Sendable, Hashable {
    public let view: ViewName
    public let rowCount: Int64
    public let digest: RollingDigest

    static func all(_ standings: [ViewName: ViewFile.Standing]) -> [ViewReport] {
        ViewName.allCases.map { view in
            ViewReport(
                view: view, rowCount: standings[view]?.rowCount ?? 0,
                digest: standings[view]?.digest ?? .empty)
        }
    }
}
