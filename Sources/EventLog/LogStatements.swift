import SQLite

/// The writer's prepared statements; made once, on the writer thread.
final class LogStatements {
    let savepoint: SQLiteStatement
    let release: SQLiteStatement
    let rollbackToSavepoint: SQLiteStatement
    let insertEvent: SQLiteStatement
    let insertStream: SQLiteStatement
    let insertType: SQLiteStatement
    let insertActor: SQLiteStatement
    let selectStream: SQLiteStatement
    let selectStreamName: SQLiteStatement
    let selectActor: SQLiteStatement
    let selectVersion: SQLiteStatement
    let selectClaim: SQLiteStatement
    let insertClaim: SQLiteStatement
    let deleteClaim: SQLiteStatement
    let selectDeduplication: SQLiteStatement
    let insertDeduplication: SQLiteStatement
    let insertMerkleNode: SQLiteStatement

    init(_ connection: borrowing SQLiteConnection) throws(SQLiteError) {
        savepoint = try connection.prepare("SAVEPOINT command")
        release = try connection.prepare("RELEASE command")
        rollbackToSavepoint = try connection.prepare("ROLLBACK TO command")
        insertEvent = try connection.prepare(
            """
            INSERT INTO event (position, stream, version, type, recorded_at, occurred_at, actor,
                correlation, causation, data, personal, origin, salt, erased_digest, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        insertStream = try connection.prepare("INSERT INTO stream (id, name) VALUES (?, ?)")
        insertType = try connection.prepare(
            "INSERT INTO event_type (id, name, schema_version) VALUES (?, ?, ?)")
        insertActor = try connection.prepare("INSERT INTO actor (id, kind, name) VALUES (?, ?, ?)")
        selectStream = try connection.prepare("SELECT id FROM stream WHERE name = ?")
        selectStreamName = try connection.prepare("SELECT name FROM stream WHERE id = ?")
        selectActor = try connection.prepare("SELECT id FROM actor WHERE kind = ? AND name = ?")
        selectVersion = try connection.prepare(
            "SELECT version FROM event WHERE stream = ? ORDER BY version DESC LIMIT 1")
        selectClaim = try connection.prepare("SELECT stream FROM claim WHERE key = ?")
        insertClaim = try connection.prepare("INSERT INTO claim (key, stream) VALUES (?, ?)")
        deleteClaim = try connection.prepare("DELETE FROM claim WHERE key = ? AND stream = ?")
        selectDeduplication = try connection.prepare(
            "SELECT first_position, last_position FROM deduplication WHERE key = ?")
        insertDeduplication = try connection.prepare(
            "INSERT INTO deduplication (key, first_position, last_position) VALUES (?, ?, ?)")
        insertMerkleNode = try connection.prepare(
            "INSERT OR REPLACE INTO merkle_node (level, node, hash) VALUES (?, ?, ?)")
    }
}
