import Digest
import EventLog
import Time

/// A client's own name for a request, under which it happens once (contract section 0).
public struct IdempotencyKey: Sendable, Hashable {
    /// Who uses the key and on which endpoint: the same key of somebody else is another key.
    public let scope: String
    /// As the client sent it.
    public let key: String
    /// The digest of the body that came with it.
    public let fingerprint: SHA256Digest
    /// Whose request it is, so that an erasure finds what is kept of it (L14); nil for nobody's.
    public let userID: String?

    public init(scope: String, key: String, fingerprint: SHA256Digest, userID: String? = nil) {
        (self.scope, self.key, self.fingerprint) = (scope, key, fingerprint)
        self.userID = userID
    }

    /// - Parameter body: what came with the key; only its digest is kept.
    public init(scope: String, key: String, body: [UInt8], userID: String? = nil) {
        self.init(scope: scope, key: key, fingerprint: SHA256.hash(body), userID: userID)
    }

    /// How long an outcome is kept.
    static let keptSeconds: Int64 = 86_400

    /// Only the digest is stored.
    var storedKey: [UInt8] { SHA256.hash(utf8: "\(scope)\n\(key)").bytes }
}

/// The same key came with another body.
public struct IdempotencyConflict: Error, Sendable, Hashable {}

/// What a command came to, and whether that was the first time.
public struct Once<Value: Sendable>: Sendable {
    /// The first outcome, or what was made of it afresh.
    public let value: Value
    /// True when the command had run before and did not run now.
    public let isReplay: Bool

    package init(value: Value, isReplay: Bool) {
        (self.value, self.isReplay) = (value, isReplay)
    }
}

/// A refusal kept under an idempotency key, in the form that its answer had.
public struct KeptRefusal: Codable, Sendable, Hashable, Error {
    /// The HTTP status of the answer.
    public let status: Int
    /// The answer's body, as it was sent.
    public let body: String

    public init(status: Int, body: String) { (self.status, self.body) = (status, body) }
}

/// What is stored under a key: either an outcome or a refusal.
private struct KeptOutcome<Value: Codable>: Codable {
    var fingerprint: String
    var userID: String?
    var value: Value?
    var refusal: KeptRefusal?
}

/// An outcome of any form, of which only matters that there is one.
private struct AnyOutcome: Codable {}

extension Ledger {
    /// Runs a use case while no other request with the same key runs: whoever comes second finds
    /// what the first one came to, an outcome or a refusal, also when that takes several commands.
    ///
    /// - Throws: as `KeyedTurns.run`, and what `body` throws.
    package func alone<R>(_ key: IdempotencyKey?, _ body: () async throws -> R) async throws -> R {
        guard let key else { return try await body() }
        return try await keyTurns.run(key.storedKey, body)
    }

    /// Runs a command once under a key: repeating it answers the first outcome and appends nothing.
    ///
    /// The outcome is kept in the command's own transaction and holds ids, never tokens: what is
    /// secret in an answer is derived again from them.
    /// - Parameter isKept: false for an outcome that a refusal follows, which is kept instead.
    /// - Parameter keptUntil: when the outcome is good for nothing any more, if that is before the
    ///   24 hours are over: from then on the key is as new.
    /// - Throws: `IdempotencyConflict` when the body differs, `KeptRefusal` when the first attempt
    ///   was refused, and what `body` throws.
    package func performOnce<R: Codable & Sendable>(
        _ key: IdempotencyKey?, isKept: @escaping @Sendable (R) -> Bool = { _ in true },
        keptUntil: @escaping @Sendable (R) -> Timestamp? = { _ in nil },
        _ body: @escaping @Sendable (CommandTransaction) throws -> R
    ) async throws -> Once<R> {
        guard let key else { return Once(value: try await perform(body), isReplay: false) }
        return try await perform { transaction in
            if let kept: R = try transaction.keptOutcome(key) {
                return Once(value: kept, isReplay: true)
            }
            let value = try body(transaction)
            if isKept(value) {
                try transaction.keep(
                    KeptOutcome(
                        fingerprint: key.fingerprint.hex, userID: key.userID, value: value),
                    under: key,
                    until: keptUntil(value))
            }
            return Once(value: value, isReplay: false)
        }
    }

    /// The outcome kept under a key, for use cases that do slow work before their command.
    package func keptOutcome<R: Codable & Sendable>(_ key: IdempotencyKey?, _ type: R.Type)
        async throws
        -> R?
    {
        guard let key else { return nil }
        return try await perform { transaction in
            let kept: R? = try transaction.keptOutcome(key)
            return kept
        }
    }

    /// Keeps a refusal under a key, so that a repetition is answered the same way.
    ///
    /// - Parameter isRecorded: the command's outcome is this refusal, and is kept already: the
    ///   answer that was made of it takes its place.
    /// - Throws: `KeptRefusal` when the first attempt was refused, too, and `IdempotencyConflict`
    ///   when it had another body.
    package func keepRefusal(
        _ refusal: KeptRefusal, isRecorded: Bool = false, under key: IdempotencyKey
    ) async throws {
        try await perform { transaction in
            let outcome: AnyOutcome? = try transaction.keptOutcome(key)
            guard outcome == nil || isRecorded else { return }
            let kept: KeptOutcome<AnyOutcome> = KeptOutcome(
                fingerprint: key.fingerprint.hex, userID: key.userID, refusal: refusal)
            try transaction.keep(kept, under: key)
        }
    }
}

/// How often a provider answered with a failure under a client's key: it repeats its answer to a
/// key, so the next try needs another one (S2).
extension Ledger {
    /// How often a provider failed under a key; forgotten 24 hours after the last time.
    func failureCount(under key: IdempotencyKey) async throws -> Int {
        try await keptOutcome(key.ofFailures, Int.self) ?? 0
    }

    /// Counts one more; nothing without a key.
    func countFailure(under key: IdempotencyKey?) async throws {
        guard let key = key?.ofFailures else { return }
        try await perform { transaction in
            let count = try transaction.keptOutcome(key) ?? 0
            try transaction.keep(
                KeptOutcome(fingerprint: key.fingerprint.hex, value: count + 1), under: key)
        }
    }
}

extension IdempotencyKey {
    /// Under which its failures are counted, whatever the body was.
    fileprivate var ofFailures: IdempotencyKey {
        IdempotencyKey(scope: "failures\n\(scope)", key: key, fingerprint: SHA256.hash([]))
    }
}

extension CommandTransaction {
    /// Nil when nothing is kept, or it has expired.
    /// - Throws: `IdempotencyConflict` for another body, `KeptRefusal` for a kept refusal.
    fileprivate func keptOutcome<R: Codable>(_ key: IdempotencyKey) throws -> R? {
        guard let bytes = try vaultValue(.idempotency, key.storedKey) else { return nil }
        let kept = try KeptOutcome<R>(vaultBytes: bytes)
        guard kept.fingerprint == key.fingerprint.hex else { throw IdempotencyConflict() }
        if let refusal = kept.refusal { throw refusal }
        return kept.value
    }

    /// Keeps an outcome for 24 hours from now, or until `end` if that is earlier, in the command's
    /// own transaction.
    fileprivate func keep<R: Codable>(
        _ outcome: KeptOutcome<R>, under key: IdempotencyKey, until end: Timestamp? = nil
    ) throws {
        let bytes = try outcome.makeVaultBytes()
        let day = now.adding(seconds: IdempotencyKey.keptSeconds)
        let expiresAt = min(day, end ?? day)
        try writeVault { vault in
            try vault.put(.idempotency, key.storedKey, bytes, expiresAt: expiresAt)
        }
    }
}
