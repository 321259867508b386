import Foundation
import LogTestSupport
import SQLite
import Synchronization
import TestSupport
import Testing

@testable import EventLog

/// Which files open, and what is said of those that do not (invariant 13).
@Suite("Ledger file") struct LedgerFileTests {
    private func failure(_ body: () throws -> Void) -> LogFailure? {
        do {
            try body()
            return nil
        } catch { return error as? LogFailure }
    }

    private func makeClosedLog() throws -> TestDirectory {
        let log = try TestLog()
        try log.append([.noted()], to: StreamID(recorded: "thing-a"))
        try log.writer.checkpointAll()
        return try log.home.copy()
    }

    @Test func `a file of a newer version is refused and left alone`() throws {
        let home = try makeClosedLog()
        try TestLog.tamper(
            home.directory, "PRAGMA journal_mode = DELETE", "PRAGMA user_version = 99")
        let before = try Files.bytes(home.directory.ledgerFile)
        let writing = failure { _ = try LogWriter(directory: home.directory) }
        expectTrue(writing?.code == .newerFormat && writing?.hint.isEmpty == false)
        let reading = failure { _ = try LogReader(directory: home.directory) }
        expectEqual(reading?.code, .newerFormat)
        try expectEqual(Files.bytes(home.directory.ledgerFile), before)
    }

    @Test func `a file of the first format is brought up to date and keeps what it has`() throws {
        let home = try makeClosedLog()
        try TestLog.tamper(
            home.directory, "ALTER TABLE event DROP COLUMN data_digest", "DROP TABLE claim_change",
            "DROP TABLE effect",
            "PRAGMA user_version = 1")
        let log = try TestLog(home)
        let claim = Claim(space: "email", value: "ada@example.com")
        try log.append([.noted(claims: [.take(claim)])], to: StreamID(recorded: "thing-b"))
        try expectEqual(log.reopen().writer.holder(of: claim)?.name, "thing-b")
        try expectEqual(log.reopen().head, 2)
        try log.makeReader().verifyAll(log)
    }

    @Test func `a file that is no database is refused as damaged`() throws {
        let home = try TestDirectory()
        try Files.write(Data(repeating: 0x41, count: 5000), home.directory.ledgerFile)
        expectEqual(failure { _ = try LogWriter(directory: home.directory) }?.code, .damaged)
        expectEqual(failure { _ = try LogReader(directory: home.directory) }?.code, .damaged)
    }

    @Test(arguments: [true, false])
    func `where the log is away and its write-ahead log is not, nobody touches either`(
        isEmpty: Bool
    ) throws {
        let log = try TestLog()
        try log.append([.noted()], to: StreamID(recorded: "thing-a"))
        let home = try log.home.copy()
        let (file, ahead) = (home.directory.ledgerFile, home.directory.ledgerFile + "-wal")
        let (whole, waiting) = (try Files.bytes(file), try Files.bytes(ahead))
        expectFalse(waiting.isEmpty)
        if isEmpty {
            try Files.truncate(file, to: 0)
        } else {
            try FileManager.default.removeItem(atPath: file)
        }
        expectEqual(failure { _ = try LogReader(directory: home.directory) }?.code, .damaged)
        expectEqual(failure { _ = try LogWriter(directory: home.directory) }?.code, .damaged)
        try expectEqual(Files.bytes(ahead), waiting)
        try Files.write(whole, file)
        try expectEqual(LogReader(directory: home.directory).head().position, 1)
    }

    @Test(arguments: [true, false])
    func `a log that is away with its write-ahead log is missed, and none is begun in its place`(
        isEmpty: Bool
    ) throws {
        let home = try makeClosedLog()
        let file = home.directory.ledgerFile
        SQLiteFiles.remove(file)
        if isEmpty { try Files.write(Data(), file) }
        for attempt in [
            { _ = try LogWriter(directory: home.directory) },
            { _ = try LogReader(directory: home.directory) },
            { try home.directory.requireLedger() },
        ] as [() throws -> Void] {
            let failure = failure(attempt)
            expectEqual(failure?.code, .anchorMismatch)
            expectEqual(failure?.explanation.contains("up to position 1"), true)
            expectEqual(failure?.explanation.contains(isEmpty ? "is empty" : "is gone"), true)
            expectEqual(failure?.hint.contains("restore a backup"), true)
        }
        expectEqual(FileManager.default.fileExists(atPath: file), isEmpty)
        let lock = try DirectoryLock.acquire(home.directory, purpose: "onboard serve")
        let beside = failure { _ = try LogReader(directory: home.directory) }
        expectEqual(beside?.hint.hasPrefix("Do not stop process \(getpid()) (onboard serve)"), true)
        _ = consume lock
        try FileManager.default.removeItem(atPath: home.directory.anchorFile)
        expectEqual(failure { try home.directory.requireLedger() }?.code, .absent)
        try expectEqual(TestLog(home).head, 0)
    }

    @Test(arguments: [
        "CREATE TABLE contacts (name TEXT)",
        "CREATE TABLE session (id INTEGER); PRAGMA user_version = 5",
        "CREATE TABLE contacts (name TEXT); PRAGMA user_version = 99",
    ])
    func `a database that is no ledger's log is refused and left alone`(sql: String) throws {
        let home = try TestDirectory()
        try TestLog.tamper(home.directory, sql)
        let before = try Files.bytes(home.directory.ledgerFile)
        for refused in [
            failure { _ = try LogWriter(directory: home.directory) },
            failure { _ = try LogReader(directory: home.directory) },
        ] {
            expectEqual(refused?.code, .damaged)
            expectEqual(refused?.explanation.contains("no ledger's log"), true)
        }
        try expectEqual(Files.bytes(home.directory.ledgerFile), before)
    }

    @Test func `reading a directory without a ledger says how to start one`() throws {
        let home = try TestDirectory()
        let failure = failure { _ = try LogReader(directory: home.directory) }
        expectTrue(failure?.code == .absent && failure?.hint.contains("onboard serve") == true)
        try expectFalse(home.directory.holdsLedger)
    }

    /// What is left of a program that was killed while it made the ledger (contract L15).
    @Test(arguments: ["", "PRAGMA journal_mode = WAL"])
    func `a file without tables holds no ledger yet, and is made into one`(sql: String) throws {
        let home = try TestDirectory()
        try Files.write(Data(), home.directory.ledgerFile)
        try TestLog.tamper(home.directory, sql)
        try expectBlank(home)
    }

    /// The file's first page is written and the journal that undoes it is still there.
    @Test func `a file whose first page was cut short holds no ledger yet`() throws {
        let home = try TestDirectory()
        try TestLog.tamper(home.directory, "PRAGMA journal_mode = WAL")
        // https://www.sqlite.org/fileformat.html#the_rollback_journal: there were no pages before.
        let magic: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
        let sizes: [UInt8] = [0, 0, 2, 0, 0, 0, 0x10, 0]  // of a sector and of a page
        let header = magic + [UInt8](repeating: 0, count: 12) + sizes
        let journal = Data(header) + Data(count: 512 - header.count)
        for suffix in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: home.directory.ledgerFile + suffix)
        }
        try Files.write(journal, home.directory.ledgerFile + "-journal")
        try expectBlank(home)
    }

    private func expectBlank(_ home: TestDirectory) throws {
        let before = try Files.bytes(home.directory.ledgerFile)
        try expectFalse(home.directory.holdsLedger)
        expectEqual(failure { _ = try LogReader(directory: home.directory) }?.code, .absent)
        expectEqual(failure { try home.directory.requireLedger() }?.code, .absent)
        try expectEqual(Files.bytes(home.directory.ledgerFile), before)
        let log = try TestLog(home)
        try expectTrue(home.directory.holdsLedger)
        try log.append([.noted()], to: StreamID(recorded: "thing-a"))
        try expectEqual(log.makeReader().head().position, 1)
    }

    @Test func `a ledger without its own key is refused`() throws {
        let home = try makeClosedLog()
        try TestLog.tamper(home.directory, "DELETE FROM ledger_fact")
        expectEqual(failure { _ = try LogWriter(directory: home.directory) }?.code, .damaged)
    }

    @Test func `each ledger has a key of its own`() throws {
        let keys = try (0..<3).map { _ in try TestLog().writer.serverKey }
        expectTrue(Set(keys).count == 3 && keys.allSatisfy { $0.count == 32 })
        let home = try makeClosedLog()
        let again = try (0..<2).map { _ in try LogWriter(directory: home.directory).serverKey }
        expectEqual(again[0], again[1])
    }

    @Test func `a file is not taken for a directory that cannot be written`() throws {
        let home = try TestDirectory()
        let path = home.directory.path + "/file"
        try Files.write(Data("x".utf8), path)
        let failure = failure { try DataDirectory(path: path).create() }
        expectEqual(failure?.code, .notWritable)
        expectEqual(failure?.explanation, "\(path) is a file, and no directory.")
    }

    @Test func `one holder at a time has the directory, and is named`() throws {
        let home = try TestDirectory()
        let lock = try DirectoryLock.acquire(home.directory, purpose: "serve")
        let refused = failure {
            _ = try DirectoryLock.acquire(home.directory, purpose: "rebuild")
        }
        expectEqual(refused?.code, .inUse)
        expectEqual(refused?.explanation.contains("process \(getpid()) (serve)"), true)
        _ = consume lock
        _ = try DirectoryLock.acquire(home.directory, purpose: "rebuild")
    }

    @Test func `a lock's file that is taken away lets nobody in beside another`() throws {
        let home = try TestDirectory()
        let directory = home.directory
        let inside = Atomic(0)
        let crossings = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            for _ in 0..<500 {
                guard let lock = try? DirectoryLock.acquire(directory, purpose: "backup") else {
                    continue
                }
                let others = inside.add(1, ordering: .sequentiallyConsistent).oldValue
                if others > 0 { crossings.withLock { $0 += 1 } }
                sched_yield()
                inside.subtract(1, ordering: .sequentiallyConsistent)
                // As a backup does: its directory keeps no lock.
                unsafe unlink(directory.lockFile)
                _ = consume lock
            }
        }
        expectEqual(crossings.withLock { $0 }, 0)
    }

    @Test func `the directory is free although a child process still has the descriptor`() throws {
        let home = try TestDirectory()
        let lock = try DirectoryLock.acquire(home.directory, purpose: "serve")
        // What a fork does: another descriptor of the same open file.
        let inherited = dup(try required(openDescriptor(of: home.directory.lockFile)))
        defer { close(inherited) }
        _ = consume lock
        _ = try DirectoryLock.acquire(home.directory, purpose: "rebuild")
    }

    private func openDescriptor(of path: String) -> Int32? {
        (0..<1024).first { descriptor in
            let link = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/self/fd/\(descriptor)")
            return link == path
        }
    }

    @Test func `a directory below a file cannot be made`() throws {
        let home = try TestDirectory()
        try Files.write(Data(), home.directory.path + "/file")
        let below = DataDirectory(path: home.directory.path + "/file/data")
        expectEqual(failure { try below.create() }?.code, .notWritable)
    }

    @Test func `directories above are made as well`() throws {
        let home = try TestDirectory()
        try DataDirectory(path: home.directory.path + "/a//b/c").create()
        expectTrue(FileManager.default.fileExists(atPath: home.directory.path + "/a/b/c"))
    }

    @Test(.enabled(if: getuid() != 0, "root may write everywhere"))
    func `a directory that cannot be written is refused`() throws {
        let home = try TestDirectory()
        unsafe chmod(home.directory.path, 0o500)
        defer { unsafe chmod(home.directory.path, 0o700) }
        expectEqual(failure { try home.directory.create() }?.code, .notWritable)
    }

    @Test func `a directory that one may not look into is told from one without a ledger`()
        async throws
    {
        let home = try makeClosedLog()
        let path = home.directory.path
        unsafe chmod(path, 0)
        defer { unsafe chmod(path, 0o700) }
        await #expect(processExitsWith: .success) { [path = path as String] in
            // Root may look anywhere, and nobody else may.
            guard geteuid() != 0 || setuid(65534) == 0 else { exit(2) }
            do throws(LogFailure) { try DataDirectory(path: path).requireLedger() } catch {
                let isTold = error.explanation.contains("Permission denied")
                exit(error.code == .notWritable && isTold ? 0 : 3)
            }
            exit(4)
        }
    }

    @Test func `that no descriptor is left is not taken for missing permission`() async throws {
        let home = try makeClosedLog()
        await #expect(processExitsWith: .success) { [path = home.directory.path as String] in
            var limit = rlimit(rlim_cur: 64, rlim_max: 64)
            guard unsafe setrlimit(Int32(RLIMIT_NOFILE.rawValue), &limit) == 0 else { exit(2) }
            while unsafe open("/dev/null", O_RDONLY) >= 0 {}
            do throws(LogFailure) {
                _ = try LogReader(directory: DataDirectory(path: path))
            } catch {
                exit(error.explanation.contains("no descriptor left") ? 0 : 3)
            }
            exit(4)
        }
    }

    @Test func `readers cannot write`() throws {
        let home = try makeClosedLog()
        let reader = try LogReader(directory: home.directory)
        #expect(throws: SQLiteError.self) { try reader.connection.execute("DELETE FROM event") }
    }
}
