import Digest
import EventLog
import ReadModels
import Time

/// The log's end with the root of its Merkle tree (contract section 8, head).
public struct LedgerHead: Sendable, Hashable {
    /// How many events there are.
    public let size: GlobalPosition
    /// The RFC 9162 root over the event hashes.
    public let root: SHA256Digest
    /// The last event's chain hash; zeros for an empty ledger.
    public let hash: SHA256Digest
    /// When the last event was recorded; nil for an empty ledger.
    public let recordedAt: Timestamp?
}

extension Ledger {
    /// A page of events, beyond `position` (exclusive) in the given order (contract L6). The next
    /// page begins beyond the last event of this one; a page with fewer than `limit` is the last.
    ///
    /// What is rare is found through the index, whatever the log's size. When events occurred is in
    /// no index: a filter by that, unless it names a stream, may walk the log.
    /// - Parameter position: nil for the log's beginning or, newest first, its end.
    /// - Throws: `LogFailure` when the log cannot be read or too many reads wait.
    public func events(
        matching filter: EventFilter, beyond position: GlobalPosition? = nil,
        order: EventOrder = .oldestFirst, limit: Int
    ) async throws -> [RecordedEvent] {
        guard limit > 0 else { return [] }
        await refusals.whenRecorded()
        let read: @Sendable (LedgerReader) throws -> [RecordedEvent] = { reader in
            try reader.audit.events(
                matching: filter, beyond: position, order: order, limit: limit)
        }
        return try await filter.mayWalkLog ? readWhileWanted(read) : readAtLength(read)
    }

    /// A stream's events after a version, oldest first; none when there is no such stream.
    public func events(of stream: StreamID, after version: StreamVersion = .empty, limit: Int)
        async throws -> [RecordedEvent]
    {
        guard limit > 0 else { return [] }
        await refusals.whenRecorded()
        return try await read { try $0.log.events(of: stream, after: version, limit: limit) }
    }

    /// A stream's state at a moment; nil when it has no events (contract L8). Before its first
    /// event the state has version 0; beyond its newest version, the newest is answered.
    public func state(of stream: StreamID, at moment: StreamMoment = .latest) async throws
        -> StreamState?
    {
        try await readAtLength { try $0.history.state(of: stream, at: moment) }
    }

    /// What changed in a stream between two moments; nil when it has no events, or when `from`
    /// comes to a later version, or a later time of occurrence, than `to` (contract L8).
    public func difference(of stream: StreamID, from: StreamMoment, to: StreamMoment)
        async throws -> StreamDifference?
    {
        try await readAtLength { try $0.history.difference(of: stream, from: from, to: to) }
    }

    /// Who set each current field of a stream, when and through what, in the order of the fields'
    /// names, as of a moment; nil when it has no events (contract L7). Costs what the stream is
    /// long.
    public func blame(of stream: StreamID, at moment: StreamMoment = .latest) async throws
        -> [FieldBlame]?
    {
        try await readAtLength { try $0.history.blame(of: stream, at: moment) }
    }

    /// Every value that a field of a stream had up to a moment, oldest first; none for a field that
    /// it never had, nil when it has no events.
    public func history(
        of field: String, in stream: StreamID, through moment: StreamMoment = .latest
    ) async throws -> [FieldBlame]? {
        try await readAtLength { try $0.history.history(of: field, in: stream, through: moment) }
    }

    /// Which streams grew after a position, and how far this looked; without reading payloads.
    package func changedStreams(after position: GlobalPosition) async throws
        -> (streams: Set<StreamID>, through: GlobalPosition)
    {
        try await read { reader in
            var ids: Set<Int64> = []
            var last = position.rawValue
            try reader.log.scanTimes(after: last, through: .max) { row in
                ids.insert(row.streamID)
                last = row.position
                return ids.count < 1000
            }
            let streams = try ids.map { try reader.log.stream($0) }
            return (Set(streams), GlobalPosition(rawValue: last))
        }
    }

    /// How many events a stream has; `.empty` when there is no such stream.
    public func version(of stream: StreamID) async throws -> StreamVersion {
        // A stream of refusals may be about to begin.
        if stream.category == "refusals" { await refusals.whenRecorded() }
        return try await read { try $0.log.version(of: stream) }
    }

    /// How far the clock is behind the last event; 0 when it is not. As long as it is, events get
    /// times from that one's on (`CommandClock`).
    package func secondsBehind() async throws -> Int64 {
        guard let last = try await read({ try $0.log.head().recordedAt }) else { return 0 }
        return max(0, (last - clock.now()) / 1000)
    }

    /// The log's end as it is now: what to publish, so that proofs can be checked against it.
    public func head() async throws -> LedgerHead {
        try await read { try $0.head() }
    }
}

extension LedgerReader {
    /// The log's end and its root from one snapshot, so that the two belong together.
    package func head() throws -> LedgerHead {
        try log.snapshot {
            let head = try log.head()
            return LedgerHead(
                size: head.position, root: try log.merkleRoot(size: head.position),
                hash: head.hash, recordedAt: head.recordedAt)
        }
    }
}
