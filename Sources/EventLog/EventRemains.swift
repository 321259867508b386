import Digest

/// What an erasure leaves of an event's payload (contract L14).
package struct EventRemains: Hashable, Sendable {
    /// A JSON object: the data without what named the person.
    package var data: [UInt8]
    /// A JSON object: what is about other people; nil when nothing is left.
    package var personal: [UInt8]?
    /// As `EventMetadata.origin`; nil when nothing is left.
    package var origin: [UInt8]?

    package init(data: [UInt8], personal: [UInt8]? = nil, origin: [UInt8]? = nil) {
        (self.data, self.personal, self.origin) = (data, personal, origin)
    }

    /// Everything, as the event has it now.
    package init(of event: RecordedEvent) {
        self.init(data: event.data, personal: event.personal, origin: event.origin)
    }
}

extension RecordedEvent {
    /// The event with only `remains` of its payload. Its hash stays what it was and still follows:
    /// of whatever was taken out, the digest that the hash covers is kept.
    package func leaving(_ remains: EventRemains) -> RecordedEvent {
        let isPersonalChanged = remains.personal != personal || remains.origin != origin
        let holdsPersonal = remains.personal != nil || remains.origin != nil
        let recordedDigest = EventHash.personalDigest(
            salt: salt, personal: personal, origin: origin)
        return RecordedEvent(
            position: position, stream: stream, version: version, type: type,
            recordedAt: recordedAt, occurredAt: occurredAt, actor: actor,
            correlationID: correlationID, causationID: causationID, origin: remains.origin,
            data: remains.data, personal: remains.personal, salt: holdsPersonal ? salt : nil,
            erasedDigest: erasedDigest ?? (isPersonalChanged ? recordedDigest : nil),
            dataDigest: dataDigest ?? (remains.data != data ? SHA256.hash(data) : nil),
            hash: hash)
    }

    /// What the event that tells of the erasure keeps, so that the rest cannot be changed
    /// unnoticed; nil when the hash still covers all that is there.
    package var remainsDigest: SHA256Digest? {
        let holdsPersonal = personal != nil || origin != nil
        guard dataDigest != nil || (erasedDigest != nil && holdsPersonal) else { return nil }
        var hash = SHA256()
        hash.update(SHA256.hash(data))
        hash.update(EventHash.personalDigest(salt: salt, personal: personal, origin: origin))
        return hash.finalize()
    }
}

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
    let read: @Sendable (RecordedEvent) throws -> RecordedErasure?

    package init(
        _ typeName: String, read: @escaping @Sendable (RecordedEvent) throws -> RecordedErasure?
    ) {
        (self.typeName, self.read) = (typeName, read)
    }

    /// For a log without erasures.
    package static let none = ErasureReading("") { _ in nil }
}

/// Holds what was taken out of events against what the log says was erased.
struct ErasureCheck {
    private var erased: Set<Int64> = []
    /// Events that the hash covers in part, by what is there.
    private var partial: [Int64: SHA256Digest] = [:]
    private var told: [RecordedErasure] = []

    /// Asked once per event, in the log's order, with the erasure that the event tells of, if any.
    mutating func note(_ event: RecordedEvent, _ erasure: RecordedErasure?) {
        if let erasure { told.append(erasure) }
        guard event.isErased else { return }
        erased.insert(event.position.rawValue)
        partial[event.position.rawValue] = event.remainsDigest
    }

    /// Asked at the log's end, because an erasure comes after what it erases.
    func finish() throws(ChainDefect) {
        var unexplained = erased
        var remains: [Int64: SHA256Digest] = [:]
        for erasure in told {
            for range in erasure.positions { unexplained.subtract(range) }
            remains.merge(erasure.remains) { _, later in later }
        }
        if let first = unexplained.min() {
            throw ChainDefect(
                kind: .unexplainedErasure, position: GlobalPosition(rawValue: first),
                explanation: "personal data is gone from it and no erasure tells of that")
        }
        for (position, digest) in partial.sorted(by: { $0.key < $1.key })
        where remains[position] != digest {
            throw ChainDefect(
                kind: .remainsMismatch, position: GlobalPosition(rawValue: position),
                explanation: "what an erasure left of it was changed")
        }
    }
}
