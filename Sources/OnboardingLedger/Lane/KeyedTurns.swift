import Synchronization

/// Lets one task at a time through for each key, in the order of their coming; the others wait
/// without a thread. Tasks with different keys do not meet.
package final class KeyedTurns<Key: Hashable & Sendable>: Sendable {
    /// By the keys that are taken: those who wait, first come first.
    private let waiting = Mutex<[Key: [CheckedContinuation<Void, Never>]]>([:])

    package init() {}

    /// Holds the key's turn while `body` runs, also when it throws. Cancelling does not end the
    /// wait.
    package func run<R>(_ key: Key, _ body: () async throws -> R) async rethrows -> R {
        await take(key)
        defer { giveBack(key) }
        return try await body()
    }

    /// Whether somebody has the key's turn.
    func isTaken(_ key: Key) -> Bool { waiting.withLock { $0[key] != nil } }

    /// How many wait for a turn that somebody has.
    func waitingCount(_ key: Key) -> Int { waiting.withLock { $0[key]?.count ?? 0 } }

    private func take(_ key: Key) async {
        await withCheckedContinuation { continuation in
            let isMine = waiting.withLock { waiting in
                if waiting[key] == nil {
                    waiting[key] = []
                    return true
                }
                waiting[key]?.append(continuation)
                return false
            }
            if isMine { continuation.resume() }
        }
    }

    /// Hands the turn to the next who waits.
    private func giveBack(_ key: Key) {
        let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
            if waiting[key]?.isEmpty ?? true {
                waiting[key] = nil
                return nil
            }
            return waiting[key]?.removeFirst()
        }
        next?.resume()
    }
}
