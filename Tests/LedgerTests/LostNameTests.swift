import LogTestSupport
import TestSupport
import Testing

@testable import EventLog
@testable import OnboardingLedger

/// A damaged index of names, which no hash covers, splits a stream: that is seen wherever a ledger
/// is looked over or taken in (contracts L2, L11, L15, L16).
@Suite("Lost names", .timeLimit(.minutes(5))) struct LostNameTests {
    private let folder: TestDirectory

    init() throws { folder = try TestDirectory() }

    /// A ledger in which loan-1 was begun a second time.
    private func makeSplit() async throws -> TestLedger {
        let home = try TestLedger()
        try await home.append("Begun", "Sent", to: .loan(1))
        try await home.append("Begun", to: .loan(2))
        home.ledger.close()
        try Files.spoilIndex(of: "stream", "loan-1", home.directory.ledgerFile)
        let integrity = LedgerExamination(home.directory, clock: TestClock()).run()
            .first { $0.subject == "integrity" }
        expectEqual(integrity?.standing, .wrong)
        let again = try TestLedger(home.home)
        try await again.append("Begun", to: .loan(1))
        try await expectEqual(again.ledger.version(of: .loan(1)), 1, "it was begun anew")
        return again
    }

    @Test func `neither a verification nor a restore passes it over`() async throws {
        let home = try await makeSplit()
        let found = #expect(throws: ChainDefect.self) {
            _ = try LedgerVerification.run(home.directory)
        }
        expectEqual(found?.kind, .damagedFile)
        let (directory, path) = (home.directory, folder.directory.path)
        await #expect(throws: BackupRefusal.self) {
            try await onThread {
                try LedgerBackup.make(of: directory, in: path + "/backup", now: noon)
                    .restore(into: DataDirectory(path: path + "/restored")) { _ in }
            }
        }
    }

    @Test func `an index that lacks a stream is found, and made anew by a restore`() async throws {
        let home = try TestLedger()
        try await home.append("Begun", "Sent", to: .loan(1))
        home.ledger.close()
        let (directory, path) = (home.directory, folder.directory.path)
        try Files.spoilIndex(of: "stream", "loan-1", directory.ledgerFile)
        let found = #expect(throws: ChainDefect.self) { _ = try LedgerVerification.run(directory) }
        expectEqual(found?.kind, .damagedFile)
        let sentence = found.map { LedgerDefect.chain($0).sentence }
        expectEqual(
            sentence?.hasPrefix("The log's file is damaged: every event is as it was"), true)
        let restored = DataDirectory(path: path + "/restored")
        _ = try await onThread {
            try LedgerBackup.make(of: directory, in: path + "/backup", now: noon)
                .restore(into: restored) { _ in }
        }
        _ = try LedgerVerification.run(restored)
        let reader = try LedgerReader(directory: restored)
        try expectEqual(reader.log.events(of: .loan(1), limit: .max).count, 2)
    }

    @Test func `its export is refused before anything of it is taken in`() async throws {
        let lines = try await makeSplit().exportedLines()
        let size = lines.count
        var check = try RestoreCheck(DataDirectory(path: "/nowhere/at/all"))
        for (index, line) in lines.dropLast().enumerated() {
            try check.check(line, number: index + 1)
        }
        let error = #expect(throws: RestoreLineError.self) {
            try check.check(lines[size - 1], number: size)
        }
        expectEqual(error?.line, size)
        expectEqual(error?.explanation.contains("loan-1 is at version 1 where 3"), true)
    }

    @Test func `an export that goes on where a ledger ends is counted from there`() async throws {
        let (source, target) = (try TestLedger(), try TestLedger())
        try await source.append("Begun", "Sent", to: .loan(1))
        try await source.append("Begun", to: .loan(2))
        let lines = try source.exportedLines()
        _ = try await target.ledger.restore(Array(lines.prefix(1)), firstLine: 1)
        for start in 0...1 {
            var check = try RestoreCheck(target.directory)
            for (index, line) in lines.enumerated().dropFirst(start) {
                try check.check(line, number: index + 1)
            }
            expectEqual(check.end?.size, 3)
        }
    }
}
