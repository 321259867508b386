import EventLog
import ReadModels
import Time

/// The writer thread's loop: takes waiting commands, runs each so that it can be undone by itself,
/// commits them together, answers. Confined to its thread.
final class LaneWriter {
    /// Waiting commands that share a commit at most; 256 make the sync's share of each negligible.
    private static let batchMax = 256

    private let log: LogWriter
    private let views: ViewWriter
    private let transaction: CommandTransaction
    private let recent: RecentSessions
    private let gates: GateMemory
    private let clock: CommandClock

    init(
        log: LogWriter, views: ViewWriter, _ transaction: CommandTransaction,
        clock: CommandClock, recent: RecentSessions, gates: GateMemory
    ) {
        (self.log, self.views, self.recent, self.gates) = (log, views, recent, gates)
        (self.transaction, self.clock) = (transaction, clock)
    }

    /// Works until the queue is closed and empty, or storage must not be trusted any more.
    func work(_ queue: BoundedQueue<any LaneJob>, _ stopped: StoppedFlag) {
        // Who was just answered is likely to ask again at once: one commit serves them all.
        var expected = 1
        while let jobs = queue.take(max: Self.batchMax, expected: expected) {
            if let failure = stopped.failure {
                for job in jobs { job.fail(failure) }
                continue
            }
            run(jobs, stopped)
            expected = jobs.count + queue.count
            tidy(isIdle: queue.count == 0, stopped)
        }
        log.closeBell()
        // On a clean stop nothing is left in the write-ahead logs.
        if stopped.failure == nil {
            try? log.checkpointAll()
            try? views.checkpointAll()
        }
    }

    /// One batch: runs each job, commits log and views, runs what waited for the end, answers.
    private func run(_ jobs: [any LaneJob], _ stopped: StoppedFlag) {
        if let failure = recoverViews() {
            for job in jobs { job.fail(failure) }
            return
        }
        for job in jobs {
            transaction.begin()
            let verdict = job.run(in: transaction)
            if let failure = settle(verdict) {
                abandonBatch(jobs, failure, stopped)
                return
            }
        }
        do throws(LogFailure) {
            try commitLog()
        } catch {
            abandonBatch(jobs, error, stopped)
            return
        }
        if let failure = commitViews(stopped) {
            for job in jobs { job.fail(failure) }
            return
        }
        let desk = WriterDesk(log: log, views: views, clock: clock, stopped: stopped)
        for job in jobs { job.runAfterBatch(with: desk) }
        AnswerTask.complete(jobs)
    }

    /// Keeps or undoes a command; answers a failure that the whole batch shares.
    private func settle(_ verdict: JobVerdict) -> LogFailure? {
        do throws(LogFailure) {
            switch verdict {
            case .keep: try transaction.keep()
            case .drop: try transaction.drop()
            case .storageFailed(let failure):
                // SQLite may have undone the whole transaction, and everyone's commands with it.
                if transaction.hasBatch && !log.hasTransaction { return failure }
                try transaction.drop()
            }
            return nil
        } catch { return error }
    }

    /// The commit that makes the batch durable; rows of the views are written before, so that what
    /// cannot be written stops the batch while it can be undone.
    private func commitLog() throws(LogFailure) {
        guard transaction.hasBatch else { return }
        try views.writeRows()
        try log.commit()
        clock.note(head: log.headRecordedAt)
        // Before the commands are answered: the gates' next look sees what they did.
        views.forEachChanged(gates.note)
    }

    /// The truth is safe by now. Views that cannot follow for want of space are brought up before
    /// the next command; after any other failure the lane stops. The batch's callers learn that
    /// their events may be there, and find out by their idempotency keys.
    private func commitViews(_ stopped: StoppedFlag) -> LogFailure? {
        guard transaction.hasBatch else { return nil }
        recent.forget(transaction.changedStreams)
        takeUpFlows(transaction.changedStreams)
        transaction.forgetBatch()
        defer { log.ring() }
        do throws(LogFailure) {
            try views.commit(checkpoint: log.headPosition)
            return nil
        } catch {
            let failure = LogFailure(viewsBehind: error)
            if error.code != .diskFull { stopped.set(failure) }
            return failure
        }
    }

    /// A flow is what it was declared to be from the next batch on, for commands and gates alike
    /// (contract X2). A form that nobody can read, which a restore may bring, changes nothing here:
    /// whoever asks for the flows is told.
    private func takeUpFlows(_ changed: [StreamID]) {
        guard changed.contains(where: { $0.category == DeclaredFlows.category }) else { return }
        do throws(LogFailure) { try views.takeUpFlows() } catch { return }
        gates.forgetAll(flows: views.catalogue)
    }

    /// Brings views up that fell behind for want of space, in a batch or an erasure; answers the
    /// failure when they still cannot.
    private func recoverViews() -> LogFailure? {
        guard views.areBehind else { return nil }
        do throws(LogFailure) {
            try views.recover()
            return nil
        } catch { return error }
    }

    /// Nothing of the batch happened, or nobody knows: everyone in it is told.
    ///
    /// What can be rolled back, as on a full disk, is a clean no, and the lane goes on. It stops
    /// where that fails, and after a sync that failed: only a restart learns from the files what is
    /// there.
    private func abandonBatch(
        _ jobs: [any LaneJob], _ failure: LogFailure, _ stopped: StoppedFlag
    ) {
        transaction.forgetCommand()
        transaction.forgetBatch()
        if failure.code == .outcomeUnknown {
            stopped.set(failure)
            // What they remember may be older than what the log has now.
            recent.forgetAll()
            gates.forgetAll(flows: gates.flows)
        } else {
            do throws(LogFailure) {
                try views.rollback()
                try log.rollback()
            } catch { stopped.set(error) }
        }
        for job in jobs { job.fail(failure) }
    }

    /// Moves the write-ahead logs along, between bursts rather than within them.
    private func tidy(isIdle: Bool, _ stopped: StoppedFlag) {
        views.tidy()
        do throws(LogFailure) { try log.checkpointNowAndThen(isIdle: isIdle) } catch {
            // A checkpoint that fails leaves everything in the write-ahead log, where it is safe;
            // but a disk that does not confirm a write is not to be trusted with the next.
            if error.code == .outcomeUnknown { stopped.set(error) }
        }
    }
}
