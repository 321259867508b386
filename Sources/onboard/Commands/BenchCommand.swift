import Bench
import EventLog

/// `onboard bench`: measures this machine against raw SQLite; the Bench room knows how.
enum BenchCommand: Command {
    private static let parentDefault = "/tmp"

    static let specification = CommandSpecification(
        name: "bench", group: CommandHeading.more,
        summary: "Measure how fast all of it is on this machine",
        discussion: [
            """
            Everything happens in a temporary directory that is removed afterwards. Ratios are \
            taken within one run, in turns, against raw SQLite through the same library; measure a \
            release build on an idle machine.
            """
        ],
        options: [
            .flag("smoke", "A few seconds: shows that everything runs, and measures nothing"),
            .option(
                "only", "SUITE", "Only this suite, or figures whose names begin so",
                .suggestion(Benchmark.suites)),
            .option("in", "DIR", "Where the temporary directory is made", .directory)
                .defaulting(to: parentDefault),
            .option("open", "DIR", "Open the ledger there and say what that took", .directory),
        ],
        exclusive: [
            .atMostOne("open", "only"), .atMostOne("open", "smoke"), .atMostOne("open", "in"),
        ],
        examples: [
            CommandExample("onboard bench", "All suites at full size: some minutes."),
            CommandExample("onboard bench --only rebuild --in /var/lib", "One, on that disk."),
        ])

    /// Progress goes to standard error, so that the report alone can be kept.
    static func run(_ context: CommandContext) async throws {
        let arguments = context.arguments
        if let path = arguments.string("open") {
            let directory = DataDirectory(path: path)
            try directory.requireLedger()
            let opened = try OpenedLedger.measure(directory)
            guard context.isJSON else { return try context.print(StyledText(opened.text)) }
            return try context.print { writer in
                writer.object { writer in
                    writer.member("milliseconds", opened.milliseconds)
                    writer.member("residentMegabytes", opened.residentMegabytes)
                }
            }
        }
        let temporary = try TemporaryDirectory(
            "bench", in: arguments.string("in") ?? parentDefault)
        defer { temporary.remove() }
        let options = BenchOptions(
            size: arguments.has("smoke") ? .smoke : .full, only: arguments.string("only"),
            directory: temporary.path,
            openingCommand: SymbolicLink.target(of: "/proc/self/exe")
                .map { [$0, "bench", "--open"] })
        let report = try Benchmark.run(options) { line in
            context.err.line(StyledText(line, .muted))
        }
        if context.isJSON { return try context.print { report.write(to: &$0) } }
        try context.print(table(report))
    }

    /// The report's own columns; the verdict has its colour.
    private static func table(_ report: BenchReport) -> TextTable {
        var table = TextTable(
            zip(BenchReport.columns, 0...).map { title, index in
                switch index {
                case 0: .flexible(title.capitalizedFirst, minimum: 24)
                case 1, 3: .number(title.capitalizedFirst)
                default: .text(title.capitalizedFirst)
                }
            })
        for (cells, result) in zip(report.rows, report.results) {
            table.append(
                cells.enumerated().map { index, cell in
                    let isVerdict = index == cells.count - 1
                    let style: TextStyle = result.isMet == false ? .bad : .good
                    return .text(cell, isVerdict ? style : .plain)
                })
        }
        return table
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension Complaint {
    init(_ failure: BenchFailure) {
        switch failure {
        case .unknownSuite(let name, let known):
            self.init(
                .usage, "bench.unknown_suite", "There is no suite '\(name)'.",
                hint: Self.suggestion(name, known, of: "Suites"))
        case .wrongOutcome(let explanation):
            self.init(.failed, "bench.wrong_outcome", "What was measured is wrong: \(explanation).")
        }
    }
}
