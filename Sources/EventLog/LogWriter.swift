import Digest
import SQLite
import Time

/// The one connection that writes `ledger.sqlite`; made and used on the writer thread only.
///
/// A batch is one transaction (`begin` … `commit`) of several commands, of which each can be undone
/// by itself, so that one command's refusal undoes nothing of another's. What the log knows in
/// memory (head, versions, interned names, claims) is undone with its rows.
package final class LogWriter {
    let connection: SQLiteConnection
    let statements: LogStatements
    let keyDigester: KeyDigester
    /// See `LedgerFile.serverKey`.
    package let serverKey: [UInt8]
    /// The file that is written, whatever has its name by now.
    package let file: OpenedFile
    private let anchorFile: AnchorFile
    private let bell: Bell

    var head: ChainHead
    var names: InternedNames
    var claims: ClaimIndex
    var merkle: MerkleLog
    var random = RandomBytes()
    /// Keys that the open command remembered for deduplication.
    var deduplicated: [KeyedDigest] = []
    /// The claim that was last asked for, with its digest.
    var lastClaim: (claim: Claim, digest: KeyedDigest)?
    private var mark: Mark?
    private var hasSavepoint = false
    private var batchesSinceCheckpoint = 0
    /// True from a batch's beginning until it is committed or what is kept in memory was undone
    /// with it: SQLite may have undone the transaction before, by itself.
    package private(set) var hasBatch = false

    /// Where a command began: the rows it adds have keys beyond.
    private struct Mark {
        var head: ChainHead
        var leafCount: Int
    }

    /// Opens the log, makes its file when there is none, and checks its end against its anchor and
    /// by itself.
    package init(directory: DataDirectory) throws(LogFailure) {
        do {
            connection = try LedgerFile.openForWriting(directory)
            file = try OpenedFile(path: directory.ledgerFile)
            serverKey = try LedgerFile.serverKey(connection)
            keyDigester = KeyDigester(serverKey: serverKey)
            statements = try LogStatements(connection)
            anchorFile = try AnchorFile.open(directory)
            head = try ChainHead.load(connection)
            try head.check(against: try anchorFile.read(), connection)
            try head.requireSound(connection)
            names = try InternedNames(connection)
            claims = try ClaimIndex(connection)
            merkle = try MerkleLog(connection, size: head.position)
            bell = Bell(head: head.position)
        } catch { throw LogFailure(carrying: error) }
        anchorFile.write(Anchor(position: head.position, hash: head.hash))
    }

    /// Wakes followers after each commit.
    package var followersBell: Bell { bell }

    /// Includes what the open batch appended: not yet on disk, and not yet seen by readers.
    package var headPosition: GlobalPosition { GlobalPosition(rawValue: head.position) }

    /// The hash that the next event's follows from.
    package var headHash: SHA256Digest { head.hash }

    /// When the last event was recorded: nothing may be recorded before it (contract L2).
    package var headRecordedAt: Timestamp { Timestamp(milliseconds: head.recordedAt) }

    // MARK: A batch

    /// Begins a batch and takes SQLite's write lock, which a program from outside may hold: then
    /// `inUse`.
    package func begin() throws(LogFailure) {
        try storing { () throws(SQLiteError) in try statements.begin.run() }
        hasBatch = true
    }

    /// Commits the batch to disk; when it returns, everything appended is durable.
    ///
    /// - Throws: `outcomeUnknown` when the sync failed, which is no "no": the process must stop;
    ///   `moved`, before anything is committed, when the file is not in its place; `diskFull`, with
    ///   nothing committed, when there is no room.
    package func commit() throws(LogFailure) {
        precondition(mark == nil, "a command ends before its batch")
        try file.requireInPlace()
        FailPoint.pass("before-commit")
        do {
            try merkle.storeNodes(statements)
            try claims.sortInWhenMany()
            try statements.commit.run()
        } catch { throw LogFailure(committing: error) }
        hasBatch = false
        FailPoint.pass("after-commit")
        names.forgetUndo()
        anchorFile.write(Anchor(position: head.position, hash: head.hash))
        FailPoint.pass("after-anchor")
    }

    /// Rings for the followers: after the views hold the batch too.
    package func ring() { bell.ring(head: head.position) }

    /// Lets all followers end; the log can still be written.
    package func closeBell() { bell.close() }

    /// Undoes the whole batch and learns the log's end from the file again.
    package func rollback() throws(LogFailure) {
        do {
            if connection.isInTransaction { try connection.execute("ROLLBACK") }
            (mark, hasSavepoint, hasBatch) = (nil, false, false)
            head = try ChainHead.load(connection)
            names = try InternedNames(connection)
            claims = try ClaimIndex(connection)
            merkle = try MerkleLog(connection, size: head.position)
        } catch { throw LogFailure(carrying: error) }
    }

    /// False once SQLite itself has undone the transaction, as it may when the disk is full.
    package var hasTransaction: Bool { connection.isInTransaction }

    // MARK: A command within the batch

    /// Begins a command without asking SQLite: a savepoint of its own would copy every page that
    /// the command touches, while its rows are undone by their keys.
    package func beginCommand() {
        precondition(mark == nil, "commands do not nest")
        mark = Mark(head: head, leafCount: merkle.pendingCount)
        names.beginUndo()
        claims.beginUndo()
        deduplicated.removeAll(keepingCapacity: true)
    }

    /// Ends the command; what it wrote is on disk with the batch's commit.
    package func keepCommand() throws(LogFailure) {
        precondition(mark != nil, "a command was begun")
        mark = nil
        try storing { () throws(SQLiteError) in try endSavepoint() }
    }

    /// Undoes the command, in the file and in memory; the batch goes on.
    package func dropCommand() throws(LogFailure) {
        guard let mark else { preconditionFailure("a command was begun") }
        self.mark = nil
        merkle.dropPending(downTo: mark.leafCount)
        try storing { () throws(SQLiteError) in
            if hasSavepoint { try statements.rollbackToSavepoint.run() }
            try endSavepoint()
            try statements.deleteEvents.run(
                from: mark.head.position + 1, ifBelow: head.position + 1)
            try statements.deleteEffects.run(
                from: mark.head.position + 1, ifBelow: head.position + 1)
            try names.undo(statements)
            try claims.undo()
            for key in deduplicated {
                key.bind(to: statements.deleteDeduplication, 1)
                try statements.deleteDeduplication.run()
            }
        }
        head = mark.head
    }

    /// Called before a command overwrites something, which only SQLite can undo.
    func openSavepoint() throws(SQLiteError) {
        guard mark != nil, !hasSavepoint else { return }
        try statements.savepoint.run()
        hasSavepoint = true
    }

    /// The effects of a command's own events go with them when it is dropped.
    private func prepareEffect(of cause: GlobalPosition) throws(SQLiteError) {
        guard let mark, cause.rawValue <= mark.head.position else { return }
        try openSavepoint()
    }

    private func endSavepoint() throws(SQLiteError) {
        guard hasSavepoint else { return }
        hasSavepoint = false
        try statements.release.run()
    }

    // MARK: Checkpoints

    /// Counts a batch, and now and then moves the write-ahead log into the database.
    ///
    /// On the writer's own connection, between batches: in SQLite before 3.51.3 a checkpoint on one
    /// connection can lose what another commits meanwhile. Passive, so that it waits for no reader.
    /// Often while nobody waits, which keeps each step short; seldom while somebody does, but then
    /// too, or the write-ahead log would grow for as long as a burst lasts.
    package func checkpointNowAndThen(isIdle: Bool = true) throws(LogFailure) {
        batchesSinceCheckpoint += 1
        guard batchesSinceCheckpoint >= (isIdle ? 32 : 64) else { return }
        batchesSinceCheckpoint = 0
        try file.requireInPlace()
        try storing { () throws(SQLiteError) in try connection.checkpointPassively() }
    }

    /// Empties the write-ahead log before the file is closed or copied. Not where the file is not
    /// in its place: what waits there may be all that is found again.
    package func checkpointAll() throws(LogFailure) {
        try file.requireInPlace()
        try storing { () throws(SQLiteError) in _ = try connection.checkpointAndTruncate() }
    }
}

extension LogWriter {
    /// The vault, written through this writer's transactions.
    package func makeVault() throws(LogFailure) -> Vault {
        try storing { () throws(SQLiteError) in
            try Vault(connection) { [unowned self] () throws(SQLiteError) in try openSavepoint() }
        }
    }

    /// The effects' queue, written through this writer's transactions.
    package func makeEffectQueue() throws(LogFailure) -> EffectQueue {
        try storing { () throws(SQLiteError) in
            try EffectQueue(connection) { [unowned self] cause throws(SQLiteError) in
                try prepareEffect(of: cause)
            }
        }
    }
}
