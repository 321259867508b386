import SQLite
import Time

/// Why an exported event cannot be put back.
public struct RestoreRejection: Error, Hashable, Sendable {
    public let position: GlobalPosition
    public let explanation: String
}

extension LogWriter {
    /// Appends an event exactly as it was recorded elsewhere: position, version, times, salt, hash
    /// (contract L15). The hash must follow from the log's head, or nothing is written.
    ///
    /// - Parameter key: what the event's append was deduplicated by; of several events of one
    ///   append the first is remembered.
    /// - Returns: the stream's interned integer.
    package func restore(
        _ event: RecordedEvent, claims: [ClaimChange], deduplicationKey key: DeduplicationKey? = nil
    ) throws -> Int64 {
        do {
            let streamID = try put(event, claims)
            if let key, try firstPositions(key) == nil {
                try remember(key, event.position...event.position)
            }
            return streamID
        } catch let error as SQLiteError {
            throw LogFailure(error)
        } catch let failure as AppendFailure { throw failure.cause }
    }

    private func put(_ event: RecordedEvent, _ claims: [ClaimChange]) throws -> Int64 {
        guard event.position.rawValue == head.position + 1 else {
            throw RestoreRejection(event, "the ledger is at position \(head.position)")
        }
        let slot = try names.makeSlot(of: event.stream, statements)
        guard event.version.rawValue &- 1 == slot.version else {
            throw RestoreRejection(event, "\(event.stream) is at version \(slot.version)")
        }
        guard event.recordedAt.milliseconds >= head.recordedAt else {
            throw RestoreRejection(event, "it was recorded before the event ahead of it")
        }
        guard event.follows(head.hash) else {
            throw RestoreRejection(
                event, "its hash does not follow from what it says and the event ahead of it here")
        }
        try apply(claims, to: slot)
        names.raise(slot)
        let row = EventRowFacts(
            position: event.position.rawValue, version: slot.version,
            recordedAt: event.recordedAt.milliseconds,
            typeID: try names.id(of: event.type, statements), streamID: slot.id,
            actorID: try names.id(of: event.actor, in: slot.stream, statements),
            correlation: StoredIdentifier(event.correlationID),
            causation: event.causationID.isEmpty || event.causationID == event.correlationID
                ? nil : StoredIdentifier(event.causationID),
            origin: event.origin, salt: event.salt, erasedDigest: event.erasedDigest,
            dataDigest: event.dataDigest)
        try statements.insertEvent.insert(NewEvent(event), row, event.hash)
        head.recordedAt = event.recordedAt.milliseconds
        advance(to: event.hash)
        return slot.id
    }
}

extension RestoreRejection {
    fileprivate init(_ event: RecordedEvent, _ explanation: String) {
        self.init(position: event.position, explanation: explanation)
    }
}

extension NewEvent {
    /// What a recorded event says, without the claims that it made.
    package init(_ event: RecordedEvent) {
        self.init(
            type: event.type, data: event.data, personal: event.personal,
            occurredAt: event.occurredAt)
    }
}
