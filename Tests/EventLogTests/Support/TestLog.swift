import LogTestSupport
import SQLite
import TestSupport
import Time

@testable import EventLog

/// A log and its writer on the test's own thread: each `append` is a command and a batch.
final class TestLog {
    let home: TestDirectory
    private(set) var writer: LogWriter
    var now = noon

    var directory: DataDirectory { home.directory }

    init(_ home: TestDirectory) throws {
        self.home = home
        writer = try LogWriter(directory: home.directory)
    }

    convenience init() throws { try self.init(try TestDirectory()) }

    var head: Int64 { writer.headPosition.rawValue }

    func makeReader() throws -> LogReader { try LogReader(directory: directory) }

    /// Every event, oldest first.
    func events() throws -> [RecordedEvent] {
        try makeReader().events(matching: EventFilter(), limit: .max)
    }

    /// Closes the files after a checkpoint and opens them again.
    func reopen() throws -> TestLog {
        try writer.checkpointAll()
        return try TestLog(home)
    }

    // MARK: Writing

    @discardableResult
    func append(
        _ appends: [StreamAppend], _ metadata: EventMetadata = .test,
        deduplicationKey: DeduplicationKey? = nil
    ) throws -> AppendReceipt {
        try batch {
            try command { try write(appends, metadata, deduplicationKey: deduplicationKey) }
        }
    }

    @discardableResult
    func append(
        _ events: [NewEvent], to stream: StreamID, expected: ExpectedVersion = .any,
        _ metadata: EventMetadata = .test
    ) throws -> AppendReceipt {
        try append([StreamAppend(to: stream, expected: expected, events: events)], metadata)
    }

    /// Commits what `body` keeps; undoes the batch when it throws.
    @discardableResult
    func batch<R>(_ body: () throws -> R) throws -> R {
        try writer.begin()
        do {
            let result = try body()
            try writer.commit()
            writer.ring()
            return result
        } catch {
            try writer.rollback()
            throw error
        }
    }

    /// Keeps what `body` writes, or drops it when it throws; a full disk has dropped it already.
    @discardableResult
    func command<R>(_ body: () throws -> R) throws -> R {
        writer.beginCommand()
        do {
            let result = try body()
            try writer.keepCommand()
            return result
        } catch {
            if writer.hasTransaction { try writer.dropCommand() }
            throw error
        }
    }

    /// Appends within the open command.
    @discardableResult
    func write(
        _ appends: [StreamAppend], _ metadata: EventMetadata = .test,
        deduplicationKey: DeduplicationKey? = nil
    ) throws -> AppendReceipt {
        do throws(AppendFailure) {
            return try writer.append(
                appends, metadata: metadata, recordedAt: now, deduplicationKey: deduplicationKey
            ) { _, _, _, _ in }
        } catch {
            throw error.cause
        }
    }

    /// Runs SQL on the closed file, as somebody with an editor would.
    static func tamper(_ directory: DataDirectory, _ sql: String...) throws {
        let connection = try SQLiteConnection.open(path: directory.ledgerFile, mode: .readWrite)
        for statement in sql { try connection.execute(statement) }
    }
}

// MARK: Samples

extension NewEvent {
    static func noted(
        _ number: Int = 1, type: String = "Noted", personal: String? = nil,
        claims: [ClaimChange] = []
    ) -> NewEvent {
        NewEvent(
            type: EventType(type), data: Array(#"{"number":\#(number)}"#.utf8),
            personal: personal.map { Array($0.utf8) }, claims: claims)
    }
}

extension StreamAppend {
    /// One event to `stream`.
    init(_ event: NewEvent, to stream: StreamID, expected: ExpectedVersion = .any) {
        self.init(to: stream, expected: expected, events: [event])
    }
}
