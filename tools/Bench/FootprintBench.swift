import EventLog
import Foundation
import OnboardingLedger

/// How big a ledger of a million events is on disk and in memory, and how soon it is ready.
struct FootprintBench {
    private let options: BenchOptions
    private let workspace: BenchWorkspace

    init(_ options: BenchOptions, _ workspace: BenchWorkspace) {
        (self.options, self.workspace) = (options, workspace)
    }

    func run(_ checksum: inout Checksum) throws -> [BenchResult] {
        let directory = workspace.directory("footprint")
        let count = try SampleLedger.make(
            in: directory, eventCount: options.size.pick(smoke: 20_000, full: 1_000_000))
        checksum.add(count)
        // The first opening makes the views; those that are measured find them current.
        try Ledger(LedgerOptions(directory: directory)).close()
        var openings: [OpenedLedger] = []
        for _ in 0..<options.size.pick(smoke: 1, full: 7) { openings.append(try open(directory)) }
        return try sizes(directory, count) + [
            BenchResult(
                "footprint, ready after", Median.of(openings.map(\.milliseconds)), "ms",
                target: .atMost(200)),
            BenchResult(
                "footprint in memory", Median.of(openings.map(\.residentMegabytes)), "MB",
                target: .atMost(150)),
        ]
    }

    /// The log's file against the payloads in it: `data` and `personal` as the events have them.
    ///
    /// `origin`, which the server adds to a request's first event, is given as a third figure.
    private func sizes(_ directory: DataDirectory, _ count: Int) throws -> [BenchResult] {
        let reader = try RawReader(directory)
        let bytes = try reader.integer(
            "SELECT sum(length(data)) + sum(coalesce(length(personal), 0)) FROM event")
        let origins = try reader.integer("SELECT sum(coalesce(length(origin), 0)) FROM event")
        let file = SystemFacts.fileBytes(directory.ledgerFile)
        return [
            BenchResult("footprint, data and personal", Double(bytes) / 1e6, "MB"),
            BenchResult("footprint, origin", Double(origins) / 1e6, "MB"),
            BenchResult(
                "footprint of the log's file", Double(file) / 1e6, "MB",
                ratio: Double(file) / Double(bytes), target: .atMost(1.4)),
            BenchResult(
                "footprint with origin as payload", Double(file) / Double(count), "bytes/event",
                ratio: Double(file) / Double(bytes + origins)),
        ]
    }

    private func open(_ directory: DataDirectory) throws -> OpenedLedger {
        guard let command = options.openingCommand, let executable = command.first else {
            return try OpenedLedger.measure(directory)
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = command.dropFirst() + [directory.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard let opened = OpenedLedger(text: text) else {
            throw BenchFailure.wrongOutcome("the opening process said “\(text)”")
        }
        return opened
    }
}

/// What opening a ledger took.
package struct OpenedLedger: Sendable {
    package let milliseconds: Double
    /// Of the whole process, once open.
    package let residentMegabytes: Double

    /// Opens the ledger in `directory` until it takes commands and reads, and closes it again.
    package static func measure(_ directory: DataDirectory) throws -> OpenedLedger {
        let watch = Stopwatch()
        let ledger = try Ledger(LedgerOptions(directory: directory))
        defer { ledger.close() }
        try blocking { _ = try await ledger.viewReports() }
        let milliseconds = watch.seconds * 1000
        return OpenedLedger(
            milliseconds: milliseconds,
            residentMegabytes: Double(SystemFacts.residentBytes) / 1e6)
    }

    private init(milliseconds: Double, residentMegabytes: Double) {
        (self.milliseconds, self.residentMegabytes) = (milliseconds, residentMegabytes)
    }

    /// One line of two numbers, from the process that measured to the one that asked.
    package var text: String { "\(milliseconds) \(residentMegabytes)" }

    init?(text: String) {
        let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        guard numbers.count == 2 else { return nil }
        self.init(milliseconds: numbers[0], residentMegabytes: numbers[1])
    }
}
