import Synchronization
import Time

/// Lets each key act so many times within any window of time; in memory, for one process.
///
/// Memory is bounded: a key costs at most `limit` times, and two generations of at most `keysMax`
/// keys are held. When more keys come than that within one window, the oldest are forgotten and
/// may act again too early, which is better than growing: whoever can act under that many keys is
/// not stopped by a limit per key, and nobody else is locked out.
public final class SlidingWindowLimiter: Sendable {
    /// How many acts a window lets through.
    public let limit: Int
    public let windowSeconds: Int64
    private let keysMax: Int
    private let state = Mutex(State())

    private struct State {
        /// Keys that acted since `turnedAt`.
        var recent: [String: [Timestamp]] = [:]
        /// Keys that acted before that and not since.
        var older: [String: [Timestamp]] = [:]
        var turnedAt = Timestamp.earliest
    }

    /// - Parameter keysMax: keys of one generation.
    public init(limit: Int, windowSeconds: Int64, keysMax: Int = 50_000) {
        precondition(
            limit > 0 && windowSeconds > 0 && keysMax > 0, "a limit lets something through")
        (self.limit, self.windowSeconds, self.keysMax) = (limit, windowSeconds, keysMax)
    }

    /// Counts an act when it is allowed.
    ///
    /// - Returns: 0 when it is, else the seconds to wait, rounded up; a refused act does not count.
    public func secondsToWait(_ key: String, now: Timestamp) -> Int {
        state.withLock { state in
            turn(&state, now)
            let window = windowSeconds * 1000
            // Acts come a moment out of order, and are ahead where the clock was set back since.
            let counted = state.recent[key] ?? state.older[key] ?? []
            var times = counted.filter { abs(now - $0) < window }.map { min($0, now) }
            guard times.count < limit else {
                return max(1, Int((times[times.count - limit] - now + window + 999) / 1000))
            }
            times.append(now)
            state.recent[key] = times
            return 0
        }
    }

    /// Takes the newest act back, which turned out to be none that is counted.
    public func takeBack(_ key: String) {
        state.withLock { state in
            if state.recent[key]?.isEmpty == false {
                state.recent[key]?.removeLast()
            } else if state.older[key]?.isEmpty == false {
                state.older[key]?.removeLast()
            }
        }
    }

    /// Forgets a key's acts, after one that succeeded.
    public func forget(_ key: String) {
        state.withLock { state in
            state.recent[key] = nil
            state.older[key] = nil
        }
    }

    /// How many keys are held.
    var keyCount: Int { state.withLock { $0.recent.count + $0.older.count } }

    /// What stands in `older` when the next turn comes was last counted a whole window ago.
    private func turn(_ state: inout State, _ now: Timestamp) {
        let isOver = abs(now - state.turnedAt) >= windowSeconds * 1000
        guard isOver || state.recent.count >= keysMax else { return }
        state.older = state.recent
        state.recent = [:]
        state.turnedAt = now
    }
}
