import EventLog

/// The events that a filter lets through, read page by page for who takes them slowly.
///
/// What an erasure took out is never handed out from a page that was read before it: such a page is
/// read again from behind the last event that was handed out (contract L14).
package struct EventPages: Sendable {
    /// Some events as they are at that moment; to be sent at once.
    package struct Stretch: Sendable {
        package let events: [RecordedEvent]
        /// The erasures that took something out of them.
        package let erasures: ErasureNotes
    }

    /// As much as a connection holds for a peer anyway.
    package static let stretchBytes = 64 << 10

    private let ledger: Ledger
    private let filter: EventFilter
    private let order: EventOrder
    private let pageCount: Int
    /// How many may still be handed out.
    package private(set) var left: Int
    /// The last event that was handed out.
    private var position: GlobalPosition?

    private var page: ArraySlice<RecordedEvent> = []
    private var erasures = ErasureNotes.none
    /// The log's end, and how many erasures there were, before the page was read.
    private var (head, erasureCount) = (GlobalPosition.start, 0)
    /// True once a page had less than it might.
    private var isLastPage = false

    /// - Parameter position: exclusive; nil for the log's beginning or, newest first, its end.
    package init(
        _ ledger: Ledger, _ filter: EventFilter, beyond position: GlobalPosition?,
        order: EventOrder = .oldestFirst, limit: Int = .max, pageCount: Int
    ) {
        (self.ledger, self.filter, self.order) = (ledger, filter, order)
        (self.position, left, self.pageCount) = (position, limit, pageCount)
    }

    /// True when all was handed out that there was as the last page was read.
    package var isAtEnd: Bool { left == 0 || (page.isEmpty && isLastPage) }

    /// How far who follows the log has seen it; nil while there is more to read. Then reading goes
    /// on from there, once the log is longer.
    package var seenThrough: GlobalPosition? {
        page.isEmpty && isLastPage ? max(position ?? .start, head) : nil
    }

    /// Hands out the next events: one at least and then more, while they come to less than
    /// `bytes`; nil when there is none now.
    package mutating func next(bytes: Int = stretchBytes) async throws -> Stretch? {
        if left == 0 { return nil }
        while page.isEmpty || erasureCount != ledger.erasureCount {
            try await read()
            if page.isEmpty { return nil }
        }
        // From here on nothing waits, so that what was looked at is what is handed out.
        var (events, count) = ([RecordedEvent](), 0)
        repeat {
            let event = page.removeFirst()
            events.append(event)
            count += event.payloadBytes
        } while count < bytes && !page.isEmpty
        position = events.last?.position
        left -= events.count
        return Stretch(events: events, erasures: erasures)
    }

    private mutating func read() async throws {
        if order == .oldestFirst, let seenThrough { position = seenThrough }
        (head, erasureCount) = (ledger.bell.head, ledger.erasureCount)
        let count = min(pageCount, left)
        let events = try await ledger.events(
            matching: filter, beyond: position, order: order, limit: count)
        erasures = try await ledger.erasures(among: events)
        page = events[...]
        isLastPage = events.count < count
    }
}

extension RecordedEvent {
    /// Roughly what the event comes to when it is written.
    fileprivate var payloadBytes: Int {
        512 + data.count + (personal?.count ?? 0) + (origin?.count ?? 0)
    }
}

extension Ledger {
    /// The last event of a page of `limit`, if more match behind it; nil when the page has them
    /// all. Reads on in stretches, so that memory does not grow with `limit`.
    package func end(
        ofPage limit: Int, matching filter: EventFilter, beyond position: GlobalPosition?,
        order: EventOrder
    ) async throws -> GlobalPosition? {
        var pages = EventPages(
            self, filter, beyond: position, order: order, limit: limit, pageCount: 1000)
        var last: GlobalPosition?
        while !pages.isAtEnd, let stretch = try await pages.next() {
            last = stretch.events.last?.position
        }
        guard pages.left == 0, let last else { return nil }
        let more = try await events(matching: filter, beyond: last, order: order, limit: 1)
        return more.isEmpty ? nil : last
    }
}
