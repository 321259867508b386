import EventLog
import Synchronization

/// Set once, when the lane may no longer write.
final class StoppedFlag: Sendable {
    private let state = Mutex<LogFailure?>(nil)

    var failure: LogFailure? { state.withLock { $0 } }

    /// The first reason stays.
    func set(_ failure: LogFailure) { state.withLock { $0 = $0 ?? failure } }
}
