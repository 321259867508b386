import JSON
import OnboardingLedger

/// Takes each completion as told, and says so: a server that was given no identity provider must
/// still let people complete (A7).
struct NoIdentitySync: IdentitySync {
    let log: @Sendable (LogLine) -> Void

    func tell(_ notice: IdentityNotice) async throws(ProviderFailure) {
        log(
            LogLine(
                .info, "no identity provider to tell of a completion",
                ["tenantId": .string(notice.tenantID)]))
    }
}
