import TestSupport
import Testing

@testable import EventLog

/// A command that is dropped leaves nothing: neither in the file nor in what the writer remembers.
@Suite("Command undo") struct CommandUndoTests {
    private let a = StreamID(recorded: "thing-a")
    private let b = StreamID(recorded: "thing-b")

    private func drop(_ log: TestLog, _ appends: StreamAppend..., metadata: EventMetadata = .test) {
        _ = try? log.command {
            try log.write(appends, metadata)
            throw Stop()
        }
    }

    @Test func `the next command of the batch sees the versions before the dropped one`() throws {
        let log = try TestLog()
        try log.batch {
            try log.command { try log.write([StreamAppend(.noted(1), to: a, expected: .none)]) }
            drop(log, StreamAppend(to: a, expected: .any, events: [.noted(2), .noted(3)]))
            try expectEqual(log.writer.version(of: a), 1)
            try log.command {
                try log.write([StreamAppend(.noted(4), to: a, expected: .exactly(1))])
            }
        }
        try expectEqual(
            log.events().map { String(decoding: $0.data, as: UTF8.self) },
            [
                #"{"number":1}"#, #"{"number":4}"#,
            ])
    }

    @Test func `streams, types and actors of a dropped command are interned anew`() throws {
        let log = try TestLog()
        let ghost = EventMetadata(actor: EventActor(kind: .user, id: "ghost"), correlationID: "r")
        let real = EventMetadata(actor: EventActor(kind: .user, id: "real"), correlationID: "r")
        try log.batch {
            drop(log, StreamAppend(.noted(1, type: "Ghost"), to: a), metadata: ghost)
            try log.command {
                try log.write([StreamAppend(.noted(2, type: "Real"), to: b)], real)
            }
            drop(log, StreamAppend(.noted(3, type: "Ghost"), to: a), metadata: ghost)
            try log.command {
                try log.write([StreamAppend(.noted(4, type: "Ghost"), to: a)], ghost)
            }
        }
        let events = try log.reopen().events()
        expectEqual(events.map(\.stream), [b, a])
        expectEqual(events.map(\.type.name), ["Real", "Ghost"])
        expectEqual(events.map(\.actor.id), ["real", "ghost"])
        try log.makeReader().verifyAll(log)
    }

    @Test func `claims and deduplication keys of a dropped command are free`() throws {
        let log = try TestLog()
        let claim = Claim(space: "email", value: "a")
        let key = DeduplicationKey(space: "import", value: "1")
        try log.batch {
            _ = try? log.command {
                try log.write(
                    [StreamAppend(.noted(claims: [.take(claim)]), to: a)], deduplicationKey: key)
                throw Stop()
            }
            try expectNil(log.writer.holder(of: claim))
            let receipt = try log.command {
                try log.write(
                    [StreamAppend(.noted(claims: [.take(claim)]), to: b)], deduplicationKey: key)
            }
            expectFalse(receipt.isDuplicate)
        }
        try expectEqual(log.writer.holder(of: claim), b)
    }

    @Test func `no table keeps a row of a dropped command, in whatever order it wrote`() throws {
        let log = try TestLog()
        let (vault, effects) = (try log.writer.makeVault(), try log.writer.makeEffectQueue())
        let (old, new) = (EffectKey(cause: 1, kind: "mail"), EffectKey(cause: 2, kind: "mail"))
        let (space, claim) = (VaultSpace("test"), Claim(space: "email", value: "a"))
        try log.batch {
            try log.command {
                try log.write([StreamAppend(.noted(claims: [.take(claim)]), to: a)])
                try vault.put(space, [1], [10])
                try effects.put(QueuedEffect(old, attemptCount: 0, dueAt: noon))
            }
        }
        let before = try rowCounts(log)
        for number in 1...2 {
            let ghost = EventMetadata(
                actor: EventActor(kind: .user, id: "ghost\(number)"), correlationID: "r")
            let key = DeduplicationKey(space: "import", value: "\(number)")
            try log.batch {
                _ = try? log.command {
                    try log.write(
                        [StreamAppend(.noted(type: "Early", claims: [.release(claim)]), to: a)],
                        ghost, deduplicationKey: key)
                    try effects.put(QueuedEffect(new, attemptCount: 0, dueAt: noon))
                    try vault.put(space, [1], [11])
                    try effects.put(QueuedEffect(old, attemptCount: 1, dueAt: noon))
                    try log.write([StreamAppend(.noted(type: "Late"), to: b)], ghost)
                    try vault.put(space, [2], [20])
                    throw Stop()
                }
            }
            try expectEqual(rowCounts(log), before)
            try expectEqual(vault.value(space, [1], now: noon), [10])
            try expectEqual(effects.effect(old)?.attemptCount, 0)
            try expectNil(effects.effect(new))
            try expectEqual(log.writer.holder(of: claim), a)
            try expectEqual(log.reopen().writer.holder(of: claim), a)
        }
    }

    private func rowCounts(_ log: TestLog) throws -> [String: Int64] {
        let select = try log.writer.connection.prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table'")
        var counts: [String: Int64] = [:]
        while try select.step() {
            let table = select.text(0)
            counts[table] = try log.writer.connection.integer("SELECT count(*) FROM \(table)")
        }
        return counts
    }

    @Test func `a rolled back batch is forgotten altogether`() throws {
        let log = try TestLog()
        try log.append([.noted(1)], to: a)
        _ = try? log.batch {
            try log.command { try log.write([StreamAppend(.noted(2), to: a)]) }
            try log.command { try log.write([StreamAppend(.noted(3), to: b)]) }
            throw Stop()
        }
        expectEqual(log.head, 1)
        try expectEqual(log.writer.version(of: a), 1)
        try expectNil(log.makeReader().internedID(of: b))
        try log.append([.noted(4)], to: b, expected: .none)
        try log.makeReader().verifyAll(log)
    }

    @Test func `random batches with drops agree with a list`() throws {
        var random = SeededRandom.announced("CommandUndo")
        let log = try TestLog()
        var model: [(StreamID, Int)] = []
        for round in 0..<150 {
            var staged = model
            let isKept = random.next(4) > 0
            _ = try? log.batch {
                for _ in 0...random.next(4) { randomCommand(log, &staged, &random, round) }
                if !isKept { throw Stop() }
            }
            if isKept { model = staged }
            expectEqual(log.head, Int64(model.count))
        }
        let read = try log.events().map {
            "\($0.stream) \(String(decoding: $0.data, as: UTF8.self))"
        }
        expectEqual(read, model.map { #"\#($0.0) {"number":\#($0.1)}"# })
        try log.makeReader().verifyAll(log)
    }

    /// One command of up to three appends; kept ones reach `staged`.
    private func randomCommand(
        _ log: TestLog, _ staged: inout [(StreamID, Int)], _ random: inout SeededRandom,
        _ number: Int
    ) {
        let streams = (0...random.next(3)).map { _ in
            StreamID(recorded: "thing-\(random.next(12))")
        }
        let isKept = random.next(3) > 0
        let appends = streams.map { StreamAppend(.noted(number, type: "T\($0.id)"), to: $0) }
        do {
            try log.command {
                try log.write(appends)
                if !isKept { throw Stop() }
            }
            staged += streams.map { ($0, number) }
        } catch {}
    }
}

extension LogReader {
    /// Fails the test when the chain does not verify to the log's head.
    func verifyAll(_ log: TestLog, at source: SourceLocation = #_sourceLocation) throws {
        let verified = try verify(directory: log.directory) { _, _ in }
        expectEqual(verified.eventCount, log.head, in: source.fileID, at: source.line)
    }
}
