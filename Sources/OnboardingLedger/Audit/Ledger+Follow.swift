import EventLog

/// Events as they are recorded, in the order of the log, each once; from `Ledger.follow`.
///
/// Nothing is held for who is slow: each page is read when it is asked for, and again when somebody
/// was erased since. Ends when the ledger closes or the task is cancelled.
public struct FollowedEvents: AsyncSequence, Sendable {
    let ledger: Ledger
    let filter: EventFilter
    let start: GlobalPosition

    public func makeAsyncIterator() -> Iterator {
        Iterator(ledger: ledger, filter: filter, position: start)
    }

    public struct Iterator: AsyncIteratorProtocol {
        /// How many events one read fetches, and so how many are held at most.
        private static let pageCount = 200

        private let ledger: Ledger
        private var pages: EventPages

        init(ledger: Ledger, filter: EventFilter, position: GlobalPosition) {
            self.ledger = ledger
            pages = EventPages(ledger, filter, beyond: position, pageCount: Self.pageCount)
        }

        /// Waits for the next event that the filter lets through; nil once the ledger closes or the
        /// task is cancelled.
        ///
        /// - Throws: `LogFailure` when the log cannot be read.
        public mutating func next() async throws -> RecordedEvent? {
            while true {
                if let seen = pages.seenThrough { await ledger.bell.waitPast(seen) }
                if Task.isCancelled || ledger.bell.isClosed { return nil }
                do {
                    if let stretch = try await pages.next(bytes: 1) { return stretch.events[0] }
                } catch let failure as LogFailure where failure.code == .closed {
                    // The ledger's readers close before its bell does.
                    return nil
                } catch is CancellationError {
                    return nil
                }
            }
        }
    }
}

extension Ledger {
    /// The events that `filter` lets through behind a position, those that are there and then those
    /// that come.
    ///
    /// To go on after a restart, keep the position of the last event that was dealt with.
    public func follow(_ filter: EventFilter = EventFilter(), after position: GlobalPosition)
        -> FollowedEvents
    {
        FollowedEvents(ledger: self, filter: filter, start: position)
    }
}
