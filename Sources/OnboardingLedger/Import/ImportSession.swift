import EventLog
import Synchronization
import Time

/// What an import did so far.
public struct ImportCounts: Sendable, Hashable {
    /// Rows that became events.
    public var appended = 0
    /// Rows that had been imported before.
    public var skipped = 0

    public init() {}
}

/// One run of an import: appends rows to their subjects' streams, each once.
///
/// Whether a row was imported before is read from the subject's own stream: the same event, time,
/// actor and data, as often as the table has it. Nothing is kept for that beside the events, so an
/// interrupted import is simply run again, also after the table has grown, and beside a run that is
/// not over yet.
package final class ImportSession: Sendable {
    private let ledger: Ledger
    private let correlationID: String
    private let memory: Mutex<ImportMemory>

    /// - Parameter correlationID: this run's own; its events are told from others' by it.
    package init(_ ledger: Ledger, correlationID: String) {
        self.ledger = ledger
        self.correlationID = correlationID
        memory = Mutex(ImportMemory(correlationID))
    }

    /// Appends a batch in one transaction; a thousand rows make a good one.
    package func add(_ rows: [ImportRow]) async throws -> ImportCounts {
        while true {
            do { return try await append(rows) } catch {
                // Nothing of the batch is there: its rows may come again.
                memory.withLock { $0.forgetBatch() }
                // What is in the way is committed by now: once more.
                guard error is SubjectIsBusy else { throw error }
            }
        }
    }

    /// - Throws: `SubjectIsBusy`, for which the batch is tried again.
    private func append(_ rows: [ImportRow]) async throws -> ImportCounts {
        let correlationID = correlationID
        return try await ledger.perform { [self] transaction in
            try memory.withLock { memory in
                var counts = ImportCounts()
                memory.beginBatch(transaction.changedStreams)
                for row in rows {
                    if try memory.wasImported(row, transaction) {
                        counts.skipped += 1
                        continue
                    }
                    try transaction.append(
                        [StreamAppend(to: row.stream, expected: .any, events: [row.event])],
                        metadata: EventMetadata(actor: row.actor, correlationID: correlationID))
                    try memory.noteAppend(row.stream, transaction)
                    counts.appended += 1
                }
                return counts
            }
        }
    }
}

/// Another command of the same commit appended to a subject: what it appended cannot be read yet.
private struct SubjectIsBusy: Error {}

/// What a run remembers of the subjects that it met.
private struct ImportMemory {
    /// What makes two rows the same one.
    private struct RowIdentity: Hashable {
        let type: EventType
        let time: Timestamp?
        let actor: EventActor
        let data: [UInt8]
    }

    private struct Subject {
        /// The stream's version as this run knows it; nil when it must be read again.
        var version: StreamVersion?
        /// How often each row is in the stream, apart from this run's own events, and was not yet
        /// seen in the table. Empty for subjects that had no stream when this run met them.
        var stored: [RowIdentity: Int] = [:]
        /// The rows that this run saw in the table and found in the stream.
        var skipped: [RowIdentity: Int] = [:]
    }

    private let correlationID: String
    private var subjects: [StreamID: Subject] = [:]
    /// What this batch found stored, to be given back should the batch fail.
    private var found: [(StreamID, RowIdentity)] = []
    /// The subjects of this batch.
    private var touched: Set<StreamID> = []
    /// The streams that earlier commands of the same commit appended to.
    private var uncommitted: Set<StreamID> = []

    init(_ correlationID: String) { self.correlationID = correlationID }

    /// Forgets what the last batch found, which is committed now.
    mutating func beginBatch(_ uncommitted: [StreamID]) {
        found.removeAll(keepingCapacity: true)
        touched.removeAll(keepingCapacity: true)
        self.uncommitted = Set(uncommitted)
    }

    /// Gives back what a failed batch had counted as seen; its subjects are read again.
    mutating func forgetBatch() {
        for (stream, identity) in found {
            subjects[stream]?.stored[identity, default: 0] += 1
            subjects[stream]?.skipped[identity, default: 0] -= 1
        }
        for stream in touched { subjects[stream]?.version = nil }
        found.removeAll()
    }

    /// Whether the stream has the row already; each stored one answers for one row of the table.
    mutating func wasImported(_ row: ImportRow, _ transaction: CommandTransaction) throws -> Bool {
        touched.insert(row.stream)
        try know(row.stream, transaction)
        guard subjects[row.stream]?.stored.isEmpty == false else { return false }
        let identity = RowIdentity(
            type: row.event.type, time: row.event.occurredAt, actor: row.actor,
            data: try GivenVariants.without(row.stream, row.event.data, transaction.flows))
        guard let count = subjects[row.stream]?.stored[identity], count > 0 else { return false }
        subjects[row.stream]?.stored[identity] = count - 1
        subjects[row.stream]?.skipped[identity, default: 0] += 1
        found.append((row.stream, identity))
        return true
    }

    /// Remembers the stream's version after an append of this run, so that it is not read again for
    /// that.
    mutating func noteAppend(_ stream: StreamID, _ transaction: CommandTransaction) throws {
        subjects[stream]?.version = try transaction.version(of: stream)
    }

    /// Reads a stream that somebody else appended to since this run read it last.
    private mutating func know(_ stream: StreamID, _ transaction: CommandTransaction) throws {
        let version = try transaction.version(of: stream)
        var subject = subjects[stream] ?? Subject()
        if subject.version == version { return }
        if uncommitted.contains(stream) { throw SubjectIsBusy() }
        subject.version = version
        subject.stored = try load(stream, transaction)
        for (identity, count) in subject.skipped { subject.stored[identity, default: 0] -= count }
        subjects[stream] = subject
    }

    /// How often each row is in a stream, apart from this run's own.
    private func load(_ stream: StreamID, _ transaction: CommandTransaction) throws
        -> [RowIdentity: Int]
    {
        guard try transaction.version(of: stream) > .empty else { return [:] }
        var counts: [RowIdentity: Int] = [:]
        for event in try transaction.committedEvents(of: stream)
        where event.correlationID != correlationID {
            let identity = RowIdentity(
                type: event.type, time: event.occurredAt, actor: event.actor,
                data: try GivenVariants.without(stream, event.data, transaction.flows))
            counts[identity, default: 0] += 1
        }
        return counts
    }
}
