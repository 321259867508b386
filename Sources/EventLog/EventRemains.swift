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
