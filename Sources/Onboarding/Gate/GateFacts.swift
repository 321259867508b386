import Time

/// What one stream says to the gates: small, so that all subjects fit into memory.
package enum GateFacts: Sendable, Hashable {
    /// Of the flows membership and merchant.
    case profile(ProfileStanding)
    /// Of the flows wizard and call.
    case tenant(TenantStanding)
    /// Of a sign-up session.
    case signUp(SignUpStanding)
    /// Of a subject of a team's own flow.
    case declared(DeclaredStanding)

    /// Nil for streams that no gate looks at.
    package init?(_ state: SubjectState) {
        switch state {
        case .profile(let profile): self = .profile(ProfileStanding(profile))
        case .tenant(let tenant): self = .tenant(TenantStanding(tenant))
        case .signUp(let session): self = .signUp(session.standing)
        case .declared(let subject): self = .declared(DeclaredStanding(subject))
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
    /// Nil when the merchants' door has not seen the user; a suspension stands without a profile.
    package var access: AccessStanding?
    /// When the user was made an admin no more, or deleted; known also of who is deleted.
    package var adminEndedAt: Timestamp?
    /// Further subjects of tokens that are this user (S10).
    package var identities: [String]

    package init(_ profile: ProfileState) {
        exists = profile.exists
        membership = MembershipStanding(profile)
        access = AccessStanding(profile.access)
        adminEndedAt = profile.adminEndedAt
        identities = profile.identities
    }
}

/// What the stream of a team's own flow says to the gates.
package struct DeclaredStanding: Sendable, Hashable {
    /// Nil before the first.
    package var stage: String?
    private let exit: String?
    /// Nil for who has not begun.
    private let startedAt: Timestamp?

    package init(_ subject: DeclaredState) {
        (stage, exit) = (subject.stage, subject.exit)
        startedAt = subject.hasBegun ? subject.startedAt : nil
    }

    /// When the flow's time runs out; nil without a limit, and for who has not begun.
    package func deadline(in flow: FlowDeclaration) -> Timestamp? {
        guard let startedAt, let expiry = flow.expiry else { return nil }
        return startedAt.adding(milliseconds: expiry.milliseconds)
    }

    /// Why the subject cannot go on: its exit, or that its time is over, recorded or not; nil while
    /// it can, and for who is through.
    package func end(in flow: FlowDeclaration, at now: Timestamp) -> String? {
        if let exit { return exit }
        if let last = flow.stages.last, stage == last.name { return nil }
        return deadline(in: flow).flatMap { now >= $0 ? FlowExit.expired : nil }
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
