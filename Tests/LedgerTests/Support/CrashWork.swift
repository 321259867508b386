import EventLog
import Foundation
import Onboarding
import TestSupport

@testable import OnboardingLedger
@testable import ReadModels

/// What a child process does until it is killed: numbered commands, each acknowledged in a file
/// once its caller was answered.
enum CrashWork {
    /// How long a file is; 0 when it is not there.
    static func bytes(of file: String) -> Int64 {
        var facts = stat()
        return unsafe stat(file, &facts) == 0 ? Int64(facts.st_size) : 0
    }

    /// The streams that command `number` appends to, one event for each.
    static func streams(_ number: Int) -> [StreamID] {
        (0...(number % 3)).map { .loan((number * 7 + $0 * 3) % 11) }
    }

    /// Runs one command; the deduplication key makes it happen once however often it is run.
    static func run(_ number: Int, _ ledger: Ledger) async throws {
        try await ledger.perform { transaction in
            let appends = streams(number).map { stream in
                var event = NewEvent.declared("Done", attributes: ["n": "\(number)"])
                event.claims = [.take(Claim(space: "stream", value: stream.name))]
                return StreamAppend(to: stream, expected: .any, events: [event])
            }
            try transaction.append(
                appends, metadata: .test,
                deduplicationKey: DeduplicationKey(space: "crash", value: "\(number)"))
        }
    }

    /// Runs a command that appends and is then refused.
    static func runRefused(_ ledger: Ledger) async {
        _ = try? await ledger.perform { transaction in
            try transaction.append(
                [StreamAppend(to: .loan(1), expected: .any, events: [.declared("Refused")])],
                metadata: .test)
            throw Stop()
        }
    }

    /// Twelve commands with a refusal and a rebuild among them, in order.
    static func runScript(_ directory: String, acknowledging file: String) async throws {
        let ledger = try Ledger(
            LedgerOptions(directory: DataDirectory(path: directory), clock: TestClock()))
        let acknowledgements = AcknowledgementFile(file)
        for number in 0..<12 {
            try await run(number, ledger)
            acknowledgements.add(number)
            if number == 3 { await runRefused(ledger) }
            if number == 7 { _ = try await ledger.rebuild() }
        }
        ledger.close()
        acknowledgements.add(-1)
    }

    static let swapCount = 180

    /// Commands that change large rows all over the views' pages, while a reader keeps the last
    /// checkpoints from their end, so that the file alone is a mixture; then a rebuild.
    static func runSwap(_ directory: String, acknowledging file: String) async throws {
        let directory = DataDirectory(path: directory)
        let ledger = try Ledger(LedgerOptions(directory: directory, clock: TestClock()))
        let acknowledgements = AcknowledgementFile(file)
        let reader = try ViewReader(directory: directory)
        for number in 0..<swapCount {
            if number == 120 { try reader.begin() }
            try await addFiller(number, ledger)
            try await run(number, ledger)
            acknowledgements.add(number)
        }
        _ = try await ledger.rebuild()
        _ = reader
    }

    private static func addFiller(_ number: Int, _ ledger: Ledger) async throws {
        let filler = NewEvent.declared(
            "Filler", attributes: ["x": String(repeating: "x", count: 2000)])
        _ = try await ledger.perform { transaction in
            try transaction.append(
                [
                    StreamAppend(
                        to: StreamID(category: "filler", id: String(number % 96)), expected: .any,
                        events: [filler])
                ], metadata: .test)
        }
    }

    /// Eight tasks that append, and one that rebuilds, until somebody ends the process.
    static func runLoad(_ directory: String, acknowledging file: String, first: Int) async throws {
        let ledger = try Ledger(
            LedgerOptions(directory: DataDirectory(path: directory), clock: TestClock()))
        let acknowledgements = AcknowledgementFile(file)
        try await withThrowingTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    var number = first + task
                    while true {
                        try await run(number, ledger)
                        acknowledgements.add(number)
                        number += 8
                    }
                }
            }
            group.addTask { while true { _ = try await ledger.rebuild() } }
            try await group.waitForAll()
        }
    }
}

extension ViewReader {
    /// Begins a snapshot that nobody ends.
    func begin() throws {
        try connection.execute("BEGIN")
        _ = try reports()
    }
}

/// A file that acknowledgements are added to, one line each with one write, so that what was
/// written survives the process.
final class AcknowledgementFile: Sendable {
    private let descriptor: Int32

    init(_ path: String) { descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600) }

    deinit { close(descriptor) }

    func add(_ number: Int) {
        let line = Array("\(number)\n".utf8)
        let count = unsafe line.withUnsafeBytes {
            unsafe write(descriptor, $0.baseAddress, $0.count)
        }
        precondition(count == line.count, "a line is written whole")
    }

    static func read(_ path: String) throws -> [Int] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return String(decoding: try Files.bytes(path), as: UTF8.self)
            .split(separator: "\n").compactMap { Int($0) }
    }
}
