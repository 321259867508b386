import SQLite

/// What the writer remembers of a stream: its integer and its version.
final class StreamSlot {
    let id: Int64
    let stream: StreamID
    var version: Int64

    init(id: Int64, stream: StreamID, version: Int64) {
        (self.id, self.stream, self.version) = (id, stream, version)
    }
}

/// Names and their integers, with the streams' versions; on the writer thread.
///
/// Types are few and all held; streams and actors are a bounded cache over their tables. Every
/// change can be undone to the last `beginUndo`.
struct InternedNames {
    private enum Change {
        case version(StreamSlot, Int64)
        case stream(StreamID)
        case type(EventType)
        case actor(EventActor)
    }

    /// About 200 bytes a stream: 32 thousand cost some 6 MB.
    private static let cachedMax = 32_768

    private var streams = RecentlyUsed<StreamID, StreamSlot>(heldMax: Self.cachedMax)
    private var actors = RecentlyUsed<EventActor, Int64>(heldMax: Self.cachedMax)
    private var types: [EventType: Int64] = [:]
    private var nextStream: Int64
    private var nextActor: Int64
    private var changes: [Change] = []
    /// The stream that was last found to have no events: a command asks for a new one repeatedly.
    private var absent: StreamID?
    private var mark = (stream: Int64(0), actor: Int64(0))

    init(_ connection: borrowing SQLiteConnection) throws(SQLiteError) {
        nextStream = (try connection.integer("SELECT max(id) FROM stream") ?? 0) + 1
        nextActor = (try connection.integer("SELECT max(id) FROM actor") ?? 0) + 1
        let select = try connection.prepare(
            "SELECT id, name, schema_version FROM event_type NOT INDEXED")
        while try select.step() {
            let type = EventType(select.text(1), schemaVersion: Int(select.int64(2)))
            types[type] = select.int64(0)
        }
    }

    /// The stream's slot when it exists; version 0 never does.
    mutating func slot(of stream: StreamID, _ statements: LogStatements)
        throws(SQLiteError) -> StreamSlot?
    {
        if let slot = streams.value(stream) { return slot }
        if stream == absent { return nil }
        statements.selectStream.bind(1, text: stream.name)
        guard try statements.selectStream.step() else {
            absent = stream
            return nil
        }
        let id = statements.selectStream.int64(0)
        statements.selectStream.reset()
        statements.selectVersion.bind(1, id)
        let version = try statements.selectVersion.step() ? statements.selectVersion.int64(0) : 0
        statements.selectVersion.reset()
        return remember(StreamSlot(id: id, stream: stream, version: version))
    }

    /// The stream's slot; a new stream is written, and undone with its command.
    mutating func makeSlot(of stream: StreamID, _ statements: LogStatements)
        throws(SQLiteError) -> StreamSlot
    {
        if let slot = try slot(of: stream, statements) { return slot }
        statements.insertStream.bind(1, nextStream)
        statements.insertStream.bind(2, text: stream.name)
        try statements.insertStream.run()
        changes.append(.stream(stream))
        absent = nil
        defer { nextStream += 1 }
        return remember(StreamSlot(id: nextStream, stream: stream, version: 0))
    }

    /// Lets unused slots go only while nothing can be undone: an undo must meet the slot it raised.
    private mutating func remember(_ slot: StreamSlot) -> StreamSlot {
        if changes.isEmpty { streams.forgetUnused() }
        streams.hold(slot, for: slot.stream)
        return slot
    }

    /// Counts one more event of the stream; the event's version is the slot's afterwards.
    mutating func raise(_ slot: StreamSlot) {
        changes.append(.version(slot, slot.version))
        slot.version += 1
    }

    /// The type's integer; each schema version of a name is a type of its own.
    mutating func id(of type: EventType, _ statements: LogStatements)
        throws(SQLiteError) -> Int64
    {
        if let id = types[type] { return id }
        let id = (types.values.max() ?? 0) + 1
        statements.insertType.bind(1, id)
        statements.insertType.bind(2, text: type.name)
        statements.insertType.bind(3, Int64(type.schemaVersion))
        try statements.insertType.run()
        changes.append(.type(type))
        types[type] = id
        return id
    }

    /// Nil for the session that a session's stream is about: that need not be stored.
    mutating func id(of actor: EventActor, in stream: StreamID, _ statements: LogStatements)
        throws(SQLiteError) -> Int64?
    {
        if actor.kind == .session && stream.name.hasBytes(of: "session-", then: actor.id) {
            return nil
        }
        if let id = actors.value(actor) { return id }
        statements.selectActor.bind(1, Int64(actor.kind.rawValue))
        statements.selectActor.bind(2, text: actor.id)
        var id = nextActor
        if try statements.selectActor.step() {
            id = statements.selectActor.int64(0)
            statements.selectActor.reset()
        } else {
            statements.insertActor.bind(1, id)
            statements.insertActor.bind(2, Int64(actor.kind.rawValue))
            statements.insertActor.bind(3, text: actor.id)
            try statements.insertActor.run()
            nextActor += 1
            changes.append(.actor(actor))
        }
        actors.forgetUnused()
        actors.hold(id, for: actor)
        return id
    }

    // MARK: Undo

    /// From here on `undo` takes back what is interned and counted.
    mutating func beginUndo() {
        changes.removeAll(keepingCapacity: true)
        mark = (nextStream, nextActor)
    }

    /// After a commit: what was interned stays.
    mutating func forgetUndo() { changes.removeAll(keepingCapacity: true) }

    /// Undoes what the command interned, also in the file: each name it added has an id of its own.
    mutating func undo(_ statements: LogStatements) throws(SQLiteError) {
        for change in changes.reversed() {
            switch change {
            case .version(let slot, let version): slot.version = version
            case .stream(let stream): streams.forget(stream)
            case .type(let type): try remove(type, statements)
            case .actor(let actor): actors.forget(actor)
            }
        }
        try statements.deleteStreams.run(from: mark.stream, ifBelow: nextStream)
        try statements.deleteActors.run(from: mark.actor, ifBelow: nextActor)
        (nextStream, nextActor) = mark
        changes.removeAll(keepingCapacity: true)
    }

    private mutating func remove(_ type: EventType, _ statements: LogStatements)
        throws(SQLiteError)
    {
        guard let id = types.removeValue(forKey: type) else { return }
        statements.deleteType.bind(1, id)
        try statements.deleteType.run()
    }
}

extension SQLiteStatement {
    /// Runs a deletion of the rows from `first` on, if there are any before `end`.
    func run(from first: Int64, ifBelow end: Int64) throws(SQLiteError) {
        guard first < end else { return }
        bind(1, first)
        try run()
    }
}
