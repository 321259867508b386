import Foundation
import LogTestSupport
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger
@testable import ReadModels

/// What a restore or the making of read models leaves when it is killed, and what the doctor says
/// of a directory in which no server could start (contract L16).
@Suite("Cut restores", .timeLimit(.minutes(5))) struct CutRestoreTests {
    private let home: TestLedger
    private let folder: TestDirectory

    init() throws {
        home = try TestLedger()
        folder = try TestDirectory()
    }

    private var backupPath: String { folder.directory.path + "/backup" }
    private var target: DataDirectory { DataDirectory(path: folder.directory.path + "/restored") }

    private func restoreKilled(at point: Int) async {
        let (path, directory) = (backupPath, target.path)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, directory = directory as String, point] in
            unsafe setenv("ONBOARD_FAIL_AT", "restore:\(point)", 1)
            try LedgerBackup(at: path).restore(into: DataDirectory(path: directory)) { _ in }
            kill(getpid(), SIGKILL)
        }
    }

    /// Nobody takes what is there for a ledger.
    private func expectNoLedger() {
        let target = target
        let opens: [() throws -> Void] = [
            { _ = try LedgerReader(directory: target) },
            { try Ledger(LedgerOptions(directory: target)).close() },
        ]
        for open in opens {
            let failure = #expect(throws: LogFailure.self) { try open() }
            expectEqual(failure?.code, .absent)
            expectEqual(failure?.explanation.contains("restore into \(target.path)"), true)
            expectEqual(failure?.hint.contains("onboard restore"), true)
        }
        let files = LedgerExamination(target, clock: TestClock()).run().first {
            $0.subject == "files"
        }
        expectTrue(files?.standing == .wrong && files?.remedy.contains("onboard restore") == true)
    }

    @Test func `killed at any point there is no ledger, and the restore is run again`()
        async throws
    {
        try await home.playPast()
        let backup = try LedgerBackup.make(of: home.directory, in: backupPath, now: noon)
        var point = 0
        while true {
            point += 1
            await restoreKilled(at: point)
            if try target.hasLedgerFile { break }
            expectNoLedger()
            let target = target
            let again = try await onThread { try backup.restore(into: target) { _ in } }
            expectEqual(again.root, backup.root)
            let names = try FileManager.default.contentsOfDirectory(atPath: target.path)
            expectTrue(!names.contains("restore.part") && names.contains("views.sqlite"))
            try await TestLedger(try TestDirectory(existing: target)).verify()
        }
        expectTrue(point > 4, "killed \(point - 1) times")
        // After the last move all of it is there; the next start removes the folder.
        let whole = try TestLedger(try TestDirectory(existing: target))
        try await whole.verify()
        expectFalse(FileManager.default.fileExists(atPath: target.restoring.path))
    }

    @Test func `what somebody else put into the directory is not touched`() async throws {
        try await home.playPast()
        let backup = try LedgerBackup.make(of: home.directory, in: backupPath, now: noon)
        try target.restoring.create()
        let note = target.path + "/note"
        try Files.write(Data("mine".utf8), note)
        let target = target
        await #expect(throws: BackupRefusal.notEmpty(target.path)) {
            try await onThread { try backup.restore(into: target) { _ in } }
        }
        expectTrue(FileManager.default.fileExists(atPath: note))
    }

    @Test func `read models that hold nothing of the log answer nothing`() async throws {
        try await home.playPast()
        home.ledger.close()
        try home.tamperViews(
            "DELETE FROM session", "DELETE FROM tenant", "DELETE FROM profile",
            "UPDATE view SET checkpoint = 0")
        let failure = #expect(throws: LogFailure.self) {
            _ = try LedgerReader(directory: home.directory).funnel(
                FunnelQuery(flow: "signup"), Journeys())
        }
        expectTrue(failure?.code == .damaged && failure?.hint.contains("onboard rebuild") == true)
        let views = LedgerExamination(home.directory, clock: TestClock()).run()
            .first { $0.subject == "views" }
        expectTrue(views?.standing == .wrong && views?.remedy == "onboard rebuild")
    }

    @Test(arguments: [("", 0o500), ("/ledger.sqlite", 0o400)] as [(String, mode_t)])
    func `a directory or file that cannot be written is wrong`(_ name: String, _ mode: mode_t)
        async throws
    {
        let path = folder.directory.path + "/closed"
        try DataDirectory(path: path).create()
        try required(unsafe chmod(folder.directory.path, 0o755) == 0)
        await #expect(processExitsWith: .success) {
            [path = path as String, name = name as String, mode] in
            // Nothing is closed to root.
            if geteuid() == 0 {
                try required(unsafe chown(path, 65_534, 65_534) == 0)
                try required(setgid(65_534) == 0 && setuid(65_534) == 0)
            }
            let directory = DataDirectory(path: path)
            try Ledger(LedgerOptions(directory: directory)).close()
            unsafe expectEqual(chmod(path + name, mode), 0)
            let files = LedgerExamination(directory).run()
                .filter { $0.subject == "files" && $0.standing == .wrong }
            try required(files.contains { $0.text.hasPrefix("\(path)\(name) cannot be") })
        }
    }
}
