import EventLog
import TestSupport
import Testing

@testable import OnboardingLedger

/// How a table's header and the columns that were named go together (contract section 8, Import).
struct ImportColumnsTests {
    private func mapping(_ attributes: [String] = [], subject: String = "id") -> ImportMapping {
        ImportMapping(
            flow: "loan", subject: subject, event: "ev", time: "t", attributes: attributes)
    }

    private func outcome(
        _ fields: String..., header: [String], _ mapping: ImportMapping
    ) throws -> ImportColumns.Outcome {
        let columns = try ImportColumns(mapping, header: header)
        let record = CSVReader.Record(fields: fields.map { Array($0.utf8)[...] }, line: 2)
        return columns.outcome(record)
    }

    private func data(_ outcome: ImportColumns.Outcome) -> String? {
        guard case .row(let row) = outcome else { return nil }
        return String(decoding: row.event.data, as: UTF8.self)
    }

    @Test(arguments: [
        (["id", "ev", "t", "note", "note"], ["note"]),
        (["id", "ev", "t", "id", "a", "a", "b"], ["id", "a"]),
        (["id", "ev", "t", "amount", "amount"], ["amount"]),
    ])
    func `a name that heads several columns is refused`(header: [String], names: [String]) {
        #expect(throws: UnfitTable.repeatedColumns(names: names)) {
            try ImportColumns(mapping(), header: header)
        }
    }

    @Test func `a column that is named must have a name to be told by`() {
        #expect(throws: UnfitTable.repeatedColumns(names: [""])) {
            try ImportColumns(mapping(subject: ""), header: ["", "ev", "t", ""])
        }
    }

    /// Commas at the lines' ends make such columns.
    @Test func `several columns without a name are one, as long as one of them has a value`()
        throws
    {
        let header = ["id", "ev", "t", "", "", "note"]
        let time = "2026-01-01T00:00:00Z"
        let empty = try outcome("1", "A", time, "", "", "n", header: header, mapping())
        expectEqual(data(empty), #"{"fields":{"note":"n"}}"#)
        let one = try outcome("1", "A", time, "", "x", "", header: header, mapping())
        expectEqual(data(one), #"{"fields":{"":"x"}}"#)
        let both = try outcome("1", "A", time, "y", "x", "", header: header, mapping())
        guard case .bad(let row) = both else { throw Stop() }
        expectTrue(row.line == 2 && row.reason.contains("without a name"))
    }

    @Test func `an attribute that is named twice is one`() throws {
        let row = try outcome(
            "1", "A", "2026-01-01T00:00:00Z", "5", header: ["id", "ev", "t", "amount"],
            mapping(["amount", "amount"]))
        expectEqual(data(row), #"{"attributes":{"amount":5}}"#)
    }
}
