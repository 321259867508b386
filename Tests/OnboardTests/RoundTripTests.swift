import Foundation
import JSON
import TestSupport
import Testing

@testable import onboard

/// The main job through the command alone: import, measure, audit, rebuild, export, import again.
struct RoundTripTests {
    @Test func `a log is imported, measured, audited, rebuilt, exported and imported again`()
        async throws
    {
        let folder = TemporaryFolder()
        let (data, copy) = ("\(folder.path)/data", "\(folder.path)/copy")
        let imported = try await Fixture.importLoans(Fixture.sample, into: data, "--json")
        expectEqual(imported.code, 0)
        expectEqual(imported.json["appended"]?.intValue, 408)

        let funnel = try await Onboard.run("funnel", "loan", "--json", "--data", data).json
        expectEqual(funnel["subjects"]?.intValue, 40)
        expectEqual(funnel["stages"]?[5]?["stage"], "activated")
        expectEqual(funnel["stages"]?[5]?["subjects"]?.intValue, 9)

        let newest = try await Onboard.run("log", "--limit", "2", "--json", "--data", data)
            .jsonLines
        expectEqual(newest.map { $0["position"]?.intValue }, [409, 408])

        let stream = "loan-900211"
        let then = try await Onboard.run(
            "show", stream, "--version", "2", "--json", "--data", data
        ).json
        expectEqual(then["state"]?["stage"], "partly_submitted")
        let changes = try await Onboard.run(
            "diff", stream, "--from", "1", "--to", "2", "--json", "--data", data
        ).json["changes"]?.arrayValue
        expectEqual(
            changes?.contains { $0["field"] == "stage" && $0["before"] == "submitted" }, true)
        let blame = try await Onboard.run("blame", stream, "--json", "--data", data).json
        let stage = blame["fields"]?.arrayValue?.first { $0["field"] == "stage" }
        expectEqual(stage?["setBy"]?["id"], "203")

        let verified = try await Onboard.run("verify", "--json", "--data", data)
        expectEqual(verified.code, 0)
        let rebuilt = try await Onboard.run("rebuild", "--json", "--data", data).json
        expectEqual(rebuilt["views"], rebuilt["replaced"])
        expectEqual(rebuilt["views"], verified.json["views"])

        let file = "\(folder.path)/ledger.jsonl"
        try await expectEqual(Onboard.run("export", "--output", file, "--data", data).code, 0)
        let back = try await Onboard.run("import", "--jsonl", file, "--json", "--data", copy)
        expectEqual(back.json["appended"]?.intValue, 409)
        let copied = try await Onboard.run("verify", "--json", "--data", copy)
        expectEqual(copied.code, 0)
        expectEqual(copied.json, verified.json)
    }

    @Test func `an import that is run again appends nothing`() async throws {
        let folder = TemporaryFolder()
        _ = try await Fixture.importLoans(Fixture.sample, into: folder.path)
        let again = try await Fixture.importLoans(Fixture.sample, into: folder.path, "--json").json
        expectEqual(again["appended"]?.intValue, 0)
        expectEqual(again["skipped"]?.intValue, 408)
    }

    @Test func `an export that is taken in again is skipped`() async throws {
        let folder = TemporaryFolder()
        let data = "\(folder.path)/data"
        _ = try await Fixture.importLoans(Fixture.bad, into: data)
        let lines = try await Onboard.run("export", "--data", data).out
        let again = try await Onboard.run(
            "import", "--jsonl", "-", "--json", "--data", data, input: lines)
        expectEqual(again.json["skipped"]?.intValue, lines.split(separator: "\n").count)
    }

    @Test(arguments: [false, true])
    func `an erasure comes along with an export, also to a ledger that is served (L14, L15)`(
        isServed: Bool
    ) async throws {
        let folder = TemporaryFolder()
        let (data, copy, file) = (folder.path + "/a", folder.path + "/b", folder.path + "/jsonl")
        let first = try await RunningServer(data)
        var start = ServerRequest(
            "POST", "/v1/onboarding/start",
            body: Array(#"{"email": "ada@example.org", "planDescriptor": "starter"}"#.utf8))
        start.fields.append(("Content-Type", "application/json"))
        try expectEqual(HTTPConnection(.loopback(port: first.port)).answer(to: start).status, 200)
        try await expectEqual(first.stop(), 0)
        func run(_ arguments: String..., at data: String) async throws -> Onboard.Outcome {
            try await Onboard.run(arguments + ["--data", data])
        }
        try await expectEqual(run("export", "--output", file, at: data).code, 0)
        try await expectEqual(run("import", "--jsonl", file, at: copy).code, 0)
        try await expectEqual(
            run("erase", "ada@example.org", "--reason", "asked", at: data).code, 0)
        let server = isServed ? try await RunningServer(copy) : nil
        try await expectEqual(run("export", "--from", "2", "--output", file, at: data).code, 0)
        let tail = try await run("import", "--jsonl", file, "--json", at: copy)
        expectTrue(tail.code == 1 && tail.complaint == "import.line")
        expectTrue(tail.err.contains("Nothing was taken in."))
        try await expectEqual(run("export", "--output", file, at: data).code, 0)
        try await expectEqual(run("import", "--jsonl", file, at: copy).code, 0)
        let shown = try await run("show", "ada@example.org", at: copy)
        expectFalse(shown.out.contains("ada@example.org"))
        try await expectEqual(run("export", at: copy).out, run("export", at: data).out)
        try await expectEqual(run("verify", at: copy).code, 0)
        if let server { try await expectEqual(server.stop(), 0) }
        let doctor = try await run("doctor", at: copy).out
        expectTrue(doctor.contains("No erasure is unfinished."))
        for name in ["ledger.sqlite", "views.sqlite"] {
            let bytes = try Data(contentsOf: URL(filePath: "\(copy)/\(name)"))
            expectNil(bytes.range(of: Data("ada@example.org".utf8)), "\(name)")
        }
    }

    @Test func `an export is taken in where the making of a ledger was cut short`() async throws {
        let folder = TemporaryFolder()
        let data = "\(folder.path)/data"
        _ = try await Fixture.importLoans(Fixture.bad, into: data)
        let lines = folder.file(
            "ledger.jsonl", try await Onboard.run("export", "--data", data).out)
        let copy = TemporaryFolder()
        _ = copy.file("ledger.sqlite", "")
        let absent = try await Onboard.run("log", "--json", "--data", copy.path)
        expectTrue((absent.code, absent.complaint) == (3, "storage.absent"))
        let taken = try await Onboard.run(
            "import", "--jsonl", lines, "--json", "--data", copy.path)
        expectTrue(taken.code == 0 && taken.json["skipped"]?.intValue == 0)
        try await expectEqual(Onboard.run("verify", "--data", copy.path).code, 0)
        let doctor = try await Onboard.run("doctor", "--data", copy.path).out
        expectTrue(doctor.contains("No export is half taken in."), "it was declared over")
    }

    @Test func `a line that was changed is refused with its number`() async throws {
        let folder = TemporaryFolder()
        _ = try await Fixture.importLoans(Fixture.sample, into: folder.path + "/data")
        let lines = try await Onboard.run("export", "--to", "5", "--data", folder.path + "/data")
            .out
        let changed = lines.replacing("900211", with: "900212")
        let outcome = try await Onboard.run(
            "import", "--jsonl", "-", "--json", "--data", folder.path + "/copy", input: changed)
        expectEqual(outcome.code, 1)
        expectEqual(outcome.complaint, "import.line")
        expectTrue(outcome.err.contains("Line 2"))
    }

    @Test func `an export from behind its end is wrong usage and leaves no file`() async throws {
        let folder = TemporaryFolder()
        let file = folder.path + "/out.jsonl"
        for output in [[], ["--output", file]] {
            let outcome = try await Onboard.run(
                ["export", "--from", "9", "--to", "2", "--data", folder.path + "/data"] + output)
            expectTrue(outcome.code == 2 && outcome.out.isEmpty)
            expectTrue(outcome.err.contains("--to: '2' is not at or after --from 9"))
        }
        expectTrue(folder.entries.isEmpty)
    }

    @Test func `parts of the log can be exported`() async throws {
        let folder = TemporaryFolder()
        _ = try await Fixture.importLoans(Fixture.sample, into: folder.path)
        let part = try await Onboard.run(
            "export", "--from", "7", "--to", "9", "--data", folder.path
        ).jsonLines
        expectEqual(part.map { $0["position"]?.intValue }, [7, 8, 9])
    }

    // MARK: Upkeep

    @Test func `a rebuild of one model, a dry run and the last report (L9)`() async throws {
        let folder = TemporaryFolder()
        _ = try await Fixture.importLoans(Fixture.sample, into: folder.path)
        let first = try await Onboard.run("rebuild", "--report", "--json", "--data", folder.path)
        expectEqual(first.json["reason"], "flow", "the import declared one")
        let dry = try await Onboard.run(
            "rebuild", "session", "--dry-run", "--json", "--data", folder.path)
        expectTrue(dry.code == 0 && dry.json["dryRun"] == true && dry.json["model"] == "session")
        expectNil(dry.json["pauseMilliseconds"])
        let done = try await Onboard.run("rebuild", "--json", "--data", folder.path)
        expectTrue(done.json["dryRun"] == false && done.json["model"] == .null)
        let kept = try await Onboard.run("rebuild", "--report", "--json", "--data", folder.path)
        expectEqual(kept.json, done.json)
        let text = try await Onboard.run("rebuild", "--report", "--data", folder.path)
        expectTrue(text.out.contains("asked for") && text.out.contains("the same"))
        try await expectEqual(Onboard.run("rebuild", "loan", "--data", folder.path).code, 2)
    }

    @Test func `without a rebuild there is no report of one`() async throws {
        let folder = TemporaryFolder()
        _ = try await Onboard.run("keys", "add", "k", "--scope", "admin", "--data", folder.path)
        let none = try await Onboard.run("rebuild", "--report", "--json", "--data", folder.path)
        expectTrue(none.code == 1 && none.complaint == "rebuild.no_report")
    }

    @Test func `a verification against a published head (L11)`() async throws {
        let folder = TemporaryFolder()
        _ = try await Fixture.importLoans(Fixture.sample, into: folder.path)
        let head = try await Onboard.run("head", "--json", "--data", folder.path).json
        let size = try required(head["size"]?.int64Value)
        let root = try required(head["root"]?.stringValue)
        let good = try await Onboard.run(
            "verify", "--size", "\(size)", "--root", root, "--json", "--data", folder.path)
        expectTrue(good.code == 0 && good.json["ok"] == true)
        let bad = try await Onboard.run(
            "verify", "--size", "\(size - 1)", "--root", root, "--json", "--data", folder.path)
        expectTrue(bad.code == 1 && bad.complaint == "chain.headMismatch")
        let longer = try await Onboard.run(
            "verify", "--size", "\(size + 1)", "--root", root, "--data", folder.path)
        expectEqual(longer.code, 1)
        try await expectEqual(Onboard.run("verify", "--size", "1", "--data", folder.path).code, 2)
    }

    // MARK: Questions that have no answer

    @Test func `a directory without a ledger is storage trouble`() async throws {
        for command in ["log", "verify", "export", "rebuild"] {
            let outcome = try await Onboard.run(command, "--json", "--data", "/nowhere")
            expectEqual(outcome.code, 3)
            expectEqual(outcome.complaint, "storage.absent")
        }
    }

    @Test func `what is not there is said to be missing`() async throws {
        let folder = TemporaryFolder()
        _ = try await Fixture.importLoans(Fixture.sample, into: folder.path)
        func code(_ arguments: String...) async throws -> String? {
            let outcome = try await Onboard.run(arguments + ["--json", "--data", folder.path])
            expectEqual(outcome.code, 1)
            return outcome.complaint
        }
        try await expectEqual(code("show", "loan-1", "--version", "1"), "stream.absent")
        try await expectEqual(
            code("show", "loan-900211", "--version", "99"), "stream.no_such_version")
        try await expectEqual(code("blame", "loan-900211", "--field", "x"), "stream.no_such_field")
    }

    @Test func `wrong questions are wrong usage`() async throws {
        let folder = TemporaryFolder()
        _ = try await Fixture.importLoans(Fixture.sample, into: folder.path)
        for (arguments, word) in [
            (["funnel", "lon"], "loan"),
            (["funnel", "loan", "--by", "amount"], "amount_requested"),
        ] {
            let outcome = try await Onboard.run(arguments + ["--data", folder.path])
            expectEqual(outcome.code, 2)
            expectTrue(outcome.err.contains("Did you mean \(word)?"))
        }
    }
}
