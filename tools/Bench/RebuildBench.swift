import EventLog
import Onboarding
import OnboardingLedger
import ReadModels

/// A rebuild of all read models from a ledger of sign-ups, against stepping over its rows.
struct RebuildBench {
    private let size: BenchSize
    private let workspace: BenchWorkspace

    init(_ size: BenchSize, _ workspace: BenchWorkspace) {
        (self.size, self.workspace) = (size, workspace)
    }

    func run(_ checksum: inout Checksum) throws -> [BenchResult] {
        let directory = workspace.directory("rebuild")
        let count = try SampleLedger.make(
            in: directory, eventCount: size.pick(smoke: 20_000, full: 1_000_000))
        let reader = try RawReader(directory)
        _ = try reader.scan(&checksum)
        let comparison = try Comparison(rounds: size.pick(smoke: 1, full: 5)) {
            try Self.rebuild(directory, &checksum)
        } reference: {
            try reader.scan(&checksum)
        }
        guard comparison.subject.allSatisfy({ $0.count == count }) else {
            throw BenchFailure.wrongOutcome("the rebuild lost events")
        }
        return [
            BenchResult(
                "rebuild on one thread", comparison.perWorkSecond, "events/s",
                ratio: comparison.workRatio, target: .atLeast(0.3)),
            BenchResult(
                "rebuild on two threads", comparison.perSecond, "events/s",
                ratio: comparison.ratio, target: .atLeast(0.5)),
            BenchResult("rebuild, raw scan", comparison.referencePerSecond, "rows/s"),
        ]
    }

    private static func rebuild(_ directory: DataDirectory, _ checksum: inout Checksum) throws
        -> Int
    {
        let rebuild = ViewRebuild(directory: directory, upcasting: .domain)
        for report in try rebuild.run(progress: { _, _ in }) {
            checksum.add(report.rowCount)
            for byte in report.digest.hex.utf8 { checksum.add(byte) }
        }
        try rebuild.flush()
        return Int(rebuild.eventCount)
    }
}
