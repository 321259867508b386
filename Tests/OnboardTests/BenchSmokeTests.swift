import Bench
import Foundation
import JSON
import TestSupport
import Testing

/// Every benchmark at its smoke size: that it runs, measures something, and leaves nothing behind.
@Suite struct BenchSmokeTests {
    /// Benchmarks block, which the cooperative pool must not.
    private static func run(_ only: String?) async throws -> BenchReport {
        let directory = NSTemporaryDirectory() + "onboard-bench-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let options = BenchOptions(size: .smoke, only: only, directory: directory)
        let report = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try Benchmark.run(options) { _ in } })
            }
        }
        try expectTrue(FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
        return report
    }

    @Test(arguments: Benchmark.suites)
    func `a suite measures something`(suite: String) async throws {
        let report = try await Self.run(suite)
        expectFalse(report.results.isEmpty)
        expectTrue(report.results.allSatisfy { $0.name.hasPrefix(suite) && $0.value > 0 })
    }

    @Test func `the beginning of a figure's name chooses that figure`() async throws {
        let report = try await Self.run("digest of long")
        expectEqual(report.results.map(\.name), ["digest of long texts"])
    }

    @Test func `an unknown suite is refused with those that there are`() async {
        await #expect(throws: BenchFailure.unknownSuite("speed", known: Benchmark.suites)) {
            try await Self.run("speed")
        }
    }

    @Test func `a report is rows and JSON of the same figures`() async throws {
        let report = try await Self.run("digest")
        let json = try JSONValue(parsing: JSONWriter.encode { report.write(to: &$0) })
        expectTrue(report.rows.allSatisfy { $0.count == BenchReport.columns.count })
        expectEqual(json.objectValue?["results"]?.arrayValue?.count, report.rows.count)
    }
}
