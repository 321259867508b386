import Time

/// What can be asked of a tenant's onboarding.
public enum CompanyCommand: Sendable, Equatable {
    /// Begins it (A6); the second time nothing happens, unless the tenant was closed, or what it
    /// began with was erased before it was complete, or was not all known where it came from (A10).
    case initialize(CompanyInitialized)
    /// Completes it (A7); the second time nothing happens.
    case complete(isOwner: Bool)
    /// Records that the identity provider took the news.
    case recordSync
    /// Records that it did not, and undoes the completion.
    case recordSyncFailure(reason: String)
    /// Closes the tenant when it was abandoned (A5); nothing otherwise.
    case closeIfAbandoned
    /// Opens a closed tenant; nothing when it is open.
    case reopen(reason: String?)
}

/// The rules of a tenant's onboarding (contract A5 to A7): pure, with time coming in.
public enum Company {
    /// Decides one command; what is so already comes to no events.
    ///
    /// - Throws: `tenantClosed` for what a closed tenant does not take; `notInitialized`, then
    ///   `notOwner` for completing.
    public static func decide(
        _ command: CompanyCommand, _ state: CompanyState, _ context: DecisionContext
    ) throws(WizardRejection) -> [CompanyEvent] {
        switch command {
        case .initialize(let facts):
            guard !state.isClosed else { throw .tenantClosed }
            if state.needsFacts { return [.initialized(facts)] }
            guard state.takesFacts, let known = state.facts else { return [] }
            return [.initialized(known.filled(from: facts))]
        case .complete(let isOwner):
            return try complete(state, isOwner: isOwner, now: context.now)
        case .recordSync:
            return state.isSyncPending ? [.identitySynced(IdentitySynced())] : []
        case .recordSyncFailure(let reason):
            return state.isSyncPending
                ? [.identitySyncFailed(IdentitySyncFailed(reason: reason))] : []
        case .closeIfAbandoned:
            return state.isAbandoned(at: context.now)
                ? [.closed(TenantClosed(reason: "abandoned"))] : []
        case .reopen(let reason):
            return state.isClosed ? [.reopened(TenantReopened(reason: reason))] : []
        }
    }

    /// Accounts and fiscal year stay when a completion is undone, and are not made twice.
    private static func complete(
        _ state: CompanyState, isOwner: Bool, now: Timestamp
    ) throws(WizardRejection) -> [CompanyEvent] {
        guard let facts = state.facts, !state.needsFacts else { throw .notInitialized }
        guard isOwner else { throw .notOwner }
        if state.onboardingStatus == .completed { return [] }
        guard !state.isClosed else { throw .tenantClosed }
        var events: [CompanyEvent] = [.completed(OnboardingCompleted())]
        if state.accounts.isEmpty {
            events.append(
                .accountsCreated(ChartOfAccountsCreated(accounts: LedgerAccount.defaultChart)))
        }
        if state.fiscalYear == nil {
            let year = FiscalYear(startMonth: facts.fiscalYearStart, containing: now)
            events.append(.fiscalYearOpened(FiscalYearOpened(year)))
        }
        return events
    }
}

extension CompanyState {
    /// True before it began, and for one in progress of which an erasure took the name.
    var needsFacts: Bool { facts == nil || hasLostFacts && onboardingStatus == .inProgress }

    /// True also for one in progress that came from an earlier wizard, whose progress did not say
    /// all (A10): it may be completed without, as it began there.
    var takesFacts: Bool {
        needsFacts || facts?.isWhole == false && onboardingStatus == .inProgress
    }

    /// True while the identity provider has not answered for the completion.
    public var isSyncPending: Bool { identitySync == .pending }

    /// In progress for over seven days, and open (A5).
    public func isAbandoned(at now: Timestamp) -> Bool {
        onboardingStatus == .inProgress && !isClosed
            && waitingSince < now.adding(seconds: -Wizard.abandonedAfterSeconds)
    }
}
