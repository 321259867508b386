import Digest
import LogTestSupport
import TestSupport
import Testing

@testable import EventLog

/// Whatever is changed in the file, verification names the first bad position (contract L11).
@Suite("Log damage") struct LogDamageTests {
    /// A closed log of twelve events: in streams a and b by turns, each third with personal data.
    private func makeClosedLog() throws -> TestDirectory {
        let log = try TestLog()
        var metadata = EventMetadata.test
        metadata.origin = Array(#"{"ip":"192.0.2.1"}"#.utf8)
        for number in 1...12 {
            log.now = noon.adding(seconds: Int64(number))
            let event = NewEvent.noted(number, personal: number % 3 == 0 ? #"{"e":"x"}"# : nil)
            let stream = StreamID(recorded: number % 2 == 0 ? "thing-b" : "thing-a")
            try log.append([event], to: stream, number == 10 ? metadata : .test)
        }
        try log.writer.checkpointAll()
        return try log.home.copy()
    }

    private func defect(after sql: String...) throws -> ChainDefect? {
        let home = try makeClosedLog()
        for statement in sql { try TestLog.tamper(home.directory, statement) }
        let reader = try LogReader(directory: home.directory)
        do {
            _ = try reader.verify(directory: home.directory) { _, _ in }
            return nil
        } catch let defect as ChainDefect { return defect }
    }

    @Test func `an untouched log verifies`() throws {
        try expectNil(defect())
    }

    @Test(arguments: [
        "data = replace(data, '5', '6')", "data = data || ' '", "hash = zeroblob(32)",
        "hash = zeroblob(5)", "recorded_at = recorded_at + 1", "occurred_at = 7", "type = 2",
        "actor = NULL", "correlation = 'other'", "causation = 'other'", "schema = 1",
        // What the hash covers only through a salt must not appear without one.
        "personal = '{\"e\":\"planted\"}'", "origin = '{\"ip\":\"planted\"}'",
        "salt = zeroblob(16)", "erased_digest = zeroblob(32)",
    ])
    func `a changed column is found at its position`(assignment: String) throws {
        // A second type, so that an event can be given it.
        let types = "INSERT OR IGNORE INTO event_type VALUES (2, 'Other', 1)"
        if assignment.hasPrefix("schema") {
            let defect = try defect(after: "UPDATE event_type SET schema_version = 2")
            expectTrue(defect?.position == 1 && defect?.kind == .hashMismatch)
            return
        }
        let defect = try defect(after: types, "UPDATE event SET \(assignment) WHERE position = 5")
        expectEqual(defect?.position, 5, "\(assignment)")
        expectEqual(defect?.kind, .hashMismatch, "\(assignment)")
    }

    @Test(arguments: [
        "personal = '{\"e\":\"y\"}'", "personal = NULL", "salt = NULL", "salt = zeroblob(16)",
        "salt = NULL, personal = NULL",
        // The erased form with the true digest, but with personal data and no salt.
        "erased_digest = DIGEST, personal = '{}', salt = NULL",
    ])
    func `changed personal data is found at its position`(assignment: String) throws {
        let home = try makeClosedLog()
        let event = try required(try LogReader(directory: home.directory).event(at: 6))
        let digest = EventHash.personalDigest(
            salt: event.salt, personal: event.personal, origin: event.origin)
        let sql = assignment.replacing("DIGEST", with: "x'\(digest.hex)'")
        try TestLog.tamper(home.directory, "UPDATE event SET \(sql) WHERE position = 6")
        let defect = #expect(throws: ChainDefect.self) {
            try LogReader(directory: home.directory).verify(directory: home.directory) { _, _ in }
        }
        expectTrue(defect?.position == 6 && defect?.kind == .hashMismatch)
    }

    /// Where nothing is left to salt, the hash covers no salt, of whatever length.
    @Test(arguments: [1, 15, 16, 32, 5000])
    func `a salt that was put beside erased data is found at its position`(count: Int) throws {
        let home = try makeClosedLog()
        let event = try required(try LogReader(directory: home.directory).event(at: 6))
        let digest = EventHash.personalDigest(
            salt: event.salt, personal: event.personal, origin: event.origin)
        try TestLog.tamper(
            home.directory,
            """
            UPDATE event SET erased_digest = x'\(digest.hex)', personal = NULL,
                salt = zeroblob(\(count)) WHERE position = 6
            """)
        let defect = #expect(throws: ChainDefect.self) {
            try LogReader(directory: home.directory).verify(directory: home.directory) { _, _ in }
        }
        expectTrue(defect?.position == 6 && defect?.kind == .hashMismatch)
    }

    /// The erased form with the true digest, which the chain alone does not tell from an erasure.
    @Test(arguments: [
        "personal = personal", "personal = '{\"e\":\"planted\"}'", "personal = NULL, salt = NULL",
    ])
    func `an erasure that the log does not tell of is found`(assignment: String) throws {
        let home = try makeClosedLog()
        let event = try required(try LogReader(directory: home.directory).event(at: 6))
        let digest = EventHash.personalDigest(
            salt: event.salt, personal: event.personal, origin: event.origin)
        try TestLog.tamper(
            home.directory,
            "UPDATE event SET erased_digest = x'\(digest.hex)', \(assignment) WHERE position = 6")
        let defect = #expect(throws: ChainDefect.self) {
            try LogReader(directory: home.directory).verify(directory: home.directory) { _, _ in }
        }
        expectTrue(defect?.position == 6 && defect?.kind == .unexplainedErasure)
    }

    /// Two events of thing-a, the second with personal data, and two of each of two erasures.
    private func makeToldLog() throws -> TestLog {
        let log = try TestLog()
        let thing = StreamID(recorded: "thing-a")
        try log.append([.noted(1), .noted(2, personal: #"{"e":"x"}"#)], to: thing)
        for stream in ["erasure-1", "erasure-2"] {
            let tellings = [NewEvent.noted(3, type: "Told"), .noted(4, type: "Told")]
            try log.append(tellings, to: StreamID(recorded: stream))
        }
        return log
    }

    /// Where its codec could not have read the rest, an event stays as it was.
    @Test func `an erasure may name an event that has nothing to lose, and no other that is whole`()
        throws
    {
        let log = try makeToldLog()
        func defect(naming positions: ClosedRange<Int64>) throws -> ChainDefect? {
            let told = ErasureReading("Told") { _ in
                RecordedErasure(positions: [positions], remains: [:])
            }
            let reader = try log.makeReader()
            do {
                _ = try reader.verify(directory: log.directory, erasures: told) { _, _ in }
                return nil
            } catch let defect as ChainDefect { return defect }
        }
        try expectNil(defect(naming: 1...1))
        let named = try defect(naming: 1...Int64.max)
        expectTrue(named?.kind == .undoneErasure && named?.position == 2)
    }

    @Test func `events that tell of one erasure are taken together, and the newest erasure counts`()
        throws
    {
        let events = try makeToldLog().events()
        let (first, second) = (SHA256.hash([1]), SHA256.hash([2]))
        var told = ToldErasures()
        told.add(RecordedErasure(positions: [], remains: [2: first]), toldBy: events[2])
        told.add(RecordedErasure(positions: [1...2], remains: [:]), toldBy: events[3])
        expectEqual(told.remains(in: 1...9)[2], ToldRemains(digest: first, toldAt: 3))
        expectEqual(told.remains(in: 1...9)[1], ToldRemains(digest: nil, toldAt: 3))
        told.add(RecordedErasure(positions: [2...2], remains: [:]), toldBy: events[4])
        told.add(RecordedErasure(positions: [], remains: [2: second]), toldBy: events[5])
        expectEqual(told.remains(in: 1...9)[2], ToldRemains(digest: second, toldAt: 5))
        expectEqual(told.remains(in: 1...1).count, 1)
    }

    @Test func `a removed event is a gap`() throws {
        let defect = try defect(after: "DELETE FROM event WHERE position = 5")
        expectTrue(defect?.kind == .gap && defect?.position == 5)
    }

    @Test func `a removed event whose place was closed up is found`() throws {
        let defect = try defect(
            after: "DELETE FROM event WHERE position = 5",
            "UPDATE event SET position = -position WHERE position > 5",
            "UPDATE event SET position = -position - 1 WHERE position < 0")
        expectEqual(defect?.position, 5)
    }

    @Test func `removed last events are found by the anchor`() throws {
        let defect = try defect(after: "DELETE FROM event WHERE position > 10")
        expectTrue(defect?.kind == .anchorMismatch && defect?.position == 11)
    }

    @Test func `an added event is found`() throws {
        let defect = try defect(
            after: """
                INSERT INTO event (position, stream, version, type, recorded_at, correlation, data,
                    hash)
                VALUES (13, 1, 7, 1, 9999999999999, 'r', '{}', zeroblob(32))
                """)
        expectTrue(defect?.kind == .hashMismatch && defect?.position == 13)
    }

    @Test(arguments: [0, -1, Int64.min])
    func `an event before the first position is found`(position: Int64) throws {
        let defect = try defect(
            after: """
                INSERT INTO event (position, stream, version, type, recorded_at, correlation, data,
                    hash)
                VALUES (\(position), 1, 7, 1, 1, 'r', '{}', zeroblob(32))
                """)
        expectTrue(defect?.kind == .gap && defect?.position == 1)
    }

    @Test(arguments: [0, 1, 8, 62, Int64.max])
    func `a stored subtree root of events that no log has is found`(level: Int64) throws {
        let defect = try defect(
            after: "INSERT INTO merkle_node VALUES (\(level), \(Int64.max), zeroblob(32))")
        expectEqual(defect?.kind, .merkleMismatch)
    }

    /// Asks what is found by halving, and what follows from the log's end.
    private func look(_ reader: LogReader) throws {
        let head = try reader.head()
        expectTrue(head.position.next >= head.position)
        expectEqual(head.recordedAt.map { (.earliest ... .latest).contains($0) }, true)
        for time in [noon.adding(seconds: 5), .latest, .earliest] {
            _ = try reader.position(at: time)
        }
        var filter = EventFilter()
        filter.since = noon.adding(seconds: 5)
        for stream in [nil, StreamID(recorded: "thing-a")] {
            filter.stream = stream
            do throws(LogFailure) { _ = try reader.events(matching: filter, limit: 20) } catch {
                expectEqual(error.code, .damaged)
            }
        }
    }

    @Test(arguments: [
        "UPDATE event SET position = 9223372036854775807 WHERE position = 6",
        "UPDATE event SET position = 1000000000000 WHERE position = 6",
        "UPDATE event SET recorded_at = 9223372036854775807 WHERE position = 12",
        "UPDATE event SET recorded_at = -9223372036854775808 WHERE position = 12",
        "UPDATE stream SET id = 9223372036854775807 WHERE id = 1",
        "UPDATE actor SET id = 9223372036854775807",
        "UPDATE event_type SET id = 9223372036854775807",
    ])
    func `a number that no log comes to is refused by who would append, and traps no reader`(
        sql: String
    ) throws {
        let home = try makeClosedLog()
        try TestLog.tamper(home.directory, sql)
        let failure = #expect(throws: LogFailure.self) {
            _ = try LogWriter(directory: home.directory)
        }
        expectEqual(failure?.code, .damaged)
        try look(try LogReader(directory: home.directory))
    }

    @Test func `a stream at a version that no log comes to takes no event`() throws {
        let home = try makeClosedLog()
        try TestLog.tamper(
            home.directory, "UPDATE event SET version = 9223372036854775807 WHERE position = 11")
        let log = try TestLog(home)
        let failure = #expect(throws: LogFailure.self) {
            try log.append([.noted()], to: StreamID(recorded: "thing-a"))
        }
        expectEqual(failure?.code, .damaged)
        try log.append([.noted()], to: StreamID(recorded: "thing-b"))
        try look(try log.makeReader())
    }

    @Test func `swapped events are found at the first of them`() throws {
        let defect = try defect(
            after: "UPDATE event SET position = -position WHERE position IN (5, 7)",
            "UPDATE event SET position = CASE position WHEN -5 THEN 7 ELSE 5 END WHERE position < 0"
        )
        expectTrue(defect?.kind == .versionOrder && defect?.position == 5)
    }

    @Test func `an event moved to another stream is found`() throws {
        let moved = try defect(
            after: "INSERT INTO stream VALUES (9, 'thing-z')",
            "UPDATE event SET stream = 9, version = 1 WHERE position = 12")
        expectTrue(moved?.kind == .hashMismatch && moved?.position == 12)
    }

    @Test func `renamed streams and actors are found at their first event`() throws {
        let stream = try defect(after: "UPDATE stream SET name = 'thing-x' WHERE name = 'thing-b'")
        expectTrue(stream?.kind == .hashMismatch && stream?.position == 2)
        let actor = try defect(after: "UPDATE actor SET name = 'somebody else'")
        expectTrue(actor?.kind == .hashMismatch && actor?.position == 1)
    }

    /// A flipped bit makes one of the other; the bytes stay, and nobody reads them any more.
    @Test func `an id whose text became bytes is found`() throws {
        let defect = try defect(
            after: "UPDATE event SET correlation = CAST(correlation AS BLOB) WHERE position = 5")
        expectTrue(defect?.kind == .hashMismatch && defect?.position == 5)
    }

    @Test func `a later time in front is found`() throws {
        let defect = try defect(
            after: "UPDATE event SET recorded_at = 1 WHERE position = 4")
        expectTrue(defect?.kind == .timeOrder && defect?.position == 4)
    }

    @Test func `a changed stored subtree root is found`() throws {
        let log = try TestLog()
        try log.append((0..<300).map { .noted($0) }, to: StreamID(recorded: "thing-a"))
        try log.writer.checkpointAll()
        let home = try log.home.copy()
        try TestLog.tamper(home.directory, "UPDATE merkle_node SET hash = zeroblob(32)")
        let defect = #expect(throws: ChainDefect.self) {
            try LogReader(directory: home.directory).verify(directory: home.directory) { _, _ in }
        }
        expectEqual(defect?.kind, .merkleMismatch)
    }

    @Test func `a changed byte anywhere in the events' pages is never passed over`() throws {
        var random = SeededRandom.announced("LogDamage")
        let home = try makeClosedLog()
        let file = home.directory.ledgerFile
        let whole = try Files.bytes(file)
        let before = try LogReader(directory: home.directory).events(
            matching: EventFilter(), limit: 99)
        for _ in 0..<150 {
            var bytes = whole
            // The first page holds the schema, not events.
            let index = 4096 + random.next(bytes.count - 4096)
            bytes[index] ^= UInt8(1 << random.next(8))
            try Files.write(bytes, file)
            // Either the damage is found, or every event reads as it did.
            do {
                let reader = try LogReader(directory: home.directory)
                _ = try reader.verify(directory: home.directory) { _, _ in }
                let after = try reader.events(matching: EventFilter(), limit: 99)
                expectEqual(after, before, "byte \(index)")
            } catch {}
        }
    }
}
