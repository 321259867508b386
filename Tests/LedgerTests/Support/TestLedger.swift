import Foundation
import JSON
import LogTestSupport
import Onboarding
import Synchronization
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger
@testable import ReadModels

/// A clock that stands still until it is told otherwise, and may go back.
final class TestClock: WallClock {
    private let milliseconds: Mutex<Int64>
    private let uptime = Mutex<Int64>(0)

    init(_ time: Timestamp = noon) { milliseconds = Mutex(time.milliseconds) }

    func now() -> Timestamp { milliseconds.withLock { Timestamp(milliseconds: $0) } }

    func advance(seconds: Int64) { milliseconds.withLock { $0 += seconds * 1000 } }

    var uptimeMilliseconds: Int64 { uptime.withLock { $0 } }

    /// Time passes, whatever the time of day does.
    func pass(seconds: Int64) { uptime.withLock { $0 += seconds * 1000 } }
}

/// A ledger in a directory of its own; closed when the last reference goes.
final class TestLedger: Sendable {
    let home: TestDirectory
    let clock: TestClock
    let ledger: Ledger

    var directory: DataDirectory { home.directory }

    init(
        _ home: TestDirectory, clock: TestClock = TestClock(), queuedMax: Int = 4096,
        gateStreamsMax: Int = 200_000
    ) throws(LogFailure) {
        self.home = home
        self.clock = clock
        var options = LedgerOptions(directory: home.directory, clock: clock)
        options.queuedCommandsMax = queuedMax
        options.gateStreamsMax = gateStreamsMax
        ledger = try Ledger(options)
    }

    convenience init() throws(LogFailure) { try self.init(try TestDirectory()) }

    deinit { ledger.close() }

    /// Closes in order and opens again.
    func reopen() throws(LogFailure) -> TestLedger {
        ledger.close()
        return try TestLedger(home, clock: clock)
    }

    // MARK: Writing

    /// Appends events named by their types to one stream.
    @discardableResult
    func append(
        _ types: String..., to stream: StreamID, expected: ExpectedVersion = .any,
        attributes: [String: String] = [:], occurredAt: Timestamp? = nil
    ) async throws -> AppendReceipt {
        let events = types.map {
            NewEvent.declared($0, attributes: attributes, occurredAt: occurredAt)
        }
        return try await ledger.perform { transaction in
            try transaction.append(
                [StreamAppend(to: stream, expected: expected, events: events)], metadata: .test)
        }
    }

    /// Appends one event as it is.
    func append(_ event: NewEvent, to stream: StreamID) async throws {
        _ = try await ledger.perform { transaction in
            try transaction.append(
                [StreamAppend(to: stream, expected: .any, events: [event])], metadata: .test)
        }
    }

    /// Runs commands in one batch, in their order: the writer is held until all of them wait.
    func batch<R: Sendable>(_ bodies: [@Sendable (CommandTransaction) throws -> R]) async
        -> [Result<R, any Error>]
    {
        let gate = DispatchSemaphore(value: 0)
        let (ledger, isHeld) = (ledger, Flag())
        let holder = Task {
            try await ledger.perform { _ in
                isHeld.raise()
                gate.wait()
            }
        }
        await until { isHeld.isRaised }
        var commands: [Task<R, any Error>] = []
        for (index, body) in bodies.enumerated() {
            commands.append(Task { try await ledger.perform(body) })
            await until { ledger.queuedCommandCount == index + 1 }
        }
        gate.signal()
        _ = try? await holder.value
        var results: [Result<R, any Error>] = []
        for command in commands { results.append(await command.result) }
        return results
    }

    // MARK: Checking

    /// What a rebuild from nothing comes to, beside the ledger's own views.
    func freshReports(
        heldMax: Int = 32_768, chunkSize: Int = 2048, excessMax: Int = 16 << 20
    ) throws -> [ViewReport] {
        let rebuild = ViewRebuild(
            directory: directory, upcasting: .domain, heldMax: heldMax, chunkSize: chunkSize,
            excessMax: excessMax)
        defer { ViewFile.remove(rebuild.path) }
        return try rebuild.run { _, _ in }
    }

    /// Verifies the log, and that the views equal a fresh fold; answers what was found.
    @discardableResult
    func verify() async throws -> VerificationReport {
        let report = try LedgerVerification.run(directory)
        let fresh = try freshReports()
        expectEqual(report.views, fresh, "verified views equal a fresh fold")
        return report
    }

    /// The same for a test whose events take unique keys that no flow of ours knows: nobody can
    /// tell from those events which keys are held.
    @discardableResult
    func verifyWithMadeUpKeys() async throws -> VerifiedLog {
        do { _ = try LedgerVerification.run(directory) } catch let defect as ClaimDefect {
            guard defect.position == nil else { throw defect }
        }
        return try LogReader(directory: directory).verify(
            directory: directory, erasures: RecordedErasure.reading
        ) { _, _ in }
    }

    func state(_ stream: StreamID) async throws -> SubjectState {
        try await ledger.perform { try $0.state(of: stream) }
    }

    func row(_ view: ViewName, _ stream: StreamID) async throws -> ViewRow? {
        try await ledger.read { reader in
            guard let id = try reader.log.internedID(of: stream) else { return nil }
            return try reader.views().row(view, streamID: id)
        }
    }
}

/// Waits for a fact, giving way to others meanwhile; a limit on the whole test bounds it.
func until(_ isTrue: () -> Bool) async {
    while !isTrue() { await Task.yield() }
}

/// Raised once, seen by others.
final class Flag: Sendable {
    private let value = Mutex(false)

    var isRaised: Bool { value.withLock { $0 } }

    func raise() { value.withLock { $0 = true } }
}

extension Ledger {
    /// Runs `body` while both threads that hash passwords are held.
    @discardableResult
    func holdingPasswords<R>(_ body: () async throws -> R) async throws -> R {
        let gate = DispatchSemaphore(value: 0)
        let held = [Flag(), Flag()]
        let holders = held.map { flag in
            Task { [passwords] in
                try await passwords.run { _ in
                    flag.raise()
                    gate.wait()
                }
            }
        }
        await until { held.allSatisfy(\.isRaised) }
        defer { for _ in holders { gate.signal() } }
        return try await body()
    }
}

/// What a test throws to undo something.
struct Stop: Error {}

extension NewEvent {
    /// An event of a flow without code.
    static func declared(
        _ type: String, attributes: [String: String] = [:], occurredAt: Timestamp? = nil
    ) -> NewEvent {
        let data = JSONWriter.encode { writer in
            writer.object { writer in
                writer.member("attributes") { writer in
                    writer.object { writer in
                        for (key, value) in attributes.sorted(by: { $0.key < $1.key }) {
                            writer.member(key: key, value)
                        }
                    }
                }
            }
        }
        return NewEvent(type: EventType(type), data: data, occurredAt: occurredAt)
    }
}

extension StreamID {
    static func loan(_ id: Int) -> StreamID { StreamID(category: "loan", id: String(id)) }
}
