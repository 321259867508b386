import EventLog

/// Events as they are recorded, in the order of the log, each once; from `Ledger.follow`.
///
/// Nothing is held for who is slow: each page is read when it is asked for. Ends when the ledger
/// closes or the task is cancelled.
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

        let ledger: Ledger
        let filter: EventFilter
        /// Everything up to here was seen.
        var position: GlobalPosition
        private var page: ArraySlice<RecordedEvent> = []

        init(ledger: Ledger, filter: EventFilter, position: GlobalPosition) {
            (self.ledger, self.filter, self.position) = (ledger, filter, position)
        }

        /// Waits for the next event that the filter lets through; nil once the ledger closes or the
        /// task is cancelled.
        ///
        /// - Throws: `LogFailure` when the log cannot be read.
        public mutating func next() async throws -> RecordedEvent? {
            while page.isEmpty {
                if Task.isCancelled || ledger.bell.isClosed { return nil }
                let head = ledger.bell.head
                let found = try await ledger.events(
                    matching: filter, beyond: position, limit: Self.pageCount)
                page = found[...]
                let last = found.last?.position ?? position
                position = found.count == Self.pageCount ? last : Swift.max(last, head)
                if found.isEmpty { await ledger.bell.waitPast(position) }
            }
            return page.popFirst()
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
