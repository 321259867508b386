import Time

/// What is done when its time has come, whoever runs it: the server, an endpoint, or the command.
///
/// Each may run at any moment and as often as one likes: it finds out by itself what is to be done.
public enum Job: String, Sendable, CaseIterable {
    /// Records the expiry of sign-ups past their 24 hours (K15), and of subjects of declared flows.
    case expireSessions = "expire-sessions"
    /// Closes tenants whose onboarding was left unfinished for over seven days (A5).
    case cleanupAbandonedTenants = "cleanup-abandoned-tenants"
    /// Tells the identity provider of completions that a stop cut short (A7).
    case finishIdentitySyncs = "finish-identity-syncs"
    /// Attempts again the effects that are due, such as mail that was not taken (L19).
    case retryEffects = "retry-effects"
    /// Forgets outcomes under idempotency keys and refresh tokens that are over.
    case purgeExpired = "purge-expired"

    /// What it does, in one line.
    public var summary: String {
        switch self {
        case .expireSessions:
            "Record the expiry of sign-ups past their 24 hours, and of flows of yours past theirs"
        case .cleanupAbandonedTenants: "Close tenants left unfinished for over seven days"
        case .finishIdentitySyncs: "Tell the identity provider what a stop cut short"
        case .retryEffects: "Attempt again what is due, such as mail that was not taken"
        case .purgeExpired: "Forget kept answers and refresh tokens that are over"
        }
    }

    /// When the server runs it by itself.
    public var schedule: JobSchedule {
        switch self {
        case .expireSessions, .finishIdentitySyncs, .retryEffects, .purgeExpired: .everyMinute
        case .cleanupAbandonedTenants: .daily(hour: 2)
        }
    }
}

/// When a job is due, in UTC.
public enum JobSchedule: Sendable, Hashable {
    /// At each full minute.
    case everyMinute
    /// At a full hour, 0 to 23.
    case daily(hour: Int64)

    private static let minuteMilliseconds: Int64 = 60_000
    private static let hourMilliseconds: Int64 = 60 * minuteMilliseconds

    /// Whether a run is owed: also when none ever was, or was at a time that the clock, set back
    /// since, has not reached.
    public func isDue(at now: Timestamp, lastRun: Timestamp?) -> Bool {
        guard let lastRun else { return true }
        return lastRun < lastDue(at: now) || lastRun > now
    }

    /// The last time at or before `now` at which the job should have run.
    public func lastDue(at now: Timestamp) -> Timestamp {
        switch self {
        case .everyMinute: now.floored(toMultipleOfMilliseconds: Self.minuteMilliseconds)
        case .daily(let hour):
            now.floored(
                toMultipleOfMilliseconds: Timestamp.dayMilliseconds,
                fromMilliseconds: hour * Self.hourMilliseconds)
        }
    }

    /// The first time after `now` at which the job is due again.
    public func nextDue(after now: Timestamp) -> Timestamp {
        switch self {
        case .everyMinute: lastDue(at: now).adding(milliseconds: Self.minuteMilliseconds)
        case .daily: lastDue(at: now).adding(milliseconds: Timestamp.dayMilliseconds)
        }
    }
}

/// What a run of a job did.
public struct JobOutcome: Sendable, Hashable, Codable {
    /// How many subjects it dealt with; 0 for a job that does not count.
    public var count = 0
    /// Their ids, where the job names them.
    public var subjects: [String] = []

    init(count: Int = 0, subjects: [String] = []) {
        (self.count, self.subjects) = (count, subjects)
    }
}
