import EventLog
import Onboarding
import Time

extension Wizards {
    /// Closes the tenants whose onboarding was left unfinished for over seven days, unless another
    /// flow works with them; the wizards' saves stay (A5). Answers their ids.
    ///
    /// - Parameter time: when the seven days must have been over; nil for now.
    public func closeAbandoned(asOf time: Timestamp? = nil, _ facts: RequestFacts) async throws
        -> [String]
    {
        let end = time ?? ledger.now
        let before = end.adding(seconds: -Wizard.abandonedAfterSeconds)
        let candidates = try await ledger.read { reader in
            try reader.views().tenantsInProgress(createdBefore: before)
        }
        let metadata = facts.metadata(.job, Job.cleanupAbandonedTenants.rawValue)
        var closed: [String] = []
        for name in candidates {
            guard let stream = StreamID(name) else { continue }
            let id = String(stream.id)
            let isClosed = try await ledger.perform { transaction in
                let tenant = try Self.tenant(id: id, transaction)
                if try Self.isInUse(tenant, recordedBefore: before, transaction) { return false }
                return try !Self.run(.closeIfAbandoned, tenant, metadata, transaction).isEmpty
            }
            if isClosed { closed.append(id) }
        }
        return closed
    }

    /// Whether the tenant is more than an unfinished wizard: somebody signed up for it, or a
    /// merchant was let in or has a shop there.
    ///
    /// - Parameter time: one that was taken over from an earlier wizard may be used for as long as
    ///   one that began here: its seven days are over when it was recorded before.
    private static func isInUse(
        _ tenant: FoundTenant, recordedBefore time: Timestamp, _ transaction: CommandTransaction
    ) throws -> Bool {
        let state = tenant.state
        switch state.source {
        case WorkspaceCreated.wizardSource: break
        case WorkspaceCreated.importSource:
            guard let first = try transaction.committedEvents(of: tenant.stream).first,
                first.recordedAt < time
            else { return true }
        default: return true
        }
        let access = try Profiles.profile(subject: state.ownerID, transaction)?.state.access
        let hasShop = state.shop.updatedAt != nil
        // Whom the merchants' door has not seen may be one.
        guard let access, access.status != nil else { return hasShop }
        return access.role == .client && (access.status != .pendingApproval || hasShop)
    }

    /// Opens a closed tenant again (A5); an open one stays as it is.
    public func reopen(tenantID: String, reason: String?, _ request: TenantRequest) async throws
        -> Once<TenantOutcome>
    {
        try await ledger.performOnce(request.idempotency) { transaction in
            let tenant = try Self.tenant(id: tenantID, transaction)
            return try Self.outcome(.reopen(reason: reason), tenant, request, transaction)
        }
    }
}
