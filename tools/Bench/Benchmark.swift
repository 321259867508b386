/// Measures the ledger against raw SQLite and Foundation on the machine that it runs on.
///
/// What is compared takes turns in short rounds within one run, and the median of the rounds'
/// ratios counts: other work on the machine then slows both sides alike.
package enum Benchmark {
    /// In the order in which they run.
    private enum Suite: String, CaseIterable {
        case codec, digest, lane, chain
        case `import`
        case rebuild, verify, audit, footprint, http, gate, mixed, funnel
    }

    /// The suites' names, in the order in which they run.
    package static let suites = Suite.allCases.map(\.rawValue)

    /// Runs the chosen suites; blocks until they are done.
    ///
    /// - Parameter print: given progress, line by line, as it happens.
    package static func run(_ options: BenchOptions, print: (String) -> Void) throws -> BenchReport
    {
        guard let chosen = chosenSuites(options.only) else {
            throw BenchFailure.unknownSuite(options.only ?? "", known: suites)
        }
        let workspace = BenchWorkspace(path: options.directory)
        defer { workspace.removeContents() }
        var report = BenchReport(size: options.size)
        for suite in chosen {
            print("\(suite.rawValue): \(options.size.rawValue)")
            let start = Stopwatch()
            report.results += try results(of: suite, options, workspace, &report.checksum)
            workspace.removeContents()
            print("\(suite.rawValue): \(Figure.text(start.seconds)) s")
        }
        if let only = options.only, !suites.contains(only) {
            report.results.removeAll { !$0.name.hasPrefix(only) }
        }
        return report
    }

    /// A suite's name, or the beginning of a result's, whose first word is its suite's.
    private static func chosenSuites(_ only: String?) -> [Suite]? {
        guard let only else { return Suite.allCases }
        let chosen = Suite.allCases.filter {
            only == $0.rawValue || only.hasPrefix("\($0.rawValue) ")
        }
        return chosen.isEmpty ? nil : chosen
    }

    private static func results(
        of suite: Suite, _ options: BenchOptions, _ workspace: BenchWorkspace,
        _ checksum: inout Checksum
    ) throws -> [BenchResult] {
        switch suite {
        case .codec: try CodecBench(options.size).run(&checksum)
        case .digest: try DigestBench(options.size).run(&checksum)
        case .lane: try LaneBench(options.size, workspace).run(&checksum)
        case .chain: try ChainBench(options.size, workspace).run(&checksum)
        case .import: try ImportBench(options.size, workspace).run(&checksum)
        case .rebuild: try RebuildBench(options.size, workspace).run(&checksum)
        case .verify: try VerifyBench(options.size, workspace).run(&checksum)
        case .audit: try AuditBench(options.size, workspace).run(&checksum)
        case .footprint: try FootprintBench(options, workspace).run(&checksum)
        case .http: try HTTPBench(options.size, workspace).run(&checksum)
        case .gate: try GateBench(options.size, workspace).run(&checksum)
        case .mixed: try MixedBench(options.size, workspace).run(&checksum)
        case .funnel: try FunnelBench(options.size, workspace).run(&checksum)
        }
    }
}
