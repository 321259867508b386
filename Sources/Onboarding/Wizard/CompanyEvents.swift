/// What the wizard and its jobs do to a tenant (in stream `tenant-<id>`).
public enum CompanyEvent: Sendable, Equatable {
    case initialized(CompanyInitialized)
    case completed(OnboardingCompleted)
    case accountsCreated(ChartOfAccountsCreated)
    case fiscalYearOpened(FiscalYearOpened)
    case identitySynced(IdentitySynced)
    case identitySyncFailed(IdentitySyncFailed)
    case closed(TenantClosed)
    case reopened(TenantReopened)
}

/// The tenant's onboarding began (A6). What an import does not know is absent.
public struct CompanyInitialized: Sendable, Equatable {
    /// The month, 1 to 12, in which the fiscal year begins.
    public var fiscalYearStart = 1
    public var accountType: AccountType?
    public var entityType: String?
    public var country: String?
    public var currency: String?
    public var timezone: String?
    /// Personal: of a personal account it is a person's name.
    public var entityName: String?
    /// Personal.
    public var phoneNumber: String?
    /// Personal.
    public var taxID: String?
    /// Personal.
    public var address: String?

    public init() {}
}

/// The onboarding was completed; the identity provider is to be told (A7).
public struct OnboardingCompleted: Sendable, Equatable {}

/// The tenant got its chart of accounts.
public struct ChartOfAccountsCreated: Sendable, Equatable {
    public var accounts: [LedgerAccount] = []

    public init() {}

    public init(accounts: [LedgerAccount]) { self.accounts = accounts }
}

/// The tenant got a fiscal year.
public struct FiscalYearOpened: Sendable, Equatable {
    public var fiscalYear = FiscalYear()

    public init() {}

    public init(_ fiscalYear: FiscalYear) { self.fiscalYear = fiscalYear }
}

/// The identity provider knows that the onboarding is complete.
public struct IdentitySynced: Sendable, Equatable {}

/// The identity provider could not be told, and the onboarding is in progress again (A7).
public struct IdentitySyncFailed: Sendable, Equatable {
    /// For the audit; without secrets.
    public var reason = ""

    public init() {}

    public init(reason: String) { self.reason = reason }
}

/// The tenant was closed (A5).
public struct TenantClosed: Sendable, Equatable {
    /// Why: `abandoned`.
    public var reason = ""

    public init() {}

    public init(reason: String) { self.reason = reason }
}

/// The tenant was opened again by an admin (A5).
public struct TenantReopened: Sendable, Equatable {
    public var reason: String?

    public init() {}

    public init(reason: String?) { self.reason = reason }
}

/// Whom an account is for (A0).
public enum AccountType: String, Sendable, CaseIterable {
    case personal, business, accountant
}
