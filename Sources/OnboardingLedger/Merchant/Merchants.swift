import EventLog
import JSON
import Onboarding
import Time

/// The use cases of the merchant flow (contract M): each runs the pure deciders on the writer
/// thread and appends what they say.
///
/// The person always comes from the caller's credentials. All throw `MerchantRejection`,
/// `MembershipRejection.invalidUser`, `IdempotencyConflict`, `KeptRefusal`, `VersionMismatch` and
/// `LogFailure`.
public final class Merchants: Sendable {
    public let ledger: Ledger
    let settings: Settings

    /// What the operator configures.
    public struct Settings: Sendable, Hashable {
        /// Only emails of this domain make admins (M1).
        public var adminEmailDomain: String?
        /// What workspaces are named with (M3).
        public var workspaceSuffix: String
        /// What a shop needs to be complete (M8).
        public var requiredFields: [ShopField]

        public init(
            adminEmailDomain: String?, workspaceSuffix: String,
            requiredFields: [ShopField] = ShopState.requiredFields
        ) {
            self.adminEmailDomain = adminEmailDomain
            self.workspaceSuffix = workspaceSuffix
            self.requiredFields = requiredFields
        }
    }

    public init(ledger: Ledger, settings: Settings) {
        self.ledger = ledger
        self.settings = settings
    }

    // MARK: Access

    /// What a person may do, as of this sign-in; the profile is made at first sight (M2).
    ///
    /// A known user's later `requestedRole` is judged by the decider, not taken as it is (M1).
    public func me(
        _ person: Person, requestedRole: AccessRole?, _ facts: RequestFacts
    ) async throws -> FoundProfile {
        let metadata = facts.metadata(.user, person.subject)
        let intent = AccessIntent(
            requestedRole: requestedRole, email: person.email, phone: person.phone,
            isEmailVerified: person.isEmailVerified, adminEmailDomain: settings.adminEmailDomain)
        if let settled = try await ledger.read({ try self.settled(person, intent, $0) }) {
            return settled
        }
        return try await ledger.perform { [self] transaction in
            let found = try Profiles.see(person, metadata, transaction)
            let events = try Access.decide(.see(intent), found.state)
            let seen = try Profiles.append(events, to: found, metadata, transaction)
            // What a shop must have may be another list since, and logs from before only the
            // workspace counted have the completions of other tenants.
            return try noting(seen, facts.metadata(.system, "merchants"), transaction)
        }
    }

    /// The profile of a person whose sign-in changes nothing, as most do: such a one never waits
    /// for the writer.
    private func settled(
        _ person: Person, _ intent: AccessIntent, _ reader: LedgerReader
    ) throws -> FoundProfile? {
        try reader.log.snapshot {
            guard let known = try Profiles.settled(person, reader),
                try Access.decide(.see(intent), known.state).isEmpty,
                try shopNews(of: known, reader).isEmpty
            else { return nil }
            return known
        }
    }

    /// A user after an admin's decision, and the workspace that goes with it.
    public struct Decided: Sendable {
        public let profile: FoundProfile
        /// Nil unless a client was approved.
        public let workspace: Workspace?
    }

    /// A merchant's workspace.
    public struct Workspace: Sendable, Hashable {
        public let tenantID: String
        public let name: String
        /// True for who made it just now.
        public let isNew: Bool

        /// `{tenantId, name, created}`.
        package func write(to writer: inout JSONWriter) {
            writer.object { writer in
                writer.member("tenantId", tenantID)
                writer.member("name", name)
                writer.member("created", isNew)
            }
        }
    }

    /// A workspace without its name, which is made of the merchant's email.
    struct KeptWorkspace: Codable, Sendable {
        var tenantID: String
        var created: Bool
    }

    /// Approves a user, and ensures a merchant's workspace in the same append (M3); one whose shop
    /// has all that it needs is onboarded at once (M8). Approving twice changes nothing.
    public func approve(reason: String?, _ request: AdminRequest) async throws -> Once<Decided> {
        let suffix = settings.workspaceSuffix
        let once = try await ledger.performOnce(request.idempotency) { [self] transaction in
            var (found, appends) = try Self.decide(
                .approve(reason: reason), request, transaction)
            let isNews = !appends.isEmpty
            let workspace =
                found.state.access.role == .client
                ? try Self.workspace(of: found, suffix: suffix, &appends, transaction) : nil
            try Self.append(appends, request.metadata, transaction)
            if isNews { found = try noting(found, request.metadata, transaction) }
            return KeptDecision(found, workspace)
        }
        return try await decided(once, request)
    }

    /// Keeps a user out (M3), also one who was never seen: an admin by the token alone is one.
    ///
    /// Only the status changes: profile, tenant and role stay, for a reinstatement to find.
    public func suspend(reason: String?, _ request: AdminRequest) async throws -> Once<Decided> {
        try await run(.suspend(reason: reason), request)
    }

    /// Lets a suspended user in again, to where the suspension met them (M3).
    public func reinstate(reason: String?, _ request: AdminRequest) async throws -> Once<Decided> {
        try await run(.reinstate(reason: reason), request)
    }

    private func run(_ command: AccessCommand, _ request: AdminRequest) async throws
        -> Once<Decided>
    {
        let once = try await ledger.performOnce(request.idempotency) { transaction in
            let (found, appends) = try Self.decide(command, request, transaction)
            try Self.append(appends, request.metadata, transaction)
            return KeptDecision(found, nil)
        }
        return try await decided(once, request)
    }

    /// What is kept under an idempotency key: no more than is needed to answer the same again.
    private struct KeptDecision: Codable, Sendable {
        var userID: String
        var version: Int64
        var workspace: KeptWorkspace?

        init(_ found: FoundProfile, _ workspace: KeptWorkspace?) {
            (userID, version) = (found.id, found.version.rawValue)
            self.workspace = workspace
        }
    }

    /// The user at the version that the decision left, whatever happened since; nothing is told
    /// again to an admin who is out by now.
    private func decided(_ once: Once<KeptDecision>, _ request: AdminRequest) async throws
        -> Once<Decided>
    {
        let kept = once.value
        let version = StreamVersion(rawValue: kept.version)
        let decided = try await ledger.read { reader in
            if once.isReplay { try Self.requireInOffice(request.admin, reader) }
            guard let profile = try Profiles.profile(id: kept.userID, at: version, reader) else {
                throw MerchantRejection.userNotFound
            }
            return Decided(
                profile: profile, workspace: try kept.workspace.map { try Self.named($0, reader) })
        }
        return Once(value: decided, isReplay: once.isReplay)
    }

    /// Decides an admin's command; answers the user after it and what is to be appended.
    private static func decide(
        _ command: AccessCommand, _ request: AdminRequest, _ transaction: CommandTransaction
    ) throws -> (FoundProfile, [StreamAppend]) {
        try requireInOffice(request.admin, transaction)
        guard var found = try Profiles.account(subject: request.userID, transaction) else {
            throw MerchantRejection.userNotFound
        }
        try request.expected?.require(found.version)
        let events = try Access.decide(command, found.state)
        let appends = events.isEmpty ? [] : [found.take(events, at: transaction.now)]
        return (found, appends)
    }

    /// An admin who was suspended decides nothing any more, whatever the token says.
    private static func requireInOffice(
        _ admin: EventActor, _ source: some SubjectSource
    ) throws {
        guard admin.kind == .admin else { return }
        let account = try Profiles.account(subject: admin.id, source)
        if account?.state.access.status == .suspended { throw MerchantRejection.suspended }
    }

    /// Appends all or nothing; nothing to append is no append.
    static func append(
        _ appends: [StreamAppend], _ metadata: EventMetadata, _ transaction: CommandTransaction
    ) throws {
        if !appends.isEmpty { try transaction.append(appends, metadata: metadata) }
    }
}
