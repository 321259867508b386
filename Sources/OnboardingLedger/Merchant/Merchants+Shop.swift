import EventLog
import Onboarding
import Time

extension Merchants {
    /// The workspace of a merchant who was approved, made when there is none (M4). At most one is:
    /// the user holds it by a unique key, however many ask at once.
    ///
    /// - Throws: `suspended` or `notActiveClient` (403); `VersionMismatch` for a tenant at another
    ///   version than `expected`, where none yet is the empty one.
    public func bootstrap(
        _ person: Person, _ facts: RequestFacts, idempotency: IdempotencyKey? = nil,
        expected: DemandedVersions? = nil
    ) async throws -> Once<Workspace> {
        let (metadata, suffix) = (facts.metadata(.user, person.subject), settings.workspaceSuffix)
        let once = try await ledger.performOnce(idempotency) { transaction in
            let found = try Self.activeMerchant(person, transaction)
            let version =
                try transaction.holder(of: .userTenant(found.id))
                .map { try transaction.version(of: $0) } ?? .empty
            try expected?.require(version)
            var appends: [StreamAppend] = []
            let workspace = try Self.workspace(
                of: found, suffix: suffix, &appends, transaction)
            try Self.append(appends, metadata, transaction)
            return workspace
        }
        let workspace = try await ledger.read { reader in
            if once.isReplay { _ = try Self.activeMerchant(person, reader) }
            return try Self.named(once.value, reader)
        }
        return Once(value: workspace, isReplay: once.isReplay)
    }

    /// - Throws: `suspended` for who was; `notActiveClient`.
    private static func activeMerchant(
        _ person: Person, _ source: some SubjectSource
    ) throws -> FoundProfile {
        let account = try Profiles.account(subject: person.subject, source)
        if account?.state.access.status == .suspended { throw MerchantRejection.suspended }
        guard let found = try Profiles.profile(subject: person.subject, source),
            found.state.access.isActiveMerchant
        else { throw MerchantRejection.notActiveClient }
        return found
    }

    /// The workspace with its name as it is now.
    static func named(_ kept: KeptWorkspace, _ source: some SubjectSource) throws -> Workspace {
        let name = try tenant(kept.tenantID, source).state.name
        return Workspace(tenantID: kept.tenantID, name: name, isNew: kept.created)
    }

    /// The user's workspace; adds its making to `appends` when there is none, and its reopening
    /// when it was closed with an abandoned wizard.
    static func workspace(
        of found: FoundProfile, suffix: String, _ appends: inout [StreamAppend],
        _ transaction: CommandTransaction
    ) throws -> KeptWorkspace {
        if let stream = try transaction.holder(of: .userTenant(found.id)) {
            appends += try reopening(stream, transaction)
            return KeptWorkspace(tenantID: String(stream.id), created: false)
        }
        let id = transaction.freshID().text
        let created = WorkspaceCreated(
            merchantEmail: found.state.email, suffix: suffix, ownerID: found.id)
        var tenant = TenantState()
        appends.append(
            StreamAppend(
                to: StreamID(category: "tenant", id: id), expected: .none,
                events: tenant.take([.workspaceCreated(created)], at: transaction.now)
                    .map(NewEvent.init)))
        return KeptWorkspace(tenantID: id, created: true)
    }

    /// Nothing for a tenant that is open.
    private static func reopening(
        _ stream: StreamID, _ transaction: CommandTransaction
    ) throws -> [StreamAppend] {
        guard case .tenant(var tenant) = try transaction.state(of: stream) else { return [] }
        let events = try Company.decide(
            .reopen(reason: "The merchant was let in."), tenant.company,
            DecisionContext(now: transaction.now))
        guard !events.isEmpty else { return [] }
        let encoded = tenant.company.take(events, at: transaction.now)
        return [StreamAppend(to: stream, expected: .any, events: encoded.map(NewEvent.init))]
    }

    // MARK: The shop

    /// A merchant's shop, for a member.
    public struct ShopSnapshot: Sendable {
        public let tenantID: String
        public let state: TenantState
        public let version: StreamVersion
        /// What the shop still lacks (M8).
        public let missing: [ShopField]
    }

    /// - Throws: `tenantNotFound`, `notMember`, `suspended`.
    public func shop(_ tenantID: String, _ person: Person) async throws -> ShopSnapshot {
        let required = settings.requiredFields
        return try await ledger.read { reader in
            try reader.log.snapshot {
                let tenant = try Self.own(tenantID, person, reader).tenant
                return ShopSnapshot(
                    tenantID: tenantID, state: tenant.state, version: tenant.version,
                    missing: tenant.state.shop.missing(required))
            }
        }
    }

    /// Describes a shop (M5). If it is the merchant's workspace, whether that is complete now is
    /// noted in the merchant's profile by the same command (M8). A change of nothing appends
    /// nothing. A repetition under the same idempotency key answers the shop as it was after the
    /// first, unless the person is out by now.
    ///
    /// - Throws: `tenantNotFound`, `notMember`, `suspended`, and what the shop's decider refuses.
    public func changeShop(
        _ tenantID: String, _ change: ShopProfileChanged, _ person: Person, _ facts: RequestFacts,
        idempotency: IdempotencyKey? = nil, expected: DemandedVersions? = nil
    ) async throws -> Once<ShopSnapshot> {
        let (metadata, required) = (facts.metadata(.user, person.subject), settings.requiredFields)
        let once = try await ledger.performOnce(idempotency) { [self] transaction in
            let own = try Self.own(tenantID, person, transaction)
            let tenant = own.tenant
            let events = try Shop.change(change, of: tenant.state, by: own.memberID)
            try expected?.require(tenant.version)
            guard !events.isEmpty else { return tenant.version.rawValue }
            var shop = tenant.state.shop
            let encoded = shop.take(events, at: transaction.now)
            let append = StreamAppend(
                to: tenant.stream, expected: .exactly(tenant.version),
                events: encoded.map(NewEvent.init))
            try transaction.append([append], metadata: metadata)
            if let owner = own.owner { _ = try noting(owner, metadata, transaction) }
            return tenant.version.rawValue + Int64(events.count)
        }
        let version = StreamVersion(rawValue: once.value)
        let shop = try await ledger.read { reader in
            if once.isReplay { _ = try Self.own(tenantID, person, reader) }
            guard let tenant = try Tenants.tenant(id: tenantID, at: version, reader) else {
                throw MerchantRejection.tenantNotFound
            }
            return ShopSnapshot(
                tenantID: tenantID, state: tenant.state, version: version,
                missing: tenant.state.shop.missing(required))
        }
        return Once(value: shop, isReplay: once.isReplay)
    }

    /// The merchant with whether the workspace is complete; appends nothing when the profile says
    /// so already.
    func noting(
        _ merchant: FoundProfile, _ metadata: EventMetadata, _ transaction: CommandTransaction
    ) throws -> FoundProfile {
        let events = try shopNews(of: merchant, transaction)
        return try Profiles.append(events, to: merchant, metadata, transaction)
    }

    /// What the shop of the merchant's workspace says that the profile does not say yet (M8).
    /// Nothing for who is no active merchant, and for whatever else the merchant owns.
    func shopNews(
        of merchant: FoundProfile, _ source: some SubjectSource
    ) throws -> [ProfileStreamEvent] {
        guard merchant.state.access.isActiveMerchant,
            let workspace = try Tenants.tenant(of: merchant.id, source)
        else { return [] }
        let missing = workspace.state.shop.missing(settings.requiredFields)
        return try Access.decide(
            .noteShop(isComplete: missing.isEmpty, tenantID: workspace.id), merchant.state)
    }

    /// A tenant as its member finds it.
    private struct Own {
        let tenant: FoundTenant
        let memberID: String
        /// Nil for a member who has no profile.
        let owner: FoundProfile?
    }

    /// A person's own tenant. Who is suspended is out, whatever is theirs.
    private static func own(
        _ tenantID: String, _ person: Person, _ source: some SubjectSource
    ) throws -> Own {
        let tenant = try tenant(tenantID, source)
        let owner = try Profiles.account(subject: person.subject, source)
        let memberID = owner?.id ?? person.subject
        try Shop.requireMember(memberID, of: tenant.state)
        if owner?.state.access.status == .suspended { throw MerchantRejection.suspended }
        return Own(tenant: tenant, memberID: memberID, owner: owner)
    }

    /// - Throws: `tenantNotFound`, also for an id that no stream can have.
    private static func tenant(_ id: String, _ source: some SubjectSource) throws -> FoundTenant {
        guard let found = try Tenants.tenant(id: id, source) else {
            throw MerchantRejection.tenantNotFound
        }
        return found
    }
}
