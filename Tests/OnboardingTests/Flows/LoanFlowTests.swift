import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// The declared flow for loan applications, and our own small sample of such a process.
struct LoanFlowTests {
    private let flow: FlowDeclaration

    init() throws {
        flow = try FlowDeclaration(parsing: try Repository.bytes("Tests/Fixtures/loan.flow.json"))
    }

    @Test func `the flow goes from submitted to activated, or out`() {
        expectEqual(
            flow.stages.map(\.name),
            [
                "submitted", "partly_submitted", "preaccepted", "accepted", "finalized",
                "activated",
            ])
        expectEqual(flow.exits.map(\.name), ["declined", "cancelled"])
        expectEqual(flow.attributes, [FlowAttribute("amount_requested", field: "amount_requested")])
        expectNil(flow.expiry)
    }

    @Test func `the sample folds to the counts that its rows were made for`() throws {
        let subjects = try fold("loan-sample.csv")
        expectEqual(subjects.count, 40)
        let stages = Dictionary(grouping: subjects.values.compactMap(\.stage)) { $0 }
            .mapValues(\.count)
        let statuses = Dictionary(grouping: subjects.values.compactMap(\.status)) { $0 }
            .mapValues(\.count)
        expectEqual(stages, LoanSample.lastStages)
        expectEqual(statuses, LoanSample.statuses)
    }

    @Test func `every row of the sample is well formed`() throws {
        let rows = try rows("loan-sample.csv")
        expectEqual(rows.count, LoanSample.rowCount)
        expectTrue(rows.allSatisfy { $0.count == 6 && Timestamp(rfc3339: $0[4]) != nil })
        let times = rows.map { $0[4] }
        expectEqual(times, times.sorted())
    }

    @Test func `two rows of the other sample are bad on purpose`() throws {
        let bad = try rows("loan-bad.csv").enumerated().filter { _, row in
            row.count != 6 || row[0].isEmpty || Timestamp(rfc3339: row[4]) == nil
        }
        // Lines count from 1 and the first is the header.
        expectEqual(bad.map { $0.offset + 2 }, LoanSample.badLines)
    }

    private func rows(_ name: String) throws -> [[String]] {
        let text = String(decoding: try Repository.bytes("Tests/Fixtures/\(name)"), as: UTF8.self)
        return text.split(separator: "\n").dropFirst().map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    private func fold(_ name: String) throws -> [String: SubjectState] {
        let flows = FlowCatalogue.builtIn.adding([flow])
        var subjects: [String: SubjectState] = [:]
        for row in try rows(name) {
            let time = try required(Timestamp(rfc3339: row[4]))
            try subjects[row[0], default: SubjectState(category: "loan", flows: flows)].apply(
                row[1], #"{"attributes":{"amount_requested":"\#(row[5])"}}"#, at: time)
        }
        return subjects
    }
}

/// What is in the sample files.
private enum LoanSample {
    static let rowCount = 408
    static let lastStages = [
        "partly_submitted": 12, "preaccepted": 9, "accepted": 1, "finalized": 9, "activated": 9,
    ]
    static let statuses = ["declined": 15, "cancelled": 11, "completed": 9, "active": 5]
    static let badLines = [5, 9]
}
