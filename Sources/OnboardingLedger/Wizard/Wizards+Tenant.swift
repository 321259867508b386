import EventLog
import Onboarding
import Time

/// What initialising came to (A6).
public struct InitializedTenant: Sendable, Hashable, Codable {
    public let tenantID: String
    /// False when the tenant's onboarding began before.
    public let isNew: Bool
}

/// What completing came to (A7).
public struct CompletedTenant: Sendable, Hashable, Codable {
    public let tenantID: String
    /// False when the onboarding was complete before.
    public let isFirst: Bool
}

extension Wizards {
    /// Makes the user's tenant, or begins the onboarding of the one that the user has (A6).
    ///
    /// The claim on the user lets one of two that arrive at once find the other's tenant.
    public func initialize(
        _ company: CompanyInitialized, userID: String, _ facts: RequestFacts,
        idempotency: IdempotencyKey? = nil
    ) async throws -> Once<InitializedTenant> {
        let metadata = facts.metadata(.user, userID)
        return try await ledger.performOnce(idempotency) { transaction in
            if let tenant = try Self.tenant(of: userID, transaction) {
                let events = try Self.run(.initialize(company), tenant, metadata, transaction)
                return InitializedTenant(tenantID: tenant.id, isNew: !events.isEmpty)
            }
            let id = transaction.freshID().text
            let created = WorkspaceCreated(
                name: company.tenantName, ownerID: userID, source: "wizard")
            var state = TenantState()
            let events =
                state.take([.workspaceCreated(created)], at: transaction.now)
                + state.company.take(
                    try Company.decide(
                        .initialize(company), state.company,
                        DecisionContext(now: transaction.now)), at: transaction.now)
            try transaction.append(
                [
                    StreamAppend(
                        to: StreamID(category: "tenant", id: id), expected: .none,
                        events: events.map(NewEvent.init))
                ], metadata: metadata)
            return InitializedTenant(tenantID: id, isNew: true)
        }
    }

    /// Decides one command on a tenant's onboarding and appends what comes of it.
    @discardableResult
    static func run(
        _ command: CompanyCommand, _ tenant: OwnTenant, _ metadata: EventMetadata,
        _ transaction: CommandTransaction
    ) throws -> [CompanyEvent] {
        var company = tenant.state.company
        let events = try Company.decide(
            command, company, DecisionContext(now: transaction.now))
        guard !events.isEmpty else { return [] }
        try transaction.append(
            [
                StreamAppend(
                    to: tenant.stream, expected: .any,
                    events: company.take(events, at: transaction.now).map(NewEvent.init))
            ], metadata: metadata)
        return events
    }

    /// - Throws: `tenantNotFound`.
    static func tenant(id: String, _ transaction: CommandTransaction) throws -> OwnTenant {
        guard !id.isEmpty, let stream = StreamID("tenant-\(id)"),
            case .tenant(let state) = try transaction.state(of: stream), state.exists
        else { throw WizardRejection.tenantNotFound }
        return OwnTenant(stream: stream, state: state)
    }

    // MARK: Completing

    /// Completes the onboarding of the user's tenant, or of the named one, which must be the
    /// user's own; then tells the identity provider (A7).
    ///
    /// The answer waits for the provider. If it fails, the completion is undone by an event and
    /// `identitySyncFailed` is thrown; calling again tries anew. An answer is kept under the
    /// idempotency key only once the provider took the news.
    public func complete(
        userID: String, tenantID: String? = nil, _ facts: RequestFacts,
        idempotency: IdempotencyKey? = nil
    ) async throws -> Once<CompletedTenant> {
        if let kept = try await ledger.keptOutcome(idempotency, CompletedTenant.self) {
            return Once(value: kept, isReplay: true)
        }
        let metadata = facts.metadata(.user, userID)
        let outcome = try await ledger.perform { transaction in
            let tenant = try Self.tenant(named: tenantID, of: userID, transaction)
            let isOwner = tenant.state.ownerID == userID
            let events = try Self.run(.complete(isOwner: isOwner), tenant, metadata, transaction)
            return CompletedTenant(tenantID: tenant.id, isFirst: !events.isEmpty)
        }
        try await sync(outcome.tenantID, facts)
        return try await ledger.performOnce(idempotency) { _ in outcome }
    }

    private static func tenant(
        named id: String?, of userID: String, _ transaction: CommandTransaction
    ) throws -> OwnTenant {
        if let id { return try tenant(id: id, transaction) }
        guard let tenant = try tenant(of: userID, transaction) else {
            throw WizardRejection.notInitialized
        }
        return tenant
    }

    /// Tells the identity provider of a completion that it does not know of yet, and records what
    /// came of it. Several who want that at once share one call.
    private func sync(_ tenantID: String, _ facts: RequestFacts) async throws {
        try await syncs.run(tenantID) { [self] in
            let notice = try await ledger.perform { transaction -> IdentityNotice? in
                let tenant = try Self.tenant(id: tenantID, transaction).state
                if tenant.company.identitySync == .failed {
                    throw WizardRejection.identitySyncFailed
                }
                return tenant.company.isSyncPending
                    ? IdentityNotice(userID: tenant.ownerID, tenantID: tenantID) : nil
            }
            guard let notice else { return }
            let failure = await failure(of: notice)
            try await record(failure, tenantID, facts)
            if failure != nil { throw WizardRejection.identitySyncFailed }
        }
    }

    private func failure(of notice: IdentityNotice) async -> ProviderFailure? {
        do throws(ProviderFailure) {
            try await identity.tell(notice)
            return nil
        } catch { return error }
    }

    private func record(
        _ failure: ProviderFailure?, _ tenantID: String, _ facts: RequestFacts
    ) async throws {
        let metadata = facts.metadata(.system, "identity-sync")
        let command = failure.map { CompanyCommand.recordSyncFailure(reason: $0.explanation) }
        try await ledger.perform { transaction in
            let tenant = try Self.tenant(id: tenantID, transaction)
            try Self.run(command ?? .recordSync, tenant, metadata, transaction)
        }
    }

    /// Tells the identity provider of completions that a stop of the program cut short; answers
    /// how many it took. For the start, and for the job that retries.
    public func finishSyncs(_ facts: RequestFacts) async throws -> Int {
        let waiting = try await ledger.read { reader in
            try reader.views().tenants(.withPendingIdentitySync)
        }
        var count = 0
        for name in waiting {
            guard let stream = StreamID(name) else { continue }
            do {
                try await sync(String(stream.id), facts)
                count += 1
            } catch WizardRejection.identitySyncFailed {
                // Recorded: the owner completes again.
                continue
            }
        }
        return count
    }
}
