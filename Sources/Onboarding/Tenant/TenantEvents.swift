/// What can happen to a tenant (stream `tenant-<id>`).
public enum TenantEvent: Sendable, Equatable {
    case workspaceCreated(WorkspaceCreated)
    case businessCreated(BusinessCreated)
    case subscriptionStarted(SubscriptionStarted)
}

/// A tenant came to be, with its owner.
public struct WorkspaceCreated: Sendable, Equatable {
    public var name = ""
    public var ownerID = ""
    /// Where the tenant came from: `signup`, `wizard`, `space`, `import`.
    public var source = ""

    static let spaceSource = "space"

    public init() {}

    /// A space's beginning (F1).
    package init(space name: String, ownerID: String) {
        (self.name, self.ownerID, source) = (name, ownerID, Self.spaceSource)
    }

    /// What the wizard makes (A6).
    package static let wizardSource = "wizard"

    package init(name: String, ownerID: String, source: String) {
        (self.name, self.ownerID, self.source) = (name, ownerID, source)
    }
}

/// The tenant got its business (K8).
public struct BusinessCreated: Sendable, Equatable {
    public var name = ""
    public var descriptor = ""
    public var country = ""
    public var currency = ""
}

/// The tenant subscribed to a paid plan (K8).
public struct SubscriptionStarted: Sendable, Equatable {
    public var planID = ""
    public var planDescriptor = ""
    public var status = SubscriptionStatus.active
    public var customerID: String?
    public var subscriptionID: String?
    public var checkoutSessionID: String?
}

public enum SubscriptionStatus: String, Sendable, CaseIterable {
    /// Within the plan's trial days.
    case trialing
    case active
}
