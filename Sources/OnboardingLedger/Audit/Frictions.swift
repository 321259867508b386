import EventLog
import Onboarding
import ReadModels
import Synchronization

/// What is known of the friction in all flows that were asked about, kept between questions.
///
/// `FrictionBook` is not sendable; each is only touched under the mutex, on a reader thread.
final class Frictions: Sendable {
    /// `@unchecked Sendable`: only reached while the mutex is held.
    private struct Books: @unchecked Sendable {
        var byFlow: [String: FrictionBook] = [:]
        /// The one that counted when they were begun.
        var generation = 0
    }

    private let books = Mutex(Books())
    /// Counts how often events were rewritten.
    private let generation = Generation()

    /// Counts all anew when they are asked for next: an erasure rewrote events (contract L14).
    /// Never waits.
    func forgetAll() { generation.raise() }

    /// Counts over the log as `reader` sees it now.
    func friction(_ query: FrictionQuery, _ reader: LedgerReader) throws -> FrictionReport {
        _ = try reader.flow(query.flow)
        return try books.withLock { books in
            // Who waited may have gone, or see a newer declaration than when they came.
            try reader.log.checkInterest()
            let now = generation.current
            if books.generation != now { books = Books(generation: now) }
            let declaration = try reader.flow(query.flow)
            var book = books.byFlow[query.flow] ?? FrictionBook(declaration)
            if book.declaration != declaration { book = FrictionBook(declaration) }
            books.byFlow[query.flow] = book
            return try book.friction(query, reader.log, try reader.views())
        }
    }
}
