import Digest
import TestSupport
import Testing
import Time

@testable import EventLog

/// What is recorded beside an event (invariants 5 to 8).
extension LogContractTests {
    // MARK: Deduplication (invariant 5)

    @Test(arguments: LogOrigin.allCases)
    func `a repeated deduplication key answers the first positions and appends nothing`(
        origin: LogOrigin
    ) throws {
        let log = try origin.makeLog()
        let key = DeduplicationKey(space: "webhook", value: "evt_1")
        let first = try log.append(
            [StreamAppend(to: Self.a, expected: .none, events: [.noted(1), .noted(2)])],
            deduplicationKey: key)
        try log.append([.noted(3)], to: Self.b)
        let head = log.head
        // The expectation is not looked at: what happened then cannot be wrong now.
        let again = try log.append(
            [StreamAppend(to: Self.a, expected: .none, events: [.noted(9)])], deduplicationKey: key)
        expectTrue(again.isDuplicate && again.positions == first.positions)
        expectTrue(again.versions.isEmpty)
        expectEqual(log.head, head)
    }

    @Test(arguments: LogOrigin.allCases)
    func `the key of a refused append can be used again`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        let key = DeduplicationKey(space: "webhook", value: "evt_2")
        #expect(throws: AppendRejection.self) {
            try log.append(
                [StreamAppend(.noted(), to: Self.a, expected: .exactly(5))], deduplicationKey: key)
        }
        let receipt = try log.append([StreamAppend(.noted(), to: Self.a)], deduplicationKey: key)
        expectFalse(receipt.isDuplicate)
    }

    @Test(arguments: LogOrigin.allCases)
    func `a key of another space is another key`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        for space in ["stripe", "cal"] {
            let key = DeduplicationKey(space: space, value: "1")
            let receipt = try log.append(
                [StreamAppend(.noted(), to: Self.a)], deduplicationKey: key)
            expectFalse(receipt.isDuplicate)
        }
    }

    // MARK: Times (invariant 6)

    @Test(arguments: LogOrigin.allCases)
    func `recording times never go back when the clock does`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        for seconds: Int64 in [10, 20, 5, -1000, 30] {
            log.now = noon.adding(seconds: seconds)
            try log.append([.noted()], to: Self.a)
        }
        let times = try log.makeReader().events(of: Self.a, limit: 10).map { $0.recordedAt - noon }
        expectEqual(times, [10_000, 20_000, 20_000, 20_000, 30_000])
    }

    @Test(arguments: LogOrigin.allCases)
    func `a refused append does not move the time`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        log.now = noon.adding(seconds: 3600)
        _ = try? log.append([.noted()], to: Self.a, expected: .exactly(9))
        log.now = noon.adding(seconds: 60)
        try log.append([.noted()], to: Self.a)
        try expectEqual(log.events().last?.recordedAt, noon.adding(seconds: 60))
    }

    @Test func `an event's own time is when it happened`() throws {
        let log = try TestLog()
        var event = NewEvent.noted()
        event.occurredAt = noon.adding(seconds: -500)
        try log.append([event, .noted()], to: Self.a)
        let times = try log.events().map(\.time)
        expectEqual(times, [noon.adding(seconds: -500), noon])
    }

    // MARK: Metadata

    @Test(arguments: LogOrigin.allCases)
    func `causation is the correlation unless another is named`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        let actor = EventActor(kind: .job, id: "expire")
        for causation in [nil, "r-1", "evt_7", "01890a5d-ac96-774b-bcce-b302099a8057"] {
            try log.append(
                [.noted()], to: Self.a,
                EventMetadata(actor: actor, correlationID: "r-1", causationID: causation))
        }
        let events = try log.makeReader().events(of: Self.a, limit: 10)
        expectEqual(
            events.map(\.causationID),
            [
                "r-1", "r-1", "evt_7", "01890a5d-ac96-774b-bcce-b302099a8057",
            ])
        expectTrue(events.allSatisfy { $0.actor == actor && $0.correlationID == "r-1" })
    }

    @Test(arguments: EventActor.Kind.allCases)
    func `every kind of actor is read as it was written`(kind: EventActor.Kind) throws {
        let log = try TestLog()
        let actor = EventActor(kind: kind, id: "a")
        let metadata = EventMetadata(actor: actor, correlationID: "r")
        for stream in ["session-a", "session-b", "thing-a", "session-session-a"] {
            try log.append([.noted()], to: StreamID(recorded: stream), metadata)
        }
        try expectTrue(log.events().allSatisfy { $0.actor == actor })
        var filter = EventFilter()
        for name in ["a", "\(kind.word):a"] {
            filter.actor = name
            try expectEqual(log.makeReader().events(matching: filter, limit: 9).count, 4)
        }
    }

    @Test(arguments: LogOrigin.allCases)
    func `only the first event of an append carries the origin`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        var metadata = EventMetadata.test
        metadata.origin = Array(#"{"ip":"192.0.2.1"}"#.utf8)
        try log.append(
            [
                StreamAppend(to: Self.a, expected: .any, events: [.noted(), .noted()]),
                StreamAppend(.noted(), to: Self.b),
            ], metadata)
        try expectEqual(log.events().suffix(3).map { $0.origin != nil }, [true, false, false])
    }

    // MARK: Personal data (invariant 8)

    @Test(arguments: LogOrigin.allCases)
    func `an event has a salt when it has personal data or an origin`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        let personal = #"{"email":"ada@example.com"}"#
        var withOrigin = EventMetadata.test
        withOrigin.origin = Array("{}".utf8)
        try log.append([.noted(), .noted(personal: personal), .noted()], to: Self.a)
        try log.append([.noted()], to: Self.a, withOrigin)
        let events = try log.makeReader().events(of: Self.a, limit: 10)
        expectEqual(events.map { $0.salt?.count }, [nil, 16, nil, 16])
        expectEqual(events.map { $0.personal != nil }, [false, true, false, false])
    }

    @Test func `equal personal data has different salts`() throws {
        let log = try TestLog()
        try log.append((0..<200).map { _ in .noted(personal: "{}") }, to: Self.a)
        expectEqual(Set(try log.events().compactMap(\.salt)).count, 200)
    }

    // MARK: The chain (invariant 7)

    @Test(arguments: LogOrigin.allCases)
    func `the chain verifies after appends and refusals`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        for round in 0..<40 {
            _ = try? log.append(
                [
                    StreamAppend(
                        .noted(round, personal: round % 3 == 0 ? "{}" : nil), to: Self.a),
                    StreamAppend(.noted(), to: Self.b, expected: round % 4 == 0 ? .none : .any),
                ])
        }
        let verified = try log.makeReader().verify(directory: log.directory) { _, _ in }
        expectEqual(verified.eventCount, log.head)
        let leaves = try log.events().map { MerkleTree.leafHash($0.hash) }
        expectEqual(verified.root, NaiveMerkle.root(leaves[...]))
    }

    @Test(arguments: LogOrigin.allCases)
    func `each hash follows from the one before it`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        try log.append([.noted(1), .noted(2, personal: #"{"a":1}"#)], to: Self.a)
        var previous = SHA256Digest.zero
        let events = try log.events()
        expectFalse(events.isEmpty)
        for event in events {
            expectEqual(event.expectedHash(after: previous), event.hash)
            previous = event.hash
        }
    }
}
