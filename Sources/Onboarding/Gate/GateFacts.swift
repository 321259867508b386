/// What one stream says to the gates: small, so that all subjects fit into memory.
package enum GateFacts: Sendable, Hashable {
    /// Of the flows membership and merchant.
    case profile(ProfileStanding)
    /// Of the flows wizard and call.
    case tenant(TenantStanding)
    /// Of a sign-up session.
    case signUp(SignUpStanding)
    /// A subject of a team's own flow, at a stage or before the first.
    case declared(stage: String?)

    /// Nil for streams that no gate looks at.
    package init?(_ state: SubjectState) {
        switch state {
        case .profile(let profile): self = .profile(ProfileStanding(profile))
        case .tenant(let tenant): self = .tenant(TenantStanding(tenant))
        case .signUp(let session): self = .signUp(session.standing)
        case .declared(let subject): self = .declared(stage: subject.stage)
        case .wizard, .meeting, .customer, .tally, .erasure: return nil
        }
    }
}

/// What a profile's stream says to the gates.
package struct ProfileStanding: Sendable, Hashable {
    /// False for a stream without events, and after the profile was deleted.
    package var exists: Bool
    /// Nil without a profile.
    package var membership: MembershipStanding?
    /// Nil when the merchants' door has not seen the user.
    package var access: AccessStanding?
    /// Further subjects of tokens that are this user (S10).
    package var identities: [String]

    package init(_ profile: ProfileState) {
        exists = profile.exists
        membership = MembershipStanding(profile)
        access = AccessStanding(profile.access)
        identities = profile.identities
    }
}

/// What a tenant's stream says to the gates.
package struct TenantStanding: Sendable, Hashable {
    /// `new` for a tenant that did not come from the wizard.
    package var wizard: OnboardingStatus
    /// Nil for a tenant that is no space.
    package var call: CallStatus?
    /// True for a space that came with an advisor's sign-up.
    package var isAdvisors: Bool

    package init(_ tenant: TenantState) {
        wizard = tenant.company.onboardingStatus
        call = tenant.call.status
        isAdvisors =
            tenant.call.initialSignupType.map(OnboardingCall.exemptSignupTypes.contains) ?? false
    }
}

extension SubjectState {
    /// The unique keys by which a gate finds the stream from a token's subject.
    package var gateKeys: [ClaimKey] {
        switch self {
        case .profile(let profile): profile.identities.map { .identity($0) }
        case .tenant(let tenant): tenant.ownerClaim.map { [$0] } ?? []
        case .signUp, .wizard, .meeting, .customer, .declared, .tally, .erasure: []
        }
    }
}
