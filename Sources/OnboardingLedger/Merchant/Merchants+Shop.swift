import EventLog
import Onboarding
import Time

extension Merchants {
    /// The workspace of a merchant who was approved, made when there is none (M4). At most one is:
    /// the user holds it by a unique key, however many ask at once.
    public func bootstrap(
        _ person: Person, _ facts: RequestFacts, idempotency: IdempotencyKey? = nil
    ) async throws -> Once<Workspace> {
        let (metadata, suffix) = (facts.metadata(.user, person.subject), settings.workspaceSuffix)
        return try await ledger.performOnce(idempotency) { transaction in
            guard var found = try Profiles.profile(subject: person.subject, transaction),
                found.state.access.role == .client, found.state.access.status == .active
            else { throw MerchantRejection.notActiveClient }
            var appends: [StreamAppend] = []
            let workspace = try Self.workspace(
                of: &found, suffix: suffix, &appends, transaction)
            try Self.append(appends, metadata, transaction)
            return workspace
        }
    }

    /// The user's workspace; adds its making to `appends` when there is none.
    static func workspace(
        of found: inout FoundProfile, suffix: String, _ appends: inout [StreamAppend],
        _ transaction: CommandTransaction
    ) throws -> Workspace {
        if let stream = try transaction.holder(of: .userTenant(found.id)),
            case .tenant(let tenant) = try transaction.state(of: stream)
        {
            return Workspace(tenantID: String(stream.id), name: tenant.name, created: false)
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
        return Workspace(tenantID: id, name: tenant.name, created: true)
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

    /// - Throws: `tenantNotFound`, `notMember`.
    public func shop(_ tenantID: String, _ person: Person) async throws -> ShopSnapshot {
        let required = settings.requiredFields
        return try await ledger.perform { transaction in
            let (stream, tenant) = try Self.tenant(tenantID, transaction)
            let userID = try Profiles.profile(subject: person.subject, transaction)?.id
            try Shop.requireMember(userID ?? person.subject, of: tenant)
            return ShopSnapshot(
                tenantID: tenantID, state: tenant, version: try transaction.version(of: stream),
                missing: tenant.shop.missing(required))
        }
    }

    /// Describes a shop (M5). Whether it is complete now is noted in the owner's profile, in the
    /// same append (M8).
    public func changeShop(
        _ tenantID: String, _ change: ShopProfileChanged, _ person: Person, _ facts: RequestFacts,
        idempotency: IdempotencyKey? = nil, expected: StreamVersion? = nil
    ) async throws -> Once<ShopSnapshot> {
        let (metadata, required) = (facts.metadata(.user, person.subject), settings.requiredFields)
        let once = try await ledger.performOnce(idempotency) { transaction in
            let (stream, tenant) = try Self.tenant(tenantID, transaction)
            let version = try transaction.version(of: stream)
            let owner = try Profiles.profile(subject: person.subject, transaction)
            let events = try Shop.change(change, of: tenant, by: owner?.id ?? person.subject)
            if let expected, expected != version { throw VersionMismatch(actual: version) }
            var (after, appends) = (tenant, [StreamAppend]())
            if !events.isEmpty {
                let encoded = after.shop.take(events, at: transaction.now)
                appends.append(
                    StreamAppend(
                        to: stream, expected: .exactly(version),
                        events: encoded.map(NewEvent.init)))
            }
            if let owner {
                appends += try Self.note(after.shop.missing(required), tenantID, owner, transaction)
            }
            try Self.append(appends, metadata, transaction)
            return true
        }
        return Once(value: try await shop(tenantID, person), isReplay: once.isReplay)
    }

    private static func note(
        _ missing: [ShopField], _ tenantID: String, _ owner: FoundProfile,
        _ transaction: CommandTransaction
    ) throws -> [StreamAppend] {
        var owner = owner
        let events = try Access.decide(
            .noteShop(isComplete: missing.isEmpty, tenantID: tenantID), owner.state)
        return events.isEmpty ? [] : [owner.take(events, at: transaction.now)]
    }

    private static func tenant(
        _ id: String, _ transaction: CommandTransaction
    ) throws -> (StreamID, TenantState) {
        guard !id.isEmpty, let stream = StreamID("tenant-\(id)"),
            case .tenant(let tenant) = try transaction.state(of: stream), tenant.exists
        else { throw MerchantRejection.tenantNotFound }
        return (stream, tenant)
    }
}
