import Digest
import OnboardingLedger
import Synchronization

/// API keys by their digests and by their ids, remembered so that a request costs no read;
/// forgotten when one is revoked, which only this process can do while it holds the ledger.
final class APIKeyring: Sendable {
    /// A key costs some 200 bytes here, and nobody has ten thousand of them.
    private static let heldMax = 10_000

    private struct State {
        var known: [SHA256Digest: APIKeyFacts] = [:]
        var knownByID: [String: APIKeyFacts] = [:]
        /// Raised by each revocation, so that a read that began before it is not remembered.
        var generation = 0
    }

    /// Where keys are looked up that memory does not have.
    private let ledger: Ledger
    private let state = Mutex(State())

    /// Empty; keys are read as they are asked about.
    init(_ ledger: Ledger) { self.ledger = ledger }

    /// What a key may do that was asked about before; nil for any other.
    func rememberedFacts(_ key: String) -> APIKeyFacts? {
        let digest = SHA256.hash(utf8: key)
        return state.withLock { $0.known[digest] }
    }

    /// What a key may do; nil for one that was never made, or was revoked.
    func facts(_ key: String) async throws -> APIKeyFacts? {
        let digest = SHA256.hash(utf8: key)
        let (known, generation) = state.withLock { ($0.known[digest], $0.generation) }
        if let known { return known }
        // Unknown keys are not remembered: whoever guesses would fill the memory.
        guard let facts = try await ledger.facts(ofKey: key) else { return nil }
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.known.count >= Self.heldMax { state.known.removeAll() }
            state.known[digest] = facts
        }
        return facts
    }

    /// What the key of this id may do, if it was asked about before: a console's pass names a key
    /// by its id.
    func rememberedFacts(id: String) -> APIKeyFacts? {
        state.withLock { $0.knownByID[id] }
    }

    /// What the key of this id may do; nil when there is none, or it was revoked.
    func facts(id: String) async throws -> APIKeyFacts? {
        let (known, generation) = state.withLock { ($0.knownByID[id], $0.generation) }
        if let known { return known }
        guard let facts = try await ledger.keys().first(where: { $0.id == id }) else { return nil }
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.knownByID.count >= Self.heldMax { state.knownByID.removeAll() }
            state.knownByID[id] = facts
        }
        return facts
    }

    /// Makes a key useless at once; false when there is none with this id.
    func revoke(id: String) async throws -> Bool {
        let wasRevoked = try await ledger.revokeKey(id: id)
        state.withLock { state in
            state.known.removeAll()
            state.knownByID.removeAll()
            state.generation += 1
        }
        return wasRevoked
    }
}
