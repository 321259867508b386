import EventLog
import Synchronization

/// Lets one task at a time through for each key, in the order of their coming; the others wait
/// without a thread. Tasks with different keys do not meet.
package final class KeyedTurns<Key: Hashable & Sendable>: Sendable {
    private struct Waiter {
        let number: Int
        let turn: CheckedContinuation<Bool, Never>
    }

    /// As many as nobody needs who repeats a request; each holds a connection meanwhile.
    private static var waitersMax: Int { 256 }

    /// By the keys that are taken: those who wait, first come first.
    private let waiting = Mutex<[Key: [Waiter]]>([:])
    private let number = Atomic<Int>(0)

    package init() {}

    /// Holds the key's turn while `body` runs, also when it throws.
    ///
    /// - Throws: `CancellationError` without having run when the task is cancelled while it waits;
    ///   `overloaded` when too many wait already.
    package func run<R>(_ key: Key, _ body: () async throws -> R) async throws -> R {
        try await take(key)
        defer { giveBack(key) }
        return try await body()
    }

    /// Whether somebody has the key's turn.
    func isTaken(_ key: Key) -> Bool { waiting.withLock { $0[key] != nil } }

    /// How many wait for a turn that somebody has.
    func waitingCount(_ key: Key) -> Int { waiting.withLock { $0[key]?.count ?? 0 } }

    private func take(_ key: Key) async throws {
        guard waitingCount(key) < Self.waitersMax else { throw LogFailure.tooManyWaiting }
        let number = number.add(1, ordering: .relaxed).newValue
        let isMine = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = begin(key, Waiter(number: number, turn: continuation))
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            withdraw(number, from: key)
        }
        if !isMine { throw CancellationError() }
    }

    /// True when the turn is free, false for a task that was cancelled already; nil for who waits.
    private func begin(_ key: Key, _ waiter: Waiter) -> Bool? {
        waiting.withLock { waiting in
            if waiting[key] == nil {
                waiting[key] = []
                return true
            }
            // Whoever is cancelled from here on is found among those who wait.
            if Task.isCancelled { return false }
            waiting[key]?.append(waiter)
            return nil
        }
    }

    private func withdraw(_ number: Int, from key: Key) {
        let waiter = waiting.withLock { waiting -> Waiter? in
            guard let place = waiting[key]?.firstIndex(where: { $0.number == number }) else {
                return nil
            }
            return waiting[key]?.remove(at: place)
        }
        waiter?.turn.resume(returning: false)
    }

    /// Hands the turn to the next who waits.
    private func giveBack(_ key: Key) {
        let next = waiting.withLock { waiting -> Waiter? in
            if waiting[key]?.isEmpty ?? true {
                waiting[key] = nil
                return nil
            }
            return waiting[key]?.removeFirst()
        }
        next?.turn.resume(returning: true)
    }
}
