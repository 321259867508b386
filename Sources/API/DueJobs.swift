import JSON
import OnboardingLedger

/// Runs the jobs that are due, and tells the log and the metrics what they did.
enum DueJobs {
    /// - Parameter isMoved: the clock was moved by hand (dev mode).
    static func run(_ core: APICore, requestID: String, afterMove isMoved: Bool = false)
        async throws
    {
        core.ledger.settleRefusals()
        let facts = RequestFacts(requestID: requestID)
        for report in try await core.jobs.runDue(facts, afterMove: isMoved) {
            tell(report, core, requestID)
        }
    }

    /// What did nothing is not told.
    private static func tell(_ report: Jobs.Report, _ core: APICore, _ requestID: String) {
        let job = JSONValue.string(report.job.rawValue)
        switch report.outcome {
        case .success(let outcome):
            guard outcome.count > 0 else { return }
            if report.job == .expireSessions {
                core.metrics.count(.sessionsExpired, outcome.count)
            }
            core.log(
                LogLine(
                    .info, "job done", requestID: requestID,
                    ["job": job, "count": .number(JSONNumber(outcome.count))]))
        case .failure(let error):
            core.log(
                LogLine(
                    .warning, "job failed", requestID: requestID,
                    ["job": job, "reason": .string("\(error)")]))
        }
    }
}
