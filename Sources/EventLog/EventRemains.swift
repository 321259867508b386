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

extension RecordedEvent {
    /// Whether the event is as an erasure left it. An erasure may name one that had nothing to
    /// lose: where its codec could not have read the rest, the data stayed as it was.
    ///
    /// - Parameter digest: what is told of the rest; nil when the hash covers all that is left.
    package func isAsErased(leaving digest: SHA256Digest?) -> Bool {
        if let digest { return remainsDigest == digest }
        return personal == nil && origin == nil && dataDigest == nil
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
    package let read: @Sendable (RecordedEvent) throws -> RecordedErasure?

    package init(
        _ typeName: String, read: @escaping @Sendable (RecordedEvent) throws -> RecordedErasure?
    ) {
        (self.typeName, self.read) = (typeName, read)
    }

    /// For a log without erasures.
    package static let none = ErasureReading("") { _ in nil }
}

/// Holds what was taken out of events against what the log says was erased, both ways.
struct ErasureCheck {
    /// Of the events that something was taken out of, what is there; nil where nothing needs more
    /// than the hash.
    private var erased: [Int64: SHA256Digest?] = [:]
    private var told = ToldErasures()

    /// Asked once per event, in the log's order, with the erasure that the event tells of, if any.
    mutating func note(_ event: RecordedEvent, _ erasure: RecordedErasure?) {
        if let erasure { told.add(erasure, toldBy: event) }
        if event.isErased { erased[event.position.rawValue] = .some(event.remainsDigest) }
    }

    /// Asked at the log's end, because an erasure comes after what it erases.
    ///
    /// - Parameter event: looks up an event that nothing was taken out of.
    func finish(size: Int64, event: (GlobalPosition) throws -> RecordedEvent?) throws {
        guard size > 0 else { return }
        let told = told.remains(in: 1...size)
        for position in Set(erased.keys).union(told.keys).sorted() {
            let place = GlobalPosition(rawValue: position)
            guard let told = told[position] else {
                throw ChainDefect(
                    kind: .unexplainedErasure, position: place,
                    explanation: "personal data is gone from it and no erasure tells of that")
            }
            if let rest = erased[position] {
                guard rest == told.digest else {
                    throw ChainDefect(
                        kind: .remainsMismatch, position: place,
                        explanation: "what an erasure left of it was changed")
                }
            } else if let event = try event(place), !event.isAsErased(leaving: told.digest) {
                throw ChainDefect(
                    kind: .undoneErasure, position: place,
                    explanation: "what the erasure at position \(told.toldAt) took out of it is "
                        + "still there")
            }
        }
    }
}
