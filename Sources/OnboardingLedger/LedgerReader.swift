import EventLog
import ReadModels

/// What a reader thread has: its connections to the log and to the views.
package final class LedgerReader {
    package let log: LogReader
    private let folded: StreamHistory
    private var foldedGeneration = 0
    private let directory: DataDirectory
    private var openViews: (generation: Int, reader: ViewReader)?
    private let generation: @Sendable () -> Int

    package init(directory: DataDirectory, generation: @escaping @Sendable () -> Int = { 0 })
        throws(LogFailure)
    {
        self.directory = directory
        self.generation = generation
        log = try LogReader(directory: directory)
        folded = StreamHistory(reader: log, upcasting: .domain)
    }

    /// Folds single streams; begins anew after what was recorded changed.
    package var history: StreamHistory {
        let now = generation()
        if now != foldedGeneration {
            foldedGeneration = now
            folded.forget()
        }
        return folded
    }

    /// The read models; opened anew after a rebuild was put in place.
    package func views() throws(LogFailure) -> ViewReader {
        let now = generation()
        if let openViews, openViews.generation == now { return openViews.reader }
        let reader = try ViewReader(directory: directory)
        openViews = (now, reader)
        return reader
    }
}
