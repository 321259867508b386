/// What can happen to a tenant (stream `tenant-<id>`).
public enum TenantEvent: Sendable, Equatable {
    case workspaceCreated(WorkspaceCreated)
    case businessCreated(BusinessCreated)
    case subscriptionStarted(SubscriptionStarted)
    case subscriptionChanged(SubscriptionChanged)
}

/// A tenant came to be, with its owner.
public struct WorkspaceCreated: Sendable, Equatable {
    /// What the tenant is called in lists; erasable, though not among the personal fields (L14).
    public var name = ""
    /// A user's id. All but spaces take it: a user owns one such tenant.
    public var ownerID = ""
    /// Where the tenant came from: `signup`, `wizard`, `space`, `merchant`, `import`.
    public var source = ""

    package static let spaceSource = "space"

    public init() {}

    /// A space's beginning (F1).
    package init(space name: String, ownerID: String) {
        (self.name, self.ownerID, source) = (name, ownerID, Self.spaceSource)
    }

    /// What the wizard makes (A6).
    package static let wizardSource = "wizard"
    /// The wizard's of before, whose progress was taken over (A10).
    package static let importSource = "import"

    package init(name: String, ownerID: String, source: String) {
        (self.name, self.ownerID, self.source) = (name, ownerID, source)
    }
}

/// The tenant got its business (K8).
public struct BusinessCreated: Sendable, Equatable {
    /// Trimmed, 1 to 255 characters.
    public var name = ""
    /// The short name, as in addresses: 3 to 20 of `a-z 0-9 -`.
    public var descriptor = ""
    /// An assigned ISO 3166-1 alpha-2 code, in capitals.
    public var country = ""
    /// An ISO 4217 code, in capitals.
    public var currency = ""
}

/// The tenant subscribed to a paid plan (K8).
public struct SubscriptionStarted: Sendable, Equatable {
    /// The plan as it was configured then.
    public var planID = ""
    /// The plan's short name.
    public var planDescriptor = ""
    /// As of the sign-up; what the provider reports later are changes of it.
    public var status = SubscriptionStatus.active
    /// As the provider sends it; nil when it named none.
    public var customerID: String?
    /// As the provider sends it; nil when it named none.
    public var subscriptionID: String?
    /// The checkout that paid for it.
    public var checkoutSessionID: String?
}

/// The provider reported another status of the tenant's own subscription (S3).
public struct SubscriptionChanged: Sendable, Equatable {
    /// The one that the tenant subscribed with.
    public var subscriptionID = ""
    /// Nil for the provider's other words, which do not count as paid.
    public var status: MembershipStatus?
}

/// What a paid plan begins with.
public enum SubscriptionStatus: String, Sendable, CaseIterable {
    /// Within the plan's trial days.
    case trialing
    /// Paid from the first day on.
    case active
}
