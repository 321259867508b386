import EventLog
import ReadModels

/// A few threads with read-only connections, opened when a thread's first read arrives.
final class ReaderPool: Sendable {
    private let pool: ThreadPool<OpenedLate<LedgerReader>>
    private let generation = Generation()
    /// What the readers remember together.
    private let recent: RecentSessions?

    /// - Parameter recent: forgotten with the views; nil for readers that share none.
    init(
        directory: DataDirectory, threadCount: Int, recent: RecentSessions? = nil,
        auditTail: AuditTail
    ) {
        self.recent = recent
        let generation = generation
        pool = ThreadPool(name: "reader", threadCount: threadCount, queuedMax: 4096) {
            OpenedLate { () throws(LogFailure) in
                try LedgerReader(directory: directory, auditTail: auditTail) { generation.current }
            }
        }
    }

    /// - Throws: `overloaded` at once when 4096 reads wait already, and what `body` throws.
    func run<R: Sendable>(_ body: @escaping @Sendable (LedgerReader) throws -> R) async throws -> R
    {
        try await pool.run { slot in try body(try slot.value()) }
    }

    /// The same for a read that is given up when its task is cancelled: while it waits, and then
    /// wherever it asks its reader's `checkInterest`.
    ///
    /// - Throws: `CancellationError` too.
    func runWhileWanted<R: Sendable>(_ body: @escaping @Sendable (LedgerReader) throws -> R)
        async throws -> R
    {
        let interest = ReadInterest()
        return try await withTaskCancellationHandler {
            try await run { reader in
                try interest.check()
                reader.log.checkInterest = { try interest.check() }
                defer { reader.log.checkInterest = {} }
                return try body(reader)
            }
        } onCancel: {
            interest.end()
        }
    }

    /// Makes every reader open the views' file anew.
    func viewsWereReplaced() {
        generation.raise()
        recent?.forgetAll()
    }

    /// Finishes what waits; blocks.
    func close() { pool.close() }
}
