import EventLog
import SQLite

/// Follows the log and indexes what it finds: into the tail, and from there, block by block, into
/// the file. Confined to one thread, the only one that writes the file.
package final class AuditIndexWriter {
    /// Rows whose terms are handed on at a time: readers wait for the lock that long.
    private static let batchMax = 1024

    private let directory: DataDirectory
    /// A connection of its own, on this thread.
    private let log: LogReader
    /// The newest block, which audits in this process read as well.
    private let tail: AuditTail
    private var terms = AuditTermReader()
    /// Nil until a block is full for the first time, and after a file that could not be read.
    private var connection: AuditConnection?

    package init(directory: DataDirectory, tail: AuditTail) throws(LogFailure) {
        (self.directory, self.tail) = (directory, tail)
        log = try LogReader(directory: directory)
        do {
            try resume()
        } catch {
            // A file that cannot be read is worth nothing: the log has it all.
            connection = nil
            AuditIndexFile.remove(directory)
        }
    }

    /// The last position that is indexed.
    package var through: GlobalPosition { GlobalPosition(rawValue: tail.standing.through) }

    /// The log's last position.
    package var head: Int64 { get throws(LogFailure) { try log.head().position.rawValue } }

    /// Goes on behind the file's last block; a file of another log is emptied first.
    private func resume() throws {
        guard AuditIndexFile.exists(directory) else { return }
        let open = AuditConnection(try AuditIndexFile.openForWriting(directory))
        let count = try AuditIndexFile.blockCount(open.connection, log)
        if count == 0 { try AuditIndexFile.empty(open.connection) }
        connection = open
        tail.begin(block: count)
    }

    /// Forgets everything, in the file and in the tail, so that `catchUp` makes it anew. Whoever
    /// audits meanwhile walks what is not indexed again yet.
    package func beginAnew() throws {
        do {
            if let connection { try AuditIndexFile.empty(connection.connection) }
        } catch {
            // Beyond emptying: the next block makes another file.
            connection = nil
            AuditIndexFile.remove(directory)
        }
        tail.begin(block: 0)
    }

    /// Indexes what the log has beyond, until it is at the log's end or `goesOn` answers false.
    ///
    /// - Throws: when the log cannot be read, or a whole block cannot be written; what is indexed
    ///   stays, and the next call goes on from there.
    package func catchUp(while goesOn: () -> Bool = { true }) throws {
        let head = try head
        while goesOn() {
            if let full = tail.fullBlock {
                try write(full)
                tail.begin(block: full.number + 1)
            }
            let (number, through) = tail.standing
            guard through < head else { return }
            let last = min(
                head, through + Int64(Self.batchMax), AuditBlock.positions(of: number).upperBound)
            try take(after: through, through: last)
        }
    }

    /// Reads terms without the lock, then hands them on at once.
    ///
    /// - Throws: `damaged` when the log lacks an event: an index has no gaps.
    private func take(after first: Int64, through last: Int64) throws {
        var batch: [(position: Int64, terms: [AuditTerm])] = []
        var end = first
        try log.scan(after: first, through: last) { row in
            guard row.position == end + 1 else { return false }
            end = row.position
            terms.read(row)
            batch.append((row.position, terms.terms))
            return true
        }
        tail.add(batch)
        guard end == last else { throw lacking(end + 1) }
    }

    // MARK: Writing

    /// Writes a full block in one transaction, in the order of its keys; of one that fails nothing
    /// is left, and the next `catchUp` tries again.
    ///
    /// - Throws: `damaged` when the log lacks the block's last event by now: an index has no gaps.
    private func write(_ block: AuditBlock) throws {
        let end = GlobalPosition(rawValue: block.through)
        guard let hash = try log.hash(at: end) else { throw lacking(block.through) }
        let file = try connection ?? AuditConnection(AuditIndexFile.openForWriting(directory))
        connection = file
        try file.connection.execute("BEGIN IMMEDIATE")
        do {
            let insert = try file.connection.prepare(
                "INSERT INTO posting (key, places) VALUES (?, ?)")
            for (term, places) in block.postings.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                insert.bind(1, AuditIndexFile.key(block.number, term))
                insert.bind(2, blob: PlaceSet.encode(places))
                try insert.run()
            }
            let add = try file.connection.prepare("INSERT INTO block (number, hash) VALUES (?, ?)")
            add.bind(1, block.number)
            add.bind(2, blob: hash.bytes)
            try add.run()
            try file.connection.execute("COMMIT")
        } catch {
            if file.connection.isInTransaction { try file.connection.execute("ROLLBACK") }
            throw error
        }
        // What is committed stays: a checkpoint that fails leaves it in the write-ahead log, and
        // the block must not be written again.
        try? file.connection.checkpointPassively()
    }

    private func lacking(_ position: Int64) -> LogFailure {
        LogFailure(
            .damaged, "The log has no event at position \(position).",
            hint: "Find out more with: onboard verify")
    }
}

/// Holds a connection where one may or may not be.
final class AuditConnection {
    let connection: SQLiteConnection

    init(_ connection: consuming SQLiteConnection) { self.connection = connection }
}
