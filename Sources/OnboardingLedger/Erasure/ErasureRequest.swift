import EventLog

/// Who is to be erased, by whom and why.
public struct ErasureRequest: Sendable {
    /// An email, a user's id or a stream's name.
    public var subject: String
    /// Stays in the log for good, so it must not hold any of the person's data.
    public var reason: String
    public var actor: EventActor
    /// The correlation id; of the request's origin nothing is kept.
    public var requestID: String

    public init(subject: String, reason: String, actor: EventActor, requestID: String) {
        (self.subject, self.reason) = (subject, reason)
        (self.actor, self.requestID) = (actor, requestID)
    }
}
