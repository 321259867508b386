import Foundation
import JSON
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
        try await onThread { try backup.restore(into: target) { _ in } }
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
        #expect(try LedgerBackup(at: path) == backup)
        try await restore(backup)
        let restored = try TestLedger(try TestDirectory(lent: target))
        let report = try await restored.verify()
        #expect(report.root == backup.root && report.eventCount == backup.size.rawValue)
        let head = try await home.ledger.consistencyProof(from: backup.size)
        #expect(head.fromRoot == backup.root, "the ledger has only grown since")
        try await restored.append("Next", to: .loan(1))
        #expect(restored.ledger.bell.head.rawValue == backup.size.rawValue + 1)
    }

    @Test func `its files are the owner's alone`() async throws {
        try await home.playPast()
        _ = try LedgerBackup.make(of: home.directory, in: backupPath, now: noon)
        for path in [backupPath, home.directory.path] {
            for name in try FileManager.default.contentsOfDirectory(atPath: path) {
                let facts = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
                let mode = (facts[.posixPermissions] as? NSNumber)?.intValue ?? 0
                #expect(mode & 0o077 == 0, "\(name)")
            }
        }
    }

    @Test func `a directory that holds something is refused and left alone`() async throws {
        try await home.playPast()
        let backup = try LedgerBackup.make(of: home.directory, in: backupPath, now: noon)
        let made = try FileManager.default.contentsOfDirectory(atPath: backupPath).sorted()
        #expect(made == ["backup.json", "ledger.anchor", "ledger.sqlite"])
        #expect(throws: BackupRefusal.notEmpty(backupPath)) {
            _ = try LedgerBackup.make(of: home.directory, in: backupPath, now: noon)
        }
        let occupied = home.directory
        #expect(throws: BackupRefusal.notEmpty(occupied.path)) {
            try backup.restore(into: occupied) { _ in }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: backupPath).sorted() == made)
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
        #expect(defect?.position == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: target.path) == [])
    }

    // MARK: Doctor

    private func findings(_ directory: DataDirectory) -> [String: ExaminationFinding] {
        Dictionary(
            LedgerExamination(directory, now: home.clock.now()).run().map { ($0.subject, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    @Test func `a sound ledger has nothing wrong`() async throws {
        try await home.playPast()
        let findings = findings(home.directory)
        #expect(findings.values.allSatisfy { $0.standing != .wrong }, "\(findings)")
        #expect(Set(findings.keys).isSuperset(of: ["modes", "space", "anchor", "clock", "views"]))
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
        #expect(findings["modes"]?.remedy == "chmod 600 \(path)")
        #expect(findings["anchor"]?.standing == .wrong)
        #expect(findings["clock"]?.standing == .wrong)
    }

    @Test func `a directory without a ledger is named`() {
        #expect(findings(DataDirectory(path: "/nowhere/at/all"))["files"]?.standing == .wrong)
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
            #expect(try await copy.verify() == report, "\(format)")
            if format == .cloudevents {
                let first = try JSONValue(parsing: lines[0])
                #expect(first["specversion"] == "1.0" && first["position"] == "1")
                #expect(first["type"] == "SignUpStarted" && first["datacontenttype"] != nil)
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
        #expect(try badLine(lines) == nil)
        var cut = lines
        cut[6] = Array(cut[6].prefix(cut[6].count / 2))
        #expect(try badLine(cut) == 7)
        var changed = lines
        changed[3] = Array(
            String(decoding: changed[3], as: UTF8.self).replacing("request-1", with: "other").utf8)
        #expect(try badLine(changed) == 4)
        var missing = lines
        missing.remove(at: 4)
        #expect(try badLine(missing) == 5)
        #expect(try badLine(Array(lines.dropFirst(2))) == 1)
    }
}
