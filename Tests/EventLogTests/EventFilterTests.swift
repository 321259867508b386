import TestSupport
import Testing
import Time

@testable import EventLog

/// What an audit gets, held against a filter over all events in memory (contract L6).
@Suite("Event filter") struct EventFilterTests {
    private static let streams = ["session-s1", "session-s2", "tenant-t1", "loan-7", "loan-8"]
        .map { StreamID(recorded: $0) }
    private static let correlations = ["r-1", "r-2", "01890a5d-ac96-774b-bcce-b302099a8057"]
    private static let actors = [
        EventActor(kind: .session, id: "s1"), EventActor(kind: .user, id: "s1"),
        EventActor(kind: .job, id: "night"), EventActor(kind: .user, id: "odd:name"),
    ]

    /// 300 events of every mixture.
    private func makeLog(_ random: inout SeededRandom) throws -> TestLog {
        let log = try TestLog()
        try log.batch {
            for number in 0..<300 {
                log.now = log.now.adding(milliseconds: Int64(random.next(3)) * 500)
                let fields = [
                    "", #","tenantId":"t1""#, #","tenantId":"t2""#, #","a.b":null"#,
                    #","in":{"a":1}"#,
                ]
                let event = NewEvent(
                    type: EventType(
                        ["A", "B", "C"][random.next(3)], schemaVersion: 1 + random.next(2)),
                    data: Array(#"{"n":\#(number)\#(fields[random.next(5)])}"#.utf8),
                    personal: random.next(3) == 0 ? Array(#"{"email":"x"}"#.utf8) : nil,
                    occurredAt: random.next(3) == 0
                        ? log.now.adding(milliseconds: -Int64(random.next(300_000))) : nil)
                let metadata = EventMetadata(
                    actor: Self.actors[random.next(4)],
                    correlationID: Self.correlations[random.next(3)])
                try log.command {
                    try log.write([StreamAppend(event, to: Self.streams[random.next(5)])], metadata)
                }
            }
        }
        return log
    }

    private func randomFilter(_ random: inout SeededRandom) -> EventFilter {
        var filter = EventFilter()
        if random.next(3) == 0 { filter.stream = Self.streams[random.next(5)] }
        if random.next(4) == 0 { filter.tenantID = ["t1", "t2", "t3"][random.next(3)] }
        if random.next(3) == 0 {
            filter.actor =
                [
                    "s1", "session:s1", "user:s1", "night", "odd:name", "user:odd:name",
                    "nobody", "job:s1",
                ][random.next(8)]
        }
        if random.next(3) == 0 {
            filter.types = [["A"], ["B", "C"], ["Z"], ["A", "Z"]][random.next(4)]
        }
        if random.next(4) == 0 {
            filter.field = ["tenantId", "a.b", "email", "none", "a", "in.a"][random.next(6)]
        }
        if random.next(3) == 0 { filter.correlationID = Self.correlations[random.next(3)] }
        if random.next(3) == 0 {
            filter.since = noon.adding(milliseconds: Int64(random.next(300_000)))
        }
        if random.next(3) == 0 {
            filter.until = noon.adding(milliseconds: Int64(random.next(300_000)))
        }
        if random.next(3) == 0 {
            filter.occurredSince = noon.adding(milliseconds: Int64(random.next(600_000)) - 300_000)
        }
        if random.next(3) == 0 {
            filter.occurredUntil = noon.adding(milliseconds: Int64(random.next(600_000)) - 300_000)
        }
        return filter
    }

    @Test func `a tenant may be named by its id and by its stream`() throws {
        var random = SeededRandom.announced("EventFilter, tenants")
        let reader = try makeLog(&random).makeReader()
        func positions(_ tenant: String) throws -> [GlobalPosition] {
            var filter = EventFilter()
            filter.tenantID = tenant
            return try reader.events(matching: filter, limit: 1000).map(\.position)
        }
        try expectEqual(positions("t1").isEmpty, false)
        try expectEqual(positions("tenant-t1"), positions("t1"))
        try expectTrue(positions("tenant-t2").isEmpty, "t2 has no stream: its name may be anything")
    }

    @Test func `random filters, orders and pages find what a filter in memory does`() throws {
        var random = SeededRandom.announced("EventFilter")
        let log = try makeLog(&random)
        let (all, reader) = (try log.events(), try log.makeReader())
        for _ in 0..<600 {
            let filter = randomFilter(&random)
            let order: EventOrder = random.next(2) == 0 ? .oldestFirst : .newestFirst
            let beyond: GlobalPosition? =
                random.next(2) == 0 ? nil : GlobalPosition(rawValue: Int64(random.next(302)))
            let limit = 1 + random.next(40)
            let story = filter.tenantID.map { Self.story(of: $0, in: all) } ?? []
            let expected = (order == .oldestFirst ? all : all.reversed()).filter { event in
                let isBeyond = beyond.map {
                    order == .oldestFirst ? event.position > $0 : event.position < $0
                }
                return isBeyond ?? true && filter.lets(event, story)
            }
            let found = try reader.events(
                matching: filter, beyond: beyond, order: order, limit: limit)
            expectEqual(found, Array(expected.prefix(limit)), "\(filter)")
        }
    }

    /// A tenant's stream, and the session that began it.
    private static func story(of tenant: String, in all: [RecordedEvent]) -> Set<String> {
        let name = "tenant-\(tenant)"
        guard let first = all.first(where: { $0.stream.name == name })?.actor,
            first.kind == .session
        else { return [name] }
        return [name, "session-\(first.id)"]
    }

    @Test func `a stream's events are read after a version`() throws {
        var random = SeededRandom.announced("EventFilter.stream")
        let log = try makeLog(&random)
        let reader = try log.makeReader()
        for stream in Self.streams {
            let all = try log.events().filter { $0.stream == stream }
            for after in [0, 1, all.count - 1, all.count, all.count + 5] {
                let version = StreamVersion(rawValue: Int64(after))
                let found = try reader.events(of: stream, after: version, limit: 7)
                expectEqual(found, Array(all.dropFirst(after).prefix(7)))
            }
        }
        try expectTrue(reader.events(of: StreamID(recorded: "loan-none"), limit: 9).isEmpty)
    }

    @Test func `the position at a time is the last one recorded by then`() throws {
        var random = SeededRandom.announced("EventFilter.position")
        let log = try makeLog(&random)
        let (all, reader) = (try log.events(), try log.makeReader())
        for step in -3...700 {
            let time = noon.adding(milliseconds: Int64(step) * 500 + Int64(random.next(3)) - 1)
            let expected = all.last { $0.recordedAt <= time }?.position ?? .start
            try expectEqual(reader.position(at: time), expected)
        }
        let empty = try TestLog()
        try expectEqual(empty.makeReader().position(at: noon), .start)
    }

    @Test func `a reader of an empty log finds nothing`() throws {
        let reader = try TestLog().makeReader()
        try expectTrue(reader.events(matching: EventFilter(), limit: 9).isEmpty)
        try expectTrue(reader.head().position == .start && reader.head().recordedAt == nil)
        try expectNil(reader.event(at: 1))
    }
}

extension EventFilter {
    /// The filter's meaning, said once more without SQL.
    ///
    /// - Parameter story: the names of the streams that tell the tenant's.
    fileprivate func lets(_ event: RecordedEvent, _ story: Set<String>) -> Bool {
        let (data, personal) = [event.data, event.personal ?? []].reduce(into: ("", "")) {
            $0 = ($0.1, String(decoding: $1, as: UTF8.self))
        }
        let holds: [Bool] = [
            stream.map { $0 == event.stream } ?? true,
            tenantID.map {
                story.contains(event.stream.name) || data.contains(#""tenantId":"\#($0)""#)
            } ?? true,
            actor.map { $0 == event.actor.id || $0 == "\(event.actor.kind.word):\(event.actor.id)" }
                ?? true,
            types.isEmpty || types.contains(event.type.name),
            field.map { has($0, data) || has($0, personal) } ?? true,
            correlationID.map { $0 == event.correlationID } ?? true,
            since.map { event.recordedAt >= $0 } ?? true,
            until.map { event.recordedAt < $0 } ?? true,
            occurredSince.map { event.occurredAt ?? event.recordedAt >= $0 } ?? true,
            occurredUntil.map { event.occurredAt ?? event.recordedAt < $0 } ?? true,
        ]
        return holds.allSatisfy { $0 }
    }

    /// The name anywhere, or the one path that these events have.
    private func has(_ field: String, _ payload: String) -> Bool {
        payload.contains(#""\#(field)":"#) || field == "in.a" && payload.contains(#""in":"#)
    }
}
