import CSystem
import EventLog
import Synchronization
import Time

/// How far long work is.
public struct WorkStep<Phase: Sendable & Hashable>: Sendable, Hashable {
    public let phase: Phase
    /// How many of how many things of this phase are done.
    public let done: Int64
    /// 0 while it is not known.
    public let total: Int64
}

/// Long work that is under way.
public struct RunningWork<Asked: Sendable, Phase: Sendable & Hashable>: Sendable {
    public let request: Asked
    public let startedAt: Timestamp
    public internal(set) var step: WorkStep<Phase>
    /// Since it began.
    public internal(set) var seconds: Double = 0
    /// Since this phase began.
    public internal(set) var phaseSeconds: Double = 0

    /// Things a second in this phase; nil while that says nothing.
    public var perSecond: Double? {
        phaseSeconds > 0.05 && step.done > 0 ? Double(step.done) / phaseSeconds : nil
    }

    /// Until this phase is done; nil when nobody knows.
    public var secondsLeft: Double? {
        perSecond.map { Double(max(0, step.total - step.done)) / $0 }
    }
}

/// What there is to know of one kind of long work at one moment.
public struct WorkStatus<Asked: Sendable, Phase: Sendable & Hashable, Conclusion: Sendable>:
    Sendable
{
    public internal(set) var running: RunningWork<Asked, Phase>?
    /// Why the last one came to nothing; nil when it did not, or none has run since the start.
    public internal(set) var failure: (any Error)?
    /// What the last one came to that ended well.
    public internal(set) var outcome: Conclusion?

    public init() {}

    /// What it is as soon as work was begun.
    public mutating func begin(_ request: Asked, at time: Timestamp, _ phase: Phase) {
        running = RunningWork(
            request: request, startedAt: time, step: WorkStep(phase: phase, done: 0, total: 0))
    }
}

/// Work of a kind was asked for while other work of that kind runs.
public struct WorkIsRunning: Error, Sendable, Hashable {}

/// Runs long work of one kind, one at a time, each on a thread of its own, and knows how far the
/// running one is.
final class LongWork<Asked: Sendable, Phase: Sendable & Hashable, Conclusion: Sendable>: Sendable {
    typealias Status = WorkStatus<Asked, Phase, Conclusion>

    private struct State {
        var status = Status()
        var beginning = ContinuousClock.now
        var phaseBeginning = ContinuousClock.now
        var thread: WorkerThread?
        var isClosed = false
    }

    private let name: String
    private let failed: @Sendable (_ work: String, _ error: any Error) -> Void
    private let state = Mutex(State())
    let turn = Turn()

    /// - Parameter failed: told, on the work's thread, why it came to nothing; not of a stop.
    init(
        _ name: String, failed: @escaping @Sendable (_ work: String, _ error: any Error) -> Void
    ) {
        (self.name, self.failed) = (name, failed)
    }

    /// Begins on a thread of its own; the caller has taken the turn, which goes back at the end.
    ///
    /// - Parameter body: tells now and then how far it is (`note`).
    /// - Parameter answer: called on that thread, once the next one may begin.
    func begin(
        _ request: Asked, at time: Timestamp, _ phase: Phase,
        _ body: @escaping @Sendable () throws -> Conclusion,
        answer: @escaping @Sendable (Result<Conclusion, any Error>) -> Void
    ) {
        let isBegun = state.withLock { state in
            if state.isClosed { return false }
            state.status.begin(request, at: time, phase)
            state.beginning = .now
            state.phaseBeginning = .now
            state.thread = WorkerThread(name: name) { [self] in
                let result = Result { try body() }
                end(result)
                answer(result)
            }
            return true
        }
        if !isBegun {
            turn.giveBack()
            answer(.failure(LogFailure.closing))
        }
    }

    /// Keeps what it came to and lets the next one begin. Such work frees much at once, on threads
    /// that come and go: without trimming, each of the allocator's arenas would keep its share.
    private func end(_ result: Result<Conclusion, any Error>) {
        _ = malloc_trim(0)
        state.withLock { state in
            state.status.running = nil
            switch result {
            case .success(let outcome):
                (state.status.outcome, state.status.failure) = (outcome, nil)
            case .failure(let error): state.status.failure = error
            }
        }
        if case .failure(let error) = result, (error as? LogFailure)?.code != .closed {
            failed(name, error)
        }
        turn.giveBack()
    }

    /// Tells how far the running one is.
    ///
    /// - Throws: `closed` when it is not wanted any more.
    func note(_ step: WorkStep<Phase>) throws(LogFailure) {
        let isClosed = state.withLock { state in
            if state.status.running?.step.phase != step.phase { state.phaseBeginning = .now }
            state.status.running?.step = step
            return state.isClosed
        }
        if isClosed { throw .closing }
    }

    var status: Status {
        state.withLock { state in
            var status = state.status
            status.running?.seconds = (ContinuousClock.now - state.beginning) / .seconds(1)
            status.running?.phaseSeconds =
                (ContinuousClock.now - state.phaseBeginning) / .seconds(1)
            return status
        }
    }

    /// Ends what runs and begins nothing more; blocks until the thread has ended.
    func close() {
        let thread = state.withLock { state in
            state.isClosed = true
            return state.thread
        }
        thread?.join()
    }
}
