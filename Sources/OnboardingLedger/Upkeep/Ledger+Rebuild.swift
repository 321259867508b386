import EventLog
import ReadModels
import Time

extension Ledger {
    /// Makes read models anew from the log while everything goes on, then swaps them in; waits for
    /// its turn when another rebuild runs.
    ///
    /// Readers see the old models until the new ones have caught up; a crash midway leaves the old.
    /// - Parameter progress: told how far it is, on another thread.
    @discardableResult
    public func rebuild(
        _ request: RebuildRequest = RebuildRequest(),
        progress: @escaping @Sendable (RebuildStep) -> Void = { _ in }
    ) async throws -> RebuildReport {
        await rebuilds.turn.take()
        return try await withCheckedThrowingContinuation { continuation in
            begin(request, at: clock.now(), progress) { continuation.resume(with: $0) }
        }
    }

    /// Makes anew what another definition made, once a rebuild that runs has ended; does nothing
    /// when nothing is outdated. Who declared the flow that made them so may have been stopped
    /// before they were made anew: so the files are asked.
    func rebuildOutdated() async throws {
        if try await outdatedModels().isEmpty { return }
        await rebuilds.turn.take()
        let outdated: [ViewName]
        do { outdated = try await outdatedModels() } catch {
            rebuilds.turn.giveBack()
            throw error
        }
        // The one that was waited for may have made them.
        if outdated.isEmpty { return rebuilds.turn.giveBack() }
        let request = RebuildRequest(.models(Set(outdated)), reason: .flow)
        do {
            _ = try await withCheckedThrowingContinuation { continuation in
                begin(request, at: clock.now(), { _ in }) { continuation.resume(with: $0) }
            }
        } catch let failure as LogFailure where failure.code == .closed {
            // What was asked for is recorded; the next start makes the models anew.
        }
    }

    private func outdatedModels() async throws -> [ViewName] {
        try await read { try $0.outdatedModels() }
    }

    /// Begins a rebuild and returns; `rebuildStatus` tells how far it is and what came of it.
    ///
    /// - Throws: `WorkIsRunning` when another one runs, and nothing is begun.
    /// - Returns: when it began; under a key that was used before, when the first one did.
    public func startRebuild(_ request: RebuildRequest, idempotency key: IdempotencyKey? = nil)
        async throws -> Once<Timestamp>
    {
        try await startOnce(rebuilds, key) { [self] time in
            begin(request, at: time, { _ in }, answer: { _ in })
        }
    }

    /// The running rebuild, and the last one's report, which may be of an earlier run of the
    /// program.
    public var rebuildStatus: RebuildStatus {
        get async throws {
            var status = rebuilds.status
            if status.outcome == nil {
                status.outcome = try await read { [directory] _ in
                    RebuildReportFile.read(directory)
                }
            }
            return status
        }
    }

    /// The rows and digests that the read models carry now.
    public func viewReports() async throws -> [ViewReport] {
        try await read { try $0.views().reports() }
    }

    /// Begins long work once under a key.
    func startOnce<Request, Phase, Outcome>(
        _ work: LongWork<Request, Phase, Outcome>, _ key: IdempotencyKey?,
        _ begin: (Timestamp) -> Void
    ) async throws -> Once<Timestamp> {
        if let kept = try await keptOutcome(key, Int64.self) {
            return Once(value: Timestamp(milliseconds: kept), isReplay: true)
        }
        guard work.turn.takeIfFree() else { throw WorkIsRunning() }
        let time = clock.now()
        do {
            if key != nil { _ = try await performOnce(key) { _ in time.milliseconds } }
        } catch {
            work.turn.giveBack()
            throw error
        }
        begin(time)
        return Once(value: time, isReplay: false)
    }

    /// What opening found of a log that lost events: the read models had them. Nil when nothing
    /// speaks for that.
    public var lostEvents: String? {
        guard let made = lane.opened.madeAnew, let position = made.aheadAt else { return nil }
        return ViewsAhead(position: position, head: made.eventCount).pastSentence
    }

    /// Reports what opening had to make anew, and begins with what is made anew while it serves.
    ///
    /// - Parameter openedAt: when opening began.
    func noteStart(_ openedAt: Timestamp) {
        if let made = lane.opened.madeAnew, made.eventCount > 0 {
            var report = RebuildReport(
                reason: .missing, startedAt: openedAt, seconds: made.seconds,
                eventCount: made.eventCount, views: made.views)
            report.note = lostEvents
            // Nobody has asked for it: the models are there all the same.
            try? RebuildReportFile.write(report, directory)
        }
        let outdated = lane.opened.outdated
        guard !outdated.isEmpty, rebuilds.turn.takeIfFree() else { return }
        let request = RebuildRequest(.models(Set(outdated)), reason: .definition)
        begin(request, at: clock.now(), { _ in }, answer: { _ in })
    }

    /// The caller has taken the turn; it goes back when the work ends.
    private func begin(
        _ request: RebuildRequest, at time: Timestamp,
        _ progress: @escaping @Sendable (RebuildStep) -> Void,
        answer: @escaping @Sendable (Result<RebuildReport, any Error>) -> Void
    ) {
        guard case .models(let models) = request.target else {
            return beginAuditIndex(request, at: time, progress, answer)
        }
        let work = RebuildWork(
            ledger: self, models: models, request: request, startedAt: time, progress: progress)
        rebuilds.begin(request, at: time, .folding, { try work.run() }, answer: answer)
    }

    /// Works on the index's own thread, and shows as a rebuild all the same.
    private func beginAuditIndex(
        _ request: RebuildRequest, at time: Timestamp,
        _ progress: @escaping @Sendable (RebuildStep) -> Void,
        _ answer: @escaping @Sendable (Result<RebuildReport, any Error>) -> Void
    ) {
        let body: @Sendable () throws -> RebuildReport = { [rebuilds, auditing, directory] in
            let start = ContinuousClock.now
            let head = try auditing.makeAnew { done, total in
                let step = RebuildStep(phase: .folding, done: done, total: total)
                try rebuilds.note(step)
                progress(step)
            }
            var report = RebuildReport(
                target: request.target, reason: request.reason, startedAt: time,
                seconds: (ContinuousClock.now - start) / .seconds(1), eventCount: head)
            RebuildReportFile.keep(&report, directory)
            return report
        }
        rebuilds.begin(request, at: time, .folding, body, answer: answer)
    }
}
