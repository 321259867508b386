import EventLog
import ReadModels

/// An erasure whose process ended before the files were scrubbed.
enum UnfinishedErasure {
    /// Completes it; at opening, on the writer thread, before anyone can read what is left. When a
    /// reader in another process keeps an old state, `Ledger.completeErasures` is left to do it.
    static func complete(_ log: LogWriter, _ views: ViewWriter, in directory: DataDirectory)
        throws(LogFailure)
    {
        guard try log.isUnscrubbed() else { return }
        do throws(LogFailure) { try views.forgetJourneys() } catch {
            guard error.code == .damaged else { throw error }
            // Nobody reads them yet: what is made anew has none.
            try views.makeAnew()
        }
        let isLogDone = try all { page throws(LogFailure) in
            try log.scrub(from: page, pagesMax: .max / 2)
        }
        let areViewsDone = try all { page throws(LogFailure) in
            try views.scrub(from: page, pagesMax: .max / 2)
        }
        guard isLogDone && areViewsDone else { return }
        ViewRebuild.removeLeftovers(in: directory)
        try log.markScrubbed()
    }

    /// Runs the steps of one file to the end; false when a reader holds an old state.
    private static func all(_ step: (Int64) throws(LogFailure) -> ScrubStep) throws(LogFailure)
        -> Bool
    {
        var page: Int64? = 1
        while let from = page {
            switch try step(from) {
            case .busy: return false
            case .done(let next): page = next
            }
        }
        return true
    }
}
