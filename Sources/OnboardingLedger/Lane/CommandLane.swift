import CSystem
import EventLog
import Foundation
import ReadModels
import Synchronization
import Time

/// The one way to write: a bounded queue in front of one thread that owns both write connections.
///
/// Commands that wait together share one commit (group commit). A command's answer is sent after
/// the commit that holds its events and after the views show them (contract L5).
final class CommandLane: Sendable {
    /// What the thread made when it started, for everyone else.
    struct Opened: Sendable {
        let bell: Bell
        let file: OpenedFile
        let serverKey: [UInt8]
        /// Read models that were made before anything could be served.
        let madeAnew: ViewWriter.Made?
        /// Those that are to be made anew while they serve.
        let outdated: [ViewName]
    }

    private let queue: BoundedQueue<any LaneJob>
    private let thread: WorkerThread
    let opened: Opened
    private let stopped: StoppedFlag

    /// Starts the thread, which opens the log and brings the views up to date; blocks until then.
    init(
        directory: DataDirectory, upcasting: Upcasting, clock: CommandClock, queuedMax: Int,
        variants: [String: [String: Int]], recent: RecentSessions, gates: GateMemory,
        progress: @escaping @Sendable (Int64, Int64) -> Void
    ) throws {
        let queue = BoundedQueue<any LaneJob>(capacity: queuedMax)
        let stopped = StoppedFlag()
        let opening = AwaitedOutcome<Opened>()
        self.queue = queue
        self.stopped = stopped
        thread = WorkerThread(name: "writer") {
            Self.keepFreedMemory()
            do {
                let log = try LogWriter(directory: directory)
                LedgerBackup.keepCopy(in: directory)
                let views = try ViewWriter(
                    directory: directory, upcasting: upcasting, progress: progress)
                try UnfinishedErasure.complete(log, views, in: directory)
                gates.forgetAll(flows: views.catalogue)
                let transaction = try CommandTransaction(
                    log: log, views: views, clock: clock, variants: variants)
                let writer = LaneWriter(
                    log: log, views: views, transaction, clock: clock, recent: recent,
                    gates: gates)
                opening.finish(
                    .success(
                        Opened(
                            bell: log.followersBell, file: log.file,
                            serverKey: log.serverKey,
                            madeAnew: views.madeAnew, outdated: views.outdated)))
                writer.work(queue, stopped)
            } catch {
                opening.finish(.failure(LogFailure(carrying: error)))
            }
        }
        opened = try opening.wait()
    }

    /// Without this, the memory that a batch frees goes back to the system when the batch ends, and
    /// the next one asks for it again: system calls and page faults in each. For the whole process.
    private static func keepFreedMemory() { _ = mallopt(M_TRIM_THRESHOLD, 32 << 20) }

    /// Why the lane does not write; nil while it does. With `moved` it goes on once the file is
    /// back, with anything else only after a restart.
    var failure: LogFailure? { stopped.failure ?? opened.file.displacement }

    /// How many commands wait.
    var queuedCount: Int { queue.count }

    /// Runs `body` on the writer thread and answers once what it wrote is durable.
    ///
    /// - Throws: what `body` throws, after undoing what it wrote; `overloaded` at once when the
    ///   queue is full; storage failures.
    func perform<R: Sendable>(
        _ body: @escaping @Sendable (CommandTransaction) throws -> R
    ) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            do throws(LogFailure) { try add(ContinuationJob(body, continuation)) } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Puts a job behind those that wait; never blocks.
    ///
    /// - Throws: `overloaded` when the queue is full, and why nothing is written any more.
    func add(_ job: any LaneJob, isCounted: Bool = true) throws(LogFailure) {
        if let failure = stopped.failure { throw failure }
        do throws(QueueRefusal) { try queue.add(job, isCounted: isCounted) } catch {
            throw LogFailure(error)
        }
    }

    /// Runs between batches with the views' writer, also when too many commands wait; blocks until
    /// then, so that it is for threads of our own.
    func performOnViews<R: Sendable>(
        _ body: @escaping @Sendable (ViewWriter) throws -> R
    ) throws -> R {
        let outcome = AwaitedOutcome<R>()
        try add(ViewsJob(body) { outcome.finish($0) }, isCounted: false)
        return try outcome.wait()
    }

    /// Runs between batches with both writers, which hold nothing open: for what is no command.
    ///
    /// What `body` leaves open is undone. When it throws `outcomeUnknown`, the lane stops.
    func performBetweenBatches<R: Sendable>(
        _ body: @escaping @Sendable (WriterDesk) throws -> R
    ) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            do throws(LogFailure) { try add(DeskJob(body, continuation)) } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Finishes what waits, empties the write-ahead logs and ends the thread; blocks.
    func close() {
        queue.close()
        thread.join()
    }
}
