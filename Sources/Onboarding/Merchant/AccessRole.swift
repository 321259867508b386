/// What somebody wants to be, and is (M1).
public enum AccessRole: String, Sendable, CaseIterable {
    case consumer
    /// A merchant.
    case client
    case admin
}
