import Synchronization

/// A progress bar drawn on a terminal, from whichever thread does the work.
///
/// On a terminal it redraws one line; elsewhere only the summary appears, so that logs stay clean.
final class ProgressReport: Sendable {
    private let terminal: Terminal
    private let clock: @Sendable () -> UInt64
    private let bar: Mutex<ProgressBar>

    /// `clock` gives nanoseconds and never goes back; the work starts now.
    init(
        _ wording: ProgressBar.Wording, total: Int?, on terminal: Terminal,
        clock: @escaping @Sendable () -> UInt64
    ) {
        self.terminal = terminal
        self.clock = clock
        bar = Mutex(ProgressBar(wording, total: total, startedAt: clock()))
    }

    /// Says how much is done; cheap enough to call for every batch.
    func report(_ done: Int) {
        guard terminal.isTerminal else { return }
        bar.withLock { bar in
            guard let line = bar.line(done: done, at: clock(), terminal.rendition) else { return }
            terminal.redraw(line)
        }
    }

    /// Replaces the line by the summary; call once.
    func finish(_ done: Int) {
        bar.withLock { bar in
            let summary = bar.summary(done: done, at: clock())
            if terminal.isTerminal { terminal.redraw(summary) }
            terminal.line(terminal.isTerminal ? "" : summary)
        }
    }

    /// Ends the line that was being redrawn, for work that failed; what went wrong comes next.
    func abandon() {
        bar.withLock { _ in
            if terminal.isTerminal { terminal.redraw("") }
        }
    }
}
