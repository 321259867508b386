import Synchronization

/// Lets one task at a time through, in the order of their coming; the others wait without a thread.
final class Turn: Sendable {
    private struct State {
        var isTaken = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Holds the turn while `body` runs, also when it throws.
    func run<R>(_ body: () async throws -> R) async rethrows -> R {
        await take()
        defer { giveBack() }
        return try await body()
    }

    /// Waits for the turn; whoever takes it gives it back. Cancelling does not end the wait.
    func take() async {
        await withCheckedContinuation { continuation in
            let isMine = state.withLock { state in
                if state.isTaken {
                    state.waiting.append(continuation)
                    return false
                }
                state.isTaken = true
                return true
            }
            if isMine { continuation.resume() }
        }
    }

    /// Takes the turn if nobody has it; false, and nothing taken, when somebody does.
    func takeIfFree() -> Bool {
        state.withLock { state in
            defer { state.isTaken = true }
            return !state.isTaken
        }
    }

    /// Hands the turn to the next who waits; it stays taken meanwhile.
    func giveBack() {
        let next = state.withLock { state in
            if state.waiting.isEmpty {
                state.isTaken = false
                return CheckedContinuation<Void, Never>?.none
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
