import Digest

/// What the log tells of an erasure, for verification: which events it took something out of.
package struct RecordedErasure: Hashable, Sendable {
    /// Ranges that hold every event that it took something out of.
    package var positions: [ClosedRange<Int64>]
    /// What is left of events that the hash no longer covers in full.
    package var remains: [Int64: SHA256Digest]

    package init(positions: [ClosedRange<Int64>], remains: [Int64: SHA256Digest]) {
        (self.positions, self.remains) = (positions, remains)
    }
}

/// How an erasure is read out of the events that tell of it. Payloads mean nothing here, so whoever
/// verifies brings it along.
package struct ErasureReading: Sendable {
    /// The type of those events.
    let typeName: String
    /// Nil for an event of another type.
    package let read: @Sendable (RecordedEvent) throws -> RecordedErasure?

    package init(
        _ typeName: String, read: @escaping @Sendable (RecordedEvent) throws -> RecordedErasure?
    ) {
        (self.typeName, self.read) = (typeName, read)
    }

    /// For a log without erasures.
    package static let none = ErasureReading("") { _ in nil }
}
