import EventLog
import Time

/// What the hash chain costs an append: the log's writer, 64 commands a commit, against the same
/// names, claims and rows without any hash.
struct ChainBench {
    private static let batchSize = 64

    private let size: BenchSize
    private let workspace: BenchWorkspace

    init(_ size: BenchSize, _ workspace: BenchWorkspace) {
        (self.size, self.workspace) = (size, workspace)
    }

    func run(_ checksum: inout Checksum) throws -> [BenchResult] {
        let directory = workspace.directory("chain")
        try directory.create()
        let chained = try LogWriter(directory: directory)
        let unchained = try UnchainedLog(
            path: workspace.file("unchained"), like: RawReader(directory))
        var sample = SampleLedger()
        var comparison = Comparison()
        for round in 0..<size.pick(smoke: 2, full: 16) {
            let requests = try (0..<size.pick(smoke: 128, full: 3200)).map { _ in
                try sample.nextRequest()
            }
            // Who goes first reads the requests from memory, who goes second from the caches.
            let isFirst = round.isMultiple(of: 2)
            let before =
                try isFirst ? nil : Pace.measure { try Self.append(requests, to: unchained) }
            let subject = try Pace.measure { try Self.append(requests, to: chained) }
            let reference = try before ?? Pace.measure { try Self.append(requests, to: unchained) }
            comparison.add(subject, reference)
            checksum.add(subject.count)
        }
        return [
            BenchResult(
                "chain appends", comparison.perSecond, "events/s", ratio: comparison.ratio,
                target: .atLeast(0.85)),
            BenchResult("chain appends, unchained", comparison.referencePerSecond, "events/s"),
            BenchResult(
                "chain appends, work alone", comparison.perWorkSecond, "events/s",
                ratio: comparison.workRatio),
        ]
    }

    private static func append(_ requests: [SampleRequest], to log: LogWriter) throws -> Int {
        let before = log.headPosition.rawValue
        for start in stride(from: 0, to: requests.count, by: batchSize) {
            try log.begin()
            for request in requests[start..<min(requests.count, start + batchSize)] {
                log.beginCommand()
                _ = try log.append(
                    request.appends, metadata: request.metadata, recordedAt: request.time
                ) { _, _, _, _ in }
                try log.keepCommand()
            }
            try log.commit()
            try log.checkpointNowAndThen()
        }
        return Int(log.headPosition.rawValue - before)
    }

    private static func append(_ requests: [SampleRequest], to log: UnchainedLog) throws -> Int {
        var count = 0
        for start in stride(from: 0, to: requests.count, by: batchSize) {
            let batch = requests[start..<min(requests.count, start + batchSize)]
            count += try log.append(batch)
        }
        return count
    }
}
