import Digest
import EventLog
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
    private static let heldMax = 16_384
    /// A state takes some seven times what its row does, which few are larger than.
    private static let usualRowBytes = 2048
    /// What large rows may have beyond that before states are let go of.
    private static let excessMax = 8 << 20
    /// States may be large; most batches' rows have less.
    private static let rowBytesMax = 1 << 20

    /// Nil while a rebuilt file is put in the old one's place, and when that failed.
    private(set) var openFile: ViewFile?
    /// Sees what was committed; the open batch is only in `states`.
    private let reader: LogReader
    private let directory: DataDirectory
    private let upcasting: Upcasting
    /// Folds with the flows as this batch finds them.
    private var fold: StreamFold
    private var flows: FlowCatalogue { fold.flows }
    /// With everything that the open batch appended so far.
    private var states = RecentlyUsed<StreamID, HeldStream>(heldMax: ViewWriter.heldMax)
    /// Those whose rows the open batch must write.
    private var dirty: [HeldStream] = []
    /// Those whose rows it has written.
    private var written: [HeldStream] = []
    /// What the open command changed, as it was before; nil for what the log has that way.
    private var undo: [(held: HeldStream, before: FoldedStream?)] = []
    /// Counts commands, so that a stream tells whether the open one changed it already.
    private var command = 0
    /// The open batch's rows while they are written.
    private var rows = EncodedRows(rowsExpected: 64)
    /// What the rows had beyond the usual since states were last let go of.
    private var excess = 0
    private var batchesSinceCheckpoint = 0
    /// True after the log committed what could not be written here, until `recover` has.
    package private(set) var areBehind = false

    /// What was folded at opening when nothing usable was found; nil when something was.
    package private(set) var madeAnew: Made?

    /// Models that were made before anything could be served.
    package struct Made: Sendable {
        /// Where the models that were found were, when that was past the log's end: the log lost
        /// events that they had.
        package var aheadAt: Int64?
        /// How many were folded.
        package let eventCount: Int64
        /// How long the fold took, without what followed.
        package let seconds: Double
        /// As the fold made them.
        package let views: [ViewReport]
    }

    /// Opens the views and brings them to the log's head, by folding what they lack or, when there
    /// are none in this format or they are far behind, by making them anew.
    ///
    /// - Parameter progress: told how many of how many events are folded.
    package init(
        directory: DataDirectory, upcasting: Upcasting, progress: ViewProgress
    ) throws(LogFailure) {
        (self.directory, self.upcasting) = (directory, upcasting)
        do {
            reader = try LogReader(directory: directory)
            fold = StreamFold(reader, try reader.flowCatalogue(), upcasting)
            ViewSwap.recover(directory)
            let found = try Self.openUsable(directory, reader, fold.flows)
            openFile = found.file
            if openFile == nil { try fillAnew(aheadAt: found.aheadAt, progress) }
            try bringUp(progress)
        } catch { throw LogFailure(carrying: error) }
    }

    /// Folds what the file lacks; one that can be opened and not take that is of no use.
    private func bringUp(_ progress: ViewProgress) throws {
        do { try catchUp(progress) } catch let error as SQLiteError {
            guard Self.isOfNoUse(error) else { throw error }
            try fillAnew(progress)
            try catchUp(progress)
        }
    }

    /// Makes the models anew from the whole log, in a file that takes the place of one that is of
    /// no use; at opening, before anybody reads them.
    package func makeAnew() throws(LogFailure) {
        do {
            try fillAnew { _, _ in }
            states.removeAll()
        } catch { throw LogFailure(carrying: error) }
    }

    private func fillAnew(aheadAt: Int64? = nil, _ progress: ViewProgress) throws {
        let rebuild = ViewRebuild(directory: directory, upcasting: upcasting)
        let start = ContinuousClock.now
        let views = try rebuild.run(progress: progress)
        madeAnew = Made(
            aheadAt: aheadAt, eventCount: rebuild.eventCount,
            seconds: (ContinuousClock.now - start) / .seconds(1), views: views)
        try rebuild.flush()
        try swapIn(rebuild)
        ViewSwap.removeReplaced(directory)
    }

    /// The current file; nil when it is missing, damaged, ahead of the log, which is said where it
    /// was, or far behind it. One that cannot be opened for now, as on a full disk, stays.
    private static func openUsable(
        _ directory: DataDirectory, _ reader: LogReader, _ flows: FlowCatalogue
    ) throws -> (file: ViewFile?, aheadAt: Int64?) {
        let head = try reader.head().position.rawValue
        let file: ViewFile
        do {
            file = try ViewFile(path: directory.viewsFile, flows: flows)
        } catch let error as SQLiteError where Self.isOfNoUse(error) {
            ViewFile.remove(directory.viewsFile)
            return (nil, nil)
        }
        let behind = head - file.checkpoint
        if behind < 0 { return (nil, file.checkpoint) }
        let isPlausible = file.checkpoint > 0 || head == 0
        return (isPlausible && (behind < 10_000 || behind < head / 4) ? file : nil, nil)
    }

    /// False for what may pass: somebody's lock, a full disk, no descriptors left. Read models can
    /// be made again, whatever else it is.
    private static func isOfNoUse(_ error: SQLiteError) -> Bool {
        switch error.code {
        case .busy, .diskFull, .interrupted, .syncFailed: false
        case .inputOutput: !error.isOfSharedMemory
        default: !error.isOutOfDescriptors
        }
    }

    /// Models that another definition made: they serve until a rebuild has made them anew (L9).
    package var outdated: [ViewName] { openFile?.outdated ?? [] }

    /// The open file; a failure that says to restart when there is none.
    private var file: ViewFile {
        get throws(LogFailure) {
            if let openFile { return openFile }
            throw LogFailure(
                .inputOutput, "The read models could not be opened again after a rebuild.",
                hint: "Restart: they are made anew from the log.")
        }
    }

    /// Folds into the file what the log has beyond it.
    private func catchUp(_ progress: ViewProgress) throws {
        let (file, head) = (try file, try reader.head().position.rawValue)
        guard file.checkpoint < head else { return }
        var catchUp = ViewCatchUp(fold)
        try catchUp.run(file, through: head)
        states.removeAll()
        try progress(head, head)
    }

    // MARK: States

    /// A stream's state with everything that this batch appended; the initial one when empty.
    package func state(of stream: StreamID) throws(LogFailure) -> SubjectState {
        try held(stream)?.folded.state ?? emptyState(of: stream)
    }

    /// The state of a stream without events.
    package func emptyState(of stream: StreamID) -> SubjectState {
        SubjectState(category: String(stream.category), flows: flows)
    }

    /// A stream's events behind a version, as they were before this batch.
    package func committedEvents(of stream: StreamID, after version: StreamVersion = .empty)
        throws(LogFailure) -> [RecordedEvent]
    {
        try reader.events(of: stream, after: version, limit: .max)
    }

    /// Nil past the last committed event: what this batch appends is not there yet.
    package func committedEvent(at position: GlobalPosition) throws(LogFailure) -> RecordedEvent? {
        try reader.event(at: position)
    }

    /// The stream as it is in memory, else from the log; nil when the log has no such stream.
    private func held(_ stream: StreamID) throws(LogFailure) -> HeldStream? {
        if let known = states.value(stream) { return known }
        guard let streamID = try reader.internedID(of: stream) else { return nil }
        do {
            var folded = try fold.fold(stream, streamID)
            if let view = folded.view { folded.rowDigest = try file.rowDigest(streamID, in: view) }
            return remember(folded)
        } catch { throw LogFailure(carrying: error) }
    }

    private func remember(_ folded: FoldedStream) -> HeldStream {
        let held = HeldStream(folded)
        states.hold(held, for: folded.stream)
        return held
    }

    // MARK: In step with the log

    /// Folds an event that the log has just written in the open command.
    package func apply(
        _ event: NewEvent, to stream: StreamID, streamID: Int64, version: Int64,
        recordedAt: Timestamp
    ) throws {
        let held = try changing(stream, streamID, isNew: version == 1)
        let time = event.occurredAt ?? recordedAt
        // A restored event may be of an older schema version.
        let newest = try fold.types.newest(event)
        try held.folded.state.applyArrays(
            type: newest.type.name, kind: EventKind(rawValue: newest.type.name), data: newest.data,
            personal: newest.personal, at: time)
        held.folded.advance(to: version, at: time)
    }

    /// The stream to fold into, once what it was before can be put back.
    private func changing(_ stream: StreamID, _ streamID: Int64, isNew: Bool) throws -> HeldStream {
        if isNew {
            let held = remember(fold.fresh(stream, streamID))
            note(held)
            return held
        }
        guard let held = try held(stream) else {
            throw LogFailure(.damaged, "The stream \(stream) has no first event.")
        }
        if held.command != command { note(held) }
        return held
    }

    /// Remembers what the open command is about to change. A state that no command of this batch
    /// changed is not copied: should it be needed again, the log has it.
    private func note(_ held: HeldStream) {
        held.command = command
        undo.append((held, held.isDirty ? held.folded : nil))
        if held.isDirty { return }
        held.isDirty = true
        dirty.append(held)
    }

    /// Ends the command: what it folded stays, and can no longer be undone by itself.
    package func keepCommand() {
        command += 1
        undo.removeAll(keepingCapacity: true)
    }

    /// Puts the states back that the command changed (invariant 7); those that it alone had touched
    /// are let go, for the log still has them as they were.
    package func dropCommand() {
        for (held, before) in undo.reversed() {
            if let before {
                held.folded = before
            } else {
                states.forget(held.folded.stream)
                held.isGone = true
            }
        }
        command += 1
        undo.removeAll(keepingCapacity: true)
    }

    /// Writes the batch's rows; the log commits next.
    package func writeRows() throws(LogFailure) {
        do {
            let file = try file
            try file.begin()
            var listed: [HeldStream] = []
            listed.reserveCapacity(dirty.count)
            for held in dirty {
                held.isDirty = false
                guard !held.isGone, held.folded.view != nil else { continue }
                rows.append(&held.folded)
                listed.append(held)
                if rows.byteCount > Self.rowBytesMax { try put(&listed, in: file) }
            }
            try put(&listed, in: file)
            swap(&dirty, &written)
            dirty.removeAll(keepingCapacity: true)
        } catch { throw LogFailure(carrying: error) }
    }

    /// Writes the rows that were gathered, which are those of `listed`, and forgets both.
    private func put(_ listed: inout [HeldStream], in file: ViewFile) throws(SQLiteError) {
        defer {
            rows.removeAll()
            listed.removeAll(keepingCapacity: true)
        }
        try unsafe rows.withBytes { bytes throws(SQLiteError) in
            for (row, held) in zip(rows.rows, listed) {
                held.folded.rowDigest = try unsafe file.put(
                    row, bytes, replacing: held.folded.rowDigest)
                excess += max(0, row.state.count - Self.usualRowBytes)
            }
        }
    }

    /// Names the streams that the batch changed and lends their states, which cost something to
    /// look at; for who follows the log in memory, once the log has committed and before the next
    /// batch.
    package func forEachChanged(
        _ body: (_ stream: StreamID, _ version: StreamVersion, _ state: () -> SubjectState) -> Void
    ) {
        for held in written where !held.isGone {
            body(held.folded.stream, StreamVersion(rawValue: held.folded.version)) {
                held.folded.state
            }
        }
    }

    /// The flows by which states have their stages.
    package var catalogue: FlowCatalogue { flows }

    /// Takes up the flows that the batch declared, once the log has committed it. States have their
    /// stages by the forms before, so that those are folded again when they are asked for; the rows
    /// follow with the rebuild that such a declaration starts.
    package func takeUpFlows() throws(LogFailure) {
        fold.flows = try reader.flowCatalogue()
        states.removeAll()
    }

    /// Commits the rows once the log holds their events.
    package func commit(checkpoint: GlobalPosition) throws(LogFailure) {
        do {
            FailPoint.pass("before-views")
            try file.commit(checkpoint: checkpoint.rawValue)
            FailPoint.pass("after-views")
        } catch {
            areBehind = true
            throw LogFailure(carrying: error)
        }
    }

    /// What a batch leaves to do once its callers were answered: lets go of states that are not in
    /// use, and now and then moves the write-ahead log along. A checkpoint that fails leaves
    /// everything in the write-ahead log, where it is safe.
    package func tidy() {
        if states.forgetUnused(isFull: excess > Self.excessMax) { excess = 0 }
        batchesSinceCheckpoint += 1
        guard batchesSinceCheckpoint >= 64 else { return }
        batchesSinceCheckpoint = 0
        try? openFile?.checkpointPassively()
    }

    /// Brings the rows to the log's head after a batch that the log holds could not be written
    /// here.
    package func recover() throws(LogFailure) {
        try rollback()
        do { try catchUp { _, _ in } } catch { throw LogFailure(carrying: error) }
        areBehind = false
    }

    /// Forgets the batch.
    package func rollback() throws(LogFailure) {
        do { try file.rollback() } catch { throw LogFailure(carrying: error) }
        states.removeAll()
        dirty.removeAll()
        written.removeAll()
        undo.removeAll()
    }

    // MARK: Erasing

    /// Folds anew, from the log as it is now, every stream that got an event since the last batch:
    /// after something was taken out of the log beside the batches.
    package func foldAgain() throws(LogFailure) {
        areBehind = true
        try recover()
    }

    /// Says, before events are changed that the rows were made of, that the rows are good up to
    /// ahead of the first one only: should the process end before `foldAgain`, the next opening
    /// folds from there.
    package func expectChange(from position: GlobalPosition) throws(LogFailure) {
        do {
            let file = try file
            try file.transaction(checkpoint: min(file.checkpoint, position.rawValue - 1)) {}
        } catch { throw LogFailure(carrying: error) }
    }

    /// Folds some streams anew, from the log as it is now, after their events were changed; the
    /// rest of the rows is at the log's head.
    package func foldAgain(_ streams: Set<StreamID>) throws(LogFailure) {
        // What else is missing is folded with them, from where the change begins.
        if areBehind { return try recover() }
        areBehind = true
        try rollback()
        do {
            let streamIDs = try streams.compactMap { try reader.internedID(of: $0) }
            var catchUp = ViewCatchUp(fold)
            try catchUp.run(
                try file, through: try reader.head().position.rawValue, streams: Set(streamIDs))
        } catch { throw LogFailure(carrying: error) }
        areBehind = false
    }

    /// Forgets the journeys that are kept beside the rows: they hold attributes as they were. They
    /// are packed anew from the log by the next question.
    package func forgetJourneys() throws(LogFailure) {
        do {
            let file = try file
            try file.transaction(checkpoint: file.checkpoint) {
                try file.connection.execute("DELETE FROM journey; DELETE FROM journey_part")
            }
        } catch { throw LogFailure(carrying: error) }
    }

    /// Overwrites what lies between the rows of some pages; between batches.
    package func scrub(from page: Int64, pagesMax: Int64) throws(LogFailure) -> ScrubStep {
        do { return try file.connection.scrub(from: page, pagesMax: pagesMax) } catch {
            throw LogFailure(carrying: error)
        }
    }

    // MARK: Rebuilding

    /// Puts a finished rebuild in the old models' place, after folding what came since; on the
    /// writer thread, between batches. If that fails the old models stay.
    ///
    /// - Throws: `overloaded` when somebody opens the models at that moment: it is tried again.
    package func adopt(_ rebuild: ViewRebuild) throws(LogFailure) {
        do {
            fold.flows = try reader.flowCatalogue()
            try rebuild.finish(reader)
            try swapIn(rebuild)
            states.removeAll()
        } catch { throw LogFailure(carrying: error) }
    }

    /// Puts the file in place and opens it there; the old one is closed with that, and is to be
    /// removed (`ViewRebuild.removeReplaced`).
    private func swapIn(_ rebuild: ViewRebuild) throws {
        let flows = fold.flows
        try ViewSwap.run(rebuild.path, directory) {
            openFile = try ViewFile(path: directory.viewsFile, flows: flows)
        }
    }

    /// How many rows each model has, and what they add up to.
    package var report: [ViewReport] { ViewReport.all(openFile?.standings ?? [:]) }

    /// Empties the write-ahead log into the file, as far as readers let it; between batches.
    package func checkpointAll() throws(LogFailure) {
        do { _ = try file.checkpointAll() } catch { throw LogFailure(carrying: error) }
    }
}
