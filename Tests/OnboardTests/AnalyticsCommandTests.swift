import JSON
import TestSupport
import Testing

@testable import onboard

/// The loan log's funnel, list, ways and verdict in every form: the same numbers (contract D5).
@Suite(.timeLimit(.minutes(5))) struct AnalyticsCommandTests {
    private static func loans() async throws -> TemporaryFolder {
        let folder = TemporaryFolder()
        let imported = try await Fixture.importLoans(
            Fixture.sample, into: folder.path, "--attribute", "amount_requested")
        expectEqual(imported.code, 0)
        return folder
    }

    private static func rows(_ csv: String) -> [[String]] {
        csv.split(separator: "\r\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test func `terminal, JSON and tables have the same numbers`() async throws {
        let folder = try await Self.loans()
        let arguments = ["funnel", "loan", "--cohort", "month", "--data", folder.path]
        let json = try await Onboard.run(arguments + ["--json"]).json
        let table = Self.rows(try await Onboard.run(arguments + ["--format", "csv"]).out)
        let text = try await Onboard.run(arguments).out
        let groups =
            [("", json["stages"])]
            + (json["groups"]?.arrayValue ?? []).map {
                ($0["key"]?.stringValue ?? "", $0["stages"])
            }
        expectTrue(groups.count > 1)
        for (key, stages) in groups {
            for stage in stages?.arrayValue ?? [] {
                let name = stage["stage"]?.stringValue ?? ""
                let row = table.first { $0[0] == key && $0[1] == name }
                let counts = ["subjects", "dropOff", "open", "lost"].map {
                    String(stage[$0]?.intValue ?? -1)
                }
                expectEqual(row.map { [$0[3], $0[6], $0[7], $0[8]] }, counts)
            }
        }
        // Each stage's line of the first chart has the numbers of the report.
        let lines = text.split(separator: "\n")
        for stage in json["stages"]?.arrayValue ?? [] {
            let line = lines.first { $0.hasPrefix(stage["stage"]?.stringValue ?? "") }
            let words = Set((line ?? "").split(separator: " "))
            for name in ["subjects", "open", "lost"] {
                expectTrue(words.contains("\(stage[name]?.intValue ?? -1)"), "\(line ?? "")")
            }
        }
        let lost = (json["stages"]?.arrayValue ?? []).map { $0["lost"]?.intValue ?? 0 }
        let worst = json["stages"]?[lost.firstIndex(of: lost.max() ?? 0) ?? 0]
        let marked = lines.first { $0.contains("worst leak") }
        expectEqual(marked?.hasPrefix(worst?["stage"]?.stringValue ?? "-"), true, "\(text)")
    }

    @Test func `amounts are grouped into bands`() async throws {
        let folder = try await Self.loans()
        let json = try await Onboard.run(
            "funnel", "loan", "--by", "amount_requested:10000", "--json", "--data", folder.path
        ).json
        let groups = json["groups"]?.arrayValue ?? []
        expectTrue(groups.contains { $0["key"] == "0-10000" })
        let sum = groups.reduce(0) { $0 + ($1["subjects"]?.intValue ?? 0) }
        expectEqual(sum, json["subjects"]?.intValue)
    }

    @Test func `the list behind a bar is as long as the bar`() async throws {
        let folder = try await Self.loans()
        let json = try await Onboard.run("funnel", "loan", "--json", "--data", folder.path).json
        let stages = try required(json["stages"]?.arrayValue)
        expectEqual(stages.count, 6)
        for stage in stages {
            let name = stage["stage"]?.stringValue ?? ""
            let list = try await Onboard.run(
                "dropoff", "loan", "--stage", name, "--state", "lost", "--format", "csv", "--data",
                folder.path)
            expectEqual(Self.rows(list.out).count, stage["lost"]?.intValue, "\(name)")
        }
    }

    @Test func `the ways to decline end in the exit`() async throws {
        let folder = try await Self.loans()
        let json = try await Onboard.run("paths", "loan", "--json", "--data", folder.path).json
        let lost = json["lost"]?["paths"]?.arrayValue ?? []
        expectTrue(lost.contains { $0["path"]?.arrayValue?.last == "declined" })
        let text = try await Onboard.run("paths", "loan", "--data", folder.path).out
        expectTrue(text.contains("declined"))
    }

    @Test(arguments: [
        (["--window", "P1M"], 2, "count days, such as P30D"),
        (["--window", "P1Y2M"], 2, "count days, such as P30D"),
        (["--window", "P0D"], 2, "is not longer than nothing"),
        (["--window", "M"], 2, "is not an ISO 8601 duration"),
        (["--cohort", "day", "--key", "nonsense"], 1, "No group here is called 'nonsense'."),
    ])
    func `a window and a group that cannot be meant are answered with why`(
        words: [String], code: Int32, why: String
    ) async throws {
        let folder = try await Self.loans()
        let refused = try await Onboard.run(["funnel", "loan", "--data", folder.path] + words)
        expectTrue(refused.code == code && refused.out.isEmpty)
        expectTrue(refused.err.contains(why), "\(refused.err)")
    }

    /// Any flow's subjects may be given one (D4): its file need not list it.
    @Test func `where nobody was given a variant there is nothing to compare`() async throws {
        let folder = try await Self.loans()
        let answer = try await Onboard.run("experiment", "loan", "--data", folder.path)
        expectTrue(answer.code == 0 && answer.out.contains("No subject has one."), "\(answer.err)")
    }

    @Test(arguments: [
        ["funnel", "loans"], ["funnel", "loan", "--by", "colour"],
        ["funnel", "loan", "--since", "2025-04-01", "--until", "2025-03-01"],
        ["funnel", "loan", "--window", "30"], ["funnel", "loan", "--key", "x"],
        ["dropoff", "loan", "--stage", "submited"], ["dropoff", "loan", "--after", "x"],
        ["paths", "loan", "--from", "nowhere"],
        ["experiment", "loan", "--attribute", "colour"],
    ])
    func `what cannot be answered ends with code 2 and says what is known`(arguments: [String])
        async throws
    {
        let folder = try await Self.loans()
        let refused = try await Onboard.run(arguments + ["--data", folder.path])
        expectEqual(refused.code, 2)
        expectTrue(!refused.err.isEmpty && refused.out.isEmpty)
    }
}
