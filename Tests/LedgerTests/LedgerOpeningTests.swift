import EventLog
import Foundation
import LogTestSupport
import Onboarding
import SQLite
import TestSupport
import Testing

@testable import OnboardingLedger

/// What opening a ledger says of directories that it cannot serve.
@Suite("Ledger opening", .serialized, .timeLimit(.minutes(5))) struct LedgerOpeningTests {
    private func refusal(_ home: TestDirectory) -> LogFailure? {
        do throws(LogFailure) {
            _ = try TestLedger(home)
            return nil
        } catch { return error }
    }

    @Test func `a directory in use by another process is refused and its user named`() async throws
    {
        let home = try TestDirectory()
        let path = home.directory.lockFile
        let holder = Process()
        holder.executableURL = URL(filePath: "/usr/bin/flock")
        holder.arguments = ["-x", path, "sh", "-c", "echo held; read line"]
        let (input, output) = (Pipe(), Pipe())
        (holder.standardInput, holder.standardOutput) = (input, output)
        try holder.run()
        _ = output.fileHandleForReading.availableData
        let refused = refusal(home)
        expectTrue(refused?.code == .inUse && refused?.hint.isEmpty == false)
        try input.fileHandleForWriting.close()
        holder.waitUntilExit()
        expectNil(refusal(home))
    }

    @Test func `a ledger that this process has open is refused`() async throws {
        let home = try TestLedger()
        let refused = refusal(home.home)
        expectEqual(refused?.code, .inUse)
        expectEqual(refused?.explanation.contains("process \(getpid()) (onboard)"), true)
        try await home.append("Still", to: .loan(1))
        home.ledger.close()
        expectNil(refusal(home.home))
    }

    @Test func `a damaged write-ahead log is refused with what the anchor says`() async throws {
        let home = try TestLedger()
        for number in 0..<10 { try await home.append("Step", to: .loan(number)) }
        let image = try home.home.copy()
        let wal = image.directory.ledgerFile + "-wal"
        try Files.truncate(wal, to: Files.size(wal) / 2)
        let refused = refusal(image)
        expectEqual(refused?.code, .anchorMismatch)
        expectEqual(refused?.hint.contains("restore a backup"), true)
        // The lock is given up, so that the files can be put right.
        expectEqual(refusal(image)?.code, .anchorMismatch)
    }

    @Test func `a copy of an open ledger opens with all that was answered`() async throws {
        let home = try TestLedger()
        for number in 0..<40 { try await home.append("Step", to: .loan(number % 6)) }
        let copy = try TestLedger(try home.home.copy())
        try await expectEqual(copy.verify(), home.verify())
    }

    /// Root may write everywhere but not to what is immutable.
    @Test(.enabled(if: Immutable.isPossible, "only root can make a directory immutable"))
    func `a directory that cannot be written is refused`() throws {
        let home = try TestDirectory()
        Immutable.set(home.directory.path, true)
        defer { Immutable.set(home.directory.path, false) }
        let refused = refusal(home)
        expectTrue(refused?.code == .notWritable && refused?.hint.isEmpty == false)
    }

    @Test func `a newer ledger is refused`() throws {
        let home = try TestLedger()
        home.ledger.close()
        let connection = try SQLiteConnection.open(
            path: home.directory.ledgerFile, mode: .readWrite)
        try connection.execute("PRAGMA user_version = 7")
        expectEqual(refusal(home.home)?.code, .newerFormat)
    }

    @Test func `while its file is away nothing is recorded, and it goes on once that is back`()
        async throws
    {
        let home = try TestLedger()
        try await home.append("Step", to: .loan(1))
        let (file, elsewhere) = (home.directory.ledgerFile, home.directory.path + "/elsewhere")
        unsafe rename(file, elsewhere)
        let failure = await #expect(throws: LogFailure.self) {
            try await home.append("Step", to: .loan(1))
        }
        expectTrue(failure?.code == .moved && home.ledger.failure?.code == .moved)
        unsafe rename(elsewhere, file)
        expectNil(home.ledger.failure)
        try await home.append("Step", to: .loan(1), expected: .exactly(1))
        try await home.verify()
    }

    @Test func `closing while its file is away leaves what waits beside it`() async throws {
        let home = try TestLedger()
        try await home.append("Step", to: .loan(1))
        let (file, elsewhere) = (home.directory.ledgerFile, home.directory.path + "/elsewhere")
        let waiting = try Files.size(file + "-wal")
        unsafe rename(file, elsewhere)
        home.ledger.close()
        try expectTrue(waiting > 0 && Files.size(file + "-wal") == waiting)
        unsafe rename(elsewhere, file)
        let again = try TestLedger(home.home)
        try await expectEqual(again.ledger.head().size, 1)
    }

    @Test func `a reader that could not open its files tries again`() async throws {
        let home = try TestLedger()
        try await home.append("Step", to: .loan(1))
        // No thread has read yet. The file is elsewhere for a moment.
        let (file, elsewhere) = (home.directory.ledgerFile, home.directory.path + "/elsewhere")
        unsafe rename(file, elsewhere)
        for _ in 0..<4 {
            let failure = await #expect(throws: LogFailure.self) { try await home.ledger.head() }
            expectEqual(failure?.code, .damaged, "its write-ahead log is there")
        }
        unsafe rename(elsewhere, file)
        for _ in 0..<4 { try await expectEqual(home.ledger.head().size, 1) }
    }

    @Test func `the age of the universe may pass between two commands`() async throws {
        let home = try TestLedger()
        try await home.append("Early", to: .loan(1))
        home.clock.advance(seconds: 3_000_000_000)
        try await home.append("Late", to: .loan(1))
        try await home.verify()
    }
}

/// The immutable flag of ext file systems (chattr(1)).
private enum Immutable {
    static let isPossible: Bool = {
        guard getuid() == 0, let home = try? TestDirectory() else { return false }
        let isSet = set(home.directory.path, true)
        return set(home.directory.path, false) && isSet
    }()

    @discardableResult
    static func set(_ path: String, _ isImmutable: Bool) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/chattr")
        process.arguments = [isImmutable ? "+i" : "-i", path]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
