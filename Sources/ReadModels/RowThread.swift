import EventLog
import Foundation
import Onboarding

/// Turns folded states into rows on a thread of its own.
///
/// `@unchecked Sendable`: `chunks`, `spent`, `finishAt`, `isAbandoned`, `failure` and `reports` are
/// only touched while `condition` is held, or after `done`; the file belongs to the thread.
final class RowThread: @unchecked Sendable {
    /// What is handed over at a time.
    private enum Chunk {
        /// Rows are still to be made of them, on the thread.
        case states([HeldStream])
        /// Only to be written.
        case rows(EncodedRows)
    }

    /// Chunks that may wait, so that a slow disk slows the reading down: what a fold gives up at a
    /// time (8 thousand states, 205 chunks), so that it goes on reading while their rows are made.
    private static let waitingMax = 256

    /// Signalled when chunks come to an empty queue, leave a full one, or the end is known.
    private let condition = NSCondition()
    /// Signalled once, when the thread has nothing more to do.
    private let done = DispatchSemaphore(value: 0)
    private var chunks: [Chunk] = []
    /// States whose rows are made, for whoever made them to free: what another thread frees goes
    /// back to the maker's memory under a lock, for which the maker then waits.
    private var spent: [[HeldStream]] = []
    /// The checkpoint to commit; nil while more may come.
    private var finishAt: Int64?
    /// True when what was made is not wanted: nothing is committed then.
    private var isAbandoned = false
    /// What stopped the thread; told by the next `send`, or by `finish`.
    private var failure: (any Error)?
    private var reports: [ViewReport] = []

    /// - Parameter kept: models that are copied from the current file instead.
    init(
        path: String, flows: FlowCatalogue, keeping kept: [ViewName], of directory: DataDirectory
    ) {
        let thread = Thread { [self] in
            work { try NewViews(path: path, flows: flows, keeping: kept, of: directory) }
            done.signal()
        }
        thread.name = "rows"
        thread.stackSize = 2 << 20
        thread.start()
    }

    /// Hands states over. When enough wait already, the rows are made here and only written there:
    /// so both threads are busy, whichever has more to do.
    func send(_ streams: [HeldStream]) throws {
        if streams.isEmpty { return }
        freeSpent()
        if try add(.states(streams), waits: false) { return }
        var rows = EncodedRows(rowsExpected: streams.count)
        for stream in streams { rows.append(&stream.folded) }
        _ = try add(.rows(rows), waits: true)
    }

    private func freeSpent() {
        var spent: [[HeldStream]] = []
        condition.lock()
        swap(&spent, &self.spent)
        condition.unlock()
    }

    /// False when there is no room and the caller does not wait for it.
    private func add(_ chunk: Chunk, waits: Bool) throws -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while chunks.count >= Self.waitingMax && failure == nil {
            guard waits else { return false }
            condition.wait()
        }
        if let failure { throw failure }
        chunks.append(chunk)
        if chunks.count == 1 { condition.broadcast() }
        return true
    }

    /// Waits until all rows are written and committed as those of the log up to `checkpoint`.
    func finish(checkpoint: Int64) throws -> [ViewReport] {
        condition.lock()
        finishAt = checkpoint
        condition.broadcast()
        condition.unlock()
        done.wait()
        if let failure { throw failure }
        return reports
    }

    /// Waits until the thread has let go of the file, which is then half made.
    func abandon() {
        condition.lock()
        isAbandoned = true
        condition.broadcast()
        condition.unlock()
        done.wait()
    }

    /// The thread's whole life; it opens the file itself, as only it may touch it.
    private func work(_ open: () throws -> NewViews) {
        do {
            let views = try open()
            var rows = EncodedRows(rowsExpected: 1)
            var done: [HeldStream] = []
            while let chunk = nextChunk(givingBack: &done) {
                switch chunk {
                case .rows(let made): try views.write(made)
                case .states(let streams):
                    done = streams
                    for stream in streams {
                        rows.removeAll()
                        rows.append(&stream.folded)
                        try views.write(rows)
                    }
                }
            }
            guard let checkpoint = finishAt else { return }
            reports = try views.finish(checkpoint: checkpoint)
        } catch {
            condition.lock()
            failure = error
            condition.broadcast()
            condition.unlock()
        }
    }

    /// Waits for one; nil when none will come.
    private func nextChunk(givingBack done: inout [HeldStream]) -> Chunk? {
        condition.lock()
        defer { condition.unlock() }
        if !done.isEmpty { spent.append(done) }
        done = []
        while chunks.isEmpty {
            if finishAt != nil || isAbandoned { return nil }
            condition.wait()
        }
        if chunks.count == Self.waitingMax { condition.broadcast() }
        return chunks.removeFirst()
    }
}
