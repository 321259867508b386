import Foundation
import LogTestSupport
import TestSupport
import Testing

@testable import OnboardingLedger

/// The transfer agent as a program that does what it likes.
@Suite("Sendmail", .timeLimit(.minutes(5))) struct SendmailTests {
    private let home: TestDirectory
    private var program: String { home.directory.path + "/sendmail" }

    init() throws { home = try TestDirectory() }

    private static let mail = Mail(
        to: "ada@example.com", subject: "Welcome", text: "Grüße\n", kind: .welcome)

    /// The program is written by another process: one of ours that forks meanwhile would hold it
    /// open for writing, and what is open for writing cannot be run.
    private func mailer(_ script: String, millisecondsMax: Int32 = 20_000) throws -> SendmailMailer
    {
        let text = home.directory.path + "/script"
        try Files.write(Data("#!/bin/sh\n\(script)\n".utf8), text)
        let end = SpawnedProgram.run(
            "/usr/bin/install", ["-m", "700", text, program], input: [], milliseconds: 20_000)
        try required(end == .exited(status: 0))
        return SendmailMailer(
            from: "app@example.com", program: program, millisecondsMax: millisecondsMax)
    }

    private func deliver(_ mailer: SendmailMailer) async throws {
        try await onThread { try mailer.deliver(Self.mail) }
    }

    @Test func `the agent gets the mail on its standard input`() async throws {
        let file = home.directory.path + "/mail"
        try await deliver(try mailer("echo \"$@\" > \(file); cat >> \(file)"))
        let text = String(decoding: try Files.bytes(file), as: UTF8.self)
        expectTrue(text.hasPrefix("-t -i -f app@example.com\nFrom: app@example.com\n"))
        expectTrue(text.contains("To: ada@example.com\nSubject: Welcome\n"))
        expectTrue(text.hasSuffix("\n\nGrüße\n"))
    }

    /// With `-t` the agent would take a header of its own for one more recipient.
    @Test func `an address with a line's end adds no header`() {
        let mail = Mail(
            to: "ada@example.com\r\nBcc: eve@example.com", subject: "Welcome", text: "",
            kind: .welcome)
        let lines = SendmailMailer.text(mail, from: "app@example.com").split(separator: "\n")
        expectTrue(lines.contains("To: ada@example.comBcc: eve@example.com"))
        expectFalse(lines.contains { $0.hasPrefix("Bcc") })
    }

    @Test(arguments: [
        ("exit 75", "exit_75"), ("cat > /dev/null; exit 67", "exit_67"), ("kill -9 $$", "signal_9"),
    ])
    func `an agent that refuses says why by its status`(script: String, reason: String)
        async throws
    {
        let mailer = try mailer(script)
        await #expect(throws: MailFailure(reason: reason)) { try await deliver(mailer) }
    }

    @Test func `an agent that is not there is said not to start`() async throws {
        let mailer = SendmailMailer(from: "a@b.co", program: program + "-absent")
        await #expect(throws: MailFailure.notStarted) { try await deliver(mailer) }
    }

    @Test(arguments: ["exec sleep 600", "sleep 600", "trap '' TERM; while :; do :; done"])
    func `an agent that hangs is ended when its time is over`(script: String) async throws {
        let file = home.directory.path + "/pid"
        let mailer = try mailer("echo $$ > \(file); \(script)", millisecondsMax: 2000)
        await #expect(throws: MailFailure.timedOut) { try await deliver(mailer) }
        let text = String(decoding: try Files.bytes(file), as: UTF8.self)
        let pid = try required(Int32(text.filter(\.isNumber)))
        expectTrue(kill(pid, 0) == -1 && errno == ESRCH, "it has ended, and somebody waited for it")
    }

    @Test func `a program whose end cannot be awaited is ended, and that is no time limit`() async {
        await #expect(processExitsWith: .success) {
            var limit = rlimit(rlim_cur: 64, rlim_max: 64)
            guard unsafe setrlimit(Int32(RLIMIT_NOFILE.rawValue), &limit) == 0 else { exit(2) }
            // The tests' own threads may let a descriptor go in between, which is taken next time.
            for _ in 0..<10 {
                var last: Int32 = -1
                while case let taken = dup(STDIN_FILENO), taken >= 0 { last = taken }
                // Room for one more descriptor: what the program reads.
                if last >= 0 { close(last) }
                let end = SpawnedProgram.run(
                    "/bin/sleep", ["600"], input: [], milliseconds: 1000)
                if end == .notWatched { exit(0) }
            }
            exit(3)
        }
    }

    @Test func `a program whose status went elsewhere has not succeeded`() async {
        await #expect(processExitsWith: .success) {
            signal(SIGCHLD, SIG_IGN)
            let end = SpawnedProgram.run(
                "/bin/sh", ["-c", "sleep 0.2; exit 75"], input: [], milliseconds: 20_000)
            exit(end == .notWatched ? 0 : 1)
        }
    }

    @Test func `what an agent leaves running holds up nobody`() async throws {
        let file = home.directory.path + "/pid"
        try await deliver(try mailer("sleep 600 & echo $! > \(file); exit 0"))
        let text = String(decoding: try Files.bytes(file), as: UTF8.self)
        let pid = try required(Int32(text.filter(\.isNumber)))
        expectEqual(kill(pid, SIGKILL), 0, "it runs on")
    }
}
