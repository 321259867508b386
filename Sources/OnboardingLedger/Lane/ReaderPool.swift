import EventLog
import Synchronization

/// A few threads with read-only connections, opened when a thread's first read arrives.
final class ReaderPool: Sendable {
    private let pool: ThreadPool<Result<LedgerReader, LogFailure>>
    private let generation = Generation()

    init(directory: DataDirectory, threadCount: Int) {
        let generation = generation
        pool = ThreadPool(name: "reader", threadCount: threadCount, queuedMax: 4096) {
            do throws(LogFailure) {
                return .success(
                    try LedgerReader(directory: directory) { generation.current })
            } catch { return .failure(error) }
        }
    }

    func run<R: Sendable>(_ body: @escaping @Sendable (LedgerReader) throws -> R) async throws -> R
    {
        try await pool.run { reader in try body(try reader.get()) }
    }

    /// Makes every reader open the views' file anew.
    func viewsWereReplaced() { generation.raise() }

    func close() { pool.close() }
}

/// Counts how often the views' file was replaced.
private final class Generation: Sendable {
    private let value = Atomic<Int>(0)

    var current: Int { value.load(ordering: .acquiring) }

    func raise() { value.wrappingAdd(1, ordering: .releasing) }
}
