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
    /// Whom the account is for.
    public var accountType: AccountType?
    /// The legal form, as the person names it.
    public var entityType: String?
    /// An assigned ISO 3166-1 alpha-2 code, in capitals.
    public var country: String?
    /// An ISO 4217 code, in capitals.
    public var currency: String?
    /// Up to 255 characters, as the person names it; not checked.
    public var timezone: String?
    /// Personal: of a personal account it is a person's name.
    public var entityName: String?
    /// Personal. As people write one: 5 to 20 digits with spaces and marks (`Fields.phoneNumber`).
    public var phoneNumber: String?
    /// Personal. Up to 50 characters; its form is not checked.
    public var taxID: String?
    /// Personal. Up to 1000 characters, line breaks included.
    public var address: String?

    public init() {}
}

/// The onboarding was completed; the identity provider is to be told (A7).
public struct OnboardingCompleted: Sendable, Equatable {}

/// The tenant got its chart of accounts.
public struct ChartOfAccountsCreated: Sendable, Equatable {
    /// In the order of their codes.
    public var accounts: [LedgerAccount] = []

    public init() {}

    public init(accounts: [LedgerAccount]) { self.accounts = accounts }
}

/// The tenant got a fiscal year.
public struct FiscalYearOpened: Sendable, Equatable {
    /// The one that the completion fell into.
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

/// The tenant was opened again: by an admin (A5), or because the merchant was let in.
public struct TenantReopened: Sendable, Equatable {
    /// Why, as the admin says or the flow that opened it; nil when nothing was said.
    public var reason: String?

    public init() {}

    public init(reason: String?) { self.reason = reason }
}

/// Whom an account is for (A0).
public enum AccountType: String, Sendable, CaseIterable {
    /// A personal account's name is its person's, and kept out of the tenant's.
    case personal, business, accountant
}
