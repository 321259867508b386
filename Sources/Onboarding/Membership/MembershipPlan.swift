/// What a member pays for (S1).
public enum MembershipPlan: String, Sendable, CaseIterable {
    case none, individual, family
}
