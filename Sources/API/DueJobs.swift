import OnboardingLedger
import Time

/// What is done when its time has come (contract K15): each job may run at any moment and as often
/// as one likes.
enum DueJobs {
    /// How many sessions one round looks at.
    private static let roundCount = 1000

    static func run(_ core: APICore, requestID: String) async throws {
        let facts = RequestFacts(requestID: requestID)
        var count = 0
        while !Task.isCancelled {
            let expired = try await core.signUps.expireOverdue(facts, limit: roundCount)
            count += expired
            if expired < roundCount { break }
        }
        if count > 0 {
            core.metrics.count(.sessionsExpired, count)
            core.log(
                LogLine(
                    .info, "sessions expired", requestID: requestID,
                    ["count": .number(.init(count))]))
        }
        try await core.effects.runDueEffects(now: core.clock.now())
        try await core.ledger.purgeExpired()
    }
}
