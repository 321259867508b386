import Synchronization

/// Bars for work in phases, one after the other; from whichever thread does the work.
final class PhasedProgress: Sendable {
    /// The phase that runs, and how far it is.
    private struct Current {
        var phase: String
        var bar: ProgressReport
        var done: Int
    }

    private let make: @Sendable (ProgressBar.Wording, Int) -> ProgressReport
    private let current = Mutex<Current?>(nil)

    init(_ context: CommandContext) {
        make = { context.progress($0, total: $1) }
    }

    /// - Parameter phase: another one than before ends that one's bar.
    func report(_ phase: String, _ wording: ProgressBar.Wording, done: Int64, of total: Int64) {
        let bar = current.withLock { current in
            if current?.phase != phase {
                if let current { current.bar.finish(current.done) }
                current = Current(phase: phase, bar: make(wording, Int(total)), done: 0)
            }
            current?.done = Int(done)
            return current?.bar
        }
        bar?.report(Int(done))
    }

    /// Ends the last phase's bar with its summary.
    func finish() {
        let last = current.withLock { current in
            defer { current = nil }
            return current
        }
        if let last { last.bar.finish(last.done) }
    }

    /// Takes the bar away, for work that failed.
    func abandon() {
        let last = current.withLock { current in
            defer { current = nil }
            return current
        }
        last?.bar.abandon()
    }
}
