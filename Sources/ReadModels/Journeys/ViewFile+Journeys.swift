import Digest
import EventLog
import SQLite

/// Keeping journeys beside the rows, in the same file.
extension ViewFile {
    /// Where a flow's kept journeys end; nil when there are none that were kept to the end.
    func journeyPosition(_ flow: String) throws(SQLiteError) -> Int64? {
        let select = try connection.prepare("SELECT position FROM journey WHERE flow = ?")
        select.bind(1, text: flow)
        return try select.step() ? select.int64(0) : nil
    }

    /// Takes the header away: from here on the parts are not to be read.
    func forgetJourneys(_ flow: String, parts: Bool) throws(SQLiteError) {
        let delete = try connection.prepare("DELETE FROM journey WHERE flow = ?")
        delete.bind(1, text: flow)
        try delete.run()
        guard parts else { return }
        let deleteParts = try connection.prepare("DELETE FROM journey_part WHERE flow = ?")
        deleteParts.bind(1, text: flow)
        try deleteParts.run()
    }

    func put(_ part: (number: Int, bytes: [UInt8]), of flow: String) throws(SQLiteError) {
        let upsert = try connection.prepare(
            """
            INSERT INTO journey_part (flow, number, data, digest) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET data = excluded.data, digest = excluded.digest
            """)
        upsert.bind(1, text: flow)
        upsert.bind(2, Int64(part.number))
        upsert.bind(3, blob: part.bytes)
        upsert.bind(4, blob: SHA256.hash(part.bytes).bytes)
        try upsert.run()
    }

    /// Puts the header in place, with the digest of everything: the parts are whole.
    func putHeader(of parts: JourneyParts) throws(SQLiteError) {
        var digest = JourneyDigest(parts.flow, parts.definition, parts.position, parts.header)
        let select = try connection.prepare(
            "SELECT number, digest FROM journey_part WHERE flow = ? \(JourneyDigest.partOrder)")
        select.bind(1, text: parts.flow)
        while try select.step() { digest.add(part: select.int64(0), select.bytes(1)) }
        let insert = try connection.prepare(
            """
            INSERT INTO journey (flow, definition, position, header, digest)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET definition = excluded.definition,
                position = excluded.position, header = excluded.header,
                digest = excluded.digest
            """)
        insert.bind(1, text: parts.flow)
        insert.bind(2, text: parts.definition)
        insert.bind(3, parts.position)
        insert.bind(4, blob: parts.header)
        insert.bind(5, blob: digest.finish().bytes)
        try insert.run()
    }
}

extension ViewReader {
    /// What stands before a flow's kept parts.
    struct JourneyHeader {
        let position: Int64
        let bytes: [UInt8]
        let digest: [UInt8]
    }

    /// False for a file that an earlier version made, and nobody opened for writing since.
    private var hasJourneys: Bool {
        get throws(SQLiteError) {
            try connection.integer(
                "SELECT 1 FROM pragma_table_info('journey') WHERE name = 'digest'") != nil
        }
    }

    /// A flow's kept journeys, without their parts; nil when there are none of this definition.
    func journeyHeader(_ flow: String, definition: String) throws(SQLiteError) -> JourneyHeader? {
        guard try hasJourneys else { return nil }
        let select = try connection.prepare(
            "SELECT position, header, digest FROM journey WHERE flow = ? AND definition = ?")
        select.bind(1, text: flow)
        select.bind(2, text: definition)
        guard try select.step() else { return nil }
        return JourneyHeader(
            position: select.int64(0), bytes: select.bytes(1), digest: select.bytes(2))
    }

    /// The flows whose journeys are kept.
    func keptJourneys() throws(SQLiteError) -> [String] {
        guard try hasJourneys else { return [] }
        let select = try connection.prepare("SELECT flow FROM journey ORDER BY flow")
        var flows: [String] = []
        while try select.step() { flows.append(select.text(0)) }
        return flows
    }

    /// What the file says of the journeys that it keeps.
    func journeyReports() throws -> [JourneyReport] {
        guard try hasJourneys else { return [] }
        let select = try connection.prepare(
            """
            SELECT flow, CAST(header AS TEXT) ->> '$.rows', position, digest FROM journey
            ORDER BY flow
            """)
        var reports: [JourneyReport] = []
        while try select.step() {
            reports.append(
                JourneyReport(
                    flow: select.text(0), subjectCount: select.int64(1),
                    position: GlobalPosition(rawValue: select.int64(2)),
                    digest: SHA256Digest(bytes: select.bytes(3)) ?? .zero))
        }
        return reports
    }

    /// Lends the parts: blocks of rows in their order, then of full journeys in theirs.
    func forEachJourneyPart(
        _ flow: String, _ body: (_ number: Int, _ bytes: UnsafeRawBufferPointer) -> Void
    ) throws(SQLiteError) {
        let select = try connection.prepare(
            "SELECT number, data FROM journey_part WHERE flow = ? \(JourneyDigest.partOrder)")
        select.bind(1, text: flow)
        while try select.step() {
            let number = Int(select.int64(0))
            unsafe select.withBytes(1) { bytes in unsafe body(number, bytes) }
        }
    }
}

/// One keeping of a flow's journeys, in steps between which the writer does other work. A file that
/// is replaced meanwhile ends it.
///
/// `@unchecked Sendable`: made by the thread that has the journeys, then only touched on the writer
/// thread, but for `isDone`, which is guarded.
package final class JourneyKeeping: @unchecked Sendable {
    /// Parts in one step: some eight megabytes.
    private static let stepParts = 16

    private let parts: JourneyParts
    /// Where the kept journeys ended that the parts change; nil for whole ones.
    private let base: Int64?
    private var file: ObjectIdentifier?
    private let outcome: OutcomeFlag

    package init(_ parts: JourneyParts, changing base: Int64?, _ outcome: OutcomeFlag) {
        (self.parts, self.base, self.outcome) = (parts, base, outcome)
    }

    /// Keeps whole journeys at once, in a file that nobody else writes.
    static func keep(_ parts: JourneyParts, in file: ViewFile) throws {
        let keeping = JourneyKeeping(parts, changing: nil, OutcomeFlag())
        for step in 0..<keeping.stepCount { try keeping.run(step, file) }
    }

    package var stepCount: Int { max(1, (parts.parts.count + Self.stepParts - 1) / Self.stepParts) }

    func giveUp() { file = nil }

    func run(_ step: Int, _ file: ViewFile) throws {
        if step == 0 {
            if !parts.isWhole, try file.journeyPosition(parts.flow) != base { return }
            self.file = ObjectIdentifier(file)
        }
        guard self.file == ObjectIdentifier(file) else { return }
        try file.begin()
        do {
            if step == 0 { try file.forgetJourneys(parts.flow, parts: parts.isWhole) }
            for part in parts.parts.dropFirst(step * Self.stepParts).prefix(Self.stepParts) {
                try file.put(part, of: parts.flow)
            }
            if step == stepCount - 1 { try file.putHeader(of: parts) }
            try file.commit(checkpoint: file.checkpoint)
        } catch {
            try file.rollback()
            throw error
        }
        if step == stepCount - 1 { outcome.set() }
    }
}

extension ViewWriter {
    /// Does one step of keeping a flow's journeys; between batches.
    ///
    /// What fails is as if it had not been tried: the journeys are kept as a whole next time.
    package func keep(_ keeping: JourneyKeeping, step: Int) {
        guard let openFile else { return }
        do { try keeping.run(step, openFile) } catch { keeping.giveUp() }
    }
}
