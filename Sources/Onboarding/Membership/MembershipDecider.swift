import Time

/// The rules of the membership (contract section 4): pure, with time and look-ups coming in.
///
/// What is decided is always about the whole profile, for the payment gate also looks at the role.
public enum Membership {
    /// Decides one command. What would change nothing comes to no events and is no refusal.
    ///
    /// - Throws: `profileNotFound` first of all, for every command; then what the command's own
    ///   rules refuse.
    public static func decide(
        _ command: MembershipCommand, _ profile: ProfileState, _ context: DecisionContext
    ) throws(MembershipRejection) -> [ProfileStreamEvent] {
        let member = Member(profile: profile, now: context.now)
        guard profile.exists else { throw .profileNotFound }
        switch command {
        case .open: return member.opening
        case .edit(let patch, let places): return try member.edit(patch, places)
        case .startOnboarding: return member.startOnboarding()
        case .recordCheckout(let id, let plan):
            let opened = MembershipCheckoutOpened(checkoutSessionID: id, plan: plan)
            return member.opening + [.membership(.checkoutOpened(opened))]
        case .report(let reports, let customerIDs): return member.noting(reports, customerIDs)
        case .claim(let id): return try member.claim(id)
        case .comp(let isComped, let reason): return try member.comp(isComped, reason)
        case .changeRole(let role, let reason): return try member.changeRole(role, reason)
        case .delete(let reason):
            guard !reason.isEmpty else { throw .reasonRequired }
            return [.profile(.deleted(ProfileDeleted(reason: reason)))]
        }
    }
}

/// A profile at the moment of a decision.
struct Member {
    /// The whole profile: role and membership decide together whether the person is paid for.
    let profile: ProfileState
    let now: Timestamp

    var membership: MembershipState { profile.membership }

    /// What must come first for someone who was not in the membership yet. A person whom comp or
    /// role let in before is let in again here.
    var opening: [ProfileStreamEvent] {
        guard !membership.isOpen else { return [] }
        let opened = ProfileStreamEvent.membership(.opened(MembershipOpened()))
        guard profile.isPaid else { return [opened] }
        return [opened] + gateOpening(profile, cause: profile.isAdmin ? .role : .comp)
    }

    /// Who paid for something else is a customer and no member: their reports are kept for when
    /// they become one.
    func noting(_ reports: [MembershipEvent], _ customerIDs: [String]) -> [ProfileStreamEvent] {
        let links = customerIDs.filter { !membership.customerIDs.contains($0) }
            .map { MembershipEvent.customerLinked(CustomerLinked(customerID: $0)) }
        let events = (links + reports).map { ProfileStreamEvent.membership($0) }
        guard membership.isOpen || reports.contains(where: \.entersMembership) else {
            return events
        }
        return withStanding(events, cause: .payment)
    }

    /// Adds what the payment gate makes of `events`: the gate opens or closes when they change
    /// whether the person is paid for (S5).
    func withStanding(
        _ events: [ProfileStreamEvent], cause: MembershipCause
    ) -> [ProfileStreamEvent] {
        let all = (membership.isOpen ? [] : opening) + events
        var after = profile
        for event in all { after.evolve(event, at: now) }
        switch (after.membership.stage == .joined, after.isPaid) {
        case (true, true): return all + gateOpening(after, cause: cause)
        case (false, false):
            return all + [.membership(.lapsed(MembershipLapsed(cause: cause)))]
        default: return all
        }
    }

    /// Whoever comes back goes on where the profile is.
    private func gateOpening(
        _ profile: ProfileState, cause: MembershipCause
    ) -> [ProfileStreamEvent] {
        let activated = MembershipActivated(
            cause: cause, plan: profile.membership.billing.plan,
            status: profile.membership.billing.current?.status)
        let gate = ProfileStreamEvent.membership(.activated(activated))
        if profile.membership.isOnboarded {
            return [gate, .membership(.restored(MembershipRestored()))]
        }
        guard profile.membership.onboardingStartedAt != nil else { return [gate] }
        return [gate, .membership(.resumed(MembershipOnboardingResumed()))]
    }

    /// Once: the first time stays (S7).
    func startOnboarding() -> [ProfileStreamEvent] {
        guard membership.onboardingStartedAt == nil else { return opening }
        return opening + [.membership(.onboardingStarted(MembershipOnboardingStarted()))]
    }

    /// Gives a payer without an account the email to sign in by. Once, and only on the strength of
    /// a checkout whose payment is there (S8).
    func claim(_ id: String) throws(MembershipRejection) -> [ProfileStreamEvent] {
        guard id.hasPrefix("cs_") else { throw .checkoutNotFound }
        guard let checkout = membership.billing.checkouts[id] else { throw .checkoutNotFound }
        guard checkout.outcome.isPayment else { throw .checkoutNotPaid }
        guard !membership.isClaimed, profile.isUnclaimedPayer else { throw .alreadyClaimed }
        let claimed = MembershipClaimed(checkoutSessionID: id, email: profile.email)
        return [.membership(.claimed(claimed))]
    }

    /// Saying what is so already changes nothing, but it needs a reason all the same (S11).
    func comp(_ isComped: Bool, _ reason: String) throws(MembershipRejection)
        -> [ProfileStreamEvent]
    {
        guard !reason.isEmpty else { throw .reasonRequired }
        guard membership.isComped != isComped else { return [] }
        let comped = MembershipComped(isComped: isComped, reason: reason)
        return withStanding([.membership(.comped(comped))], cause: .comp)
    }

    /// Only `user` and `admin`; who is made a user is no admin to the merchants' door either. The
    /// gate of somebody outside the membership is looked at when they enter it.
    func changeRole(_ role: String, _ reason: String) throws(MembershipRejection)
        -> [ProfileStreamEvent]
    {
        guard !reason.isEmpty else { throw .reasonRequired }
        guard role == "user" || role == "admin" else { throw .invalidRole }
        let isGivenUp = role == "user" && profile.access.isAdmin
        guard profile.role != role || isGivenUp else { return [] }
        let changed = RoleChanged(role: role, reason: reason)
        var events = [ProfileStreamEvent.profile(.roleChanged(changed))]
        if isGivenUp {
            let granted = AccessGranted(requestedRole: .consumer, role: .consumer)
            events.append(.access(.granted(granted)))
        }
        return membership.isOpen ? withStanding(events, cause: .role) : events
    }
}
