import Time

/// What a decider is told of the world besides the state: the time, and nothing it could look up.
public struct DecisionContext: Sendable, Hashable {
    /// Of a command that appends, never before the time of the log's last event (contract L2).
    public var now: Timestamp

    public init(now: Timestamp) { self.now = now }
}
