import Foundation
import JSON
import TestSupport
import Testing

@testable import ReadModels

/// Where most were lost: one rule for the command and the console, by the same cases (contracts D1,
/// D2, D5). The console's side of it is in `Tests/Browser/console_test.py`.
@Suite("Worst leak", .timeLimit(.minutes(5))) struct WorstLeakTests {
    private static func cases() throws -> [JSONValue] {
        let file = try Repository.bytes("Tests/Fixtures/worst-leaks.json")
        return try JSONValue(parsing: file).arrayValue ?? []
    }

    @Test func `it is the stage after which most were lost`() throws {
        let cases = try Self.cases()
        expectEqual(cases.count, 5)
        for each in cases {
            let lost = each["lost"]?.arrayValue?.compactMap(\.intValue) ?? []
            let stages = lost.map { Self.stage(lost: $0) }
            expectEqual(stages.worstLeak, each["worst"]?.intValue, "\(each["why"] ?? .null)")
        }
        expectNil([FunnelReport.Stage]().worstLeak)
    }

    @Test func `who may still go on is no leak`() {
        expectEqual([Self.stage(open: 9, lost: 0), Self.stage(open: 4, lost: 1)].worstLeak, 1)
    }

    private static func stage(open: Int = 0, lost: Int) -> FunnelReport.Stage {
        FunnelReport.Stage(
            stage: "s", subjects: open + lost, fromPrevious: nil, fromFirst: nil, dropOff: 0,
            open: open, lost: lost, medianSeconds: nil, p90Seconds: nil, p95Seconds: nil)
    }
}
