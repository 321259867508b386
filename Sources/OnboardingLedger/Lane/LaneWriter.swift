import EventLog
import ReadModels
import Time

/// The writer thread's loop: takes waiting commands, runs each in its savepoint, commits them
/// together, answers. Confined to its thread.
final class LaneWriter {
    private let log: LogWriter
    private let views: ViewWriter
    private let transaction: CommandTransaction

    init(log: LogWriter, views: ViewWriter, clock: any WallClock) throws(LogFailure) {
        self.log = log
        self.views = views
        transaction = try CommandTransaction(log: log, views: views, clock: clock)
    }

    /// Works until the queue is closed and empty, or storage must not be trusted any more.
    func work(_ queue: BoundedQueue<any CommandLane.Job>, _ stopped: StoppedFlag) {
        while let jobs = queue.take(max: 256) {
            if let failure = stopped.failure {
                for job in jobs { job.fail(failure) }
                continue
            }
            run(jobs, stopped)
            if queue.count == 0 { tidy() }
        }
        log.closeBell()
        // On a clean stop nothing is left in the write-ahead logs.
        if stopped.failure == nil {
            try? log.checkpointAll()
            try? views.checkpointAll()
        }
    }

    private func run(_ jobs: [any CommandLane.Job], _ stopped: StoppedFlag) {
        for (index, job) in jobs.enumerated() {
            transaction.begin()
            let verdict = job.run(in: transaction)
            if let failure = settle(verdict) {
                abandonBatch(jobs, ranCount: index + 1, failure, stopped)
                return
            }
        }
        do throws(LogFailure) {
            try commit()
        } catch {
            abandonBatch(jobs, ranCount: jobs.count, error, stopped)
            return
        }
        for job in jobs {
            if let job = job as? any AfterBatchJob { job.run(with: views) } else { job.complete() }
        }
    }

    /// Ends a command's savepoint; answers a failure that the whole batch shares.
    private func settle(_ verdict: CommandLane.JobVerdict) -> LogFailure? {
        do throws(LogFailure) {
            switch verdict {
            case .keep: try transaction.keep()
            case .drop: try transaction.drop()
            case .storageFailed(let failure):
                // SQLite may have undone the whole transaction, and everyone's commands with it.
                if transaction.hasBatch && !log.isInBatch { return failure }
                try transaction.drop()
            }
            return nil
        } catch { return error }
    }

    private func commit() throws(LogFailure) {
        guard transaction.hasBatch else { return }
        try views.writeRows()
        try log.commit()
        transaction.forgetBatch()
        do throws(LogFailure) {
            try views.commit(checkpoint: log.headPosition)
        } catch {
            // The truth is safe; views that cannot follow must not be read.
            throw LogFailure(.outcomeUnknown, "The read models failed: \(error)", hint: "Restart.")
        }
        log.ring()
    }

    /// Nothing of the batch happened, or nobody knows: everyone in it is told.
    ///
    /// A full disk is a clean no, and the lane goes on. Anything else stops it: the process must
    /// restart and learn from its files what is there (DESIGN, storage fact 3).
    private func abandonBatch(
        _ jobs: [any CommandLane.Job], ranCount: Int, _ failure: LogFailure,
        _ stopped: StoppedFlag
    ) {
        transaction.forgetSavepoint()
        transaction.forgetBatch()
        if failure.code == .outcomeUnknown {
            stopped.set(failure)
        } else {
            do throws(LogFailure) {
                try views.rollback()
                try log.rollback()
            } catch { stopped.set(error) }
        }
        for job in jobs { job.fail(failure) }
    }

    /// Between bursts: moves the write-ahead log along while nobody waits.
    private func tidy() {
        do throws(LogFailure) { try log.checkpointIfGrown() } catch {
            // A checkpoint that fails leaves everything in the write-ahead log, where it is safe.
        }
    }
}
