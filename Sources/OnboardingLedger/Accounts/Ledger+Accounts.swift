import Digest
import EventLog
import Onboarding
import Time

/// Why somebody could not sign in; the answer does not tell which part was wrong (K16).
public enum SignInRejection: Error, Sendable, Hashable {
    /// The email or the password is wrong, or there is no such account.
    case wrongCredentials
    /// The refresh token is unknown, used up, revoked or expired.
    case refreshTokenInvalid
}

/// A refresh token's family: the tokens that came from one sign-in, of which only the newest works.
///
/// Kept in the vault under the family's id: a token itself is derived from id and generation, and
/// stored nowhere.
private struct RefreshFamily: Codable {
    var userID: String
    var generation: UInt64
    var isRevoked = false
    /// Nil for one from before there were epochs: the first.
    var epoch: Int?
}

extension Ledger {
    /// Refresh tokens live for thirty days from their last use.
    static let refreshSeconds: Int64 = 30 * 86_400

    /// A profile's user; nil when there is no such profile.
    public func user(id: String) async throws -> UserFacts? {
        guard let stream = StreamID("profile-\(id)") else { return nil }
        return try await perform { transaction in
            guard case .profile(let profile) = try transaction.state(of: stream), profile.exists
            else { return nil }
            return UserFacts(id: id, profile)
        }
    }

    /// Signs in who was let in: makes a new family of refresh tokens.
    ///
    /// - Throws: `SignInRejection.wrongCredentials` when that was revoked since.
    func signIn(_ grant: SignInGrant) async throws -> SignedIn {
        guard let user = try await user(id: grant.userID) else {
            throw SignInRejection.wrongCredentials
        }
        let token = try await perform { [secrets] transaction in
            guard try transaction.grant(grant.userID) == grant else {
                throw SignInRejection.wrongCredentials
            }
            let family = transaction.freshID()
            try transaction.put(
                RefreshFamily(userID: grant.userID, generation: 1, epoch: grant.epoch), family)
            return secrets.refreshToken(family: family, generation: 1)
        }
        return SignedIn(user: user, refreshToken: token)
    }

    /// Signs in by email and password; takes the same time whether or not the email is known.
    ///
    /// - Parameter idempotency: keeps who signed in, for `repeatedSignIn`.
    /// - Throws: `SignInRejection.wrongCredentials`.
    public func signIn(
        email: String, password: String, idempotency: IdempotencyKey? = nil
    ) async throws -> Once<SignedIn> {
        let userID: String? = try await perform { transaction in
            try transaction.holder(of: .userEmail(email)).map { String($0.id) }
        }
        let (hash, epoch) = try await read { reader -> ([UInt8]?, Int) in
            guard let userID else { return (nil, 0) }
            let epoch = try reader.log.vaultValue(.signInEpoch, Array(userID.utf8))
            let hash = try reader.log.vaultValue(.password, Array(userID.utf8))
            return (hash, epoch.signInEpoch)
        }
        let isRight = try await passwords.run { _ in
            guard let hash else { return PasswordHash.matchesNobody(password) }
            return PasswordHash.matches(password, String(decoding: hash, as: UTF8.self))
        }
        guard isRight, let userID else { throw SignInRejection.wrongCredentials }
        let grant = SignInGrant(userID: userID, epoch: epoch)
        let once = try await performOnce(idempotency) { _ in grant }
        return Once(value: try await signIn(once.value), isReplay: once.isReplay)
    }

    /// Signs in again whom the same request signed in before, with fresh tokens; nil when none did.
    ///
    /// - Throws: `IdempotencyConflict`, and `KeptRefusal` when the first request was refused.
    public func repeatedSignIn(under key: IdempotencyKey?) async throws -> SignedIn? {
        guard let grant = try await keptOutcome(key, SignInGrant.self) else { return nil }
        return try await signIn(grant)
    }

    /// Names the sign-in that a refresh token and all that come of it belong to; nil for what was
    /// never given.
    public func refreshFamily(of token: String) -> String? {
        secrets.refreshTokenParts(token)?.family.text
    }

    /// Trades a refresh token for the next one of its family (K8).
    ///
    /// A token that was traded before is a copy in other hands: the whole family is revoked. Under
    /// an idempotency key the same trade may be asked for again, for an answer that got lost, for
    /// as long as nobody revoked the family.
    public func refresh(_ token: String, idempotency: IdempotencyKey? = nil) async throws
        -> Once<SignedIn>
    {
        guard let (id, generation) = secrets.refreshTokenParts(token) else {
            throw SignInRejection.refreshTokenInvalid
        }
        let once = try await performOnce(idempotency, isKept: \.isTraded) { transaction in
            guard var family = try transaction.refreshFamily(id),
                try transaction.isUsable(family)
            else {
                return RefreshTrade()
            }
            guard family.generation == generation else {
                family.isRevoked = true
                try transaction.put(family, id)
                return RefreshTrade()
            }
            family.generation += 1
            try transaction.put(family, id)
            return RefreshTrade(userID: family.userID, generation: family.generation)
        }
        // What was revoked since is not given again.
        let isUsable = try await once.isReplay ? isUsable(family: id) : true
        guard isUsable, let userID = once.value.userID, let user = try await user(id: userID)
        else { throw SignInRejection.refreshTokenInvalid }
        let next = secrets.refreshToken(family: id, generation: once.value.generation)
        return Once(value: SignedIn(user: user, refreshToken: next), isReplay: once.isReplay)
    }
}

extension Ledger {
    /// False for a family that was revoked, or that the vault dropped because it expired.
    private func isUsable(family id: UUIDv7) async throws -> Bool {
        try await perform { transaction in
            try transaction.refreshFamily(id).map { try transaction.isUsable($0) } ?? false
        }
    }
}

/// What trading a refresh token came to; nobody's when it was refused.
private struct RefreshTrade: Codable, Sendable {
    var userID: String?
    var generation: UInt64 = 0

    var isTraded: Bool { userID != nil }
}

extension CommandTransaction {
    /// What lets a user in from now on.
    func grant(_ userID: String) throws -> SignInGrant {
        SignInGrant(userID: userID, epoch: try signInEpoch(of: userID))
    }

    fileprivate func isUsable(_ family: RefreshFamily) throws -> Bool {
        try !family.isRevoked && signInEpoch(of: family.userID) == family.epoch ?? 0
    }

    /// Nil for a family that was never made or has expired.
    fileprivate func refreshFamily(_ id: UUIDv7) throws -> RefreshFamily? {
        guard let bytes = try vaultValue(.refreshFamily, id.bytes) else { return nil }
        return try RefreshFamily(vaultBytes: bytes)
    }

    /// Stores the family for another thirty days from now.
    fileprivate func put(_ family: RefreshFamily, _ id: UUIDv7) throws {
        let bytes = try family.makeVaultBytes()
        let expiresAt = now.adding(seconds: Ledger.refreshSeconds)
        try writeVault { vault in
            try vault.put(.refreshFamily, id.bytes, bytes, expiresAt: expiresAt)
        }
    }
}
