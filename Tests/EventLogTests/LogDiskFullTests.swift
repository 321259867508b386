import SQLite
import TestSupport
import Testing

@testable import EventLog

/// A full disk is a clean no (EventLog/DESIGN.md, invariant 14); SQLite's own page limit stands in for it.
@Suite("Log on a full disk") struct LogDiskFullTests {
    private let a = StreamID(recorded: "thing-a")
    private let big = NewEvent(
        type: EventType("Noted"),
        data: Array(#"{"x":"\#(String(repeating: "x", count: 20_000))"}"#.utf8))

    private func limit(_ log: TestLog, addingPages count: Int64) throws {
        let pages = try log.writer.connection.integer("PRAGMA page_count") ?? 0
        try log.writer.connection.execute("PRAGMA max_page_count = \(pages + count)")
    }

    @Test func `nothing is written, reading goes on, and writing resumes with space`() throws {
        let log = try TestLog()
        try log.append([.noted(1)], to: a)
        try limit(log, addingPages: 3)
        for _ in 0..<3 {
            let failure = #expect(throws: LogFailure.self) {
                try log.append([.noted(2), big, .noted(3)], to: a)
            }
            expectTrue(failure?.code == .diskFull && failure?.isRetryable == true)
            expectEqual(log.head, 1)
            try expectEqual(log.writer.version(of: a), 1)
            try expectEqual(log.events().count, 1)
        }
        try limit(log, addingPages: 10_000)
        try log.append([big], to: a, expected: .exactly(1))
        try log.makeReader().verifyAll(log)
    }

    @Test func `what the batch held before is undone too`() throws {
        let log = try TestLog()
        try limit(log, addingPages: 3)
        let claim = Claim(space: "email", value: "a")
        #expect(throws: LogFailure.self) {
            try log.batch {
                try log.command {
                    try log.write([StreamAppend(.noted(claims: [.take(claim)]), to: a)])
                }
                try log.command { try log.write([StreamAppend(big, to: a)]) }
            }
        }
        expectEqual(log.head, 0)
        try expectNil(log.writer.holder(of: claim))
        try log.append([.noted()], to: a, expected: .none)
        try log.makeReader().verifyAll(log)
    }

    @Test func `a restore that meets a full disk says so`() throws {
        let (source, target) = (try TestLog(), try TestLog())
        try source.append([.noted(), big], to: a)
        try limit(target, addingPages: 3)
        let events = try source.events()
        try target.restore(events[0])
        let failure = #expect(throws: LogFailure.self) { try target.restore(events[1]) }
        expectEqual(failure?.code, .diskFull)
        try limit(target, addingPages: 10_000)
        try target.restore(events[1])
        try expectEqual(target.events(), events)
    }
}
