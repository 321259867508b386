import Digest
import SQLite
import Time

/// A connection that only reads the log; confined to the thread that uses it.
///
/// Sees what was committed when each read began; never blocks the writer and is never blocked.
package final class LogReader {
    let connection: SQLiteConnection
    private let selectStreamName: SQLiteStatement
    private let selectStreamID: SQLiteStatement
    private let selectVersion: SQLiteStatement
    private let selectLastPosition: SQLiteStatement
    private let selectActor: SQLiteStatement
    private let selectPositionAt: SQLiteStatement
    private let selectVault: SQLiteStatement
    /// Statements of walks that are over, by their text, for the next of the kind.
    private var idleCursors: [String: EventCursor] = [:]
    private let keyDigester: KeyDigester
    /// All columns of an event, for `EventCursor`.
    let columns: String
    private var claims: ClaimLookup?
    private var types: [Int64: EventType] = [:]
    private var actors = NumberedCache<EventActor>()
    private var streams = NumberedCache<StreamID>()
    /// No stream had a larger number when the log's end was last asked for.
    private var streamMax: Int64 = 0

    private static let idleCursorsMax = 16

    /// Throws where the read is one that is given up with who asked, and they have gone. Long reads
    /// ask between two things that stand by themselves.
    package var checkInterest: () throws -> Void = {}

    /// Makes nothing: the directory must hold a ledger.
    ///
    /// - Throws: `absent` without one, `newerFormat` for one of a newer program.
    package init(directory: DataDirectory) throws(LogFailure) {
        do {
            connection = try LedgerFile.openForReading(directory)
            selectStreamName = try connection.prepare("SELECT name FROM stream WHERE id = ?")
            selectStreamID = try connection.prepare("SELECT id FROM stream WHERE name = ?")
            selectVersion = try connection.prepare(
                "SELECT version FROM event WHERE stream = ? ORDER BY version DESC LIMIT 1")
            selectLastPosition = try connection.prepare(
                "SELECT position FROM event WHERE stream = ? ORDER BY version DESC LIMIT 1")
            selectActor = try connection.prepare("SELECT kind, name FROM actor WHERE id = ?")
            selectPositionAt = try connection.prepare(
                "SELECT recorded_at FROM event WHERE position = ?")
            selectVault = try connection.prepare(
                "SELECT value FROM vault WHERE space = ? AND key = ?")
            keyDigester = KeyDigester(serverKey: try LedgerFile.serverKey(connection))
            columns = EventCursor.columns(
                format: try connection.integer("PRAGMA user_version") ?? 0)
        } catch { throw LogFailure(carrying: error) }
    }

    /// A walk's statement: compiling one costs more than reading a stream of usual length.
    func takeCursor(_ sql: String) throws(SQLiteError) -> EventCursor {
        if let idle = idleCursors.removeValue(forKey: sql) { return idle }
        return EventCursor(try connection.prepare(sql))
    }

    /// Keeps the statement of a walk that is over. Audits put theirs together at run time: when
    /// there are too many, all start anew.
    func giveBack(_ cursor: EventCursor, _ sql: String) {
        cursor.statement.reset()
        if idleCursors.count >= Self.idleCursorsMax { idleCursors.removeAll() }
        idleCursors[sql] = cursor
    }

    /// Runs `body` within one snapshot of the log.
    package func snapshot<R>(_ body: () throws -> R) throws -> R {
        try storing { () throws(SQLiteError) in try connection.execute("BEGIN") }
        defer { try? connection.execute("COMMIT") }
        return try body()
    }

    /// The ledger's own key, 32 bytes; `damaged` when it is gone.
    package func serverKey() throws(LogFailure) -> [UInt8] {
        do { return try LedgerFile.serverKey(connection) } catch {
            throw LogFailure(carrying: error)
        }
    }

    /// The last position and its hash; position 0 and zeros for an empty log.
    package func head() throws(LogFailure) -> LogHead {
        try storing { () throws(SQLiteError) in
            let head = try ChainHead.load(connection)
            // A damaged file's time may be one with which nobody could count.
            let recordedAt = min(
                max(Timestamp(milliseconds: head.recordedAt), .earliest), .latest)
            return LogHead(
                position: GlobalPosition(rawValue: head.position), hash: head.hash,
                recordedAt: head.position == 0 ? nil : recordedAt)
        }
    }

    /// The root of the Merkle tree over the first `size` events (RFC 9162).
    package func merkleRoot(size: GlobalPosition) throws(LogFailure) -> SHA256Digest {
        try storing { () throws(SQLiteError) in
            try MerkleLog.frontier(connection, size: size.rawValue).root
        }
    }

    /// A value as it was put, whether it has expired or not; nil when there is none.
    package func vaultValue(_ space: VaultSpace, _ key: [UInt8]) throws(LogFailure) -> [UInt8]? {
        try storing { () throws(SQLiteError) in
            selectVault.bind(1, text: space.name)
            selectVault.bind(2, blob: key)
            guard try selectVault.step() else { return nil }
            defer { selectVault.reset() }
            return selectVault.bytes(0)
        }
    }

    /// Walks the entries of a vault space, in no order.
    ///
    /// - Parameter expiry: only those that expire then. They are found by an index, among all that
    ///   expire then in other spaces.
    package func scanVault(
        _ space: VaultSpace, expiring expiry: ClosedRange<Timestamp>? = nil,
        _ body: (_ key: [UInt8], _ value: [UInt8]) throws -> Void
    ) throws {
        do {
            let select = try connection.prepare(
                expiry == nil
                    ? "SELECT key, value FROM vault WHERE space = ?"
                    : """
                    SELECT key, value FROM vault INDEXED BY vault_by_expiry
                    WHERE space = ? AND expires_at BETWEEN ? AND ?
                    """)
            select.bind(1, text: space.name)
            if let expiry {
                select.bind(2, expiry.lowerBound.milliseconds)
                select.bind(3, expiry.upperBound.milliseconds)
            }
            while try select.step() { try body(select.bytes(0), select.bytes(1)) }
        } catch let error as SQLiteError { throw LogFailure(error) }
    }

    /// Every entry of a vault space, in key order.
    package func vaultEntries(_ space: VaultSpace) throws(LogFailure) -> [([UInt8], [UInt8])] {
        try storing { () throws(SQLiteError) in
            let select = try connection.prepare(
                "SELECT key, value FROM vault WHERE space = ? ORDER BY key")
            select.bind(1, text: space.name)
            var entries: [([UInt8], [UInt8])] = []
            while try select.step() { entries.append((select.bytes(0), select.bytes(1))) }
            return entries
        }
    }

    // MARK: Streams

    /// The integer that stands for a stream in rows; nil when it has no events.
    package func internedID(of stream: StreamID) throws(LogFailure) -> Int64? {
        try storing { () throws(SQLiteError) in
            selectStreamID.bind(1, text: stream.name)
            guard try selectStreamID.step() else { return nil }
            defer { selectStreamID.reset() }
            return selectStreamID.int64(0)
        }
    }

    /// How many events the stream has; `empty` when it has none.
    package func version(of stream: StreamID) throws(LogFailure) -> StreamVersion {
        guard let id = try internedID(of: stream) else { return .empty }
        return try storing { () throws(SQLiteError) in
            selectVersion.bind(1, id)
            guard try selectVersion.step() else { return .empty }
            defer { selectVersion.reset() }
            return StreamVersion(rawValue: selectVersion.int64(0))
        }
    }

    /// The position of a stream's newest event; nil when there are none.
    package func lastPosition(of stream: StreamID) throws(LogFailure) -> GlobalPosition? {
        guard let id = try internedID(of: stream) else { return nil }
        return try storing { () throws(SQLiteError) in
            selectLastPosition.bind(1, id)
            guard try selectLastPosition.step() else { return nil }
            defer { selectLastPosition.reset() }
            return GlobalPosition(rawValue: selectLastPosition.int64(0))
        }
    }

    /// The stream behind an interned integer; `unknown-N` for one that stands for no stream.
    package func stream(_ id: Int64) throws(LogFailure) -> StreamID {
        if let stream = streams[id] { return stream }
        let stream = try storing { () throws(SQLiteError) in
            selectStreamName.bind(1, id)
            defer { selectStreamName.reset() }
            return StreamID(
                recorded: try selectStreamName.step() ? selectStreamName.text(0) : "unknown-\(id)")
        }
        streams[id] = stream
        return stream
    }

    /// Refuses a number that no stream can have: they are numbered from 1 as they begin, and each
    /// has an event. What is noted of streams in the order of their numbers is as long as the
    /// largest.
    package func requireStream(_ id: Int64) throws(LogFailure) {
        if id > streamMax { streamMax = try head().position.rawValue }
        guard id >= 1, id <= streamMax else {
            throw LogFailure(
                .damaged, "An event names stream \(id), which is unknown.",
                hint: "Find it with: onboard verify")
        }
    }

    /// The stream that holds a unique key; nil when nobody does.
    package func holder(of claim: Claim) throws(LogFailure) -> StreamID? {
        let id = try holderID(of: digest(claim))
        return try id.flatMap { id throws(LogFailure) in try stream(id) }
    }

    /// What the log keeps of a claim.
    package func digest(_ claim: Claim) -> KeyedDigest { keyDigester.digest(claim) }

    /// The integer of the stream that holds a key; nil when nobody does.
    package func holderID(of key: KeyedDigest) throws(LogFailure) -> Int64? {
        try storing { () throws(SQLiteError) in try claimLookup().holder(of: key) }
    }

    /// Walks all keys that somebody holds, in no order.
    package func scanClaims(_ body: (KeyedDigest, Int64) throws -> Void) throws {
        try claimLookup().scan(connection, body)
    }

    private func claimLookup() throws(SQLiteError) -> ClaimLookup {
        if let claims { return claims }
        let lookup = try ClaimLookup(connection)
        claims = lookup
        return lookup
    }

    /// The type behind an interned integer; `damaged` for one that stands for none.
    package func type(_ id: Int64) throws(LogFailure) -> EventType {
        if let type = types[id] { return type }
        try loadTypes()
        guard let type = types[id] else {
            throw LogFailure(.damaged, "An event names type \(id), which is unknown.")
        }
        return type
    }

    /// Every type that the log has seen, by interned integer.
    package func allTypes() throws(LogFailure) -> [Int64: EventType] {
        try loadTypes()
        return types
    }

    private func loadTypes() throws(LogFailure) {
        try storing { () throws(SQLiteError) in
            let select = try connection.prepare(
                "SELECT id, name, schema_version FROM event_type NOT INDEXED")
            while try select.step() {
                types[select.int64(0)] = EventType(
                    select.text(1), schemaVersion: Int(select.int64(2)))
            }
        }
    }

    /// Who acted, by interned integer; nil is the session that the stream is about.
    func actor(_ id: Int64?, in stream: StreamID) throws(LogFailure) -> EventActor {
        guard let id else { return EventActor(kind: .session, id: String(stream.id)) }
        if let actor = actors[id] { return actor }
        let actor = try storing { () throws(SQLiteError) -> EventActor? in
            selectActor.bind(1, id)
            guard try selectActor.step() else { return nil }
            defer { selectActor.reset() }
            return EventActor(kindNumber: selectActor.int64(0), id: selectActor.text(1))
        }
        guard let actor else {
            throw LogFailure(.damaged, "An event names actor \(id), which is unknown.")
        }
        actors[id] = actor
        return actor
    }

    /// The last position recorded at or before `time`: recording times never go back, so a binary
    /// search over positions finds it.
    package func position(at time: Timestamp) throws(LogFailure) -> GlobalPosition {
        var (low, high) = (Int64(0), try head().position.rawValue)
        while low < high {
            // A damaged file's numbers are too large to be added.
            let middle = high - (high - low) / 2
            let recordedAt = try storing { () throws(SQLiteError) -> Int64 in
                selectPositionAt.bind(1, middle)
                defer { selectPositionAt.reset() }
                return try selectPositionAt.step() ? selectPositionAt.int64(0) : .max
            }
            if recordedAt <= time.milliseconds { low = middle } else { high = middle - 1 }
        }
        return GlobalPosition(rawValue: low)
    }

    /// When an event was recorded; nil past the head.
    package func recordedAt(_ position: GlobalPosition) throws(LogFailure) -> Timestamp? {
        try storing { () throws(SQLiteError) in
            selectPositionAt.bind(1, position.rawValue)
            defer { selectPositionAt.reset() }
            guard try selectPositionAt.step() else { return nil }
            return Timestamp(milliseconds: selectPositionAt.int64(0))
        }
    }
}
