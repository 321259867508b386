import Foundation
import LogTestSupport
import SQLite
import TestSupport
import Testing

@testable import EventLog
@testable import OnboardingLedger
@testable import ReadModels

/// What the doctor finds, and whose file it blames (contracts L16, L18).
@Suite("Examination", .timeLimit(.minutes(5))) struct ExaminationTests {
    private static let rebuilding = "onboard rebuild"
    private let home: TestLedger

    init() async throws {
        home = try TestLedger()
        try await home.playPast()
        home.ledger.close()
    }

    private func findings() -> [String: ExaminationFinding] {
        let all = LedgerExamination(home.directory, clock: home.clock).run()
        return Dictionary(all.map { ($0.subject, $0) }) { first, _ in first }
    }

    /// Spoils all pages but those with which the file is opened.
    private func spoilViews() throws {
        var bytes = try Files.bytes(home.directory.viewsFile)
        for page in stride(from: 3 * 4096, to: bytes.count, by: 4096) {
            bytes.replaceSubrange(page..<page + 8, with: repeatElement(0x55, count: 8))
        }
        try Files.write(bytes, home.directory.viewsFile)
    }

    @Test func `damaged read models are told as theirs, by the doctor and by a verification`()
        throws
    {
        try spoilViews()
        let found = findings()
        expectEqual(found["views"]?.standing, .wrong)
        expectEqual(found["views"]?.remedy, Self.rebuilding)
        expectTrue(found["integrity"]?.standing == .ok && found["audit"]?.standing == .ok)
        let failure = #expect(throws: LogFailure.self) {
            try LedgerVerification.run(home.directory)
        }
        expectTrue(failure?.code == .damaged && failure?.hint.contains(Self.rebuilding) == true)
    }

    @Test func `a look that cannot be had hides none of the others`() throws {
        try TestLedger.tamperLog(home.home, "DROP TABLE effect")
        let found = findings()
        expectEqual(found["effects"]?.standing, .wrong)
        expectEqual(found["effects"]?.text.contains("no such table"), true)
        expectEqual(found["integrity"]?.text.contains("table effect is missing"), true)
        for subject in ["anchor", "clock", "erasure", "restore", "views", "audit"] {
            expectEqual(found[subject]?.standing, .ok, "\(subject)")
        }
    }

    @Test(arguments: [1_000_000_000_000, Int64.max])
    func `a position that no log comes to stops neither the doctor nor an export`(position: Int64)
        throws
    {
        try TestLedger.tamperLog(
            home.home, "UPDATE event SET position = \(position) WHERE position = 6")
        let found = findings()
        for subject in ["effects", "clock", "integrity"] { expectNotNil(found[subject]) }
        let failure = #expect(throws: LogFailure.self) {
            _ = try LedgerExport.run(home.directory, from: 1, through: nil) { _ in }
        }
        expectEqual(failure?.code, .damaged)
    }

    @Test func `a directory that has a file's name is in the way, and no mode of it helps`() throws
    {
        let path = home.directory.auditIndexFile
        for file in SQLiteFiles.paths(of: path) { unsafe unlink(file) }
        try required(unsafe mkdir(path, 0o755) == 0)
        let found = findings()
        expectEqual(found["files"]?.text, "\(path) is a directory, and a file belongs there.")
        expectEqual(found["files"]?.remedy.contains("mv \(path)"), true)
        expectEqual(found["modes"]?.standing, .ok)
    }

    @Test func `files that an erasure left unclean are wrong where nobody is to clean them`() throws
    {
        try TestLedger.tamperLog(
            home.home, "INSERT INTO ledger_fact (name, value) VALUES ('unscrubbed', x'01')")
        expectEqual(findings()["erasure"]?.standing, .wrong)
        let lock = try DirectoryLock.acquire(home.directory, purpose: "onboard serve")
        expectEqual(findings()["erasure"]?.standing, .warning)
        expectEqual(findings()["erasure"]?.text.contains("onboard serve"), true)
        _ = consume lock
    }

    @Test func `looking for the lock's holder makes no lock`() throws {
        let empty = try TestDirectory().directory
        try expectNil(DirectoryLock.holder(of: empty))
        expectFalse(FileManager.default.fileExists(atPath: empty.lockFile))
        let lock = try DirectoryLock.acquire(home.directory, purpose: "onboard serve")
        try expectEqual(
            DirectoryLock.holder(of: home.directory), "process \(getpid()) (onboard serve)")
        _ = consume lock
        try expectNil(DirectoryLock.holder(of: home.directory))
    }

    @Test func `a restore that runs is not told as one that was cut short`() throws {
        let target = try TestDirectory().directory
        try target.restoring.create()
        func told() -> LogFailure? {
            #expect(throws: LogFailure.self) { _ = try LedgerReader(directory: target) }
        }
        expectEqual(told()?.explanation.contains("was cut short"), true)
        let lock = try DirectoryLock.acquire(target, purpose: "onboard restore")
        expectEqual(told()?.explanation.contains("is under way (process \(getpid())"), true)
        _ = consume lock
    }

    @Test func `a folder somebody keeps in the directory stays, and a cut copy goes`() throws {
        let path = home.directory.path
        let (kept, left) = ("\(path)/snapshot-before", "\(path)/snapshot-\(UUID().uuidString)")
        for folder in [kept, left] { try DataDirectory(path: folder).create() }
        _ = try home.reopen()
        expectTrue(FileManager.default.fileExists(atPath: kept))
        expectFalse(FileManager.default.fileExists(atPath: left))
    }
}
