import EventLog
import Onboarding
import OnboardingLedger
import ReadModels

/// Funnels over ten million events of 1.4 million sign-ups, which `SampleLedger` makes: what a
/// question takes once the journeys are in memory, what the first one takes after a start, and what
/// following the log costs beside writing it.
struct FunnelBench {
    private let size: BenchSize
    private let workspace: BenchWorkspace
    /// Events that are appended after the first question, to measure how they are followed.
    private let newEvents: Int

    init(_ size: BenchSize, _ workspace: BenchWorkspace) {
        (self.size, self.workspace) = (size, workspace)
        newEvents = size.pick(smoke: 1000, full: 50_000)
    }

    func run(_ checksum: inout Checksum) throws -> [BenchResult] {
        let directory = workspace.directory("funnel")
        _ = try SampleLedger.make(
            in: directory, eventCount: size.pick(smoke: 20_000, full: 10_000_000))
        // Makes the views, as the first start after an import does, and keeps the journeys.
        let made = try Ledger(LedgerOptions(directory: directory))
        _ = try blocking { try await made.funnel(FunnelQuery(flow: "signup")) }
        made.close()

        let index = JourneyIndex(SignUpFlow.declaration)
        var reader = try LedgerReader(directory: directory)
        let first = try Pace.measure {
            reader = try LedgerReader(directory: directory)
            guard try index.begin(with: try reader.views()) else {
                throw BenchFailure.wrongOutcome("no journeys were kept")
            }
            return try subjects(ask(index, FunnelQuery(flow: "signup"), reader))
        }
        var grouped = FunnelQuery(flow: "signup")
        grouped.by = ["plan"]
        let full = try (0..<size.pick(smoke: 1, full: 9)).map { _ in
            try Pace.measure { try subjects(ask(index, grouped, reader)) }
        }
        let counts = try (0..<size.pick(smoke: 1, full: 9)).map { _ in
            try Pace.measure {
                try subjects(ask(index, FunnelQuery(flow: "signup"), reader, withTimes: false))
            }
        }
        let sessions = first.count
        checksum.add(sessions)
        let stages = SignUpFlow.declaration.stages.count
        let fullSeconds = Median.of(full.map(\.workSeconds))
        return [
            BenchResult("funnel, sessions", Double(sessions), "sessions"),
            BenchResult(
                "funnel, first answer after start", first.seconds, "s", target: .atMost(1)),
            BenchResult(
                "funnel, medians, percentiles and a breakdown", fullSeconds * 1000, "ms",
                target: .atMost(100)),
            BenchResult(
                "funnel, per session and stage", fullSeconds * 1e9 / Double(sessions * stages),
                "ns", target: .atMost(60)),
            BenchResult(
                "funnel, counts only", Median.of(counts.map(\.workSeconds)) * 1000, "ms",
                target: .atMost(20)),
            BenchResult(
                "funnel, memory with three attributes", try memory(reader) / Double(sessions),
                "bytes/session", target: .atMost(64)),
            try following(index, directory),
        ]
    }

    /// The target is for eight stages and three attributes; the sign-up has five.
    private func memory(_ reader: LedgerReader) throws -> Double {
        let flow = SignUpFlow.declaration
        let index = JourneyIndex(
            FlowDeclaration(
                flow: flow.flow, category: flow.category, stages: flow.stages, exits: flow.exits,
                transitions: flow.transitions, attributes: Array(flow.attributes.prefix(3)),
                expiry: flow.expiry))
        _ = try ask(index, FunnelQuery(flow: "signup"), reader, withTimes: false)
        return Double(index.byteCount)
    }

    /// What following costs for each event, as a share of what writing one through the log costs:
    /// the lane itself does nothing for funnels.
    private func following(_ index: JourneyIndex, _ directory: DataDirectory) throws
        -> BenchResult
    {
        let before = index.position
        let writing = try Pace.measure {
            try SampleLedger.append(to: directory, eventCount: newEvents)
        }
        try Ledger(LedgerOptions(directory: directory)).close()
        let after = try LedgerReader(directory: directory)
        let following = try Pace.measure {
            _ = try ask(index, FunnelQuery(flow: "signup"), after, withTimes: false)
            return Int(index.position - before)
        }
        guard following.count == writing.count else {
            throw BenchFailure.wrongOutcome("the journeys lost events")
        }
        return BenchResult(
            "funnel, following the log", following.perSecond, "events/s",
            ratio: following.seconds / writing.seconds)
    }

    private func ask(
        _ index: JourneyIndex, _ query: FunnelQuery, _ reader: LedgerReader, withTimes: Bool = true
    ) throws -> FunnelReport {
        try index.funnel(query, reader.log, try reader.views(), withTimes: withTimes)
    }

    private func subjects(_ report: FunnelReport) -> Int { report.subjects }
}
