import Foundation
import JSON
import TestSupport
import Testing

@testable import onboard

/// Who changed what, asked of the command (contracts L6, L7, L8, L10).
struct AuditCommandTests {
    /// A folder with the sample's loans.
    private func loans() async throws -> TemporaryFolder {
        let folder = TemporaryFolder()
        _ = try await Fixture.importLoans(Fixture.sample, into: folder.path)
        return folder
    }

    @Test func `a log is printed as a table, as lines and as comma-separated values`()
        async throws
    {
        let folder = try await loans()
        let table = try await Onboard.run("log", "--data", folder.path).out.split(separator: "\n")
        expectEqual(table.count, 51, "fifty and the titles")
        let lines = try await Onboard.run("log", "--format", "jsonl", "--data", folder.path)
        expectEqual(lines.jsonLines.count, 409)
        expectEqual(lines.out, (try await Onboard.run("log", "--json", "--data", folder.path)).out)
        let values = try await Onboard.run(
            "log", "--format", "csv", "--order", "asc", "--limit", "3", "--data", folder.path)
        let rows = values.out.split(separator: "\r\n")
        expectEqual(rows.count, 4)
        expectTrue(rows[0].hasPrefix("position,stream,version,type,"))
        expectTrue(rows[3].hasPrefix("3,loan-"))
    }

    @Test func `who follows from a position on may say how many events end it`() async throws {
        let folder = try await loans()
        let followed = try await Onboard.run(
            "log", "--follow", "--after", "5", "--limit", "3", "--json", "--data", folder.path)
        expectEqual(followed.code, 0)
        expectEqual(followed.jsonLines.compactMap { $0["position"]?.intValue }, [6, 7, 8])
    }

    @Test func `an empty table of values has its titles`() async throws {
        let folder = try await loans()
        let none = try await Onboard.run(
            "log", "--type", "SignUpStarted", "--format", "csv", "--data", folder.path)
        expectEqual(none.code, 0)
        expectEqual(none.out.split(separator: "\r\n").count, 1)
    }

    @Test(arguments: [
        (["log", "--stream", "loan-0"], 1, "stream.absent"),
        (["log", "--after", "410"], 1, "log.no_such_position"),
        (
            ["log", "--since", "2026-01-02T00:00:00Z", "--until", "2026-01-01T00:00:00Z"], 2,
            "usage"
        ),
        (["log", "--type", "A_SUBMITED"], 2, "usage"),
        (["log", "--type", "A_SUBMITTED", "--type", "Foo", "--follow"], 2, "usage"),
        (["log", "--actor", "admn:x"], 2, "usage"),
        (["show", "loan-0"], 1, "stream.absent"),
        (["show", "nobody@example.org"], 1, "subject.absent"),
        (["show", ""], 1, "subject.absent"),
        (["show", "410"], 1, "log.no_such_position"),
        (["show", "0"], 1, "log.no_such_position"),
        (["show", "2", "--version", "1"], 2, "usage"),
        (["show", "loan-900211", "--version", "99"], 1, "stream.no_such_version"),
        (["diff", "loan-900211", "--from", "3", "--to", "1"], 2, "usage"),
        (["diff", "loan-900211", "--from", "1", "--to", "99"], 1, "stream.no_such_version"),
        (["diff", "loan-900211", "--from", "soon"], 2, "usage"),
        (
            ["log", "--occurred-since", "2026-01-02", "--occurred-until", "2026-01-01"], 2,
            "usage"
        ),
        (["show", "loan-900211", "--at", "2026-01-01", "--occurred-at", "2026-01-01"], 2, "usage"),
        (["show", "2", "--occurred-at", "2026-01-01"], 2, "usage"),
        (["diff", "loan-900211", "--from", "1", "--occurred-to", "2026-01-01"], 2, "usage"),
        (
            [
                "diff", "loan-900211", "--occurred-from", "2025-03-05", "--occurred-to",
                "2025-03-04",
            ], 2, "usage"
        ),
        (["blame", "loan-0"], 1, "stream.absent"),
        (["blame", "loan-900211", "--field", "stag"], 1, "stream.no_such_field"),
        (["schema", "show", "SignUpStartet"], 1, "schema.unknown_type"),
        (["schema", "show", "SignUpStarted", "--version", "9"], 1, "schema.unknown_version"),
    ])
    func `what cannot be meant is named`(words: [String], code: Int32, complaint: String)
        async throws
    {
        let folder = try await loans()
        let outcome = try await Onboard.run(words + ["--json", "--data", folder.path])
        expectEqual(outcome.code, code)
        expectEqual(outcome.complaint, complaint, "\(outcome.err)")
    }

    @Test(arguments: [
        (["--type", "A_SUBMITED"], "is not a type of event; did you mean A_SUBMITTED?"),
        (["--type", "signupstarted"], "did you mean SignUpStarted?"),
        (["--type", "Foo"], "onboard schema list shows those there are"),
        (["--type", "A_SUBMITTED,Foo"], "'Foo' is not a type of event"),
        (["--actor", "admn:x"], "did you mean admin:x?"),
    ])
    func `a slip in a filter is answered with what was probably meant`(
        words: [String], answer: String
    ) async throws {
        let folder = try await loans()
        let outcome = try await Onboard.run(["log", "--data", folder.path] + words)
        expectTrue(outcome.code == 2 && outcome.out.isEmpty)
        expectTrue(outcome.err.contains(answer), "\(outcome.err)")
    }

    @Test func `types are asked for one by one or with commas between`() async throws {
        let folder = try await loans()
        func found(_ words: String...) async throws -> String {
            try await Onboard.run(["log", "--json", "--data", folder.path] + words).out
        }
        let both = try await found("--type", "A_SUBMITTED", "--type", "A_DECLINED")
        expectFalse(both.isEmpty)
        try await expectEqual(found("--type", "A_SUBMITTED, A_DECLINED"), both)
        try await expectTrue(found("--type", "A_SUBMITTED").count < both.count)
    }

    @Test(arguments: [
        (["--field", "nosuch"], "onboard schema show TYPE lists the fields of a type."),
        (["--field", "planDescripter"], "did you mean planDescriptor?"),
        (["--field", "plan_descriptor"], ""), (["--type", "SignUpStarted"], ""),
        (["--actor", "nobody"], ""),
    ])
    func `who finds nothing is told so, with a hint where one helps`(
        words: [String], hint: String
    ) async throws {
        let folder = try await loans()
        let outcome = try await Onboard.run(["log", "--data", folder.path] + words)
        expectTrue(outcome.code == 0 && outcome.out == "No events.\n")
        expectTrue(
            hint.isEmpty ? outcome.err.isEmpty : outcome.err.contains(hint), "\(outcome.err)")
    }

    @Test func `types of a flow that is declared are known before they are recorded`()
        async throws
    {
        let folder = TemporaryFolder()
        _ = try await Onboard.run(
            "flow", "add", Fixture.flow, "--data", folder.path)
        let none = try await Onboard.run("log", "--type", "A_SUBMITTED", "--data", folder.path)
        expectTrue(none.code == 0 && none.out == "No events.\n", "\(none.err)")
    }

    @Test func `what is no stream's name is looked for: one is shown, several are listed`()
        async throws
    {
        let folder = TemporaryFolder()
        let rows = """
            {"userId":"ada","currentStep":1,"stepData":{"email":"ada@example.org"},\
            "updatedAt":"2026-01-05T10:00:00Z"}
            {"userId":"eve","currentStep":1,"stepData":{"email":"eve@example.org"},\
            "updatedAt":"2026-01-05T10:00:00Z"}
            """
        let data = ["--data", "\(folder.path)/data"]
        let wizards = ["import", "--wizard", folder.file("rows.jsonl", rows)] + data
        try await expectEqual(Onboard.run(wizards).code, 0)
        for query in ["wizard-ada", "ada", "ADA@example.org"] {
            let shown = try await Onboard.run(["show", query, "--json"] + data)
            expectTrue(shown.code == 0 && shown.json["stream"] == "wizard-ada", "\(query)")
        }
        let other = try await Onboard.run(["show", "da@example.org", "--json"] + data)
        expectTrue(other.code == 1 && other.complaint == "subject.absent", "meant whole")
        try await expectEqual(Onboard.run(["show", "ada", "--version", "9"] + data).code, 1)
        let several = try await Onboard.run(["show", "example.org", "--json"] + data)
        expectTrue(several.code == 1 && several.complaint == "subject.ambiguous")
        let subjects = several.json["subjects"]?.arrayValue ?? []
        expectEqual(subjects.map { $0["stream"] }, ["wizard-eve", "wizard-ada"])
        expectEqual(subjects.map { $0["email"] }, ["eve@example.org", "ada@example.org"])
        expectEqual(subjects.map { $0["stage"] }, ["NEW", "NEW"])
        let list = try await Onboard.run(["show", "example.org"] + data)
        expectTrue(list.code == 1 && list.out.contains("wizard-eve  eve@example.org"))
    }

    @Test func `a number that the log has not come to is looked for as an id`() async throws {
        let folder = try await loans()
        let shown = try await Onboard.run("show", "900211", "--json", "--data", folder.path)
        expectTrue(shown.code == 0 && shown.json["stream"] == "loan-900211")
    }

    @Test func `an event is shown whole by its position`() async throws {
        let folder = try await loans()
        let data = ["--data", folder.path]
        let lines = try await Onboard.run(
            ["log", "--json", "--order", "asc", "--limit", "2"] + data)
        let shown = try await Onboard.run(["show", "2", "--json"] + data)
        expectEqual(shown.json, lines.jsonLines.last)
        let table = try await Onboard.run(["show", "2"] + data).out
        expectTrue(table.contains(" at position 2, version 1 of loan-"))
        expectTrue(table.contains("\ncorrelationId "))
        expectTrue(table.contains("\nrecordedAt "))
    }

    @Test func `before its first event a stream had no state, and that can be shown`() async throws
    {
        let folder = try await loans()
        let words = ["show", "loan-900211", "--version", "0", "--data", folder.path]
        let shown = try await Onboard.run(words)
        expectEqual(shown.code, 0, "\(shown.err)")
        expectTrue(shown.out.contains("It had no events yet."))
        let json = try await Onboard.run(words + ["--json"]).json
        expectTrue(json["version"] == 0 && json["state"]?["stage"] == nil)
        let below = try await Onboard.run(
            "show", "loan-900211", "--version=-1", "--data", folder.path)
        expectEqual(below.code, 2)
    }

    @Test func `a difference is asked by version or instant, and without bounds of the last event`()
        async throws
    {
        let folder = try await loans()
        func difference(_ words: String...) async throws -> JSONValue {
            try await Onboard.run(
                ["diff", "loan-900211", "--json", "--data", folder.path] + words
            ).json
        }
        let newest =
            try await Onboard.run(
                "show", "loan-900211", "--json", "--data", folder.path
            ).json["version"]?.intValue ?? 0
        let last = try await difference()
        let blame = try await Onboard.run("blame", "loan-900211", "--json", "--data", folder.path)
        let change = last["changes"]?.arrayValue?.first { $0["field"] == "lastEvent" }
        let field = blame.json["fields"]?.arrayValue?.first { $0["field"] == "lastEvent" }
        for member in ["setBy", "at", "recordedAt", "position", "version", "type"] {
            expectTrue(change?[member] != nil && change?[member] == field?[member], "\(member)")
        }
        expectTrue(last["from"]?.intValue == newest - 1 && last["to"]?.intValue == newest)
        let all = try await difference("--from", "2000-01-01T00:00:00Z")
        expectEqual(all, (try await difference("--from", "0", "--to", "\(newest)")))
        let table = try await Onboard.run("diff", "loan-900211", "--data", folder.path).out
        expectTrue(table.hasPrefix("loan-900211 from version \(newest - 1) to \(newest)\n"))
    }

    @Test func `schemas are listed, shown and checked`() async throws {
        let folder = try await loans()
        let list = try await Onboard.run("schema", "list", "--json", "--data", folder.path).json
        let types = list["types"]?.arrayValue ?? []
        let start = types.first { $0["type"] == "SignUpStarted" }
        expectEqual(start?["newestVersion"], 2)
        expectEqual(start?["storedVersions"], [])
        let own = types.first { $0["type"] == "A_SUBMITTED" }
        expectEqual(own?["storedVersions"], [1])
        expectEqual(own?["newestVersion"], .null)
        let declared = types.first { $0["type"] == "FlowDeclared" }
        expectTrue(declared?["newestVersion"] == 1 && declared?["storedVersions"] == [1])

        let schema = try await Onboard.run(
            "schema", "show", "SignUpStarted", "--version", "1", "--json")
        expectEqual(schema.json["$id"], "/schemas/events/SignUpStarted.v1.json")
        let shown = try await Onboard.run("schema", "show", "SignUpStarted", "--version", "1").out
        expectTrue(
            shown.hasPrefix("SignUpStarted version 1 of 2 · upcast to version 2 when read\n"))

        let check = try await Onboard.run("schema", "check", "--json", "--data", folder.path)
        expectEqual(check.code, 0)
        expectEqual(check.json["events"], 409)
        expectEqual(check.json["defects"], [])
        let checked = check.json["types"]?.arrayValue?.first { $0["type"] == "FlowDeclared" }
        expectEqual(checked?["newestVersion"], 1)
    }

    @Test(arguments: ["blame", "diff"])
    func `an email in a stream's place is answered with what finds the stream`(command: String)
        async throws
    {
        let folder = try await loans()
        for (text, code) in [("ada@example.org", 2), ("ada-king@example.org", 1)] {
            let outcome = try await Onboard.run(command, text, "--data", folder.path)
            expectTrue(
                outcome.code == code && outcome.err.contains("onboard show"), "\(outcome.err)")
        }
    }
}
