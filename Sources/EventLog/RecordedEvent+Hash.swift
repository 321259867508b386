import Digest
import Time

extension RecordedEvent {
    /// Whether the hash covers all that the event holds: personal data and origin only through
    /// their salt. What never was there cannot be erased; what an erasure left of either is covered
    /// by the event that tells of it (see `remainsDigest`). What stands for "none" in the hash is
    /// no value.
    var isCovered: Bool {
        let holdsPersonal = personal != nil || origin != nil
        if erasedDigest == .zero || personal?.isEmpty == true || origin?.isEmpty == true {
            return false
        }
        if occurredAt?.milliseconds == .min { return false }
        return holdsPersonal ? salt?.count == 16 : salt == nil
    }

    /// Whether the event's hash follows from the one before it, and covers all that it holds.
    package func follows(_ previous: SHA256Digest) -> Bool {
        isCovered && expectedHash(after: previous) == hash
    }

    /// The hash that follows from what the event says and the hash before it.
    func expectedHash(after previous: SHA256Digest) -> SHA256Digest {
        let envelope = EventHash.Envelope(
            position: position.rawValue, version: version.rawValue,
            recordedAt: recordedAt.milliseconds, occurredAt: occurredAt?.milliseconds,
            stream: stream, type: type, actor: actor)
        let personal =
            erasedDigest
            ?? EventHash.personalDigest(salt: salt, personal: self.personal, origin: origin)
        return EventHash.chained(
            to: previous, envelope: envelope, correlationID: correlationID,
            causationID: causationID == correlationID ? nil : causationID,
            data: dataDigest ?? SHA256.hash(data), personal: personal)
    }
}
