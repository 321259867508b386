@testable import OnboardingLedger

extension Ledger {
    /// Runs `body` while no rebuild does, and keeps one from beginning meanwhile.
    func whileNothingIsRebuilt<R>(_ body: () async throws -> R) async rethrows -> R {
        try await rebuilds.turn.run(body)
    }

    /// Runs `body` while no verification does, and keeps one from beginning meanwhile.
    func whileNothingIsVerified<R>(_ body: () async throws -> R) async rethrows -> R {
        try await verifications.turn.run(body)
    }
}
