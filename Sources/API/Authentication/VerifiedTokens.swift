import Digest
import Synchronization
import Time

/// Tokens whose signatures were found good, by their SHA-256, within a bound.
///
/// What is remembered holds for one generation of keys: with the next, every token is verified
/// anew. Times are not remembered: who takes claims from here checks them again.
final class VerifiedTokens: Sendable {
    /// Some 500 bytes each.
    private let heldMax: Int

    private struct State {
        var generation = 0
        var claims: [SHA256Digest: JWT.Claims] = [:]
    }

    private let state = Mutex(State())

    init(heldMax: Int = 10_000) { self.heldMax = heldMax }

    func claims(_ digest: SHA256Digest, keys generation: Int) -> JWT.Claims? {
        state.withLock { $0.generation == generation ? $0.claims[digest] : nil }
    }

    /// Remembers a token; when there is no more room, those that have expired make it, else all.
    func keep(
        _ claims: JWT.Claims, _ digest: SHA256Digest, keys generation: Int, now: Timestamp
    ) {
        state.withLock { state in
            if state.generation != generation {
                guard generation > state.generation else { return }
                state = State(generation: generation)
            }
            if state.claims.count >= heldMax {
                state.claims = state.claims.filter { $0.value.expiresAt * 1000 > now.milliseconds }
                if state.claims.count >= heldMax { state.claims = [:] }
            }
            state.claims[digest] = claims
        }
    }

    var heldCount: Int { state.withLock { $0.claims.count } }
}
