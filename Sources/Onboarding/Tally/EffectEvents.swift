import Time

/// What an event called for was done (contract L19).
public struct EffectSucceeded: Sendable, Equatable {
    /// What was done, such as `mail.otp`.
    public var kind = ""
    /// The position of the event that called for it.
    public var cause = 0
    /// Which attempt it was, from 1.
    public var attempt = 0
    /// The tenant that it was done for, when there is one.
    public var tenantID: String?

    public init() {}

    public init(kind: String, cause: Int, attempt: Int, tenantID: String? = nil) {
        (self.kind, self.cause) = (kind, cause)
        (self.attempt, self.tenantID) = (attempt, tenantID)
    }
}

/// An attempt failed; another one follows.
public struct EffectFailed: Sendable, Equatable {
    /// What was tried, such as `mail.otp`.
    public var kind = ""
    /// The position of the event that called for it.
    public var cause = 0
    /// Which attempt it was, from 1.
    public var attempt = 0
    /// A stable word, such as `timed_out`.
    public var reason = ""
    /// When it is tried again, at the earliest.
    public var nextAttemptAt = Timestamp.earliest
    /// The tenant that it is for, when there is one.
    public var tenantID: String?

    public init() {}

    public init(
        kind: String, cause: Int, attempt: Int, reason: String, nextAttemptAt: Timestamp,
        tenantID: String? = nil
    ) {
        (self.kind, self.cause, self.attempt) = (kind, cause, attempt)
        (self.reason, self.nextAttemptAt, self.tenantID) = (reason, nextAttemptAt, tenantID)
    }
}

/// What was called for will not be done: nothing helped, or nobody needs it any more.
public struct EffectAbandoned: Sendable, Equatable {
    /// What was to be done, such as `mail.otp`.
    public var kind = ""
    /// The position of the event that called for it.
    public var cause = 0
    /// How many attempts were made.
    public var attempts = 0
    /// A stable word: why the last attempt failed, or why none was due any more.
    public var reason = ""
    /// The tenant that it was for, when there is one.
    public var tenantID: String?

    public init() {}

    public init(
        kind: String, cause: Int, attempts: Int, reason: String, tenantID: String? = nil
    ) {
        (self.kind, self.cause, self.attempts) = (kind, cause, attempts)
        (self.reason, self.tenantID) = (reason, tenantID)
    }
}
