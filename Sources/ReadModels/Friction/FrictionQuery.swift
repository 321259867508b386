import Time

/// What is asked about a flow's friction (contract D3).
public struct FrictionQuery: Sendable, Hashable {
    /// The flow's id.
    public var flow: String
    /// Only subjects that began at or after.
    public var since: Timestamp?
    /// Only subjects that began before.
    public var until: Timestamp?
    /// The attribute by which subjects are grouped.
    public var by: String?
    /// Only subjects of whom all of these hold.
    public var filters: [AttributeFilter] = []

    public init(flow: String) { self.flow = flow }
}
