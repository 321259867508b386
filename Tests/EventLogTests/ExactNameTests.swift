import TestSupport
import Testing

@testable import EventLog

/// Two spellings that Swift holds for equal are two names to the log, its file and its hashes.
@Suite("Exact names") struct ExactNameTests {
    /// "é" in one code point, and as "e" with a combining accent.
    private static let spellings = ["caf\u{E9}", "cafe\u{301}"]

    @Test func `streams of two spellings are two streams, also after opening again`() throws {
        var log = try TestLog()
        for spelling in Self.spellings {
            try log.append(
                [.noted()], to: StreamID(recorded: "loan-\(spelling)"), expected: .none)
        }
        log = try log.reopen()
        for spelling in Self.spellings {
            try log.append(
                [.noted()], to: StreamID(recorded: "loan-\(spelling)"), expected: .exactly(1))
        }
        let names = try log.events().map { Array($0.stream.name.utf8) }
        expectEqual(names, (Self.spellings + Self.spellings).map { Array("loan-\($0)".utf8) })
        try log.makeReader().verifyAll(log)
    }

    @Test func `the chain verifies when actors and types differ only in spelling`() throws {
        let log = try TestLog()
        for spelling in Self.spellings {
            let actor = EventActor(kind: .user, id: spelling)
            try log.append(
                [.noted(type: spelling)], to: StreamID(recorded: "loan-1"),
                EventMetadata(actor: actor, correlationID: spelling))
        }
        try log.makeReader().verifyAll(log)
        let events = try log.events()
        expectEqual(events.map { Array($0.actor.id.utf8) }, Self.spellings.map { Array($0.utf8) })
        expectEqual(events.map { Array($0.type.name.utf8) }, Self.spellings.map { Array($0.utf8) })
    }

    @Test func `a session's actor is told from the same name spelt otherwise`() throws {
        let log = try TestLog()
        let actor = EventActor(kind: .session, id: Self.spellings[1])
        try log.append(
            [.noted()], to: StreamID(recorded: "session-\(Self.spellings[0])"),
            EventMetadata(actor: actor, correlationID: "r"))
        try log.makeReader().verifyAll(log)
        try expectEqual(log.events()[0].actor, actor)
    }

    @Test(arguments: ["-id", "category-", "noHyphen", "", "a-\u{0}", "a-\n", "a-\u{7F}"])
    func `a name without category, id or with control characters is refused`(name: String) {
        expectNil(StreamID(name))
    }

    @Test func `a name may be 400 bytes and no longer`() {
        expectNotNil(StreamID("c-" + String(repeating: "x", count: 398)))
        expectNil(StreamID("c-" + String(repeating: "x", count: 399)))
    }

    @Test func `the category ends at the first hyphen`() throws {
        let stream = try required(StreamID("session-0193-abc"))
        expectTrue(stream.category == "session" && stream.id == "0193-abc")
    }
}
