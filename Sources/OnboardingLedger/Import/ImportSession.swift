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
/// interrupted import is simply run again, also after the table has grown.
package final class ImportSession: Sendable {
    private let ledger: Ledger
    private let correlationID: String
    private let memory = Mutex(ImportMemory())

    package init(_ ledger: Ledger, correlationID: String) {
        self.ledger = ledger
        self.correlationID = correlationID
    }

    /// Appends a batch in one transaction; a thousand rows make a good one.
    package func add(_ rows: [ImportRow]) async throws -> ImportCounts {
        do { return try await append(rows) } catch {
            // Nothing of the batch is there: its rows may come again.
            memory.withLock { $0.forgetBatch() }
            throw error
        }
    }

    private func append(_ rows: [ImportRow]) async throws -> ImportCounts {
        let correlationID = correlationID
        return try await ledger.perform { [self] transaction in
            try memory.withLock { memory in
                var counts = ImportCounts()
                memory.beginBatch()
                for row in rows {
                    if try memory.wasImported(row, transaction) {
                        counts.skipped += 1
                        continue
                    }
                    try transaction.append(
                        [StreamAppend(to: row.stream, expected: .any, events: [row.event])],
                        metadata: EventMetadata(actor: row.actor, correlationID: correlationID))
                    counts.appended += 1
                }
                return counts
            }
        }
    }
}

/// What a run remembers of the subjects that it met.
private struct ImportMemory {
    private struct RowIdentity: Hashable {
        let type: EventType
        let time: Timestamp?
        let actor: EventActor
        let data: [UInt8]
    }

    /// Per subject, how often each row is in its stream and was not yet seen in the table.
    ///
    /// Subjects that had no stream when this run met them have an empty entry.
    private var stored: [StreamID: [RowIdentity: Int]] = [:]
    /// What this batch found stored, to be given back should the batch fail.
    private var found: [(StreamID, RowIdentity)] = []

    mutating func beginBatch() { found.removeAll(keepingCapacity: true) }

    mutating func forgetBatch() {
        for (stream, identity) in found { stored[stream]?[identity, default: 0] += 1 }
        found.removeAll()
    }

    mutating func wasImported(_ row: ImportRow, _ transaction: CommandTransaction) throws -> Bool {
        if try counts(row.stream, transaction).isEmpty { return false }
        let identity = RowIdentity(
            type: row.event.type, time: row.event.occurredAt, actor: row.actor,
            data: try GivenVariants.without(row.stream, row.event.data, transaction.flows))
        guard let count = stored[row.stream]?[identity], count > 0 else { return false }
        stored[row.stream]?[identity] = count - 1
        found.append((row.stream, identity))
        return true
    }

    private mutating func counts(_ stream: StreamID, _ transaction: CommandTransaction) throws
        -> [RowIdentity: Int]
    {
        if let known = stored[stream] { return known }
        let loaded = try Self.load(stream, transaction)
        stored[stream] = loaded
        return loaded
    }

    private static func load(_ stream: StreamID, _ transaction: CommandTransaction) throws
        -> [RowIdentity: Int]
    {
        guard try transaction.version(of: stream) > .empty else { return [:] }
        var counts: [RowIdentity: Int] = [:]
        for event in try transaction.committedEvents(of: stream) {
            let identity = RowIdentity(
                type: event.type, time: event.occurredAt, actor: event.actor,
                data: try GivenVariants.without(stream, event.data, transaction.flows))
            counts[identity, default: 0] += 1
        }
        return counts
    }
}
