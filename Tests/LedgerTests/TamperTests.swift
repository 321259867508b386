import EventLog
import Foundation
import JSON
import SQLite
import TestSupport
import Testing

@testable import OnboardingLedger
@testable import ReadModels

/// Files that somebody else changed: each change is found, and its place is named (L11, L18).
@Suite("Tampering", .timeLimit(.minutes(5))) struct TamperTests {
    /// A closed ledger with sign-ups, an account and loans.
    private func makeClosed() async throws -> TestLedger {
        let home = try TestLedger()
        try await home.playPast()
        home.ledger.close()
        return home
    }

    private func defect(
        _ home: TestLedger, _ request: VerificationRequest = VerificationRequest()
    ) throws -> LedgerDefect? {
        do {
            _ = try LedgerVerification.run(home.directory, request)
            return nil
        } catch { return LedgerDefect(error) }
    }

    private func defect(afterLog sql: String...) async throws -> LedgerDefect? {
        let home = try await makeClosed()
        for statement in sql { try home.tamperLog(statement) }
        return try defect(home)
    }

    // MARK: Tables

    @Test(arguments: [
        ("CREATE TABLE keep (personal)", "table keep does not belong"),
        (
            """
            CREATE TRIGGER mute AFTER INSERT ON effect BEGIN DELETE FROM effect; END
            """, "trigger mute does not belong"
        ),
        ("DROP INDEX event_by_stream", "index event_by_stream is missing"),
        ("ALTER TABLE stream ADD COLUMN more TEXT", "table stream is not as format 5"),
        (
            "DROP INDEX event_by_stream; CREATE UNIQUE INDEX event_by_stream "
                + "ON event (stream, version) -- x\r\nWHERE position < 0",
            "index event_by_stream is not as"
        ),
        ("PRAGMA user_version = 3", "as format 3"), ("PRAGMA user_version = 0", "number is 0"),
    ])
    func `a table, index or trigger that is not the format's is named`(
        sql: String, explanation: String
    ) async throws {
        let defect = try await defect(afterLog: sql)
        expectEqual(defect?.code, "chain.foreignPart")
        expectEqual(defect?.sentence.contains(explanation), true, "\(defect?.sentence ?? "none")")
    }

    @Test func `no trigger of the file runs`() async throws {
        let home = try await makeClosed()
        try home.tamperLog(
            """
            CREATE TABLE keep (data);
            CREATE TRIGGER evil AFTER INSERT ON event BEGIN INSERT INTO keep VALUES (new.data); END
            """)
        let again = try TestLedger(home.home, clock: home.clock)
        try await again.append("A", to: .loan(1))
        again.ledger.close()
        try expectEqual(home.integers("SELECT count(*) FROM keep"), [0])
    }

    // MARK: Events

    @Test func `a whole ledger verifies, and says how many keys are held`() async throws {
        let home = try await makeClosed()
        let report = try LedgerVerification.run(home.directory)
        expectTrue(report.claimCount > 0)
        expectEqual(report.log?.anchoredPosition, report.eventCount)
    }

    @Test(arguments: [
        ("stream = 1, version = 99", "versionOrder"), ("version = 99", "versionOrder"),
        ("type = 1 + (type = 1)", "hashMismatch"), ("type = 4711", "unreadable"),
        ("actor = 4711", "unreadable"), ("actor = 1152921504606846976", "unreadable"),
        ("stream = 1152921504606846976, version = 1", "versionOrder"),
        ("recorded_at = recorded_at - 3600000", "timeOrder"),
        ("recorded_at = recorded_at + 1", "hashMismatch"), ("occurred_at = 1", "hashMismatch"),
        ("correlation = 'x'", "hashMismatch"), ("causation = 'x'", "hashMismatch"),
        ("data = '{}'", "hashMismatch"), ("hash = zeroblob(32)", "hashMismatch"),
        ("origin = '{}'", "hashMismatch"), ("personal = '{}'", "hashMismatch"),
        ("position = 1000", "gap"),
    ])
    func `a changed column of an event is named`(assignment: String, kind: String) async throws {
        let defect = try await defect(
            afterLog: "UPDATE event SET \(assignment) WHERE position = 40")
        expectTrue(defect?.position == 40 && defect?.code == "chain.\(kind)", "\(assignment)")
    }

    /// Hashes cover them as what they stand for.
    @Test(arguments: [
        ("occurred_at IS NULL", "occurred_at = -9223372036854775808"),
        ("personal IS NOT NULL AND origin IS NULL", "origin = ''"),
        ("personal IS NULL AND origin IS NOT NULL", "personal = ''"),
        ("personal IS NULL AND origin IS NULL", "personal = ''"),
    ])
    func `a column in another form than it is written in is named`(
        row: String, assignment: String
    ) async throws {
        let home = try await makeClosed()
        let first = try home.integers("SELECT min(position) FROM event WHERE \(row)")
        let position = try required(first.first.flatMap { $0 > 0 ? $0 : nil }, "\(row)")
        try home.tamperLog("UPDATE event SET \(assignment) WHERE position = \(position)")
        let defect = try defect(home)
        expectEqual(defect?.position?.rawValue, position, "\(assignment)")
        expectEqual(defect?.code, "chain.hashMismatch", "\(assignment)")
    }

    /// A filter looks for a UUID's bytes, and for any other identifier as a text.
    @Test(arguments: [
        ("01890a5d-ac96-774b-bcce-b302099a8057", "'01890a5d-ac96-774b-bcce-b302099a8057'"),
        ("4711", "4711"), ("r-1", "CAST('r-1' AS BLOB)"),
    ])
    func `a correlation of another kind is named`(id: String, other: String) async throws {
        let home = try TestLedger()
        _ = try await home.ledger.perform { transaction in
            var metadata = EventMetadata.test
            metadata.correlationID = id
            return try transaction.append(
                [StreamAppend(to: .loan(1), expected: .any, events: [.declared("A")])],
                metadata: metadata)
        }
        home.ledger.close()
        _ = try LedgerVerification.run(home.directory)
        try home.tamperLog("UPDATE event SET correlation = \(other)")
        let defect = try defect(home)
        expectTrue(defect?.code == "chain.hashMismatch" && defect?.position == 1)
    }

    @Test func `a time of no year stops neither funnel nor friction`() async throws {
        let home = try await makeClosed()
        try home.tamperLog("UPDATE event SET occurred_at = -9223372036854775808")
        let reader = try LedgerReader(directory: home.directory)
        try expectTrue(reader.funnel(FunnelQuery(flow: "signup"), Journeys()).subjects > 0)
        try expectTrue(reader.friction(FrictionQuery(flow: "signup")).subjects > 0)
    }

    @Test func `exchanged personal data is named at the first of the two`() async throws {
        let home = try await makeClosed()
        let both = try home.integers(
            "SELECT position FROM event WHERE personal IS NOT NULL LIMIT 2")
        for columns in [["personal"], ["personal", "salt"]] {
            let copy = try home.copy()
            let sets = columns.map { column in
                """
                \(column) = (SELECT o.\(column) FROM event o WHERE o.position =
                    \(both[0] + both[1]) - event.position)
                """
            }
            try copy.tamperLog(
                """
                UPDATE event SET \(sets.joined(separator: ", "))
                WHERE position IN (\(both[0]), \(both[1]))
                """)
            let found = try defect(copy)
            expectTrue(found?.position?.rawValue == both[0] && found?.code == "chain.hashMismatch")
        }
    }

    @Test func `a second event of one version is named`() async throws {
        let defect = try await defect(
            afterLog: "DROP INDEX event_by_stream",
            """
            INSERT INTO event SELECT (SELECT max(position) + 1 FROM event), stream, version, type,
                (SELECT max(recorded_at) FROM event), occurred_at, actor, correlation, causation,
                data, personal, origin, salt, erased_digest, hash, data_digest
                FROM event WHERE position = 12
            """)
        expectEqual(defect?.code, "chain.versionOrder")
    }

    @Test func `an inserted event pushes the others along and is named`() async throws {
        let defect = try await defect(
            afterLog: "UPDATE event SET position = -position WHERE position >= 20",
            "UPDATE event SET position = 1 - position WHERE position < 0",
            "INSERT INTO stream SELECT max(id) + 1, 'loan-planted' FROM stream",
            """
            INSERT INTO event
                (position, stream, version, type, recorded_at, correlation, data, hash)
            SELECT 20, (SELECT max(id) FROM stream), 1, type, recorded_at, 'r', '{}',
                zeroblob(32)
            FROM event WHERE position = 19
            """)
        expectTrue(defect?.position == 20 && defect?.code == "chain.hashMismatch")
    }

    @Test func `two events that changed places are named at the first`() async throws {
        let defect = try await defect(
            afterLog: "UPDATE event SET position = -position WHERE position IN (30, 31)",
            "UPDATE event SET position = 61 + position WHERE position < 0")
        expectEqual(defect?.position, 30)
    }

    // MARK: What stands beside the events

    @Test(arguments: ["stream", "event_type", "actor"])
    func `a name that no event has is named`(table: String) async throws {
        let values =
            switch table {
            case "stream": "(700, 'loan-stray')"
            case "event_type": "(700, 'Stray', 1)"
            default: "(700, 1, 'stray')"
            }
        let defect = try await defect(afterLog: "INSERT INTO \(table) VALUES \(values)")
        expectEqual(defect?.code, "chain.strayName")
        expectEqual(defect?.sentence.lowercased().contains("stray"), true)
    }

    @Test(arguments: [
        "UPDATE merkle_node SET hash = zeroblob(32) WHERE level = 8 AND node = 1",
        "DELETE FROM merkle_node WHERE level = 8 AND node = 1",
        "UPDATE merkle_node SET node = 9 WHERE level = 8 AND node = 1",
        "INSERT INTO merkle_node VALUES (16, 0, zeroblob(32))",
        "INSERT INTO merkle_node VALUES (3, 1, zeroblob(32))",
        "INSERT INTO merkle_node VALUES (8, -1, zeroblob(32))",
        "INSERT INTO merkle_node VALUES (77, 1, zeroblob(32))",
    ])
    func `a changed, removed or added node of the tree is named`(sql: String) async throws {
        let home = try TestLedger()
        for number in 0..<200 {
            try await home.append("A", "B", "C", to: .loan(number))
        }
        home.ledger.close()
        try home.tamperLog(sql)
        let defect = try defect(home)
        expectEqual(defect?.code, "chain.merkleMismatch", "\(sql)")
        if sql.contains("node = 1") { expectEqual(defect?.position, 257) }
    }

    @Test(arguments: [
        """
        DELETE FROM TABLE WHERE key =
        (SELECT min(key) FROM TABLE WHERE key NOT IN (SELECT key FROM TABLE WHERE stream = 0))
        """,
        """
        UPDATE TABLE SET stream = stream + 1 WHERE key =
        (SELECT max(key) FROM TABLE WHERE stream < (SELECT max(id) FROM stream)
         AND key NOT IN (SELECT key FROM TABLE WHERE stream = 0))
        """,
    ])
    func `a unique key that was removed or given away is named with its event`(sql: String)
        async throws
    {
        for table in ["claim_change", "claim"] {
            let home = try await makeClosed()
            if table == "claim" { try home.sortClaims() }
            try home.tamperLog(sql.replacing("TABLE", with: table))
            let found = try defect(home)
            expectEqual(found?.code, "claim.differs", "\(table)")
            expectTrue(found?.position != nil && found?.sentence.contains("-") == true)
        }
    }

    @Test func `a unique key that no event takes is named with its stream`() async throws {
        for table in ["claim", "claim_change"] {
            let home = try await makeClosed()
            let columns = table == "claim" ? "(key, stream)" : "(id, key, stream)"
            let id = table == "claim" ? "" : "9999, "
            let key = String(repeating: "7f", count: 16)
            let loan = try required(
                try LogReader(directory: home.directory).internedID(of: .loan(1)))
            try home.tamperLog(
                "INSERT INTO \(table) \(columns) VALUES (\(id)x'\(key)', \(loan))"
            )
            guard case .claim(let found) = try defect(home) else {
                Issue.record("nothing was found in \(table)")
                continue
            }
            expectTrue(found.stream == "loan-1" && found.position == nil)
        }
    }

    @Test(arguments: [
        ("INSERT INTO effect VALUES (4711, 'mail.otp', 0, 0)", "no event there"),
        ("INSERT INTO effect VALUES (1, 'mail.otp', 0, 0)", "no event there"),
        ("INSERT INTO effect VALUES (2, 'mail.welcome', 0, 0)", "no event there"),
        ("INSERT INTO effect VALUES (2, 'checkout.expire', 0, 0)", "no event there"),
        ("INSERT INTO effect VALUES (2, 'mail.otp', 0, 0)", "it is over since position 3"),
        ("INSERT INTO effect VALUES (5, 'mail.otp', 0, 0)", "1 attempts are recorded, not 0"),
        ("INSERT INTO effect VALUES (5, 'mail.otp', 1, 7)", "another time"),
    ])
    func `a waiting effect that nothing calls for is named (L19)`(sql: String, why: String)
        async throws
    {
        let people = TestSignUps(try TestLedger())
        _ = try await people.signUps.sendCode(
            people.request(try await people.start("ada@example.com").value.sessionToken))
        people.mailbox.failNext(1)
        _ = try await people.signUps.sendCode(
            people.request(try await people.start("bob@example.com").value.sessionToken))
        try expectNil(defect(people.home))
        people.home.ledger.close()
        for statement in ["DELETE FROM effect", sql] { try people.home.tamperLog(statement) }
        let found = try defect(people.home)
        expectEqual(found?.code, "effect.differs", "\(sql)")
        expectEqual(found?.sentence.contains(why), true, "\(found?.sentence ?? "")")
    }

    /// Which key an event came with nobody can tell; that a key names one append's events, one can.
    @Test(arguments: [
        "last_position = 4711", "first_position = 0", "first_position = 3, last_position = 2",
        "first_position = first_position - 1",
    ])
    func `a deduplication key that names what no append wrote is found`(assignment: String)
        async throws
    {
        let home = try TestLedger()
        try await home.playPast()
        for number in 0..<3 {
            try await home.ledger.perform { transaction in
                _ = try transaction.append(
                    [
                        StreamAppend(
                            to: .loan(number), expected: .any,
                            events: [.declared("Again"), .declared("Again")])
                    ], metadata: .test,
                    deduplicationKey: DeduplicationKey(space: "row", value: "\(number)"))
            }
        }
        home.ledger.close()
        try expectNil(defect(home))
        try home.tamperLog(
            """
            UPDATE deduplication SET \(assignment)
            WHERE first_position = (SELECT max(first_position) FROM deduplication)
            """)
        try expectEqual(defect(home)?.code, "chain.strayKey")
    }

    // MARK: The end of the log, and the whole of it

    @Test func `a cut end is found by the anchor`() async throws {
        let defect = try await defect(afterLog: "DELETE FROM event WHERE position > 30")
        expectTrue(
            defect?.code == "chain.anchorMismatch" && defect?.position == 31, "\(defect as Any)")
    }

    @Test func `an edited anchor is found`() async throws {
        let home = try await makeClosed()
        let whole = try Files.bytes(home.directory.anchorFile)
        for index in [16, 20, 40, 90] {
            var bytes = whole
            bytes[index] ^= 1
            try Files.write(bytes, home.directory.anchorFile)
            try expectEqual(defect(home)?.code, "chain.brokenAnchor", "byte \(index)")
        }
    }

    @Test func `without an anchor the report says that nobody vouches for the end`() async throws {
        let home = try await makeClosed()
        try FileManager.default.removeItem(atPath: home.directory.anchorFile)
        let report = try LedgerVerification.run(home.directory)
        expectTrue(report.log?.anchoredPosition == nil && report.eventCount > 0)
    }

    @Test func `an older copy is found by the anchor, and with its anchor by what was published`()
        async throws
    {
        let home = try TestLedger()
        try await home.playPast()
        let old = try home.home.copy()
        try await home.playMore()
        let head = try await home.ledger.head()
        home.ledger.close()
        for suffix in ["", "-wal", "-shm"] {
            try Files.put(old.directory.ledgerFile + suffix, at: home.directory.ledgerFile + suffix)
        }
        let rolledBack = try defect(home)
        expectEqual(rolledBack?.code, "chain.anchorMismatch")
        try Files.put(old.directory.anchorFile, at: home.directory.anchorFile)
        for suffix in ["", "-wal", "-shm"] {
            try Files.put(old.directory.viewsFile + suffix, at: home.directory.viewsFile + suffix)
        }
        try expectNil(defect(home), "the copy is whole in itself")
        let published = VerificationRequest(
            published: .init(size: head.size, root: head.root))
        try expectEqual(defect(home, published)?.code, "chain.headMismatch")
    }

    @Test func `a ledger made anew in another way is found by what was published`() async throws {
        let home = try await makeClosed()
        let root = try LogReader(directory: home.directory).merkleRoot(size: 10)
        let other = try TestLedger()
        for number in 0..<20 { try await other.append("Other", to: .loan(number)) }
        let published = VerificationRequest(published: .init(size: 10, root: root))
        try expectNil(defect(home, published))
        try expectEqual(defect(other, published)?.code, "chain.headMismatch")
    }

    /// SQLite reads no page of a file that is shorter than its header says.
    @Test func `a file cut short is refused as damaged`() async throws {
        let home = try TestLedger()
        for number in 0..<400 { try await home.append("A", to: .loan(number % 7)) }
        home.ledger.close()
        let size = try Files.bytes(home.directory.ledgerFile).count
        try Files.truncate(home.directory.ledgerFile, to: size / 2)
        let failure = #expect(throws: LogFailure.self) {
            try LedgerVerification.run(home.directory)
        }
        expectEqual(failure?.code, .damaged)
    }

    // MARK: Read models

    @Test(arguments: [
        ("checkpoint = checkpoint - 1", "version"), ("checkpoint = checkpoint + 1", "position"),
        ("checkpoint = -5", "position"), ("definition = definition + 1", "definition"),
        ("digest = zeroblob(32)", "digest"), ("row_count = row_count + 1", "digest"),
    ])
    func `what a model says of itself is checked`(assignment: String, word: String) async throws {
        let home = try await makeClosed()
        try home.tamperViews("UPDATE view SET \(assignment) WHERE name = 'session'")
        guard case .view(let found) = try defect(home) else {
            Issue.record("nothing was found after \(assignment)")
            return
        }
        expectTrue(found.view == .session && found.explanation.contains(word), "\(found)")
    }

    @Test func `two rows that changed places are named at the first`() async throws {
        let home = try await makeClosed()
        let reader = try LogReader(directory: home.directory)
        let both = try [1, 2].map { try reader.internedID(of: .loan($0)) ?? 0 }
        try home.tamperViews(
            "UPDATE session SET stream = -stream WHERE stream IN (\(both[0]), \(both[1]))",
            "UPDATE session SET stream = \(both[0] + both[1]) + stream WHERE stream < 0")
        guard case .view(let found) = try defect(home) else {
            Issue.record("nothing was found")
            return
        }
        expectTrue(found.stream == "loan-1" && found.explanation.contains("name"))
    }

    @Test func `views of an older copy are caught up, not trusted`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        let old = try home.home.copy()
        try await home.playMore()
        home.ledger.close()
        for suffix in ["", "-wal", "-shm"] {
            try Files.put(old.directory.viewsFile + suffix, at: home.directory.viewsFile + suffix)
        }
        let again = try TestLedger(home.home, clock: home.clock)
        try await again.verify()
    }

    @Test func `random changes anywhere in either file are found, or change nothing`() async throws
    {
        var random = SeededRandom.announced("Tamper.random")
        let home = try await makeClosed()
        let before = try LedgerVerification.run(home.directory)
        for file in [home.directory.ledgerFile, home.directory.viewsFile] {
            let whole = try Files.bytes(file)
            for _ in 0..<60 {
                var bytes = whole
                let index = 4096 + random.next(bytes.count - 4096)
                bytes[index] ^= UInt8(1 << random.next(8))
                try Files.write(bytes, file)
                do {
                    let after = try LedgerVerification.run(home.directory)
                    expectEqual(after, before, "byte \(index) of \(file)")
                } catch {}
            }
            try Files.write(whole, file)
        }
    }
}

extension TestLedger {
    /// Runs SQL on the closed log.
    fileprivate func tamperLog(_ sql: String) throws {
        let connection = try SQLiteConnection.open(path: directory.ledgerFile, mode: .readWrite)
        try connection.execute(sql)
    }

    fileprivate func integers(_ sql: String) throws -> [Int64] {
        let connection = try SQLiteConnection.open(path: directory.ledgerFile, mode: .readOnly)
        let select = try connection.prepare(sql)
        var found: [Int64] = []
        while try select.step() { found.append(select.int64(0)) }
        return found
    }

    /// Sorts the keys' changes into their table, as the writer does when there are many.
    fileprivate func sortClaims() throws {
        let connection = try SQLiteConnection.open(path: directory.ledgerFile, mode: .readWrite)
        let claims = try ClaimIndex(connection, changesMax: 1)
        try connection.execute("BEGIN")
        try claims.sortInWhenMany()
        try connection.execute("COMMIT")
    }

    /// A closed ledger in a directory of its own with the same files.
    fileprivate func copy() throws -> TestLedger {
        let copy = try TestLedger(try home.copy(), clock: clock)
        copy.ledger.close()
        return copy
    }
}
