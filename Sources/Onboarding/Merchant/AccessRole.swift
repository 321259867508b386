/// What somebody wants to be, and is (M1).
public enum AccessRole: String, Sendable, CaseIterable {
    /// Needs no approval; what somebody is who asked for more than they can have.
    case consumer
    /// A merchant.
    case client
    /// Only by an email of the configured domain (M1).
    case admin
}
