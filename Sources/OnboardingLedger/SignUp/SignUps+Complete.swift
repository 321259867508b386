import EventLog
import Onboarding
import Time

extension SignUps {
    /// Turns a ready session into a user with a workspace, in one append over all streams (K8).
    ///
    /// - Throws: `invalidStage` before `ready_to_commit`, `sessionAlreadyCommitted` for a second
    ///   completion without the first one's key, `emailAlreadyRegistered`.
    public func complete(_ request: SessionRequest) async throws -> Once<SignedIn> {
        let access = try access(request.sessionToken)
        let (metadata, plans) = (metadata(access, request.facts), plans)
        let once = try await ledger.performOnce(request.idempotency) { transaction in
            try Self.complete(access, plans, metadata, request.expected, transaction)
        }
        async let signedIn = ledger.signIn(once.value.grant)
        if !once.isReplay {
            await effects.begin(.welcomeMail, because: once.value.position)
        }
        do {
            return Once(value: try await signedIn, isReplay: once.isReplay)
        } catch SignInRejection.wrongCredentials {
            // What let the user in was revoked since.
            throw SignUpRejection.sessionAlreadyCommitted
        }
    }

    /// The new user, and where the event stands that made the profile.
    private struct Completed: Codable, Sendable {
        private let userID: String
        private let profileCreated: Int64
        /// Nil in what was kept before there were epochs.
        private let epoch: Int?

        /// Who may be let in again for as long as nobody revoked that.
        var grant: SignInGrant { SignInGrant(userID: userID, epoch: epoch ?? 0) }

        var position: GlobalPosition { GlobalPosition(rawValue: profileCreated) }

        /// - Parameter count: how many events the session's own stream got before.
        init(_ grant: SignInGrant, _ receipt: AppendReceipt, after count: Int) {
            guard let first = receipt.positions?.lowerBound else {
                preconditionFailure("a completion is events")
            }
            (userID, epoch) = (grant.userID, grant.epoch)
            profileCreated = first.rawValue + Int64(count)
        }
    }

    /// The whole of it inside one command: session, profile, tenant and, for paid plans, the
    /// subscription; then the password moves from the session to the user.
    private static func complete(
        _ access: Access, _ plans: PlanCatalogue, _ metadata: EventMetadata,
        _ expected: DemandedVersions?, _ transaction: CommandTransaction
    ) throws -> Completed {
        let state = try state(of: access.stream, transaction)
        var user = try newUser(of: state, transaction)
        let tenantID = transaction.freshID().text
        let completion = try SignUpCompletion.decide(
            state, userID: user.id, tenantID: tenantID, payer: user.state, proof: access.proof,
            plans: plans, context: DecisionContext(now: transaction.now))
        let version = try transaction.version(of: access.stream)
        try expected?.require(version)
        if try transaction.holder(of: .userEmail(state.email)) != nil {
            throw SignUpRejection.emailAlreadyRegistered
        }
        var (session, tenant) = (state, TenantState())
        let receipt = try transaction.append(
            [
                StreamAppend(
                    to: access.stream, expected: .exactly(version),
                    events: session.take(completion.session, at: transaction.now)
                        .map(NewEvent.init)),
                user.take(completion.profile.map { .profile($0) }, at: transaction.now),
                StreamAppend(
                    to: StreamID(category: "tenant", id: tenantID), expected: .none,
                    events: tenant.take(completion.tenant, at: transaction.now)
                        .map(NewEvent.init)),
            ], metadata: metadata)
        try Memberships.takeOver(
            state, paidAt: paidAt(state, access.stream, transaction), for: user.id, plans,
            metadata, transaction)
        try movePassword(from: access.token.sessionID, to: user.id, transaction)
        let completed = Completed(
            try transaction.grant(user.id), receipt, after: completion.session.count)
        try transaction.callFor(.welcomeMail, because: completed.position)
        return completed
    }

    /// Whoever paid under the email that the session proved, without an account; else a user who
    /// is not there yet.
    private static func newUser(
        of state: SignUpState, _ transaction: CommandTransaction
    ) throws -> FoundProfile {
        if state.identity != nil, let payer = try Profiles.payer(email: state.email, transaction) {
            return payer
        }
        return FoundProfile(
            id: transaction.freshID().text, state: ProfileState(), version: .empty)
    }

    /// A session that was verified with Google has none.
    private static func movePassword(
        from session: UUIDv7, to userID: String, _ transaction: CommandTransaction
    ) throws {
        guard let hash = try transaction.vaultValue(.pendingPassword, session.bytes) else { return }
        try transaction.writeVault { vault in
            try vault.put(.password, Array(userID.utf8), hash)
            try vault.remove(.pendingPassword, session.bytes)
        }
    }

    // MARK: Reading and giving up

    /// A session as its token's bearer sees it (K9).
    public struct Snapshot: Sendable {
        public let state: SignUpState
        /// How many events the session's stream has.
        public let version: StreamVersion
        /// The stage that this token shows.
        public let stage: SignUpStage
        /// False for a token that must prove the email first: personal facts are not shown to it.
        public let isProven: Bool
        public let stream: StreamID
    }

    /// Reads the session, on a reader thread when it is not in memory: what was answered before is
    /// committed, and so is seen.
    ///
    /// - Throws: `SignUpRejection` for a session that is not found, expired or committed.
    public func session(_ token: String) async throws -> Snapshot {
        let access = try access(token)
        if let recent = try recentSession(access) { return recent }
        return Self.snapshot(try await openSession(access), access)
    }

    /// The session at once and without waiting for anything; nil when it is not in memory.
    ///
    /// - Throws: as `session(_:)` does.
    public func recentSession(_ token: String) throws(SignUpRejection) -> Snapshot? {
        try recentSession(try access(token))
    }

    private func recentSession(_ access: Access) throws(SignUpRejection) -> Snapshot? {
        guard let session = ledger.recent.session(access.stream) else { return nil }
        try SignUp.requireOpen(session.state, DecisionContext(now: ledger.now))
        return Self.snapshot(session, access)
    }

    private static func snapshot(_ session: RecentSessions.Session, _ access: Access) -> Snapshot {
        let (state, version) = session
        // Guaranteed: an open session has begun.
        let real = state.stage ?? .planSelected
        let seen = state.stage(seenThrough: access.proof) ?? real
        return Snapshot(
            state: state, version: version, stage: seen, isProven: seen == real,
            stream: access.stream)
    }

    /// The session and its version when it is neither expired nor committed.
    func openSession(_ access: Access) async throws -> (SignUpState, StreamVersion) {
        let context = DecisionContext(now: ledger.now)
        return try await ledger.read { [recent = ledger.recent] reader in
            let session = try recent.remembering(access.stream) {
                let (subject, version) = try reader.subject(of: access.stream)
                guard case .signUp(let state) = subject, version != .empty else { return nil }
                return (state, version)
            }
            guard let session else { throw SignUpRejection.sessionNotFound }
            try SignUp.requireOpen(session.state, context)
            return session
        }
    }

    /// The stream of a token's session; nil when it is no session's.
    public func stream(ofToken token: String) -> StreamID? {
        secrets.sessionAccess(token).map { Self.stream($0.sessionID) }
    }

    /// Gives a session up; its email can start afresh (K10), with what was paid. A checkout that is
    /// open is expired at the provider.
    ///
    /// - Throws: `sessionAlreadyCommitted` for a session that became a user.
    public func cancel(_ request: SessionRequest) async throws -> Once<Bool> {
        let access = try access(request.sessionToken)
        let metadata = metadata(access, request.facts)
        let once = try await ledger.performOnce(request.idempotency) { transaction in
            let step = try Self.run(
                .cancel(proof: access.proof), on: access.stream, metadata,
                expected: request.expected, transaction)
            try Self.keepPayment(of: step.after, on: access.stream, metadata, transaction)
            try transaction.writeVault { vault in
                try vault.remove(.pendingPassword, access.token.sessionID.bytes)
            }
            return Cancelled(checkoutLeftAt: step.checkoutLeftAt)
        }
        if let cause = once.value.checkoutLeftAt {
            await effects.begin(.checkoutExpiry, because: cause)
        }
        return Once(value: true, isReplay: once.isReplay)
    }

    /// That a session was given up; kept as `true`, for a repetition calls for nothing.
    private struct Cancelled: Codable, Sendable {
        /// Where the event stands that calls for a checkout's expiry; nil for none.
        let checkoutLeftAt: GlobalPosition?

        init(checkoutLeftAt: GlobalPosition?) { self.checkoutLeftAt = checkoutLeftAt }

        init(from decoder: any Decoder) throws { checkoutLeftAt = nil }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(true)
        }
    }

    /// Records the expiry of sessions whose time is over (K15); answers how many.
    ///
    /// Run by a job; every endpoint treats them as expired already.
    public static func expireOverdue(
        in ledger: Ledger, _ facts: RequestFacts, limit: Int = 1000
    ) async throws -> Int {
        let now = ledger.now
        let overdue = try await ledger.readThroughout { reader in
            try reader.views().activeSessions(
                flow: "signup", before: now.adding(seconds: -SignUp.lifetimeSeconds), limit: limit)
        }
        let metadata = facts.metadata(.job, Job.expireSessions.rawValue)
        var count = 0
        for name in overdue {
            guard let stream = StreamID(name) else { continue }
            let isNews = try await ledger.perform { transaction in
                try expire(stream, metadata, transaction)
            }
            if isNews { count += 1 }
        }
        return count
    }
}
