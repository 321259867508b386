import Digest
import EventLog
import Foundation
import Glibc
import JSON
import Onboarding
import SQLite
import Time

/// Makes all read models anew from the log, in a file beside the current one (contract L9).
///
/// Two threads: this one reads and folds, another turns finished states into rows. Memory is
/// bounded: states that have ended, or that were not touched for longest, are written out and
/// folded again from their stream should another event come.
package final class ViewRebuild {
    private let directory: DataDirectory
    /// States held in memory, some 1 KB each.
    private let heldMax: Int
    /// States given to the row thread at a time.
    private let chunkSize: Int
    private let upcasting: Upcasting
    private var flows = FlowCatalogue.builtIn
    private var held: [Int64: HeldStream] = [:]
    private var types: EventTypeTable
    package private(set) var checkpoint: Int64 = 0

    package init(
        directory: DataDirectory, upcasting: Upcasting, heldMax: Int = 32_768, chunkSize: Int = 2048
    ) {
        self.directory = directory
        (self.heldMax, self.chunkSize) = (heldMax, chunkSize)
        self.upcasting = upcasting
        types = EventTypeTable(upcasting: upcasting)
    }

    var path: String { directory.viewsFile + ".new" }

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
        flows = try reader.flowCatalogue()
        let rows = RowThread(path: path, flows: flows)
        do {
            try fold(reader, through: head, rows, progress)
            try rows.send(takeHeld())
        } catch {
            rows.abandon()
            throw error
        }
        held.removeAll()
        checkpoint = head
        progress(head, head)
        return try rows.finish(checkpoint: head)
    }

    private func fold(
        _ reader: LogReader, through head: Int64, _ rows: RowThread, _ progress: ViewProgress
    ) throws {
        var ended: [HeldStream] = []
        let names = try StreamNames(reader)
        try reader.scanPayloads(after: 0, through: head) { row in
            try fold(row, reader, names)
            if row.position % 8192 == 0 { progress(row.position, head) }
            if held.count >= heldMax { ended += takeLeastRecent() }
            if ended.count >= chunkSize {
                try rows.send(ended)
                ended.removeAll(keepingCapacity: true)
            }
            return true
        }
        try rows.send(ended)
    }

    private func fold(_ row: EventCursor, _ reader: LogReader, _ names: StreamNames) throws {
        let streamID = row.streamID
        if let known = held[streamID] {
            try fold(row, reader, into: &known.folded)
            return
        }
        var folded = FoldedStream(
            streamID: streamID, stream: try names.name(of: streamID), flows: flows)
        if row.version > 1 {
            // Written out before: fold it again from its beginning.
            folded.wasWritten = true
            try reader.scanPayloads(stream: streamID) { earlier in
                if earlier.version >= row.version { return false }
                try types.fold(earlier, reader, into: &folded.state)
                return true
            }
        }
        try fold(row, reader, into: &folded)
        held[streamID] = HeldStream(folded)
    }

    private func fold(
        _ row: EventCursor, _ reader: LogReader, into folded: inout FoldedStream
    ) throws {
        try types.fold(row, reader, into: &folded.state)
        folded.version = row.version
        folded.updatedAt = row.time
    }

    /// Gives up the half of the held states that were touched longest ago.
    private func takeLeastRecent() -> [HeldStream] {
        let times = held.values.map(\.folded.updatedAt.milliseconds).sorted()
        return takeHeld(until: times[times.count / 2])
    }

    /// Gives up the held states that were last touched at or before a time, in the order of their
    /// keys: rows are then written to the file's end, not all over it.
    private func takeHeld(until time: Int64 = .max) -> [HeldStream] {
        var taken: [HeldStream] = []
        for streamID in held.keys.sorted() {
            guard let stream = held[streamID], stream.folded.updatedAt.milliseconds <= time
            else { continue }
            held[streamID] = nil
            taken.append(stream)
        }
        return taken
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

/// Turns folded states into rows on a thread of its own.
///
/// `@unchecked Sendable`: `chunks`, `isFinished`, `failure` and `reports` are only touched while
/// `condition` is held; the file belongs to the thread.
private final class RowThread: @unchecked Sendable {
    /// Chunks that may wait, so that a slow disk slows the reading down.
    private static let waitingMax = 4

    private let condition = NSCondition()
    private let done = DispatchSemaphore(value: 0)
    private var chunks: [[HeldStream]] = []
    private var finishAt: Int64?
    private var isAbandoned = false
    private var failure: (any Error)?
    private var reports: [ViewReport] = []

    init(path: String, flows: FlowCatalogue) {
        let thread = Thread { [self] in
            work(path, flows)
            done.signal()
        }
        thread.name = "rows"
        thread.stackSize = 2 << 20
        thread.start()
    }

    func send(_ chunk: [HeldStream]) throws {
        if chunk.isEmpty { return }
        condition.lock()
        defer { condition.unlock() }
        while chunks.count >= Self.waitingMax && failure == nil { condition.wait() }
        if let failure { throw failure }
        chunks.append(chunk)
        condition.broadcast()
    }

    func finish(checkpoint: Int64) throws -> [ViewReport] {
        condition.lock()
        finishAt = checkpoint
        condition.broadcast()
        condition.unlock()
        done.wait()
        if let failure { throw failure }
        return reports
    }

    func abandon() {
        condition.lock()
        isAbandoned = true
        condition.broadcast()
        condition.unlock()
        done.wait()
    }

    private func work(_ path: String, _ flows: FlowCatalogue) {
        do {
            let file = try ViewFile(path: path, flows: flows, isBeingMade: true)
            try file.begin()
            var json = JSONWriter(reserving: 1024)
            while let chunk = nextChunk() {
                for held in chunk { try Self.put(held, in: file, &json) }
            }
            guard let checkpoint = finishAt else { return }
            try file.commit(checkpoint: checkpoint)
            reports = ViewReport.all(file.standings)
        } catch {
            condition.lock()
            failure = error
            condition.broadcast()
            condition.unlock()
        }
    }

    private static func put(_ held: HeldStream, in file: ViewFile, _ json: inout JSONWriter)
        throws(SQLiteError)
    {
        guard let view = held.folded.view else { return }
        let streamID = held.folded.streamID
        // A state that was written out before and came back replaces its row.
        let old = held.folded.wasWritten ? try file.rowDigest(streamID, in: view) : nil
        _ = try file.put(held.folded.row(&json), streamID, in: view, replacing: old)
    }

    private func nextChunk() -> [HeldStream]? {
        condition.lock()
        defer { condition.unlock() }
        while chunks.isEmpty {
            if finishAt != nil || isAbandoned { return nil }
            condition.wait()
        }
        defer { condition.broadcast() }
        return chunks.removeFirst()
    }
}
