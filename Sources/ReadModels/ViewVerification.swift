import EventLog
import JSON
import Onboarding

/// A row of a read model that is not what its stream's events add up to (contract L18).
public struct ViewDefect: Error, Sendable, Hashable {
    public let view: ViewName
    /// The stream whose row differs.
    public let stream: String
    /// The last event that should have produced the row; nil when the log has no such stream.
    public let position: GlobalPosition?
    public let explanation: String
}

/// Compares every stored row with a fresh fold of its stream.
package struct ViewVerification {
    private let reader: LogReader
    private let views: ViewReader
    private let flows: FlowCatalogue
    private var types: EventTypeTable
    private var json = JSONWriter(reserving: 1024)

    package init(directory: DataDirectory, upcasting: Upcasting) throws(LogFailure) {
        reader = try LogReader(directory: directory)
        views = try ViewReader(directory: directory)
        flows = try reader.flowCatalogue()
        types = EventTypeTable(upcasting: upcasting)
    }

    /// Checks all models up to the position that they were at when this began.
    ///
    /// - Parameter progress: told how many of how many rows are compared.
    /// - Throws: `ViewDefect` for the first row that differs.
    package mutating func run(progress: ViewProgress) throws -> [ViewReport] {
        let reports = try views.snapshot {
            let reports = try views.reports()
            let total = reports.reduce(0) { $0 + $1.rowCount }
            var done: Int64 = 0
            for report in reports {
                let checkpoint = try views.checkpoint(report.view) ?? 0
                var fresh = RollingDigest.empty
                var count: Int64 = 0
                try views.scan(report.view) { streamID, row in
                    try compare(row, streamID, report.view, checkpoint)
                    fresh.add(row.digest)
                    count += 1
                    done += 1
                    if done % 512 == 0 { progress(done, total) }
                }
                try check(report, fresh, count, checkpoint)
            }
            progress(total, total)
            return reports
        }
        return reports
    }

    private mutating func compare(
        _ row: ViewRow, _ streamID: Int64, _ view: ViewName, _ checkpoint: Int64
    ) throws {
        guard let stream = StreamID(row.name), ViewName(category: stream.category) == view,
            try reader.internedID(of: stream) == streamID
        else {
            throw ViewDefect(
                view: view, stream: row.name, position: nil,
                explanation: "the log has no such stream for this read model")
        }
        var folded = FoldedStream(streamID: streamID, stream: stream, flows: flows)
        var last: Int64 = 0
        try reader.scan(stream: streamID) { event in
            if event.position > checkpoint { return false }
            try types.fold(event, reader, into: &folded.state)
            folded.version = event.version
            folded.updatedAt = event.time
            last = event.position
            return true
        }
        let expected = folded.row(&json)
        if expected != row {
            throw ViewDefect(
                view: view, stream: row.name, position: GlobalPosition(rawValue: last),
                explanation: Self.difference(expected, row))
        }
    }

    private func check(
        _ report: ViewReport, _ fresh: RollingDigest, _ count: Int64, _ checkpoint: Int64
    ) throws {
        if count == report.rowCount && fresh == report.digest {
            try findMissing(report.view, checkpoint)
            return
        }
        try findMissing(report.view, checkpoint)
        throw ViewDefect(
            view: report.view, stream: "", position: nil,
            explanation: "its rows (\(count)) do not add up to the digest that it carries")
    }

    /// Names the first stream of the log that should have a row and has none.
    private func findMissing(_ view: ViewName, _ checkpoint: Int64) throws {
        try reader.scanStreams { streamID, stream, firstPosition in
            guard ViewName(category: stream.category) == view, firstPosition <= checkpoint,
                try views.row(view, streamID: streamID) == nil
            else { return }
            throw ViewDefect(
                view: view, stream: stream.name,
                position: GlobalPosition(rawValue: firstPosition), explanation: "it has no row")
        }
    }

    private static func difference(_ expected: ViewRow, _ actual: ViewRow) -> String {
        if expected.version != actual.version {
            return "it is at version \(actual.version) instead of \(expected.version)"
        }
        if expected.state != actual.state { return "its state differs from a fresh fold" }
        return "its columns differ from its state"
    }
}
