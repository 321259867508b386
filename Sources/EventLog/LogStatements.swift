import SQLite

/// The writer's prepared statements; made once, on the writer thread.
final class LogStatements {
    let begin: SQLiteStatement
    let commit: SQLiteStatement
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
    let selectDeduplication: SQLiteStatement
    let insertDeduplication: SQLiteStatement
    let insertMerkleNode: SQLiteStatement
    let deleteEvents: SQLiteStatement
    let deleteEffects: SQLiteStatement
    let deleteStreams: SQLiteStatement
    let deleteType: SQLiteStatement
    let deleteActors: SQLiteStatement
    let deleteDeduplication: SQLiteStatement

    init(_ connection: borrowing SQLiteConnection) throws(SQLiteError) {
        begin = try connection.prepare("BEGIN IMMEDIATE")
        commit = try connection.prepare("COMMIT")
        savepoint = try connection.prepare("SAVEPOINT command")
        release = try connection.prepare("RELEASE command")
        rollbackToSavepoint = try connection.prepare("ROLLBACK TO command")
        insertEvent = try connection.prepare(
            """
            INSERT INTO event (position, stream, version, type, recorded_at, occurred_at, actor,
                correlation, causation, data, personal, origin, salt, erased_digest, hash,
                data_digest)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
        selectDeduplication = try connection.prepare(
            "SELECT first_position, last_position FROM deduplication WHERE key = ?")
        insertDeduplication = try connection.prepare(
            "INSERT INTO deduplication (key, first_position, last_position) VALUES (?, ?, ?)")
        insertMerkleNode = try connection.prepare(
            "INSERT OR REPLACE INTO merkle_node (level, node, hash) VALUES (?, ?, ?)")
        deleteEvents = try connection.prepare("DELETE FROM event WHERE position >= ?")
        deleteEffects = try connection.prepare("DELETE FROM effect WHERE cause >= ?")
        deleteStreams = try connection.prepare("DELETE FROM stream WHERE id >= ?")
        deleteType = try connection.prepare("DELETE FROM event_type WHERE id = ?")
        deleteActors = try connection.prepare("DELETE FROM actor WHERE id >= ?")
        deleteDeduplication = try connection.prepare("DELETE FROM deduplication WHERE key = ?")
    }
}
