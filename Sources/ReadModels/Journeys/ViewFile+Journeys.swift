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

    /// Writes a part with its digest, in the place of the one before.
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
        for walk in JourneyDigest.partWalks {
            let select = try connection.prepare(
                "SELECT number, digest FROM journey_part WHERE flow = ? AND \(walk)")
            select.bind(1, text: parts.flow)
            while try select.step() { digest.add(part: select.int64(0), select.bytes(1)) }
        }
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
        for walk in JourneyDigest.partWalks {
            let select = try connection.prepare(
                "SELECT number, data FROM journey_part WHERE flow = ? AND \(walk)")
            select.bind(1, text: flow)
            while try select.step() {
                let number = Int(select.int64(0))
                unsafe select.withBytes(1) { bytes in unsafe body(number, bytes) }
            }
        }
    }
}
