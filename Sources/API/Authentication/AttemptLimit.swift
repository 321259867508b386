import Synchronization
import Time

/// Counts attempts by a key within a sliding window, in memory and within a bound.
///
/// When more keys are tried within a window than are held, the oldest are forgotten: whoever can
/// try from that many keys is not stopped by a limit per key, and nobody else is locked out.
final class AttemptLimit: Sendable {
    /// Keys that are held; one costs at most `attemptsMax` times.
    private static let heldMax = 20_000

    private let attemptsMax: Int
    private let windowMilliseconds: Int64
    private let attempts = Mutex<[String: [Timestamp]]>([:])

    /// A window slides: an attempt counts for exactly so many seconds.
    init(attemptsMax: Int, windowSeconds: Int64) {
        self.attemptsMax = attemptsMax
        windowMilliseconds = windowSeconds * 1000
    }

    /// Counts an attempt, or answers how many seconds must pass before the next, rounded up.
    func secondsToWait(_ key: String, now: Timestamp) -> Int {
        attempts.withLock { attempts in
            let recent = (attempts[key] ?? []).filter { now - $0 < windowMilliseconds }
            if recent.count >= attemptsMax {
                attempts[key] = recent
                let oldest = recent[recent.count - attemptsMax]
                return Int((windowMilliseconds - (now - oldest) + 999) / 1000)
            }
            if attempts[key] == nil && attempts.count >= Self.heldMax { tidy(&attempts, now) }
            attempts[key] = recent + [now]
            return 0
        }
    }

    /// Forgets a key's attempts, after one that succeeded.
    func forget(_ key: String) { attempts.withLock { $0[key] = nil } }

    /// How many keys are held.
    var heldCount: Int { attempts.withLock { $0.count } }

    /// Forgets keys whose window is over and, when that frees nothing, the older half.
    private func tidy(_ attempts: inout [String: [Timestamp]], _ now: Timestamp) {
        attempts = attempts.filter { now - ($0.value.last ?? now) < windowMilliseconds }
        guard attempts.count >= Self.heldMax else { return }
        let times = attempts.values.compactMap(\.last).sorted()
        let middle = times[times.count / 2]
        attempts = attempts.filter { ($0.value.last ?? middle) > middle }
    }
}
