import EventLog

/// Kept journeys that are not what the log adds up to (contract L18).
public struct JourneyDefect: Error, Sendable, Hashable {
    /// The flow's id.
    public let flow: String
    /// The subject's stream; nil when it is the flow's journeys as a whole.
    public let stream: String?
    /// The event that should have made the journey another one; nil when there is none.
    public let position: GlobalPosition?
    /// What is wrong, as the end of a sentence.
    public let explanation: String

    package init(flow: String, stream: String?, position: GlobalPosition?, explanation: String) {
        (self.flow, self.stream) = (flow, stream)
        (self.position, self.explanation) = (position, explanation)
    }
}
