import EventLog

/// The erasures that took something out of some events.
public struct ErasureNotes: Sendable, Hashable {
    private let byStream: [StreamID: [ErasureNote]]

    /// Those of no event.
    package static let none = ErasureNotes(byStream: [:])

    private init(byStream: [StreamID: [ErasureNote]]) { self.byStream = byStream }

    package init(of events: some Sequence<RecordedEvent>, _ log: LogReader) throws {
        var byStream: [StreamID: [ErasureNote]] = [:]
        for event in events where event.isErased && byStream[event.stream] == nil {
            byStream[event.stream] = try log.erasureNotes(of: event.stream)
        }
        self.byStream = byStream
    }

    /// The first erasure after the event; nil when nothing was taken out of it.
    public subscript(event: RecordedEvent) -> ErasureNote? {
        guard event.isErased else { return nil }
        return byStream[event.stream]?.first { $0.position > event.position }
    }
}

extension Ledger {
    /// The erasures that took something out of some events; costs nothing when none is erased.
    public func erasures(among events: [RecordedEvent]) async throws -> ErasureNotes {
        try await read { try ErasureNotes(of: events, $0.log) }
    }
}
