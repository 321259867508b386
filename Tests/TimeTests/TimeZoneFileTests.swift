import TestSupport
import Testing
import Time

/// RFC 9636: the compiled table of one zone.
struct TimeZoneFileTests {
    private static func number(_ value: Int64, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    /// A block with two kinds of time, an hour and two ahead, and the changes between them.
    private static func block(_ changes: [Int64], _ width: Int, version: String) -> [UInt8] {
        Array("TZif\(version)".utf8) + Array(repeating: 0, count: 15)
            + [0, 0, 0, Int64(changes.count), 2, 4].flatMap { number($0, 4) }
            + changes.flatMap { number($0, width) } + changes.indices.map { UInt8(1 - $0 % 2) }
            + number(3600, 4) + [0, 0] + number(7200, 4) + [1, 2] + Array("A\0B\0".utf8)
    }

    private static func file(_ changes: [Int64], rule: String = "CET-1CEST,M3.5.0,M10.5.0/3")
        -> [UInt8]
    {
        block([], 4, version: "2") + block(changes, 8, version: "2") + Array("\n\(rule)\n".utf8)
    }

    private func seconds(_ file: TimeZoneFile, _ second: Int64) -> Int? {
        file.secondsAhead(at: Timestamp(milliseconds: second * 1000))
    }

    @Test func `the offset is the one of the last change before`() throws {
        let file = try required(TimeZoneFile(parsing: Self.file([-3_000_000_000, -1000, 500])))
        expectEqual(seconds(file, -3_000_000_001), 3600, "before the first change")
        expectEqual(seconds(file, -3_000_000_000), 7200)
        expectEqual(seconds(file, -1001), 7200)
        expectEqual(seconds(file, -1000), 3600)
        expectEqual(seconds(file, 499), 3600)
        expectNil(seconds(file, 500), "behind the last change a rule holds")
        let still = try required(TimeZoneFile(parsing: Self.file([-1000, 500], rule: "<+01>-1")))
        expectTrue(seconds(still, 500) == 3600 && seconds(still, 5_000_000_000) == 3600)
        expectEqual(
            seconds(try required(TimeZoneFile(parsing: Self.file([], rule: "X-1"))), 0), 3600)
    }

    @Test func `what is cut or another kind of file is none`() {
        let bytes = Self.file([-1000, 500])
        for count in 0..<bytes.count - 28 {
            expectNil(TimeZoneFile(parsing: Array(bytes.prefix(count))), "\(count) bytes")
        }
        expectNil(TimeZoneFile(parsing: Self.file([500, -1000])), "out of order")
        expectNil(TimeZoneFile(parsing: Self.block([1], 4, version: "\0")), "version 1")
        let text = Array("nothing of that kind, but long enough for one".utf8)
        expectNil(TimeZoneFile(parsing: text))
    }
}
