import EventLog
import JSON
import Onboarding

extension Ledger {
    /// The longest payload, as the API's bodies have it.
    package static let payloadBytesMax = 256 << 10

    /// Appends events of a team's own flow to one stream: all or none, durable on return, shown by
    /// the read models at once.
    ///
    /// What a field of `data` may say stays for ever; what a person may ask to have erased belongs
    /// into `personal`.
    /// - Parameter expected: the stream's version (L3); `.any` appends to whatever there is.
    /// - Parameter deduplicationKey: appending again under the same key does nothing and answers
    ///   what the first time answered (L4).
    /// - Throws: `UnfitEvent`; `AppendRejection` when the version or a claim says no, and nothing
    ///   happened; `LogFailure` when storage failed or too many commands wait.
    @discardableResult
    public func append(
        _ events: [NewEvent], to stream: StreamID, expected: ExpectedVersion = .any,
        metadata: EventMetadata, deduplicationKey: DeduplicationKey? = nil
    ) async throws -> AppendReceipt {
        try OwnEvent.check(events.map(\.type), in: stream)
        for event in events { try Self.require(event) }
        return try await perform { transaction in
            try transaction.append(
                [StreamAppend(to: stream, expected: expected, events: events)],
                metadata: metadata, deduplicationKey: deduplicationKey)
        }
    }

    /// The bound holds for data and personal data together.
    private static func require(_ event: NewEvent) throws(UnfitEvent) {
        let payloads = [event.data] + (event.personal.map { [$0] } ?? [])
        if payloads.reduce(0, { $0 + $1.count }) > payloadBytesMax {
            throw .tooLong(type: event.type.name)
        }
        for payload in payloads {
            guard let value = try? JSONValue(parsing: payload), value.objectValue != nil else {
                throw .noObject(type: event.type.name)
            }
        }
    }
}
