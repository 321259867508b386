import Digest
import TestSupport
import Testing
import Time

@testable import EventLog

/// Putting exported events back (contract L15; invariant 10).
@Suite("Log restore") struct LogRestoreTests {
    private let a = StreamID(recorded: "thing-a")
    private let b = StreamID(recorded: "thing-b")

    private func makeSource() throws -> TestLog {
        let log = try TestLog()
        var metadata = EventMetadata.test
        metadata.origin = Array(#"{"ip":"192.0.2.1"}"#.utf8)
        metadata.causationID = "evt_1"
        for round in 0..<300 {
            log.now = noon.adding(seconds: Int64(round / 3))
            var event = NewEvent.noted(round, personal: round % 2 == 0 ? #"{"n":"x"}"# : nil)
            event.occurredAt = round % 5 == 0 ? noon.adding(seconds: -90) : nil
            try log.append([event], to: round % 3 == 0 ? a : b, round % 7 == 0 ? metadata : .test)
        }
        return log
    }

    @Test func `exported events give the same events, hashes and root`() throws {
        let (source, target) = (try makeSource(), try TestLog())
        let events = try source.events()
        try target.batch { for event in events { try target.restoreInBatch(event) } }
        try expectEqual(target.events(), events)
        let roots = try [source, target].map { try $0.makeReader().merkleRoot(size: 300) }
        expectEqual(roots[0], roots[1])
        try target.makeReader().verifyAll(target)
        // And it goes on from there.
        target.now = noon
        try target.append([.noted()], to: a, expected: .exactly(100))
        try expectEqual(target.events().last?.recordedAt, events.last?.recordedAt)
        try target.makeReader().verifyAll(target)
    }

    @Test func `an erased event keeps its hash`() throws {
        let source = try TestLog()
        try source.append([.noted(1, personal: #"{"email":"a@b.c"}"#), .noted(2)], to: a)
        var events = try source.events()
        let digest = EventHash.personalDigest(
            salt: events[0].salt, personal: events[0].personal, origin: events[0].origin)
        events[0] = events[0].changed(personal: .some(nil), salt: .some(nil), erased: digest)
        let target = try TestLog()
        for event in events { try target.restore(event) }
        try expectEqual(target.events().map(\.hash), source.events().map(\.hash))
        try expectTrue(target.events()[0].isErased)
        let told = ErasureReading(events[1].type.name) { _ in
            RecordedErasure(positions: [1...1], remains: [:])
        }
        _ = try target.makeReader().verify(directory: target.directory, erasures: told) { _, _ in }
    }

    @Test func `a skipped, repeated or reordered event is refused`() throws {
        let (source, target) = (try makeSource(), try TestLog())
        let events = try source.events()
        #expect(throws: RestoreRejection.self) { try target.restore(events[1]) }
        try target.restore(events[0])
        #expect(throws: RestoreRejection.self) { try target.restore(events[0]) }
        #expect(throws: RestoreRejection.self) { try target.restore(events[2]) }
        expectEqual(target.head, 1)
        try target.restore(events[1])
    }

    @Test func `an event that was changed in any way is refused`() throws {
        let (source, target) = (try makeSource(), try TestLog())
        let event = try source.events()[0]
        for (what, wrong) in event.forgeries {
            #expect(throws: RestoreRejection.self, "\(what)") { try target.restore(wrong) }
        }
        expectEqual(target.head, 0)
        try target.restore(event)
    }

    /// The hash says so itself: whoever made it can make any.
    @Test func `an event that was recorded before the one ahead of it is refused`() throws {
        let (source, target) = (try makeSource(), try TestLog())
        let events = try source.events()
        try target.restore(events[0])
        let early = events[1].changed(recordedAt: events[0].recordedAt.adding(milliseconds: -1))
        let hash = early.expectedHash(after: events[0].hash)
        let refusal = #expect(throws: RestoreRejection.self) {
            try target.restore(early.changed(hash: hash))
        }
        expectEqual(refusal?.explanation.contains("before the event ahead"), true)
        expectEqual(target.head, 1)
        try target.restore(events[1])
    }

    @Test func `claims come with the events`() throws {
        let (source, target) = (try makeSource(), try TestLog())
        let claim = Claim(space: "email", value: "a")
        let events = try source.events()
        try target.restore(events[0], claims: [.take(claim)])
        try expectEqual(target.writer.holder(of: claim), a)
        #expect(throws: AppendRejection.claimTaken(claim, holder: a)) {
            try target.restore(events[1], claims: [.take(claim)])
        }
        expectEqual(target.head, 1)
    }
}

extension TestLog {
    /// Puts one exported event back within the open batch.
    func restoreInBatch(_ event: RecordedEvent) throws {
        _ = try command { try writer.restore(event, claims: []) }
    }
}

extension RecordedEvent {
    /// The same event with one thing changed that the hash must notice.
    var forgeries: [(String, RecordedEvent)] {
        [
            ("data", changed(data: Array(#"{"number":8}"#.utf8))),
            ("personal", changed(personal: Array(#"{"n":"y"}"#.utf8))),
            ("personal removed", changed(personal: .some(nil))),
            ("salt", changed(salt: [UInt8](repeating: 7, count: 16))),
            ("salt removed", changed(salt: .some(nil))),
            ("erased digest", changed(erased: .zero)),
            ("recorded at", changed(recordedAt: recordedAt.adding(milliseconds: 1))),
            ("occurred at", changed(occurredAt: .some(nil))),
            ("type", changed(type: EventType("Other"))),
            ("schema version", changed(type: EventType(type.name, schemaVersion: 2))),
            ("actor", changed(actor: EventActor(kind: .user, id: actor.id))),
            ("correlation", changed(correlationID: "other")),
            ("causation", changed(causationID: "other")),
            ("stream", changed(stream: StreamID(recorded: "thing-z"))),
        ]
    }

    /// Nil leaves a member as it is.
    func changed(
        stream: StreamID? = nil, type: EventType? = nil, recordedAt: Timestamp? = nil,
        occurredAt: Timestamp?? = nil, actor: EventActor? = nil, correlationID: String? = nil,
        causationID: String? = nil, data: [UInt8]? = nil, personal: [UInt8]?? = nil,
        salt: [UInt8]?? = nil, erased: SHA256Digest? = nil, hash: SHA256Digest? = nil
    ) -> RecordedEvent {
        RecordedEvent(
            position: position, stream: stream ?? self.stream, version: version,
            type: type ?? self.type, recordedAt: recordedAt ?? self.recordedAt,
            occurredAt: occurredAt ?? self.occurredAt, actor: actor ?? self.actor,
            correlationID: correlationID ?? self.correlationID,
            causationID: causationID ?? self.causationID, origin: origin, data: data ?? self.data,
            personal: personal ?? self.personal, salt: salt ?? self.salt,
            erasedDigest: erased ?? erasedDigest, hash: hash ?? self.hash)
    }
}
