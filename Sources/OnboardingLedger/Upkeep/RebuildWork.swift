import EventLog
import Glibc
import ReadModels
import Time

/// One rebuild from its beginning to the switch, on a thread of its own.
struct RebuildWork: Sendable {
    /// A switch is put off while somebody opens the models, which takes milliseconds.
    private static let switchesMax = 1000
    /// Opening takes as long, so that the next try mostly finds nobody; all tries take 5 seconds.
    private static let switchPauseMicroseconds: useconds_t = 5000

    let ledger: Ledger
    /// Those that the request names.
    let models: Set<ViewName>
    let request: RebuildRequest
    let startedAt: Timestamp
    let progress: @Sendable (RebuildStep) -> Void

    /// Folds, compares, catches up, switches, and writes the report; blocks until then. A dry run
    /// ends after the comparison. What was switched is done, also when the report cannot be kept.
    func run() throws -> RebuildReport {
        let start = ContinuousClock.now
        let rebuild = ViewRebuild(
            directory: ledger.directory, upcasting: .domain, models: models)
        _ = try rebuild.run { try note(.folding, $0, $1) }
        let compared = try rebuild.compare { try note(.comparing, $0, $1) }
        var report = RebuildReport(
            target: request.target, reason: request.reason, startedAt: startedAt,
            eventCount: rebuild.eventCount, views: compared.after, replaced: compared.before,
            differences: compared.differences)
        if request.isDryRun {
            rebuild.discard()
            report.isDryRun = true
        } else {
            let switched = try switchOver(RebuildOnItsWay(rebuild))
            (report.replaced, report.views) = (switched.before, switched.after)
            report.pauseMilliseconds = switched.pause / .milliseconds(1)
            report.journeys = rebuild.journeyReports
        }
        report.seconds = (ContinuousClock.now - start) / .seconds(1)
        FailPoint.pass("before-report")
        RebuildReportFile.keep(&report, ledger.directory)
        return report
    }

    /// - Throws: `closed` when the ledger closes: the old models stay.
    private func note(_ phase: RebuildPhase, _ done: Int64, _ total: Int64) throws {
        let step = RebuildStep(phase: phase, done: done, total: total)
        try ledger.rebuilds.note(step)
        progress(step)
    }

    // MARK: The switch

    private struct Switched: Sendable {
        let before: [ViewReport]
        let after: [ViewReport]
        let pause: Duration
    }

    /// Catches up and switches on the writer's thread; what came meanwhile is folded within the
    /// switch, so that the pause is short.
    private func switchOver(_ made: RebuildOnItsWay) throws -> Switched {
        var left = Self.switchesMax
        while true {
            do {
                try made.rebuild.approach { try note(.catchingUp, $0, $1) }
                try note(.switching, 0, 0)
                let switched = try ledger.lane.performOnViews { [ledger] views in
                    try Self.adopt(made.rebuild, views, ledger)
                }
                made.rebuild.removeReplaced()
                return switched
            } catch let failure as LogFailure where failure.code == .overloaded && left > 0 {
                left -= 1
                // Nothing tells when they are done; meanwhile the log is followed on.
                usleep(Self.switchPauseMicroseconds)
            } catch {
                made.rebuild.discard()
                throw error
            }
        }
    }

    /// On the writer's thread: no later command may be answered while readers or gates still look
    /// at the old models (contract L5).
    private static func adopt(_ rebuild: ViewRebuild, _ views: ViewWriter, _ ledger: Ledger) throws
        -> Switched
    {
        let start = ContinuousClock.now
        defer {
            ledger.gates.forgetAll(flows: views.catalogue)
            for pool in ledger.readerPools { pool.viewsWereReplaced() }
            // Behind the readers: what is begun anew finds the new file, in which other numbers
            // stand for the attributes' texts, and what was handed over before is not kept in it.
            ledger.journeys.forgetAll()
        }
        let before = views.report
        try views.adopt(rebuild)
        return Switched(
            before: before, after: views.report, pause: ContinuousClock.now - start)
    }
}

/// A rebuild on its way between the thread that makes it and the writer's.
///
/// `@unchecked Sendable`: the one waits while the other has it.
private final class RebuildOnItsWay: @unchecked Sendable {
    let rebuild: ViewRebuild

    init(_ rebuild: ViewRebuild) { self.rebuild = rebuild }
}
