import Digest
import Foundation
import JSON
import LogTestSupport
import SQLite
import TestSupport
import Testing

@testable import EventLog
@testable import OnboardingLedger

/// Copies of a ledger that is being written, and what is made of them again (contract L16).
@Suite("Backup", .timeLimit(.minutes(5))) struct BackupTests {
    private let home: TestLedger
    private let folder: TestDirectory

    init() throws {
        home = try TestLedger()
        folder = try TestDirectory()
    }

    private var backupPath: String { folder.directory.path + "/backup" }
    private var target: DataDirectory { DataDirectory(path: folder.directory.path + "/restored") }

    private func restore(_ backup: LedgerBackup) async throws {
        let target = target
        _ = try await onThread { try backup.restore(into: target) { _ in } }
    }

    @Test func `a restored copy is the ledger at one moment, and goes on`() async throws {
        try await home.playPast()
        let writing = Task { [home] in
            for number in 0... {
                if Task.isCancelled { return }
                try await home.append("Later", to: .loan(number % 7))
            }
        }
        let (directory, path) = (home.directory, backupPath)
        let backup = try await onThread {
            try LedgerBackup.make(of: directory, in: path, now: noon)
        }
        writing.cancel()
        _ = await writing.result
        try expectEqual(LedgerBackup(at: path), backup)
        try await restore(backup)
        let restored = try TestLedger(try TestDirectory(lent: target))
        let report = try await restored.verify()
        expectTrue(report.root == backup.root && report.eventCount == backup.size.rawValue)
        let head = try await home.ledger.consistencyProof(from: backup.size)
        expectEqual(head.fromRoot, backup.root, "the ledger has only grown since")
        try await restored.append("Next", to: .loan(1))
        expectEqual(restored.ledger.bell.head.rawValue, backup.size.rawValue + 1)
    }

    /// Takes a snapshot to a file, as a client of the server would, while somebody writes.
    private func download(_ path: String) async throws -> LedgerSnapshot {
        let snapshot = try await home.ledger.snapshot()
        await #expect(throws: WorkIsRunning.self) { _ = try await home.ledger.snapshot() }
        var bytes: [UInt8] = []
        while true {
            let piece = try await home.ledger.bytes(
                of: snapshot, from: Int64(bytes.count), count: 10_000)
            if piece.isEmpty { break }
            bytes += piece
            try await home.append("Later", to: .loan(2))
        }
        expectEqual(Int64(bytes.count), snapshot.byteCount)
        try Files.write(Data(bytes), path)
        return snapshot
    }

    @Test func `a copy that a crash left half made is removed by the next start`() async throws {
        try await home.playPast()
        try FileManager.default.createDirectory(
            atPath: home.directory.path + "/snapshot-\(UUID().uuidString)",
            withIntermediateDirectories: false)
        let again = try home.reopen()
        try expectTrue(
            FileManager.default.contentsOfDirectory(atPath: again.directory.path)
                .allSatisfy { !$0.hasPrefix("snapshot-") })
        again.ledger.close()
    }

    @Test func `a snapshot taken while others write is the ledger at one moment`() async throws {
        try await home.playPast()
        let file = folder.directory.path + "/copy.sqlite"
        let (size, root) = try await {
            let snapshot = try await download(file)
            return (snapshot.size, snapshot.root)
        }()
        // The first one is gone: another may be made.
        try await expectTrue(home.ledger.snapshot().size > size)
        let target = target
        let restored = try await onThread {
            try LedgerBackup.restore(file: file, root: root, into: target) { _ in }
        }
        expectTrue(restored.root == root && restored.eventCount == size.rawValue)
        let reopened = try TestLedger(try TestDirectory(lent: target))
        let report = try await reopened.verify()
        expectEqual(report.root, root)
    }

    @Test func `a file that is cut, of another root, or no ledger is refused and leaves nothing`()
        async throws
    {
        try await home.playPast()
        let file = folder.directory.path + "/copy.sqlite"
        _ = try await download(file)
        let whole = try Files.bytes(file)
        func refused(_ bytes: Data, _ root: SHA256Digest?) async throws -> Bool {
            try Files.write(bytes, file)
            let target = target
            return await
                (try? onThread {
                    try LedgerBackup.restore(file: file, root: root, into: target) { _ in }
                }) == nil
        }
        try await expectTrue(refused(whole, .zero))
        try await expectTrue(refused(whole.prefix(whole.count / 2), nil))
        try await expectTrue(refused(Data("no database at all".utf8), nil))
        try expectTrue(FileManager.default.contentsOfDirectory(atPath: target.path).isEmpty)
    }

    @Test func `its files are the owner's alone`() async throws {
        try await home.playPast()
        _ = try LedgerBackup.make(of: home.directory, in: backupPath, now: noon)
        for path in [backupPath, home.directory.path] {
            for name in try FileManager.default.contentsOfDirectory(atPath: path) {
                let facts = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
                let mode = (facts[.posixPermissions] as? NSNumber)?.intValue ?? 0
                expectEqual(mode & 0o077, 0, "\(name)")
            }
        }
    }

    @Test func `a directory that holds something is refused and left alone`() async throws {
        try await home.playPast()
        let backup = try LedgerBackup.make(of: home.directory, in: backupPath, now: noon)
        let made = try FileManager.default.contentsOfDirectory(atPath: backupPath).sorted()
        expectEqual(made, ["backup.json", "ledger.anchor", "ledger.sqlite"])
        #expect(throws: BackupRefusal.notEmpty(backupPath)) {
            _ = try LedgerBackup.make(of: home.directory, in: backupPath, now: noon)
        }
        let occupied = home.directory
        #expect(throws: BackupRefusal.notEmpty(occupied.path)) {
            try backup.restore(into: occupied) { _ in }
        }
        try expectEqual(FileManager.default.contentsOfDirectory(atPath: backupPath).sorted(), made)
    }

    @Test func `what a backup left that was cut short makes room for the next, once it is over`()
        async throws
    {
        try await home.playPast()
        let target = DataDirectory(path: backupPath)
        try target.create()
        let left = ["ledger.part", "ledger.part-journal"].map { "\(backupPath)/\($0)" }
        for file in left { try Files.write(Data("half".utf8), file) }
        let lock = try DirectoryLock.acquire(target, purpose: "onboard backup")
        let failure = #expect(throws: LogFailure.self) {
            _ = try LedgerBackup.make(of: home.directory, in: backupPath, now: noon)
        }
        expectEqual(failure?.code, .inUse)
        try expectTrue(left.allSatisfy { try Files.bytes($0) == Data("half".utf8) })
        _ = consume lock
        _ = try LedgerBackup.make(of: home.directory, in: backupPath, now: noon)
        let made = try FileManager.default.contentsOfDirectory(atPath: backupPath).sorted()
        expectEqual(made, ["backup.json", "ledger.anchor", "ledger.sqlite"])
    }

    @Test func `a copy that got its name but no manifest makes room, unless somebody used it`()
        async throws
    {
        try await home.playPast()
        _ = try LedgerBackup.make(of: home.directory, in: backupPath, now: noon)
        let whole = try FileManager.default.contentsOfDirectory(atPath: backupPath).sorted()
        func make() throws {
            _ = try LedgerBackup.make(of: home.directory, in: backupPath, now: noon)
        }
        let (part, manifest) = ("\(backupPath)/backup.part", "\(backupPath)/backup.json")
        try Files.write(Data(), part)
        #expect(throws: BackupRefusal.notEmpty(backupPath), "a manifest says that it is whole") {
            try make()
        }
        try FileManager.default.removeItem(atPath: manifest)
        let used = DataDirectory(path: backupPath).viewsFile
        try Files.write(Data(), used)
        #expect(throws: BackupRefusal.notEmpty(backupPath)) { try make() }
        try FileManager.default.removeItem(atPath: used)
        try make()
        try expectEqual(FileManager.default.contentsOfDirectory(atPath: backupPath).sorted(), whole)
        try FileManager.default.removeItem(atPath: manifest)
        #expect(throws: BackupRefusal.notEmpty(backupPath), "nothing says whose it is") {
            try make()
        }
    }

    @Test func `a copy without a manifest that is written to is a ledger, and no leftover`()
        async throws
    {
        try await home.playPast()
        _ = try LedgerBackup.make(of: home.directory, in: backupPath, now: noon)
        try FileManager.default.removeItem(atPath: "\(backupPath)/backup.json")
        try Files.write(Data(), "\(backupPath)/backup.part")
        let copy = DataDirectory(path: backupPath)
        let used = try TestLedger(try TestDirectory(lent: copy))
        try await used.append("Next", to: .loan(1))
        used.ledger.close()
        for name in ["views.sqlite", "audit.sqlite"] {
            try? FileManager.default.removeItem(atPath: "\(backupPath)/\(name)")
        }
        #expect(throws: BackupRefusal.notEmpty(backupPath)) {
            _ = try LedgerBackup.make(of: home.directory, in: backupPath, now: noon)
        }
    }

    @Test func `a copy with somebody else's tables, and without an index, is put right`()
        async throws
    {
        try await home.playPast()
        let report = try await home.verify()
        home.ledger.close()
        let backup = try LedgerBackup.make(of: home.directory, in: backupPath, now: noon)
        do {
            let file = DataDirectory(path: backupPath).ledgerFile
            let copy = try SQLiteConnection.open(path: file, mode: .readWrite)
            try copy.execute(
                """
                CREATE TABLE "ke""ep" (id INTEGER PRIMARY KEY AUTOINCREMENT, personal);
                CREATE VIRTUAL TABLE words USING fts5 (text); CREATE INDEX more ON event (type);
                CREATE VIEW people AS SELECT personal FROM event;
                DROP INDEX vault_by_expiry; CREATE INDEX vault_by_expiry ON vault (value);
                CREATE TRIGGER evil AFTER INSERT ON event BEGIN DELETE FROM effect; END;
                DROP INDEX event_by_stream
                """)
            _ = try copy.checkpointAndTruncate()
        }
        try await restore(backup)
        let restored = try TestLedger(try TestDirectory(lent: target))
        try await expectEqual(restored.verify(), report)
    }

    @Test(arguments: [
        "DELETE FROM claim; DELETE FROM claim_change",
        "INSERT INTO effect VALUES (1, 'mail.otp', 0, 0)",
        "ALTER TABLE stream ADD COLUMN more TEXT",
    ])
    func `a copy with other keys, effects or tables than its log calls for is not restored`(
        sql: String
    ) async throws {
        try await home.playPast()
        home.ledger.close()
        let backup = try LedgerBackup.make(of: home.directory, in: backupPath, now: noon)
        let file = DataDirectory(path: backupPath).ledgerFile
        do {
            let copy = try SQLiteConnection.open(path: file, mode: .readWrite)
            try copy.execute(sql)
            _ = try copy.checkpointAndTruncate()
        }
        let target = target
        let error = await #expect(throws: (any Error).self) { try await restore(backup) }
        expectNotNil(error.flatMap { LedgerDefect($0) }, "\(error as Any)")
        try expectFalse(target.hasLedgerFile)
    }

    @Test func `a copy that was cut short or changed is refused, and leaves nothing`() async throws
    {
        try await home.playPast()
        #expect(throws: BackupRefusal.notABackup(backupPath)) {
            _ = try LedgerBackup(at: backupPath)
        }
        let backup = try LedgerBackup.make(of: home.directory, in: backupPath, now: noon)
        try TestLedger.tamperLog(
            try TestDirectory(lent: DataDirectory(path: backupPath)),
            "UPDATE event SET data = replace(data, 'starter', 'retrats') WHERE position = 1")
        let defect = await #expect(throws: ChainDefect.self) { try await restore(backup) }
        expectEqual(defect?.position, 1)
        try expectEqual(FileManager.default.contentsOfDirectory(atPath: target.path), [])
    }

    // MARK: Doctor

    private func findings(_ directory: DataDirectory) -> [String: ExaminationFinding] {
        Dictionary(
            LedgerExamination(directory, clock: home.clock).run().map { ($0.subject, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    @Test func `a sound ledger has nothing wrong`() async throws {
        try await home.playPast()
        let findings = findings(home.directory)
        expectTrue(findings.values.allSatisfy { $0.standing != .wrong }, "\(findings)")
        expectTrue(
            Set(findings.keys).isSuperset(of: ["modes", "space", "anchor", "clock", "views"]))
    }

    @Test func `what is wrong is named with what to do`() async throws {
        try await home.playPast()
        home.ledger.close()
        let path = home.directory.ledgerFile
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        try Files.truncate(home.directory.path + "/ledger.anchor", to: 0)
        try DataDirectory(path: home.directory.path).writeAnchor(
            of: LogHead(position: 9_999, hash: .zero, recordedAt: nil))
        home.clock.advance(seconds: -86_400)
        let findings = findings(home.directory)
        expectEqual(findings["modes"]?.remedy, "chmod 600 \(path)")
        expectEqual(findings["anchor"]?.standing, .wrong)
        expectEqual(findings["clock"]?.standing, .wrong)
    }

    @Test func `without an anchor nobody vouches for the end`() async throws {
        try await home.playPast()
        home.ledger.close()
        try FileManager.default.removeItem(atPath: home.directory.anchorFile)
        let anchor = findings(home.directory)["anchor"]
        expectTrue(anchor?.standing == .warning && anchor?.text.contains("no anchor") == true)
    }

    @Test func `read models that are ahead of the log are wrong, and nothing is counted by them`()
        async throws
    {
        try await home.playPast()
        let old = try home.home.copy()
        try await home.playMore()
        let size = try await home.ledger.head().size
        home.ledger.close()
        for suffix in ["", "-wal", "-shm"] {
            try Files.put(old.directory.ledgerFile + suffix, at: home.directory.ledgerFile + suffix)
        }
        try Files.put(old.directory.anchorFile, at: home.directory.anchorFile)
        let views = findings(home.directory)["views"]
        expectTrue(views?.standing == .wrong && views?.text.contains("\(size)") == true)
        let failure = #expect(throws: LogFailure.self) {
            _ = try LedgerReader(directory: home.directory).funnel(
                FunnelQuery(flow: "signup"), Journeys())
        }
        expectEqual(failure?.code, .damaged)
        // Opening makes them anew; what was seen then stays in its report.
        let again = try home.reopen()
        expectEqual(again.ledger.lostEvents?.contains("\(size)"), true)
        let report = try await again.ledger.rebuildStatus.outcome
        expectEqual(report?.note, again.ledger.lostEvents)
        try await again.verify()
        expectEqual(findings(home.directory)["views"]?.standing, .ok)
    }

    @Test func `a directory without a ledger is named`() {
        expectEqual(findings(DataDirectory(path: "/nowhere/at/all"))["files"]?.standing, .wrong)
    }

    // MARK: Export

    @Test func `both formats come back with the same hashes, also after an erasure`() async throws {
        try await home.playPast()
        _ = try await home.ledger.erase(
            ErasureRequest(
                subject: "person1@example.com", reason: "Asked for it.",
                actor: EventActor(kind: .admin, id: "root"), requestID: "r"))
        let report = try await home.verify()
        for format in ExportFormat.allCases {
            var bytes: [UInt8] = []
            _ = try LedgerExport.run(home.directory, from: 1, through: nil, as: format) {
                bytes += $0
            }
            let lines = bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
            let copy = try TestLedger()
            var check = try RestoreCheck(copy.directory)
            for (index, line) in lines.enumerated() { try check.check(line, number: index + 1) }
            _ = try await copy.ledger.restore(lines, firstLine: 1)
            try await expectEqual(copy.verify(), report, "\(format)")
            if format == .cloudevents {
                let first = try JSONValue(parsing: lines[0])
                expectTrue(first["specversion"] == "1.0" && first["position"] == "1")
                expectTrue(first["type"] == "SignUpStarted" && first["datacontenttype"] != nil)
            }
        }
    }

    @Test func `a cut, changed or misplaced line is found before anything is taken in`()
        async throws
    {
        try await home.playPast()
        var bytes: [UInt8] = []
        _ = try LedgerExport.run(home.directory, from: 1, through: nil) { bytes += $0 }
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
        func badLine(_ lines: [[UInt8]]) throws -> Int? {
            var check = try RestoreCheck(DataDirectory(path: "/nowhere/at/all"))
            do {
                for (index, line) in lines.enumerated() { try check.check(line, number: index + 1) }
                return nil
            } catch let error as RestoreLineError { return error.line }
        }
        try expectNil(badLine(lines))
        var cut = lines
        cut[6] = Array(cut[6].prefix(cut[6].count / 2))
        try expectEqual(badLine(cut), 7)
        var changed = lines
        changed[3] = Array(
            String(decoding: changed[3], as: UTF8.self).replacing("request-1", with: "other").utf8)
        try expectEqual(badLine(changed), 4)
        var missing = lines
        missing.remove(at: 4)
        try expectEqual(badLine(missing), 5)
        try expectEqual(badLine(Array(lines.dropFirst(2))), 1)
    }
}
