import Foundation
import JSON
import TestSupport
import Testing

@testable import onboard

/// The program as a whole: what it offers, and how it ends.
struct ProgramTests {
    private static let leaves = Program.specification.tree().filter {
        $0.command.subcommands.isEmpty
    }

    @Test(arguments: [
        ["erase", "ada@example.com", "--reason", "Asked for it"], ["reconcile"],
        ["keys", "revoke", "k1"], ["jobs", "run", "purge-expired"], ["log"],
    ])
    func `asking a directory without a ledger makes none`(_ arguments: [String]) async throws {
        let folder = TemporaryFolder()
        let data = "\(folder.path)/typo"
        let outcome = try await Onboard.run(arguments + ["--data", data])
        expectEqual(outcome.code, 3)
        expectTrue(outcome.err.contains("There is no ledger in"))
        expectFalse(FileManager.default.fileExists(atPath: data))
    }

    /// A shell writes the bytes, which no Swift text can hold.
    @Test(arguments: [
        (#"exec "$0" log --json --data "$1/$(printf 'led\351')""#, "led\\xE9', is not UTF-8"),
        (
            #"ONBOARD_DATA="$1/$(printf 'led\351')" exec "$0" log --json"#,
            "the value of ONBOARD_DATA is not UTF-8"
        ),
    ])
    func `a name that is not UTF-8 is refused, for it could be another's`(
        _ script: String, _ words: String
    ) async throws {
        let folder = TemporaryFolder()
        let (code, err) = try await onThread {
            let process = Onboard.process([])
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", script, Onboard.executable.path, folder.path]
            process.standardError = FileHandle(forWritingAtPath: folder.file("err", ""))
            try process.run()
            process.waitUntilExit()
            return (process.terminationStatus, folder.text("err"))
        }
        expectEqual(code, 2)
        let error = try JSONValue(parsing: err)["error"]
        expectEqual(error?["code"], "usage")
        let explanation = error?["explanation"]?.stringValue ?? ""
        expectTrue(explanation.hasSuffix(words), "\(explanation)")
    }

    @Test func `a directory that cannot be looked into is not said to have no ledger`()
        async throws
    {
        let folder = TemporaryFolder()
        let circle = folder.path + "/circle"
        try FileManager.default.createSymbolicLink(atPath: circle, withDestinationPath: "circle")
        let log = try await Onboard.run("log", "--json", "--data", circle)
        expectTrue((log.code, log.complaint) == (3, "storage.not_writable"))
        expectTrue(log.err.contains("cannot be read"), "\(log.err)")
        let doctor = try await Onboard.run("doctor", "--data", circle)
        expectTrue(doctor.code == 1 && doctor.out.contains("cannot be read"), "\(doctor.out)")
        expectTrue(
            !doctor.out.contains("no ledger") && !doctor.out.contains("Wait for that process"))
    }

    @Test func `what a full disk did not take is no success`() async throws {
        let (code, complaint) = try await onThread {
            let folder = TemporaryFolder()
            let process = Onboard.process(["version", "--json"])
            process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
            process.standardError = FileHandle(forWritingAtPath: folder.file("err", ""))
            try process.run()
            process.waitUntilExit()
            return (process.terminationStatus, folder.text("err"))
        }
        expectEqual(code, 3)
        expectTrue(complaint.contains("Standard output cannot be written: the disk is full"))
    }

    @Test func `what is done although nobody could be told of it says so`() async throws {
        let folder = TemporaryFolder()
        func told(_ arguments: [String]) async throws -> (code: Int32, err: String) {
            let arguments = arguments + ["--data", folder.path + "/data"]
            return try await onThread {
                let process = Onboard.process(arguments)
                process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
                process.standardError = FileHandle(forWritingAtPath: folder.file("err", ""))
                try process.run()
                process.waitUntilExit()
                return (process.terminationStatus, folder.text("err"))
            }
        }
        _ = try await Onboard.run(
            "flow", "add", Fixture.flow, "--data", folder.path + "/data")
        for (words, remark) in [
            (["rebuild"], "The rebuild is done all the same: onboard rebuild --report"),
            (["backup", folder.path + "/copy"], "The backup is whole all the same"),
            (["export", "--output", folder.path + "/all"], "The export is in \(folder.path)/all"),
            (["import", "--jsonl", folder.path + "/all"], "What could be taken in is there"),
            (["flow", "add", Fixture.club], "The flow is declared all the same"),
            (["jobs", "run", "expire-sessions"], "The job has run all the same"),
        ] {
            let (code, err) = try await told(words)
            expectTrue(code == 3 && err.contains(remark), "\(err)")
        }
        let (_, err) = try await told(["rebuild", "--dry-run"])
        expectFalse(err.contains("all the same"), "\(err)")
    }

    @Test func `a standard output that is closed is called so`() async throws {
        let complaint = try await onThread {
            let folder = TemporaryFolder()
            let process = Onboard.process([])
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", "exec \"$0\" version >&-", Onboard.executable.path]
            process.standardError = FileHandle(forWritingAtPath: folder.file("err", ""))
            try process.run()
            process.waitUntilExit()
            return folder.text("err")
        }
        expectEqual(complaint, "onboard: Standard output cannot be written: it is closed.\n")
    }

    @Test func `the specifications contradict nothing`() {
        expectEqual(Program.specification.contradictions, [])
    }

    @Test func `every command that is declared can be run, and the other way round`() {
        let declared = Self.leaves.map { $0.path.dropFirst().joined(separator: " ") }
        expectEqual(declared.sorted(), Program.commands.map { $0.path }.sorted())
    }

    @Test func `every command shows how it is used`() {
        for leaf in Self.leaves {
            expectFalse(leaf.command.examples.isEmpty, "\(leaf.path)")
        }
    }

    @Test(arguments: leaves.map { Array($0.path.dropFirst()) })
    func `help teaches and ends with 0`(_ path: [String]) async throws {
        let outcome = try await Onboard.run(path + ["--help"])
        expectEqual(outcome.code, 0)
        expectTrue(outcome.out.contains("Usage\n"))
        expectTrue(outcome.out.contains("Examples\n"))
        expectEqual(outcome.err, "")
    }

    @Test func `the overview names every command`() async throws {
        let help = try await Onboard.run("--help").out
        for command in Program.specification.subcommands { expectTrue(help.contains(command.name)) }
    }

    @Test func `an unknown command is answered with the nearest one`() async throws {
        let outcome = try await Onboard.run("verfy")
        expectEqual(outcome.code, 2)
        expectTrue(outcome.err.contains("did you mean verify?"))
    }

    @Test func `an unknown option is answered with the nearest one`() async throws {
        let outcome = try await Onboard.run("log", "--strem", "x-1")
        expectEqual(outcome.code, 2)
        expectTrue(outcome.err.contains("did you mean --stream?"))
    }

    @Test func `errors are JSON for those who ask for JSON`() async throws {
        let outcome = try await Onboard.run("log", "--json", "--limit", "none")
        expectEqual(outcome.code, 2)
        expectEqual(outcome.complaint, "usage")
        expectEqual(outcome.out, "")
    }

    @Test func `the version is told`() async throws {
        try await expectEqual(Onboard.run("version").out, "onboard \(ProgramVersion.text)\n")
        try await expectEqual(
            Onboard.run("version", "--json").json["version"], .string(ProgramVersion.text))
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `completions are printed for each shell`(_ shell: String) async throws {
        let outcome = try await Onboard.run("completions", shell)
        expectEqual(outcome.code, 0)
        expectTrue(outcome.out.contains("onboard"))
        let json = try await Onboard.run("completions", shell, "--json").json
        expectEqual(json, ["shell": .string(shell), "script": .string(outcome.out)])
    }

    @Test func `nothing is coloured off a terminal`() async throws {
        let outcome = try await Onboard.run("flow", "show", "signup")
        expectEqual(outcome.code, 0)
        expectFalse(outcome.out.contains("\u{1B}"))
    }

    @Test func `the built-in flow is shown and drawn without a ledger`() async throws {
        let drawing = try await Onboard.run(
            "flow", "show", "signup", "--mermaid", "--data", "/nowhere")
        expectTrue(drawing.out.hasPrefix("stateDiagram-v2\n"))
        let both = try await Onboard.run("flow", "show", "signup", "--mermaid", "--json")
        expectTrue(both.code == 2 && both.out == "")
        let json = try await Onboard.run("flow", "show", "signup", "--json", "--data", "/nowhere")
            .json
        expectEqual(json["stages"]?[0]?["name"], "plan_selected")
        let unknown = try await Onboard.run("flow", "show", "signin", "--data", "/nowhere")
        expectEqual(unknown.code, 2)
        expectTrue(unknown.err.contains("Did you mean signup?"))
    }
}
