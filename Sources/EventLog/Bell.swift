import Synchronization

/// Wakes whoever follows the log; carries nothing, so that nobody buffers for a slow reader.
///
/// A follower pulls from its own position, then waits for the head to pass what it has seen.
public final class Bell: Sendable {
    private struct Waiter {
        let after: Int64
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var head: Int64
        var nextID = 0
        var waiters: [Int: Waiter] = [:]
        var isClosed = false
    }

    private let state: Mutex<State>

    init(head: Int64) { state = Mutex(State(head: head)) }

    /// The last committed position.
    public var head: GlobalPosition {
        state.withLock { GlobalPosition(rawValue: $0.head) }
    }

    /// Returns once the log is longer than `position`, when the task is cancelled, or on closing.
    public func waitPast(_ position: GlobalPosition) async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mayGo = state.withLock { state in
                    if state.isClosed || state.head > position.rawValue || Task.isCancelled {
                        return true
                    }
                    state.waiters[id] = Waiter(
                        after: position.rawValue, continuation: continuation)
                    return false
                }
                if mayGo { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume()
        }
    }

    /// True once the ledger is closing: followers end.
    public var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Rings after a commit; on the writer thread.
    func ring(head: Int64) {
        let woken = state.withLock { state in
            state.head = head
            return Self.takeWaiters(&state) { $0.after < head }
        }
        for waiter in woken { waiter.continuation.resume() }
    }

    /// Lets all waiters go, now and from here on; they look at `isClosed` and end.
    func close() {
        let woken = state.withLock { state in
            state.isClosed = true
            return Self.takeWaiters(&state) { _ in true }
        }
        for waiter in woken { waiter.continuation.resume() }
    }

    /// The waiters are resumed by the caller, outside the lock.
    private static func takeWaiters(_ state: inout State, where goes: (Waiter) -> Bool) -> [Waiter]
    {
        guard !state.waiters.isEmpty else { return [] }
        let ids = state.waiters.filter { goes($0.value) }.map(\.key)
        return ids.compactMap { state.waiters.removeValue(forKey: $0) }
    }
}
