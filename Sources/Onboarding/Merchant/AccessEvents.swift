/// What can happen to a user's access (in the stream `profile-<userId>`).
public enum AccessEvent: Sendable, Equatable {
    case requested(AccessRequested)
    case granted(AccessGranted)
    case approved(AccessApproved)
    case suspended(AccessSuspended)
    case reinstated(AccessReinstated)
    case onboarded(MerchantOnboarded)
    case reopened(MerchantOnboardingReopened)
}

/// A merchant asked for access; an admin is to approve it (M2).
public struct AccessRequested: Sendable, Equatable {
    /// What was asked for.
    public var requestedRole = AccessRole.client
    /// The experiment's variant that this subject was given, if any (D4).
    public var variant: String?
}

/// A role that needs no approval was given (M1); or a merchant, who stays one, asked for an admin's
/// in vain, and later did so no more.
public struct AccessGranted: Sendable, Equatable {
    /// What was asked for.
    public var requestedRole = AccessRole.consumer
    /// What was given.
    public var role = AccessRole.consumer
}

/// An admin approved the merchant (M3).
public struct AccessApproved: Sendable, Equatable {
    /// Why.
    public var reason: String?
}

/// An admin suspended the user (M3).
public struct AccessSuspended: Sendable, Equatable {
    /// Why.
    public var reason: String?
}

/// An admin let a suspended user in again (M3).
public struct AccessReinstated: Sendable, Equatable {
    /// Why.
    public var reason: String?
}

/// The merchant's shop has all that it needs (M8).
public struct MerchantOnboarded: Sendable, Equatable {
    /// The shop's tenant.
    public var tenantID = ""
}

/// The merchant's shop lacks something again (M8).
public struct MerchantOnboardingReopened: Sendable, Equatable {
    /// The shop's tenant.
    public var tenantID = ""
}
