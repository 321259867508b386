import EventLog
import Onboarding
import Time

/// A command on a tenant's onboarding, with what surrounds it.
public struct TenantRequest: Sendable {
    /// The user whose tenant it is about, or the admin who decides.
    public let actor: EventActor
    public let facts: RequestFacts
    public let idempotency: IdempotencyKey?
    /// The version that the tenant must be at (If-Match); nil for any.
    public let expected: DemandedVersions?

    public init(
        actor: EventActor, facts: RequestFacts, idempotency: IdempotencyKey? = nil,
        expected: DemandedVersions? = nil
    ) {
        (self.actor, self.facts) = (actor, facts)
        (self.idempotency, self.expected) = (idempotency, expected)
    }

    func metadata(_ transaction: CommandTransaction) throws -> EventMetadata {
        try transaction.metadata(facts, actor)
    }
}

/// What a command on a tenant's onboarding came to.
public struct TenantOutcome: Sendable, Hashable, Codable {
    public let tenantID: String
    /// False when it was so before: initialized (A6), completed (A7), open (A5).
    public let isNew: Bool
    private let versionNumber: Int64

    /// The tenant's version afterwards.
    public var version: StreamVersion { StreamVersion(rawValue: versionNumber) }

    init(tenantID: String, isNew: Bool, version: StreamVersion) {
        (self.tenantID, self.isNew, versionNumber) = (tenantID, isNew, version.rawValue)
    }
}

extension Wizards {
    /// Makes the user's tenant, or begins the onboarding of the one that the user has (A6).
    ///
    /// The claim on the user lets one of two that arrive at once find the other's tenant.
    public func initialize(_ company: CompanyInitialized, _ request: TenantRequest) async throws
        -> Once<TenantOutcome>
    {
        _ = try Self.stream(request.actor.id)
        return try await ledger.performOnce(request.idempotency) { transaction in
            if let tenant = try Tenants.tenant(of: request.actor.id, transaction) {
                return try Self.outcome(.initialize(company), tenant, request, transaction)
            }
            try request.expected?.require(.empty)
            return try Self.make(company, request, transaction)
        }
    }

    /// Appends the tenant with its onboarding begun, under an id of its own.
    private static func make(
        _ company: CompanyInitialized, _ request: TenantRequest, _ transaction: CommandTransaction
    ) throws -> TenantOutcome {
        let id = transaction.freshID().text
        let created = WorkspaceCreated(
            name: company.tenantName, ownerID: request.actor.id,
            source: WorkspaceCreated.wizardSource)
        let context = DecisionContext(now: transaction.now)
        var state = TenantState()
        let events =
            state.take([.workspaceCreated(created)], at: transaction.now)
            + state.company.take(
                try Company.decide(.initialize(company), state.company, context),
                at: transaction.now)
        let stream = StreamID(category: "tenant", id: id)
        try transaction.append(
            [StreamAppend(to: stream, expected: .none, events: events.map(NewEvent.init))],
            metadata: try request.metadata(transaction))
        return TenantOutcome(
            tenantID: id, isNew: true, version: try transaction.version(of: stream))
    }

    /// Runs one command at the demanded version.
    static func outcome(
        _ command: CompanyCommand, _ tenant: FoundTenant, _ request: TenantRequest,
        _ transaction: CommandTransaction
    ) throws -> TenantOutcome {
        try request.expected?.require(tenant.version)
        let events = try run(command, tenant, request.metadata(transaction), transaction)
        return TenantOutcome(
            tenantID: tenant.id, isNew: !events.isEmpty,
            version: try transaction.version(of: tenant.stream))
    }

    /// Decides one command on a tenant's onboarding and appends what comes of it.
    @discardableResult
    static func run(
        _ command: CompanyCommand, _ tenant: FoundTenant, _ metadata: EventMetadata,
        _ transaction: CommandTransaction
    ) throws -> [CompanyEvent] {
        var company = tenant.state.company
        let events = try Company.decide(
            command, company, DecisionContext(now: transaction.now))
        guard !events.isEmpty else { return [] }
        let receipt = try transaction.append(
            [
                StreamAppend(
                    to: tenant.stream, expected: .any,
                    events: company.take(events, at: transaction.now).map(NewEvent.init))
            ], metadata: metadata)
        // A completion comes first of what it appends.
        if case .completed? = events.first, let position = receipt.positions?.lowerBound {
            try transaction.callFor(.identitySync, because: position)
        }
        return events
    }

    /// - Throws: `tenantNotFound`.
    static func tenant(id: String, _ source: some SubjectSource) throws -> FoundTenant {
        guard let found = try Tenants.tenant(id: id, source) else {
            throw WizardRejection.tenantNotFound
        }
        return found
    }

    // MARK: Completing

    /// Completes the onboarding of the user's tenant, or of the named one, which must be the
    /// user's own; then tells the identity provider (A7).
    ///
    /// The answer waits for the provider. If it fails, the completion is undone by an event and
    /// `identitySyncFailed` is thrown; calling again tries anew. An answer is kept under the
    /// idempotency key only once the provider took the news.
    ///
    /// A tenant that was never initialised is `notInitialized` (409), somebody else's does not
    /// exist.
    public func complete(tenantID: String? = nil, _ request: TenantRequest) async throws
        -> Once<TenantOutcome>
    {
        _ = try Self.stream(request.actor.id)
        if let kept = try await ledger.keptOutcome(request.idempotency, TenantOutcome.self) {
            return Once(value: kept, isReplay: true)
        }
        let outcome = try await ledger.perform { transaction in
            let userID = request.actor.id
            let tenant = try Self.tenant(named: tenantID, of: userID, transaction)
            let isOwner = tenant.state.isOwned(by: userID)
            return try Self.outcome(.complete(isOwner: isOwner), tenant, request, transaction)
        }
        try await sync(outcome.tenantID, request.facts)
        return try await ledger.performOnce(request.idempotency) { transaction in
            let stream = StreamID(category: "tenant", id: outcome.tenantID)
            return TenantOutcome(
                tenantID: outcome.tenantID, isNew: outcome.isNew,
                version: try transaction.version(of: stream))
        }
    }

    /// The named tenant, else the user's own, else the one that the user is a member of.
    ///
    /// A tenant that is none of these does not exist for the user.
    private static func tenant(
        named name: String?, of userID: String, _ transaction: CommandTransaction
    ) throws -> FoundTenant {
        let own = try Tenants.tenant(of: userID, transaction)
        let membership = try Profiles.profile(subject: userID, transaction)?.state.tenantID
        guard let id = name ?? own?.id ?? membership else { throw WizardRejection.notInitialized }
        let tenant = try tenant(id: id, transaction)
        guard tenant.state.isOwned(by: userID) || membership == id else {
            throw WizardRejection.tenantNotFound
        }
        return tenant
    }

    /// Tells the identity provider of a completion that it does not know of yet, and records what
    /// came of it. Several who want that at once share one call.
    ///
    /// - Returns: whether it was told anything.
    @discardableResult
    private func sync(_ tenantID: String, _ facts: RequestFacts) async throws -> Bool {
        try await syncs.run(tenantID) { [self] in
            let (notice, hasFailed) = try await ledger.perform { transaction in
                try Self.notice(of: try Self.tenant(id: tenantID, transaction), transaction)
            }
            if hasFailed { throw WizardRejection.identitySyncFailed }
            guard let notice else { return false }
            let failure = await failure(of: notice)
            try await record(failure, tenantID, facts)
            if failure != nil { throw WizardRejection.identitySyncFailed }
            return true
        }
    }

    /// What the provider is to be told; nil when that is over, be it by an import that brought the
    /// outcome: then nothing waits for it any more.
    private static func notice(of tenant: FoundTenant, _ transaction: CommandTransaction) throws
        -> (notice: IdentityNotice?, hasFailed: Bool)
    {
        let company = tenant.state.company
        guard company.isSyncPending else {
            try endSyncs(of: tenant.stream, transaction)
            return (nil, company.identitySync == .failed)
        }
        let failures = try transaction.positions(of: .identitySyncFailed, in: tenant.stream)
        let notice = IdentityNotice(
            userID: tenant.state.ownerID, tenantID: String(tenant.stream.id),
            failureCount: failures.count)
        return (notice, false)
    }

    /// Takes out of the queue whatever the tenant's completions called for.
    private static func endSyncs(of tenant: StreamID, _ transaction: CommandTransaction) throws {
        for cause in try transaction.positions(of: .onboardingCompleted, in: tenant) {
            let key = EffectKey(cause: cause, kind: EffectKind.identitySync.rawValue)
            try transaction.writeEffects { try $0.remove(key) }
        }
    }

    /// Why the provider did not take the news; nil when it did.
    private func failure(of notice: IdentityNotice) async -> ProviderFailure? {
        do throws(ProviderFailure) {
            try await identity.tell(notice)
            return nil
        } catch { return error }
    }

    /// Records that the provider knows, or undoes the completion because it does not.
    private func record(
        _ failure: ProviderFailure?, _ tenantID: String, _ facts: RequestFacts
    ) async throws {
        // The system acts, and not from where the person did, who may have been erased since (L14).
        let metadata = RequestFacts(requestID: facts.requestID)
            .metadata(.system, "identity-sync")
        let command = failure.map { CompanyCommand.recordSyncFailure(reason: $0.explanation) }
        try await ledger.perform { transaction in
            let tenant = try Self.tenant(id: tenantID, transaction)
            try Self.run(command ?? .recordSync, tenant, metadata, transaction)
            try Self.endSyncs(of: tenant.stream, transaction)
        }
    }

    /// Tells the identity provider of completions that a stop of the program cut short; answers
    /// how many it took. For the start, and for the job that retries.
    ///
    /// By the queue of effects, and none while an export is taken in (L19): what an import brings
    /// was for its first ledger to tell.
    public func finishSyncs(_ facts: RequestFacts) async throws -> Int {
        let now = ledger.clock.now()
        let waiting = try await ledger.read { reader in
            try reader.isBeingRestored(at: now) ? [] : try reader.log.tenantsToSync()
        }
        var count = 0
        for stream in waiting {
            do {
                if try await sync(String(stream.id), facts) { count += 1 }
            } catch WizardRejection.identitySyncFailed {
                // Recorded: the owner completes again.
                continue
            }
        }
        return count
    }
}

extension LogReader {
    /// The tenants of whose completions the identity provider is still to be told.
    fileprivate func tenantsToSync() throws -> [StreamID] {
        try queuedEffects().filter { $0.key.kind == EffectKind.identitySync.rawValue }
            .compactMap { try event(at: $0.key.cause)?.stream }
    }
}

extension CommandTransaction {
    /// Where a stream has events of a type, as it was before this batch.
    fileprivate func positions(of kind: EventKind, in stream: StreamID) throws -> [GlobalPosition] {
        try committedEvents(of: stream).filter { $0.type.name == kind.rawValue }.map(\.position)
    }
}
