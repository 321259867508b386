/// What is recorded beside the subjects' own streams, in `webhook-…`, `refusals-<stream>` and
/// `effects-<stream>`.
public enum TallyEvent: Sendable, Equatable {
    case webhookUnmatched(WebhookUnmatched)
    case commandRefused(CommandRefused)
    case refusalsOmitted(RefusalsOmitted)
    case effectSucceeded(EffectSucceeded)
    case effectFailed(EffectFailed)
    case effectAbandoned(EffectAbandoned)

    public init(_ event: WebhookUnmatched) { self = .webhookUnmatched(event) }
    public init(_ event: CommandRefused) { self = .commandRefused(event) }
    public init(_ event: RefusalsOmitted) { self = .refusalsOmitted(event) }
    public init(_ event: EffectSucceeded) { self = .effectSucceeded(event) }
    public init(_ event: EffectFailed) { self = .effectFailed(event) }
    public init(_ event: EffectAbandoned) { self = .effectAbandoned(event) }
}

/// A provider told of something that belongs to no subject; kept, so that a person can look (S3).
public struct WebhookUnmatched: Sendable, Equatable {
    /// `stripe` or `cal`.
    public var provider = ""
    /// The provider's id of its delivery, or what tells its deliveries apart.
    public var eventID = ""
    /// The provider's word for what happened.
    public var eventType = ""
    /// Why nobody could be found, such as `unknown-customer`.
    public var reason = ""
    /// Personal. The provider's JSON as it came.
    public var payload: String?

    public init() {}

    public init(
        provider: String, eventID: String, eventType: String, reason: String,
        payload: String? = nil
    ) {
        (self.provider, self.eventID) = (provider, eventID)
        (self.eventType, self.reason, self.payload) = (eventType, reason, payload)
    }
}

/// A command was refused and nothing else changed (contract section 8, refusals).
public struct CommandRefused: Sendable, Equatable {
    /// What was tried, such as `email/verify`.
    public var command = ""
    /// The rejection's stable word.
    public var code = ""
    /// The flow in which it was tried.
    public var flow: String?
    /// The step or stage at which it was tried, when there is one.
    public var step: String?
    /// JSON Pointers to the fields that were wrong; never what was sent in them.
    public var fields: [String] = []

    public init() {}

    public init(
        command: String, code: String, flow: String? = nil, step: String? = nil,
        fields: [String] = []
    ) {
        (self.command, self.code, self.flow) = (command, code, flow)
        (self.step, self.fields) = (step, fields)
    }
}

/// More refusals came within the hour than are kept.
public struct RefusalsOmitted: Sendable, Equatable {
    /// At least 1; what they were is not kept.
    public var count = 0

    public init() {}

    public init(count: Int) { self.count = count }
}
