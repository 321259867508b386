import Foundation
import TestSupport
import Testing
import Time

@Suite("Timestamp") struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.001Z", 1),
        ("1969-12-31T23:59:59.999Z", -1), ("2026-11-21T02:46:00.123Z", 1_795_229_160_123),
        ("2026-11-21T02:46:00.123999Z", 1_795_229_160_123),
        ("2026-11-21t02:46:00.1z", 1_795_229_160_100),
        ("2026-11-21T03:46:00+01:00", 1_795_229_160_000),
        ("2026-11-20T21:46:00-05:00", 1_795_229_160_000),
        ("2000-02-29T00:00:00Z", 951_782_400_000), ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("0000-01-01T00:00:00Z", -62_167_219_200_000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ("2011-10-01T00:38:44.546+02:00", 1_317_422_324_546),
    ])
    func `a date-time is read in every form that RFC 3339 has`(text: String, milliseconds: Int64) {
        expectEqual(Timestamp(rfc3339: text)?.milliseconds, milliseconds)
    }

    @Test(arguments: [
        "", "2026", "2026-11-21", "2026-11-21T02:46:00", "2026-11-21T02:46Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T02:60:00Z",
        "2026-11-21T02:46:61Z", "2026-11-21T02:46:00.Z", "2026-11-21T02:46:00,1Z",
        "2026-11-21T02:46:00+1:00", "2026-11-21T02:46:00+24:00", "2026-11-21T02:46:00Zx",
        " 2026-11-21T02:46:00Z", "+026-11-21T02:46:00Z", "2026-1１-21T02:46:00Z",
        "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
    ])
    func `anything else is refused`(text: String) {
        expectNil(Timestamp(rfc3339: text))
    }

    @Test(arguments: [
        ("2026-11-21T02:46:37.0465Z", "2026-11-21T02:46:37.047Z"),
        ("2026-11-21T02:46:37.0460001Z", "2026-11-21T02:46:37.047Z"),
        ("2026-11-21T02:46:37.046000Z", "2026-11-21T02:46:37.046Z"),
        ("2026-11-21T02:46:37.046Z", "2026-11-21T02:46:37.046Z"),
        ("2026-11-21T02:46:37.9999+01:00", "2026-11-21T01:46:38.000Z"),
        ("2026-11-21T02:46:37Z", "2026-11-21T02:46:37.000Z"),
        ("2026-11-21", "2026-11-21T00:00:00.000Z"),
    ])
    func `a bound between two milliseconds is the later one`(text: String, bound: String) {
        expectEqual(Timestamp(boundOrDay: text)?.rfc3339, bound)
    }

    @Test func `a day stands for its first instant, where a person gives one`() {
        expectEqual(
            Timestamp(instantOrDay: "2026-11-21"), Timestamp(rfc3339: "2026-11-21T00:00:00Z"))
        let instant = Timestamp(rfc3339: "2026-11-21T02:46:00+01:00")
        expectEqual(Timestamp(instantOrDay: "2026-11-21T02:46:00+01:00"), instant)
        for text in ["", "2026-11", "2026-02-29", "2026-11-21T02:46", "2026-11-21Z", "today"] {
            expectNil(Timestamp(instantOrDay: text), "\(text)")
        }
    }

    @Test func `what is written reads back, at the ends, around midnights and anywhere`() {
        var instants: [Int64] = [Timestamp.earliest.milliseconds, Timestamp.latest.milliseconds]
        let seed = UInt64.random(in: 0 ... .max)
        print("Timestamp: seed \(seed)")
        var state = seed
        for _ in 0..<5000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let span = UInt64(Timestamp.latest - Timestamp.earliest)
            instants.append(Timestamp.earliest.milliseconds + Int64(state >> 1 % span))
        }
        for day: Int64 in -800...800 { instants += [-1, 0, 1].map { day * 86_400_000 + $0 } }
        for milliseconds in instants {
            let instant = Timestamp(milliseconds: milliseconds)
            expectEqual(Timestamp(rfc3339: instant.rfc3339), instant)
            expectEqual(instant.rfc3339.utf8.count, 24)
        }
    }

    @Test func `days agree with Foundation's calendar for six centuries`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try required(TimeZone(secondsFromGMT: 0))
        // The Gregorian calendar from its beginning; each 37th day meets every month and rule.
        for day in stride(from: -141_000, through: 75_000, by: 37) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400)
            let parts = calendar.dateComponents([.year, .month, .day], from: date)
            let civil = CivilDate(daysSince1970: day)
            expectEqual(
                [civil.year, civil.month, civil.day], [parts.year, parts.month, parts.day])
            expectEqual(civil.daysSince1970, day)
        }
    }

    @Test func `times in text order are times in order`() {
        let instants = [-62_000_000_000_000, -1, 0, 1, 999, 1000, 1_795_229_160_123]
            .map { Timestamp(milliseconds: $0) }
        expectEqual(instants.map(\.rfc3339), instants.map(\.rfc3339).sorted())
    }

    @Test func `adding ends at the years that can be written`() {
        expectEqual(Timestamp.latest.adding(seconds: 1), .latest)
        expectEqual(Timestamp.latest.adding(seconds: .max), .latest)
        expectEqual(Timestamp.earliest.adding(milliseconds: -1), .earliest)
        expectEqual(Timestamp.earliest.adding(seconds: .min), .earliest)
        expectEqual(Timestamp(milliseconds: .max).rfc3339, "9999-12-31T23:59:59.999Z")
        expectEqual(Timestamp(milliseconds: .min).rfc3339, "0000-01-01T00:00:00.000Z")
    }
}
