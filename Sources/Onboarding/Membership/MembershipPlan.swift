/// What a member pays for (S1).
public enum MembershipPlan: String, Sendable, CaseIterable {
    /// `none` is no choice: it never opens the gate (S5) and cannot be asked for (S2).
    case none, individual, family
}
