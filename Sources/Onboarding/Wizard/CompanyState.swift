import JSON
import Time

/// How far a tenant's onboarding is, under the names of contract section 3.
public enum OnboardingStatus: String, Sendable, CaseIterable {
    /// There is no tenant, or its onboarding did not begin.
    case new = "NEW"
    /// It began and is not completed; also after a completion that was undone (A7).
    case inProgress = "IN_PROGRESS"
    /// The owner completed it, and the identity provider did not refuse so far.
    case completed = "COMPLETED"
}

/// Whether the identity provider knows of the completion.
public enum IdentitySyncStatus: String, Sendable, CaseIterable {
    /// It is being told.
    case pending
    /// It took the news.
    case synced
    /// It did not take the news; the completion was undone.
    case failed
}

/// What the wizard's events add up to, as part of the tenant's state.
public struct CompanyState: Sendable, Equatable {
    /// How far it is; a closed tenant keeps it.
    public internal(set) var onboardingStatus = OnboardingStatus.new
    /// What the tenant's onboarding began with; nil before.
    public internal(set) var facts: CompanyInitialized?
    /// True once an erasure took the personal ones of them, until it begins with others.
    public internal(set) var hasLostFacts = false
    /// When it began; the earliest instant before.
    public internal(set) var initializedAt = Timestamp.earliest
    /// Nil before, and again after a completion that was undone.
    public internal(set) var completedAt: Timestamp?
    /// In the order of their codes; empty before the first completion.
    public internal(set) var accounts: [LedgerAccount] = []
    /// Nil before the first completion; an undone one leaves it.
    public internal(set) var fiscalYear: FiscalYear?
    /// Nil before the first completion.
    public internal(set) var identitySync: IdentitySyncStatus?
    /// True for an abandoned tenant (A5) that nobody opened again.
    public internal(set) var isClosed = false
    /// A stable word; nil while it is open.
    public internal(set) var closeReason: String?
    /// When it was opened again last; nil when it never was closed.
    public internal(set) var reopenedAt: Timestamp?

    public init() {}

    /// When the time began after which an unfinished tenant is abandoned; reopening starts anew.
    public var waitingSince: Timestamp { max(initializedAt, reopenedAt ?? .earliest) }
}

extension CompanyState: FoldedPart {
    /// Closing changes no status, so that opening again finds what there was.
    package mutating func evolve(_ event: CompanyEvent, at time: Timestamp) {
        switch event {
        case .initialized(let event):
            (facts, hasLostFacts) = (event, false)
            onboardingStatus = .inProgress
            initializedAt = time
        case .completed:
            onboardingStatus = .completed
            completedAt = time
            identitySync = .pending
        case .accountsCreated(let event): accounts = event.accounts
        case .fiscalYearOpened(let event): fiscalYear = event.fiscalYear
        case .identitySynced: identitySync = .synced
        case .identitySyncFailed:
            identitySync = .failed
            onboardingStatus = .inProgress
            completedAt = nil
        case .closed(let event):
            isClosed = true
            closeReason = event.reason
        case .reopened:
            isClosed = false
            closeReason = nil
            reopenedAt = time
        }
    }

    /// Country, currency and tax number are the tenant's own to write: other flows have them too.
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("closeReason", closeReason)
        guard let facts else { return }
        writer.member("onboardingStatus", onboardingStatus.rawValue)
        writer.member("onboardingCompletedAt", completedAt)
        writer.member("accountType", facts.accountType?.rawValue)
        writer.member("entityName", facts.entityName)
        writer.member("entityType", facts.entityType)
        writer.member("timezone", facts.timezone)
        writer.member("phoneNumber", facts.phoneNumber)
        writer.member("address", facts.address)
        writer.member("fiscalYearStart", facts.fiscalYearStart)
        if let fiscalYear {
            writer.member("fiscalYear") { writer in
                writer.object { fiscalYear.writeMembers(to: &$0) }
            }
        }
        if !accounts.isEmpty { writer.member("accounts", accounts) }
        writer.member("identitySync", identitySync?.rawValue)
    }
}
