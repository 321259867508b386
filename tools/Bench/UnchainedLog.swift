import EventLog
import SQLite
import Time

/// The log's append without its hash chain: the same tables, names, versions, claims and
/// rows, but neither hashes nor salts, and no tree. A name that it does not hold is looked for in
/// the file, as by a log that cannot hold them all.
final class UnchainedLog {
    private let connection: SQLiteConnection
    private let insertEvent: SQLiteStatement
    private let insertStream: SQLiteStatement
    private let selectStream: SQLiteStatement
    private let insertActor: SQLiteStatement
    private let selectActor: SQLiteStatement
    private let claims: ClaimIndex
    private var streams: [StreamID: (id: Int64, version: Int64)] = [:]
    private var types: [EventType: Int64] = [:]
    private var actors: [EventActor: Int64] = [:]
    private var position: Int64 = 0

    init(path: String, like model: RawReader) throws(SQLiteError) {
        connection = try SQLiteConnection.open(path: path, mode: .readWrite)
        try connection.execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;
            PRAGMA secure_delete = ON
            """)
        for sql in try model.schema() { try connection.execute(sql) }
        insertEvent = try connection.prepare(
            "INSERT INTO event (\(RawLog.columns)) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
        insertStream = try connection.prepare("INSERT INTO stream (id, name) VALUES (?, ?)")
        selectStream = try connection.prepare("SELECT id FROM stream WHERE name = ?")
        insertActor = try connection.prepare("INSERT INTO actor (id, kind, name) VALUES (?, ?, ?)")
        selectActor = try connection.prepare("SELECT id FROM actor WHERE kind = ? AND name = ?")
        claims = try ClaimIndex(connection)
    }

    /// Appends a batch of requests in one transaction; answers how many events that were.
    func append(_ requests: ArraySlice<SampleRequest>) throws(SQLiteError) -> Int {
        let before = position
        try connection.execute("BEGIN IMMEDIATE")
        for request in requests {
            claims.beginUndo()
            let first = position + 1
            for append in request.appends {
                for event in append.events {
                    try insert(event, append.stream, request, first)
                }
            }
        }
        try claims.sortInWhenMany()
        try connection.execute("COMMIT")
        return Int(position - before)
    }

    private func insert(
        _ event: NewEvent, _ stream: StreamID, _ request: SampleRequest, _ first: Int64
    )
        throws(SQLiteError)
    {
        var slot = try slot(stream)
        slot.version += 1
        streams[stream] = slot
        for change in event.claims { try apply(change, slot.id) }
        position += 1
        insertEvent.bind(1, position)
        insertEvent.bind(2, slot.id)
        insertEvent.bind(3, slot.version)
        insertEvent.bind(4, typeID(event.type))
        insertEvent.bind(5, request.time.milliseconds)
        insertEvent.bindNull(6)
        insertEvent.bind(7, try actorID(request.metadata.actor, stream))
        insertEvent.bind(8, blob: UUIDv7(request.metadata.correlationID)?.bytes ?? [])
        insertEvent.bindNull(9)
        insertEvent.bind(10, utf8: event.data)
        bind(11, event.personal)
        bind(12, position == first ? request.metadata.origin : nil)
        insertEvent.bindNull(13)
        insertEvent.bindNull(14)
        insertEvent.bind(15, blob: [])
        try insertEvent.run()
    }

    private func bind(_ parameter: Int32, _ text: [UInt8]?) {
        if let text {
            insertEvent.bind(parameter, utf8: text)
        } else {
            insertEvent.bindNull(parameter)
        }
    }

    private func slot(_ stream: StreamID) throws(SQLiteError) -> (id: Int64, version: Int64) {
        if let known = streams[stream] { return known }
        selectStream.bind(1, text: stream.name)
        let isKnown = try selectStream.step()
        selectStream.reset()
        precondition(!isKnown, "every stream is in memory")
        let id = Int64(streams.count + 1)
        insertStream.bind(1, id)
        insertStream.bind(2, text: stream.name)
        try insertStream.run()
        return (id, 0)
    }

    private func typeID(_ type: EventType) -> Int64 {
        if let id = types[type] { return id }
        let id = Int64(types.count + 1)
        types[type] = id
        return id
    }

    /// Nil for the session that the stream is about.
    private func actorID(_ actor: EventActor, _ stream: StreamID) throws(SQLiteError) -> Int64? {
        if actor.kind == .session, stream.category == "session", stream.id == actor.id {
            return nil
        }
        if let id = actors[actor] { return id }
        selectActor.bind(1, Int64(actor.kind.rawValue))
        selectActor.bind(2, text: actor.id)
        let isKnown = try selectActor.step()
        selectActor.reset()
        precondition(!isKnown, "every actor is in memory")
        let id = Int64(actors.count + 1)
        insertActor.bind(1, id)
        insertActor.bind(2, Int64(actor.kind.rawValue))
        insertActor.bind(3, text: actor.id)
        try insertActor.run()
        actors[actor] = id
        return id
    }

    private func apply(_ change: ClaimChange, _ stream: Int64) throws(SQLiteError) {
        switch change {
        case .take(let claim):
            let key = Self.key(claim)
            if try claims.holder(of: key) == nil { try claims.take(key, for: stream) }
        case .release(let claim): try claims.release(Self.key(claim), of: stream)
        }
    }

    /// 16 bytes that are spread as a digest is, without computing one.
    private static func key(_ claim: Claim) -> KeyedDigest {
        var checksum = Checksum()
        for byte in claim.value.utf8 { checksum.add(byte) }
        for byte in claim.space.utf8 { checksum.add(byte) }
        let value = checksum.value
        let bytes = UUIDv7(high: value &* 0x9E37_79B9_7F4A_7C15, low: value).bytes
        return unsafe bytes.withUnsafeBytes { unsafe KeyedDigest(bytes: $0) }
    }
}
