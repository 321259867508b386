import EventLog
import JSON
import Onboarding
import Time

extension Ledger {
    /// The longest payload, as the API's bodies have it.
    package static let payloadBytesMax = 256 << 10

    /// Appends events of a team's own flow to one stream: all or none, durable on return, shown by
    /// the read models at once.
    ///
    /// What a person may ask to have erased belongs into `personal`: an erasure leaves of `data`
    /// only what the flow's attributes count. Payloads are written as this program writes JSON, so
    /// that an export has a line for each event.
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
        let events = try events.map { try Self.fit($0) }
        var metadata = metadata
        if let origin = metadata.origin, !origin.isEmpty {
            guard let object = Self.object(origin) else { throw UnfitEvent.badOrigin }
            metadata.origin = JSONValue.object(object).encoded
        }
        return try await perform { [metadata] transaction in
            try transaction.append(
                [StreamAppend(to: stream, expected: expected, events: events)],
                metadata: metadata, deduplicationKey: deduplicationKey)
        }
    }

    /// What an append came to, as it is kept under an idempotency key.
    package struct OwnAppend: Sendable, Codable {
        /// Positions of the first and the last event.
        package let first: Int64
        package let last: Int64
        private let versionNumber: Int64

        /// The stream's version behind them.
        package var version: StreamVersion { StreamVersion(rawValue: versionNumber) }

        fileprivate init(_ positions: ClosedRange<GlobalPosition>, _ version: StreamVersion) {
            first = positions.lowerBound.rawValue
            last = positions.upperBound.rawValue
            versionNumber = version.rawValue
        }
    }

    /// The same for a door whose requests have keys for a day instead of for good.
    ///
    /// - Parameter demanded: the versions of which the stream must be at one (If-Match).
    /// - Throws: `UnfitEvent`, `VersionMismatch`, and as `performOnce`.
    package func append(
        _ events: [NewEvent], to stream: StreamID, demanded: DemandedVersions?,
        metadata: EventMetadata, idempotency key: IdempotencyKey?
    ) async throws -> Once<OwnAppend> {
        try OwnEvent.check(events.map(\.type), in: stream)
        let events = try events.map { try Self.fit($0) }
        return try await performOnce(key) { transaction in
            let version = try transaction.version(of: stream)
            try demanded?.require(version)
            let receipt = try transaction.append(
                [StreamAppend(to: stream, expected: .any, events: events)], metadata: metadata)
            guard let positions = receipt.positions else {
                preconditionFailure("an append of events has positions")
            }
            return OwnAppend(positions, try transaction.version(of: stream))
        }
    }

    /// The event as it is recorded. The bound holds for data and personal data together.
    private static func fit(_ event: NewEvent) throws(UnfitEvent) -> NewEvent {
        let type = event.type.name
        // Of a team's own events nobody could tell again which keys they take.
        if !event.claims.isEmpty { throw .holdsKeys(type: type) }
        if event.data.count + (event.personal?.count ?? 0) > payloadBytesMax {
            throw .tooLong(type: type)
        }
        if let at = event.occurredAt, !(Timestamp.earliest...Timestamp.latest).contains(at) {
            throw .badTime(type: type)
        }
        var event = event
        guard let data = object(event.data) else { throw .noObject(type: type) }
        if let attributes = data["attributes"], attributes.objectValue == nil {
            throw .badAttributes(type: type)
        }
        // As this program writes it.
        event.data = JSONValue.object(data).encoded
        if let personal = event.personal {
            guard let personal = object(personal) else { throw .noObject(type: type) }
            event.personal = JSONValue.object(personal).encoded
        }
        return event
    }

    /// Nil for what is no JSON object.
    private static func object(_ text: [UInt8]) -> JSONObject? {
        (try? JSONValue(parsing: text))?.objectValue
    }
}
