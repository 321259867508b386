import Bench
import JSON
import TestSupport
import Testing

@testable import EventLog
@testable import HTTPServer
@testable import Onboarding
@testable import OnboardingLedger
@testable import ReadModels
@testable import onboard

/// The one table in which errors become exit codes (contract section 8).
struct ExitCodeTests {
    private static let stream = StreamID(category: "loan", id: "1")
    private static let position = GlobalPosition(rawValue: 3)

    /// One of each kind of error, with the code that it must have.
    static let kinds: [(any Error & Sendable, ExitCode)] =
        LogFailure.codes.map { (LogFailure($0, "x"), .storage) }
        + HTTPServerError.Code.allCases.map {
            (HTTPServerError(code: $0, operation: "bind", systemError: 0, address: "a"), .failed)
        }
        + [
            (UsageError(command: "onboard", reason: .missingOption("x")), .usage),
            (SettingsError(.missing("ONBOARD_JWT_SECRET", purpose: "x")), .usage),
            (CommandFailure.noSuchStream("x-1"), .failed),
            (CommandFailure.nothingFound("x"), .failed),
            (CommandFailure.severalSubjects("x", count: 2, hasMore: false), .failed),
            (CommandFailure.noSuchVersion(stream: "x-1", version: 2, newest: 1), .failed),
            (CommandFailure.noSuchKey("x"), .failed), (CommandFailure.keyNotShown("x"), .failed),
            (CommandFailure.noSuchFlow("x", known: []), .usage),
            (CommandFailure.noSuchField("x", known: []), .failed),
            (CommandFailure.fileUnreadable("x", reason: "y"), .failed),
            (CommandFailure.fileUnwritable("x", reason: "y"), .failed),
            (CommandFailure.fileWithoutRoom("x"), .storage),
            (CommandFailure.gzip(file: "x", reason: "y"), .failed),
            (CommandFailure.badRow(line: 2, reason: "x"), .failed),
            (CommandFailure.wrongFlowFile(["x"]), .failed),
            (CommandFailure.lineTooLong(line: 2, bytesMax: 1), .failed),
            (CommandFailure.demo("x"), .failed),
            (ControlFailure(status: 409, code: "c", explanation: "x", hint: ""), .failed),
            (ControlFailure(status: 503, code: "c", explanation: "x", hint: ""), .storage),
            (ConnectionFailure.closed, .failed), (ConnectionFailure.malformed, .failed),
            (ConnectionFailure.refused(reason: "x"), .failed),
            (ConnectionFailure.system(reason: "x"), .failed),
            (ChainDefect(kind: .gap, position: position, explanation: "x"), .failed),
            (
                ViewDefect(view: .session, stream: "x-1", position: nil, explanation: "x"), .failed
            ),
            (FunnelRefusal.unknownFlow("x", known: []), .usage),
            (FunnelRefusal.unknownAttribute("x", known: []), .usage),
            (FunnelRefusal.wrongBandWidth("x", width: "-5"), .usage),
            (FunnelRefusal.reversedRange, .usage),
            (ProofRefusal.noSuchPosition(position, positions: .start), .failed),
            (ProofDefect.leafMismatch, .failed), (ProofDefect.unreadable("x"), .failed),
            (FlowFileError(problems: []), .usage), (UnsafeFlowChange(problems: []), .failed),
            (UnfitTable.unknownColumns(names: ["x"], known: []), .usage),
            (UnfitTable.repeatedColumns(names: ["x"]), .usage),
            (UnfitTable.unreadable(line: 1, reason: "x"), .failed), (UnfitTable.empty, .failed),
            (RestoreLineError(line: 1, explanation: "x"), .failed),
            (RestoreRejection(position: position, explanation: "x"), .failed),
            (
                AppendRejection.versionConflict(
                    stream: stream, expected: .none, actual: StreamVersion(rawValue: 1)), .failed
            ),
            (AppendRejection.claimTaken(Claim(space: "s", value: "v"), holder: stream), .failed),
            (BenchFailure.unknownSuite("x", known: []), .usage),
            (BenchFailure.wrongOutcome("x"), .failed),
            (JSONError(.unexpectedEnd, at: 0), .storage),
        ]

    @Test(arguments: kinds.indices)
    func `every kind of error has its exit code, a stable code and words`(_ index: Int) {
        let (error, expected) = Self.kinds[index]
        let complaint = Complaint(error)
        expectEqual(complaint.exitCode, expected)
        expectTrue(complaint.code != "internal", "\(error)")
        expectFalse(complaint.explanation.isEmpty)
    }

    @Test func `the exit codes are those of the contract`() {
        expectEqual(ExitCode.allCases.map(\.rawValue), [0, 1, 2, 3])
    }

    @Test func `what nobody foresaw still ends with 1`() {
        struct Odd: Error {}
        expectEqual(Complaint(Odd()).exitCode, .failed)
    }
}

extension LogFailure {
    static var codes: [LogFailure.Code] { LogFailure.Code.allCases }
}
