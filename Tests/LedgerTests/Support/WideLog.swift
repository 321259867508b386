import LogTestSupport
import TestSupport
import Time

@testable import EventLog

/// A log of many small events by few and by rare actors, written without use cases.
struct WideLog {
    /// Two of them have events that an audit finds by the stream: a tenant's and a session's own.
    static let streams =
        (0..<48).map { StreamID(recorded: "loan-\($0)") } + [
            StreamID(recorded: "tenant-t2"), StreamID(recorded: "session-s1"),
        ]
    static let correlations = ["r-1", "r-2", "01890a5d-ac96-774b-bcce-b302099a8057"]
    /// One in some ten thousand events is the last one's.
    static let actors = [
        EventActor(kind: .user, id: "ada"), EventActor(kind: .admin, id: "ada"),
        EventActor(kind: .job, id: "night"), EventActor(kind: .user, id: "rare"),
    ]

    let home: TestDirectory
    private var random: SeededRandom
    private var now = noon
    private let writer: LogWriter

    init(_ random: SeededRandom) throws {
        home = try TestDirectory()
        self.random = random
        writer = try LogWriter(directory: home.directory)
    }

    var directory: DataDirectory { home.directory }

    mutating func append(_ count: Int64) throws {
        var left = count
        while left > 0 {
            try writer.begin()
            for _ in 0..<min(left, 2000) { try appendOne() }
            try writer.commit()
            left -= 2000
        }
    }

    private mutating func appendOne() throws {
        now = now.adding(milliseconds: Int64(random.next(3)))
        let stream = Self.streams[random.next(50)]
        let actor = actor(in: stream)
        let payload = [
            #"{"n":1}"#, #"{"tenantId":"t1","plan":"free"}"#, #"{"attributes":{"plan":"paid"}}"#,
            #"{"n":2,"attributes":{}}"#,
        ][random.next(4)]
        let event = NewEvent(
            type: EventType(random.next(5000) == 0 ? "Rare" : ["A", "B"][random.next(2)]),
            data: Array(payload.utf8),
            personal: random.next(9) == 0 ? Array(#"{"email":"x"}"#.utf8) : nil,
            occurredAt: random.next(5) == 0
                ? now.adding(milliseconds: -Int64(random.next(80_000))) : nil)
        let metadata = EventMetadata(
            actor: actor,
            correlationID: random.next(3000) == 0 ? Self.correlations[random.next(3)] : "r-0")
        writer.beginCommand()
        _ = try writer.append(
            [
                StreamAppend(to: stream, expected: .any, events: [event])
            ], metadata: metadata, recordedAt: now
        ) { _, _, _, _ in }
        try writer.keepCommand()
    }

    private mutating func actor(in stream: StreamID) -> EventActor {
        if stream.category == "session", random.next(2) == 0 {
            return EventActor(kind: .session, id: String(stream.id))
        }
        return Self.actors[random.next(10_000) == 0 ? 3 : random.next(3)]
    }

    /// A filter of every mixture.
    mutating func nextFilter() -> EventFilter {
        var filter = EventFilter()
        if random.next(6) == 0 { filter.stream = Self.streams[random.next(50)] }
        if random.next(4) == 0 { filter.tenantID = ["t1", "t2"][random.next(2)] }
        if random.next(3) == 0 {
            filter.actor =
                ["ada", "admin:ada", "rare", "job:night", "nobody", "session:s1"][random.next(6)]
        }
        if random.next(3) == 0 {
            filter.types = [["A"], ["Rare"], ["Rare", "B"], ["Z"]][random.next(4)]
        }
        if random.next(4) == 0 {
            filter.field =
                ["plan", "attributes.plan", "email", "attributes", "none"][random.next(5)]
        }
        if random.next(3) == 0 {
            filter.correlationID = (Self.correlations + ["r-0"])[random.next(4)]
        }
        if random.next(4) == 0 {
            filter.since = noon.adding(milliseconds: Int64(random.next(80_000)))
        }
        if random.next(4) == 0 {
            filter.until = noon.adding(milliseconds: Int64(random.next(80_000)))
        }
        if random.next(4) == 0 {
            filter.occurredSince = noon.adding(milliseconds: Int64(random.next(160_000)) - 80_000)
        }
        if random.next(4) == 0 {
            filter.occurredUntil = noon.adding(milliseconds: Int64(random.next(160_000)) - 80_000)
        }
        return filter
    }

    mutating func next(_ bound: Int) -> Int { random.next(bound) }
}
