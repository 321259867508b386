import Digest
import EventLog
import OnboardingLedger
import ReadModels

/// Checking a ledger of sign-ups against stepping over its rows, and proving from its tree.
struct VerifyBench {
    private let size: BenchSize
    private let workspace: BenchWorkspace

    init(_ size: BenchSize, _ workspace: BenchWorkspace) {
        (self.size, self.workspace) = (size, workspace)
    }

    func run(_ checksum: inout Checksum) throws -> [BenchResult] {
        let directory = workspace.directory("verify")
        let count = try SampleLedger.make(
            in: directory, eventCount: size.pick(smoke: 20_000, full: 1_000_000))
        let (log, raw) = (try LogReader(directory: directory), try RawReader(directory))
        _ = try raw.scan(&checksum)
        let before = SystemFacts.residentBytes
        let comparison = try Comparison(rounds: size.pick(smoke: 1, full: 5)) {
            let verified = try log.verify(directory: directory) { _, _ in }
            checksum.add(verified.root.bytes[0])
            return Int(verified.eventCount)
        } reference: {
            try raw.scan(&checksum)
        }
        let grown = SystemFacts.residentBytes - before
        guard comparison.subject.allSatisfy({ $0.count == count }) else {
            throw BenchFailure.wrongOutcome("the verification lost events")
        }
        return [
            BenchResult(
                "verify, chain and tree", comparison.perWorkSecond, "events/s",
                ratio: comparison.workRatio, target: .atLeast(0.2)),
            BenchResult("verify, raw scan", comparison.referencePerSecond, "rows/s"),
            BenchResult(
                "verify, memory taken", max(Double(grown) / 1e6, 0.1), "MB", target: .atMost(32)),
            try folds(directory, count),
        ] + (try proofs(log, count, &checksum))
    }

    /// Every stream folded anew, with its row and its keys compared.
    private func folds(_ directory: DataDirectory, _ count: Int) throws -> BenchResult {
        try Ledger(LedgerOptions(directory: directory)).close()
        let pace = try Pace.measure {
            _ = try LedgerVerification.run(directory, VerificationRequest(isViewsOnly: true))
            return count
        }
        return BenchResult("verify, folds of streams", pace.perWorkSecond, "events/s")
    }

    /// Roots and paths at sizes all over the log, which nobody kept.
    private func proofs(_ log: LogReader, _ count: Int, _ checksum: inout Checksum) throws
        -> [BenchResult]
    {
        let sizes = stride(from: 1, through: count, by: max(1, count / 97)).map { size in
            GlobalPosition(rawValue: Int64(size))
        }
        let roots = try Pace.measure {
            for size in sizes { checksum.add(try log.merkleRoot(size: size).bytes[0]) }
            return sizes.count
        }
        let head = GlobalPosition(rawValue: Int64(count))
        let paths = try Pace.measure {
            for size in sizes {
                checksum.add(try log.inclusionPath(of: size, size: head).count)
                checksum.add(try log.consistencyPath(from: size, to: head).count)
            }
            return sizes.count * 2
        }
        return [
            BenchResult(
                "verify, root of an earlier size", 1e6 / roots.perSecond, "µs",
                target: .atMost(2000)),
            BenchResult("verify, proof path", 1e6 / paths.perSecond, "µs", target: .atMost(2000)),
        ]
    }
}
