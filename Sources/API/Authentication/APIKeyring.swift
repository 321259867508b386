import Digest
import OnboardingLedger
import Synchronization

/// API keys by their digests and by their ids, remembered so that a request costs no read;
/// forgotten when one is revoked, which only this process can do while it holds the ledger.
final class APIKeyring: Sendable {
    /// A key costs some 200 bytes here, and nobody has ten thousand of them.
    private static let heldMax = 10_000

    /// A bearer says the key, a console's pass its id.
    private enum Name: Hashable {
        case digest(SHA256Digest)
        case id(String)
    }

    private struct State {
        var known: [Name: APIKeyFacts] = [:]
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
        remembered(.digest(SHA256.hash(utf8: key)))
    }

    /// What a key may do; nil for one that was never made, or was revoked.
    func facts(_ key: String) async throws -> APIKeyFacts? {
        try await facts(.digest(SHA256.hash(utf8: key))) { try await ledger.facts(ofKey: key) }
    }

    /// What the key of this id may do, if it was asked about before.
    func rememberedFacts(id: String) -> APIKeyFacts? { remembered(.id(id)) }

    /// What the key of this id may do; nil when there is none, or it was revoked.
    func facts(id: String) async throws -> APIKeyFacts? {
        try await facts(.id(id)) { try await ledger.keys().first { $0.id == id } }
    }

    private func remembered(_ name: Name) -> APIKeyFacts? { state.withLock { $0.known[name] } }

    private func facts(
        _ name: Name, _ load: () async throws -> APIKeyFacts?
    ) async throws -> APIKeyFacts? {
        let (known, generation) = state.withLock { ($0.known[name], $0.generation) }
        if let known { return known }
        // Unknown keys are not remembered: whoever guesses would fill the memory.
        guard let facts = try await load() else { return nil }
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.known.count >= Self.heldMax { state.known.removeAll() }
            state.known[name] = facts
        }
        return facts
    }

    /// Makes a key useless at once; false when there is none with this id.
    func revoke(id: String) async throws -> Bool {
        let wasRevoked = try await ledger.revokeKey(id: id)
        state.withLock { state in
            state.known.removeAll()
            state.generation += 1
        }
        return wasRevoked
    }
}
