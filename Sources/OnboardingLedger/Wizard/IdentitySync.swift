import Synchronization

/// What the identity provider is told when an onboarding is complete (A7).
public struct IdentityNotice: Sendable, Hashable {
    public let userID: String
    public let tenantID: String
    /// How many of the tenant's completions were undone because the provider failed.
    public let failureCount: Int

    public init(userID: String, tenantID: String, failureCount: Int = 0) {
        (self.userID, self.tenantID, self.failureCount) = (userID, tenantID, failureCount)
    }

    /// The provider's own idempotency key: one completion is told of once, however often it is
    /// tried. One after a failure gets a number, for a provider that keeps its answers would give
    /// the failure again: `onboarding_completed_<tenantID>_2`.
    public var idempotencyKey: String {
        let key = "onboarding_completed_\(tenantID)"
        return failureCount == 0 ? key : "\(key)_\(failureCount + 1)"
    }
}

/// Tells the identity provider that a user's onboarding is complete; HTTP or the sandbox.
public protocol IdentitySync: Sendable {
    /// Returns once the provider took the news. May be called again for the same completion.
    ///
    /// - Throws: `ProviderFailure` within the provider's own time limit.
    func tell(_ notice: IdentityNotice) async throws(ProviderFailure)
}

/// An identity provider that lives in memory, and fails as often as it is told to (dev mode).
public final class SandboxIdentitySync: IdentitySync {
    private struct State {
        var failuresLeft = 0
        var notices: [IdentityNotice] = []
        var callCount = 0
    }

    /// More notices than that are of no use to anyone.
    private static let keptMax = 1000

    private let state = Mutex(State())

    public init() {}

    /// Makes the next `count` calls fail.
    public func failNext(_ count: Int) { state.withLock { $0.failuresLeft = count } }

    /// What was told and taken, oldest first.
    public var notices: [IdentityNotice] { state.withLock { $0.notices } }

    /// How often it was called, also in vain.
    public var callCount: Int { state.withLock { $0.callCount } }

    public func tell(_ notice: IdentityNotice) async throws(ProviderFailure) {
        let isTaken = state.withLock { state in
            state.callCount += 1
            if state.failuresLeft > 0 {
                state.failuresLeft -= 1
                return false
            }
            if state.notices.count < Self.keptMax { state.notices.append(notice) }
            return true
        }
        guard isTaken else { throw ProviderFailure(.unavailable, "the sandbox was told to fail") }
    }
}
