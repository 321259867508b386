import Synchronization

/// Whether somebody still waits for what a long read finds. Told from any thread, asked by the
/// reader's.
package final class ReadInterest: Sendable {
    private let isLost = Atomic(false)

    package init() {}

    /// Nobody waits any more.
    package func end() { isLost.store(true, ordering: .relaxed) }

    /// - Throws: `CancellationError` once nobody waits.
    package func check() throws {
        if isLost.load(ordering: .relaxed) { throw CancellationError() }
    }
}
