import Foundation
import JSON
import TestSupport

/// The built command, run as people run it.
struct Onboard {
    /// What a finished run left.
    struct Outcome: Sendable {
        let code: Int32
        let out: String
        let err: String

        /// Standard output as one JSON value; null when it is none.
        var json: JSONValue { Self.value(out) }
        /// Standard output as one JSON value for each line.
        var jsonLines: [JSONValue] { out.split(separator: "\n").map { Self.value(String($0)) } }
        /// The code of the complaint under `--json`.
        var complaint: String? {
            err.split(separator: "\n").last.flatMap {
                Self.value(String($0))["error"]?["code"]?.stringValue
            }
        }

        private static func value(_ text: String) -> JSONValue {
            (try? JSONValue(parsing: text)) ?? .null
        }
    }

    /// The executable lies beside the test bundle, which is the running program.
    static let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "onboard")

    /// Only what is said here, so that the tests do not depend on who runs them.
    static let environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]

    static func process(_ arguments: [String], environment: [String: String] = [:]) -> Process {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = Self.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        return process
    }

    static func run(
        _ arguments: String..., environment: [String: String] = [:], input: String? = nil
    ) async throws -> Outcome {
        try await run(arguments, environment: environment, input: input)
    }

    static func run(
        _ arguments: [String], environment: [String: String] = [:], input: String? = nil
    ) async throws -> Outcome {
        try await onThread { try wait(arguments, environment, input) }
    }

    /// Runs to the end; outputs go through files, so that no pipe fills up.
    private static func wait(
        _ arguments: [String], _ environment: [String: String], _ input: String?
    ) throws -> Outcome {
        let folder = TemporaryFolder()
        let process = process(arguments, environment: environment)
        let (outPath, errPath) = (folder.file("out", ""), folder.file("err", ""))
        process.standardOutput = FileHandle(forWritingAtPath: outPath)
        process.standardError = FileHandle(forWritingAtPath: errPath)
        if let input {
            process.standardInput = FileHandle(forReadingAtPath: folder.file("in", input))
        }
        try process.run()
        process.waitUntilExit()
        return Outcome(
            code: process.terminationReason == .exit ? process.terminationStatus : -1,
            out: folder.text("out"), err: folder.text("err"))
    }
}

/// The repository's own sample files.
enum Fixture {
    static let flow = Repository.fixture("loan.flow.json").path
    static let club = Repository.fixture("club.flow.json").path
    static let sample = Repository.fixture("loan-sample.csv").path
    static let bad = Repository.fixture("loan-bad.csv").path

    /// Imports a table of loans.
    static func importLoans(_ csv: String, into data: String, _ more: String...) async throws
        -> Onboard.Outcome
    {
        let arguments = [
            "import", "--data", data, "--flow", flow, "--csv", csv, "--subject", "case_id",
            "--event", "activity", "--time", "occurred_at", "--actor", "resource",
        ]
        return try await Onboard.run(arguments + more)
    }
}

/// A server of the built command on a free port, stopped with a signal.
///
/// `@unchecked Sendable`: the process is started before anybody else has this, and stopped by one.
final class RunningServer: @unchecked Sendable {
    let firstLine: String
    let port: UInt16
    private let folder = TemporaryFolder()
    private let process: Process

    /// Starts the server and waits until it listens.
    ///
    /// - Parameter tracer: a program with its arguments that runs the server.
    init(
        _ data: String, _ arguments: [String] = ["--dev"], environment: [String: String] = [:],
        under tracer: [String] = []
    ) async throws {
        let (process, output) = (
            Onboard.process(
                ["serve", "--data", data, "--listen", "127.0.0.1:0"] + arguments,
                environment: environment),
            Pipe()
        )
        if let program = tracer.first {
            process.arguments =
                tracer.dropFirst() + [Onboard.executable.path] + (process.arguments ?? [])
            process.executableURL = URL(filePath: program)
        }
        process.standardOutput = output
        process.standardError = FileHandle(forWritingAtPath: folder.file("err", ""))
        try process.run()
        self.process = process
        let line = try await onThread { Self.line(output.fileHandleForReading) }
        firstLine = line
        port = line.split(separator: ":").last.flatMap { UInt16($0.dropLast()) } ?? 0
    }

    /// The one line that the server writes; the pipe ends when it cannot start.
    private static func line(_ output: FileHandle) -> String {
        var line = ""
        while !line.hasSuffix("\n"), let byte = try? output.read(upToCount: 1), !byte.isEmpty {
            line += String(decoding: byte, as: UTF8.self)
        }
        return line
    }

    deinit { if process.isRunning { process.terminate() } }

    var processID: Int32 { process.processIdentifier }

    func send(_ signal: Int32) { kill(processID, signal) }

    /// Asks the server to stop and gives its exit code; -1 when a signal ended it.
    func stop(_ signal: Int32 = SIGTERM) async throws -> Int32 {
        try await onThread { [self] in
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            return process.terminationReason == .exit ? process.terminationStatus : -1
        }
    }

    /// Waits for the server to end by itself and gives its exit code; -1 when a signal ended it.
    func end() async throws -> Int32 {
        try await onThread { [self] in
            process.waitUntilExit()
            return process.terminationReason == .exit ? process.terminationStatus : -1
        }
    }

    var log: String { folder.text("err") }
}
