import EventLog
import JSON
import OnboardingLedger
import Time

/// An import in batches of a thousand rows, against SQLite inserting the rows that it made, a
/// thousand to a commit.
struct ImportBench {
    private static let batchSize = 1000

    private let size: BenchSize
    private let workspace: BenchWorkspace

    init(_ size: BenchSize, _ workspace: BenchWorkspace) {
        (self.size, self.workspace) = (size, workspace)
    }

    func run(_ checksum: inout Checksum) throws -> [BenchResult] {
        let ledger = try Ledger(LedgerOptions(directory: workspace.directory("import")))
        defer { ledger.close() }
        let reader = try RawReader(workspace.directory("import"))
        let raw = try RawLog(path: workspace.file("raw-import"), like: reader)
        let session = ImportSession(ledger, correlationID: "bench-import")
        var (table, reading, appending) = (SampleTable(), Comparison(), Comparison())
        for _ in 0..<size.pick(smoke: 2, full: 11) {
            let text = table.nextText(rowCount: size.pick(smoke: 2000, full: 25_000))
            var rows: [ImportRow] = []
            let read = try Pace.measure {
                rows = try table.rows(of: text)
                return rows.count
            }
            let before = try reader.integer("SELECT max(position) FROM event")
            let imported = try Pace.measure { try Self.add(rows, session) }
            let stored = try reader.rows(after: Int64(before))
            guard stored.count == rows.count, imported.count == rows.count else {
                throw BenchFailure.wrongOutcome("the import lost rows")
            }
            let inserted = try Pace.measure {
                try raw.insert(stored, batchSize: Self.batchSize)
                return stored.count
            }
            appending.add(imported, inserted)
            reading.add(read, inserted)
            checksum.add(stored.count)
        }
        return [
            BenchResult(
                "import of rows", appending.perSecond, "rows/s", ratio: appending.ratio,
                target: .atLeast(0.6)),
            BenchResult("import, raw", appending.referencePerSecond, "rows/s"),
            BenchResult(
                "import, reading the table", reading.perSecond, "rows/s", ratio: reading.ratio),
        ]
    }

    private static func add(_ rows: [ImportRow], _ session: ImportSession) throws -> Int {
        try blocking {
            var count = 0
            for start in stride(from: 0, to: rows.count, by: batchSize) {
                let batch = Array(rows[start..<min(rows.count, start + batchSize)])
                count += try await session.add(batch).appended
            }
            return count
        }
    }
}

/// A made-up table of applications in the order of time, some 20 rows a subject.
private struct SampleTable {
    private static let header = [
        "case_id", "activity", "lifecycle", "resource", "occurred_at", "amount",
    ]
    private static let activities = [
        "A_SUBMITTED", "A_PREACCEPTED", "W_Completing application", "A_ACCEPTED", "O_SENT",
        "W_Calling after offer", "A_FINALISED", "W_Assessing application", "A_ACTIVATED",
    ]

    private var random = SampleRandom(seed: 12)
    private var now = Timestamp(milliseconds: 1_317_000_000_000)
    private var firstSubject = 100_000

    /// A piece of the table as comma-separated values.
    mutating func nextText(rowCount: Int) -> [UInt8] {
        var text: [UInt8] = []
        for row in 0..<rowCount {
            if row % 20 == 0 { firstSubject += 1 }
            now = now.adding(milliseconds: Int64(random.below(60_000)))
            let subject = firstSubject + random.below(600)
            let line = """
                \(subject),\(random.pick(Self.activities)),COMPLETE,\(10_000 + random.below(60)),\
                \(now.rfc3339),\(1000 + subject % 300 * 100)

                """
            text.append(contentsOf: line.utf8)
        }
        return text
    }

    func rows(of text: [UInt8]) throws -> [ImportRow] {
        let columns = try ImportColumns(
            ImportMapping(
                flow: "loan", subject: "case_id", event: "activity", time: "occurred_at",
                actor: "resource", attributes: ["amount"]),
            header: Self.header)
        var reader = CSVReader()
        reader.feed(text)
        reader.end()
        var rows: [ImportRow] = []
        while let record = try reader.next() {
            guard case .row(let row) = columns.outcome(record) else {
                throw BenchFailure.wrongOutcome("a row is bad")
            }
            rows.append(row)
        }
        return rows
    }
}
