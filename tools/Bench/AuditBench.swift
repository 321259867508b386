import EventLog
import OnboardingLedger
import ReadModels

/// Audits of a ledger of sign-ups: making the index, pages by what is rare, and blame.
struct AuditBench {
    /// What a support engineer waits for without noticing.
    private static let pageMilliseconds = 5.0
    private static let longStream = StreamID(category: "wizard", id: "long")

    private let size: BenchSize
    private let workspace: BenchWorkspace

    init(_ size: BenchSize, _ workspace: BenchWorkspace) {
        (self.size, self.workspace) = (size, workspace)
    }

    func run(_ checksum: inout Checksum) throws -> [BenchResult] {
        let directory = workspace.directory("audit")
        let count = try SampleLedger.make(
            in: directory, eventCount: size.pick(smoke: 20_000, full: 1_000_000))
        try Self.appendLongStream(directory)
        let (indexing, tail) = try Self.index(directory)
        let scan = try Pace.measure { try RawReader(directory).scan(&checksum) }
        let reader = try LedgerReader(directory: directory, auditTail: tail)
        var results = [
            BenchResult(
                "audit index", indexing.perSecond, "events/s",
                ratio: indexing.perSecond / scan.perSecond),
            BenchResult("audit index, raw scan", scan.perSecond, "rows/s"),
        ]
        for (name, filter) in try Self.filters(reader, count) {
            for order in [EventOrder.newestFirst, .oldestFirst] {
                results.append(try page(name, filter, order, reader, &checksum))
            }
        }
        results.append(try blame(reader, &checksum))
        return results
    }

    /// Two hundred events that each change something.
    private static func appendLongStream(_ directory: DataDirectory) throws {
        let writer = try LogWriter(directory: directory)
        let events = (1...200).map { number in
            NewEvent(
                type: EventType("StepSaved"), data: Array(#"{"step":\#(number % 4)}"#.utf8),
                personal: Array(#"{"data":{"phone":"+44 \#(number)","city":"London"}}"#.utf8))
        }
        try writer.begin()
        writer.beginCommand()
        _ = try writer.append(
            [StreamAppend(to: longStream, expected: .any, events: events)],
            metadata: EventMetadata(
                actor: EventActor(kind: .admin, id: "rare"), correlationID: "rare"),
            recordedAt: writer.headRecordedAt
        ) { _, _, _, _ in }
        try writer.keepCommand()
        try writer.commit()
        try writer.checkpointAll()
    }

    private static func index(_ directory: DataDirectory) throws -> (Pace, AuditTail) {
        let tail = AuditTail()
        let writer = try AuditIndexWriter(directory: directory, tail: tail)
        let pace = try Pace.measure {
            try writer.catchUp()
            return Int(writer.through.rawValue)
        }
        return (pace, tail)
    }

    /// Filters whose events are few or none, so that a page means a search of the whole log.
    private static func filters(_ reader: LedgerReader, _ count: Int) throws
        -> [(String, EventFilter)]
    {
        let middle = GlobalPosition(rawValue: Int64(count / 2))
        var completed = EventFilter()
        completed.types = ["WorkspaceCreated"]
        guard let event = try reader.log.event(at: middle),
            let tenant = try reader.audit.events(
                matching: completed, beyond: middle, order: .newestFirst, limit: 1
            ).first
        else { throw BenchFailure.wrongOutcome("the sample ledger has no tenant") }
        var (actor, correlation, ofTenant) = (EventFilter(), EventFilter(), EventFilter())
        actor.actor = "admin:rare"
        correlation.correlationID = event.correlationID
        ofTenant.tenantID = String(tenant.stream.id)
        var (type, field, none) = (EventFilter(), EventFilter(), EventFilter())
        type.types = ["StepSaved"]
        field.field = "data.phone"
        none.types = ["SignUpStarted"]
        none.field = "country"
        return [
            ("actor", actor), ("correlation", correlation), ("tenant", ofTenant), ("type", type),
            ("field", field), ("nothing of two common", none),
        ]
    }

    private func page(
        _ name: String, _ filter: EventFilter, _ order: EventOrder, _ reader: LedgerReader,
        _ checksum: inout Checksum
    ) throws -> BenchResult {
        let times = try times(&checksum) { checksum in
            let events = try reader.audit.events(matching: filter, order: order, limit: 101)
            checksum.add(events.count)
        }
        let direction = order == .newestFirst ? "newest" : "oldest"
        return BenchResult(
            "audit page by \(name), \(direction) first", times, "ms",
            target: .atMost(Self.pageMilliseconds))
    }

    private func blame(_ reader: LedgerReader, _ checksum: inout Checksum) throws -> BenchResult {
        let times = try times(&checksum) { checksum in
            checksum.add(try reader.history.blame(of: Self.longStream)?.count ?? 0)
        }
        return BenchResult(
            "audit blame of 200 events", times, "ms", target: .atMost(Self.pageMilliseconds))
    }

    /// The median of some rounds, in milliseconds.
    private func times(
        _ checksum: inout Checksum, _ body: (inout Checksum) throws -> Void
    ) throws -> Double {
        var seconds: [Double] = []
        for _ in 0..<size.pick(smoke: 3, full: 31) {
            let watch = Stopwatch()
            try body(&checksum)
            seconds.append(watch.seconds)
        }
        return Median.of(seconds) * 1000
    }
}
