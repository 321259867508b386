import Synchronization

/// Whether somebody still waits for what a long read finds. Told from any thread, asked by the
/// reader's.
final class ReadInterest: Sendable {
    private let isLost = Atomic(false)

    /// Nobody waits any more.
    func end() { isLost.store(true, ordering: .relaxed) }

    /// - Throws: `CancellationError` once nobody waits.
    func check() throws {
        if isLost.load(ordering: .relaxed) { throw CancellationError() }
    }
}
