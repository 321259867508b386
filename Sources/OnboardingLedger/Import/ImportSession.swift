import Digest
import EventLog
import JSON
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
/// actor and columns, as often as the table has it. Nothing is kept for that beside the events, so
/// an interrupted import is simply run again, also after the table has grown, and beside a run that
/// is not over yet.
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

    /// How many different rows this run knows to be stored and has not seen yet.
    var waitingRowCount: Int { memory.withLock { $0.waitingRowCount } }

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

/// What makes two rows the same one: event, time, actor and columns, whichever of them the flow
/// took as attributes, and in what order, when the row was appended.
///
/// Half of a digest, so that it is small; no two rows of any table have the same one.
private struct RowIdentity: Hashable {
    private let bytes: SIMD2<UInt64>

    private init(_ type: EventType, _ time: Timestamp?, _ actor: EventActor, _ data: SHA256Digest) {
        var hash = SHA256()
        for text in [type.name, actor.id] { hash.update(counted: text) }
        hash.update(actor.kind.rawValue)
        hash.update(bigEndian: UInt64(bitPattern: time?.milliseconds ?? .min))
        hash.update(data)
        let digest = hash.finalize().bytes
        func word(_ range: Range<Int>) -> UInt64 {
            digest[range].reduce(0) { $0 << 8 | UInt64($1) }
        }
        bytes = SIMD2(word(0..<8), word(8..<16))
    }

    /// A row as it may be stored: by its columns, or, should an erasure have reduced it, by what
    /// was appended.
    ///
    /// - Parameter data: the row's, or what the first event of its subject was made of it.
    static func all(_ row: ImportRow, _ data: [UInt8]) throws -> [RowIdentity] {
        try [columns(data), SHA256.hash(data)].map {
            RowIdentity(row.event.type, row.event.occurredAt, row.actor, $0)
        }
    }

    /// Of data that lost something to an erasure the digest is kept.
    init(_ event: RecordedEvent) throws {
        let data = try event.dataDigest ?? Self.columns(event.data)
        self.init(event.type, event.occurredAt, event.actor, data)
    }

    /// Each column's name and text in the order of names, and the members that are no columns'.
    private static func columns(_ data: [UInt8]) throws -> SHA256Digest {
        var (columns, others) = ([(String, String)](), [(String, String)]())
        for (name, value) in try JSONValue(recorded: data).objectValue ?? [:] {
            if ImportColumns.members.contains(name), let object = value.objectValue {
                columns += object.map { ($0, text($1)) }
            } else {
                others.append((name, text(value)))
            }
        }
        var hash = SHA256()
        for pairs in [columns, others] {
            hash.update(bigEndian: UInt64(pairs.count))
            for (name, text) in pairs.sorted(by: <) {
                hash.update(counted: name)
                hash.update(counted: text)
            }
        }
        return hash.finalize()
    }

    private static func text(_ value: JSONValue) -> String {
        value.stringValue ?? String(decoding: value.encoded, as: UTF8.self)
    }
}

extension SHA256 {
    /// A text behind its length, so that no two rows of texts are the same bytes.
    fileprivate mutating func update(counted text: String) {
        update(bigEndian: UInt64(text.utf8.count))
        update(utf8: text)
    }
}

/// What a run remembers of the subjects that it met.
private struct ImportMemory {
    private struct Subject {
        /// The stream's version as far as this run has read it or appended to it.
        var version = StreamVersion.empty
        /// How often each row is in the stream, apart from this run's own events, and was not yet
        /// seen in the table. Empty for subjects that had no stream when this run met them.
        var stored: [RowIdentity: Int] = [:]
        /// The variant that the stream's first event says; nil when that is this run's own.
        var variant: String?
    }

    private let correlationID: String
    private var subjects: [StreamID: Subject] = [:]
    /// What this batch found stored, to be given back should the batch fail.
    private var found: [(StreamID, RowIdentity)] = []
    /// The subjects of this batch, each with its version before it.
    private var touched: [StreamID: StreamVersion] = [:]
    /// The streams that earlier commands of the same commit appended to.
    private var uncommitted: Set<StreamID> = []

    init(_ correlationID: String) { self.correlationID = correlationID }

    var waitingRowCount: Int { subjects.values.reduce(0) { $0 + $1.stored.count } }

    /// Forgets what the last batch found, which is committed now.
    mutating func beginBatch(_ uncommitted: [StreamID]) {
        found.removeAll(keepingCapacity: true)
        touched.removeAll(keepingCapacity: true)
        self.uncommitted = Set(uncommitted)
    }

    /// Gives back what a failed batch had counted as seen, and what it had appended.
    mutating func forgetBatch() {
        for (stream, identity) in found {
            subjects[stream]?.stored[identity, default: 0] += 1
        }
        for (stream, version) in touched { subjects[stream]?.version = version }
        found.removeAll()
        touched.removeAll()
    }

    /// Whether the stream has the row already; each stored one answers for one row of the table.
    mutating func wasImported(_ row: ImportRow, _ transaction: CommandTransaction) throws -> Bool {
        try know(row.stream, transaction)
        guard subjects[row.stream]?.stored.isEmpty == false else { return false }
        if try take(row, row.event.data) { return true }
        guard let variant = subjects[row.stream]?.variant,
            let data = try GivenVariants.given(variant, to: row.event.data)
        else { return false }
        return try take(row, data)
    }

    /// Counts the row as seen in whichever form it is stored.
    private mutating func take(_ row: ImportRow, _ data: [UInt8]) throws -> Bool {
        for identity in try RowIdentity.all(row, data) where take(identity, row.stream) {
            return true
        }
        return false
    }

    /// Remembers the stream's version after an append of this run, so that it is not read again for
    /// that.
    mutating func noteAppend(_ stream: StreamID, _ transaction: CommandTransaction) throws {
        subjects[stream]?.version = try transaction.version(of: stream)
    }

    /// Counts one of the stream's rows as seen; false when it has none that is left. One that was
    /// seen as often as it is there needs no more room.
    private mutating func take(_ identity: RowIdentity, _ stream: StreamID) -> Bool {
        guard let count = subjects[stream]?.stored[identity] else { return false }
        subjects[stream]?.stored[identity] = count > 1 ? count - 1 : nil
        found.append((stream, identity))
        return true
    }

    /// Reads what somebody else appended to a stream since this run knew it.
    private mutating func know(_ stream: StreamID, _ transaction: CommandTransaction) throws {
        let version = try transaction.version(of: stream)
        if subjects[stream]?.version != version {
            if uncommitted.contains(stream) { throw SubjectIsBusy() }
            var subject = subjects[stream] ?? Subject()
            if version > .empty { try load(stream, into: &subject, transaction) }
            subject.version = version
            subjects[stream] = subject
        }
        if touched[stream] == nil { touched[stream] = version }
    }

    /// Adds the rows that are behind what is known of a stream, apart from this run's own.
    private func load(
        _ stream: StreamID, into subject: inout Subject, _ transaction: CommandTransaction
    ) throws {
        for event in try transaction.committedEvents(of: stream, after: subject.version)
        where event.correlationID != correlationID {
            if event.version.rawValue == 1 {
                subject.variant = try GivenVariants.variant(in: event.data)
            }
            subject.stored[try RowIdentity(event), default: 0] += 1
        }
    }
}
