import Synchronization

/// Lets so many tests have a server of their own at a time; the others wait without a thread.
///
/// Tests of a room run all at once. Some four hundred servers with a dozen threads each would
/// starve the limits on time that some of them are about.
final class TestPlaces: Sendable {
    static let shared = TestPlaces(count: 16)

    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(count: Int) { state = Mutex(State(free: count)) }

    func take() async {
        await withCheckedContinuation { continuation in
            let isMine = state.withLock { state in
                if state.free == 0 {
                    state.waiting.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isMine { continuation.resume() }
        }
    }

    /// Hands the place to who waits longest.
    func giveBack() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
