import Time

/// What a token says of the person who signed in, as far as access is concerned (M1).
public struct AccessIntent: Sendable, Hashable {
    /// The token's claim `requested_role`; nil without one, which asks for a consumer.
    public var requestedRole: AccessRole?
    /// As the token has it; nil for who signs in by phone.
    public var email: String?
    /// As the token has it; its form is the issuer's business.
    public var phone: String?
    /// Nil when the issuer does not say; its addresses are then taken for verified.
    public var isEmailVerified: Bool?
    /// Only emails of this domain make admins; nil when nobody can become one so.
    public var adminEmailDomain: String?

    public init(
        requestedRole: AccessRole?, email: String?, phone: String? = nil, isEmailVerified: Bool?,
        adminEmailDomain: String?
    ) {
        (self.requestedRole, self.email, self.phone) = (requestedRole, email, phone)
        (self.isEmailVerified, self.adminEmailDomain) = (isEmailVerified, adminEmailDomain)
    }

    /// What is asked for: who signs in by phone alone is a consumer.
    public var wanted: AccessRole {
        email == nil && phone != nil ? .consumer : requestedRole ?? .consumer
    }

    /// True for who asks for an admin's rights and can have them.
    public var isAdmin: Bool { wanted == .admin && mayBeAdmin }

    /// True for an email of the configured domain itself, not of one below it.
    public var mayBeAdmin: Bool {
        guard let domain = adminEmailDomain, !domain.isEmpty, let email, isEmailVerified != false
        else { return false }
        return EmailAddress.isAddress(email, of: domain)
    }
}

/// What can be asked of a user's access.
public enum AccessCommand: Sendable, Hashable {
    /// Takes in what a sign-in asks for (M1, M2).
    case see(AccessIntent)
    /// An admin's decisions (M3).
    case approve(reason: String?)
    /// Shuts the user out (M3), whoever it is, also without a profile; the second time nothing
    /// happens.
    case suspend(reason: String?)
    /// Lets a suspended user in again (M3); nothing for who is not suspended.
    case reinstate(reason: String?)
    /// Records whether the merchant's workspace has all that it needs (M8); nothing for who is no
    /// active merchant.
    case noteShop(isComplete: Bool, tenantID: String)
}

/// The rules of a user's access (contract section 6): pure.
public enum Access {
    /// Decides one command; what would change nothing comes to no events. A member's payment gate
    /// opens to an admin, and closes behind one who is suspended (S5).
    ///
    /// - Throws: `userNotFound` for approving or reinstating somebody whom the merchants' door has
    ///   not seen, who was not suspended either; `userSuspended` for approving who is suspended.
    public static func decide(
        _ command: AccessCommand, _ profile: ProfileState
    ) throws(MerchantRejection) -> [ProfileStreamEvent] {
        let events = try events(command, profile.access).map { ProfileStreamEvent.access($0) }
        guard !events.isEmpty, profile.membership.isOpen else { return events }
        return Member(profile: profile, now: .earliest).withStanding(events, cause: .role)
    }

    private static func events(
        _ command: AccessCommand, _ access: AccessState
    ) throws(MerchantRejection) -> [AccessEvent] {
        switch command {
        case .see(let intent): return see(intent, access)
        case .approve(let reason): return try approve(access, reason)
        case .suspend(let reason):
            return access.status == .suspended
                ? [] : [.suspended(AccessSuspended(reason: reason))]
        case .reinstate(let reason): return try reinstate(access, reason)
        case .noteShop(let isComplete, let tenantID):
            guard access.isActiveMerchant, isComplete != access.isOnboarded else { return [] }
            return isComplete
                ? [.onboarded(MerchantOnboarded(tenantID: tenantID))]
                : [.reopened(MerchantOnboardingReopened(tenantID: tenantID))]
        }
    }

    /// The first sight gives the role that was asked for, if it can be had. Later ones can only
    /// add: a consumer may ask to be a merchant, and the right email makes an admin; signing in by
    /// another door takes nothing away, and nobody who is suspended gets anywhere.
    fileprivate static func see(_ intent: AccessIntent, _ access: AccessState) -> [AccessEvent] {
        let role = intent.wanted == .admin && !intent.mayBeAdmin ? .consumer : intent.wanted
        if access.status == .suspended { return [] }
        switch (access.role, role) {
        case (.admin, _): return []
        case (.client, .consumer), (.client, .client): return ask(intent, access)
        case (nil, .client), (.consumer, .client):
            return [.requested(AccessRequested(requestedRole: .client))]
        case (.consumer, .consumer) where access.requestedRole == intent.wanted: return []
        case (_, .admin), (nil, .consumer), (.consumer, .consumer):
            return [.granted(AccessGranted(requestedRole: intent.wanted, role: role))]
        }
    }

    /// A merchant asks for an admin's rights in vain (M1), or does so no more.
    private static func ask(_ intent: AccessIntent, _ access: AccessState) -> [AccessEvent] {
        let asked: AccessRole = intent.wanted == .admin ? .admin : .client
        guard (asked == .admin) != (access.requestedRole == .admin) else { return [] }
        return [.granted(AccessGranted(requestedRole: asked, role: .client))]
    }

    /// Approving twice changes nothing; lifting a suspension is another decision.
    private static func approve(
        _ access: AccessState, _ reason: String?
    ) throws(MerchantRejection) -> [AccessEvent] {
        switch access.status {
        case nil: throw .userNotFound
        case .suspended: throw .userSuspended
        case .active: return []
        case .pendingApproval: return [.approved(AccessApproved(reason: reason))]
        }
    }

    /// Lets a suspended user in again, to where the suspension met them: whoever was never
    /// approved is not approved by that.
    private static func reinstate(
        _ access: AccessState, _ reason: String?
    ) throws(MerchantRejection) -> [AccessEvent] {
        guard access.status != nil else { throw .userNotFound }
        guard access.status == .suspended else { return [] }
        return [.reinstated(AccessReinstated(reason: reason))]
    }
}

extension AccessState {
    /// What the first sight of somebody will make of them (M1, M2): gates judge whom the merchants'
    /// door has not seen by it.
    public init(firstSightOf intent: AccessIntent) {
        self.init()
        for event in Access.see(intent, self) { evolve(event, at: .earliest) }
    }
}
