import Foundation
import JSON
import TestSupport
import Testing

@testable import onboard

/// `onboard jobs` and `onboard import --wizard`, alone and beside a server.
struct JobsTests {
    @Test(arguments: [false, true])
    func `jobs are listed and run, with and without a server`(_ isServed: Bool) async throws {
        let folder = TemporaryFolder()
        _ = try await Onboard.run("flow", "add", Fixture.flow, "--data", folder.path)
        let server = isServed ? try await RunningServer(folder.path) : nil
        let run = try await Onboard.run(
            "jobs", "run", "cleanup-abandoned-tenants", "--json", "--data", folder.path)
        expectEqual(
            run.out, "{\"job\":\"cleanup-abandoned-tenants\",\"count\":0,\"subjects\":[]}\n")
        let list = try await Onboard.run("jobs", "list", "--json", "--data", folder.path).json
        let jobs = try required(list["jobs"]?.arrayValue)
        let daily = try required(jobs.first { $0["name"] == "cleanup-abandoned-tenants" })
        expectEqual(daily["schedule"], "daily at 02:00 UTC")
        expectNotNil(daily["lastRun"]?.stringValue)
        expectEqual(daily["nextRun"]?.stringValue?.hasSuffix("T02:00:00.000Z"), true)
        if let server { try await expectEqual(server.stop(), 0) }
    }

    @Test(arguments: [false, true])
    func `each run that writes is recorded under a request id of its own`(_ isServed: Bool)
        async throws
    {
        let folder = TemporaryFolder()
        let data = folder.path + "/data"
        let server = isServed ? try await RunningServer(data) : nil
        for flow in [Fixture.flow, Fixture.club] {
            try await expectEqual(Onboard.run("flow", "add", flow, "--data", data).code, 0)
        }
        // The club's time is up after 14 days, so that each run finds somebody.
        for member in ["a", "b"] {
            let table = folder.file(
                "members.csv", "id,what,when\n\(member),ClubBegun,2026-01-05T10:00:00Z\n")
            let imported = try await Onboard.run(
                "import", "--flow", Fixture.club, "--csv", table, "--subject", "id",
                "--event", "what", "--time", "when", "--data", data)
            expectEqual(imported.code, 0, "\(imported.err)")
            _ = try await Onboard.run("jobs", "run", "expire-sessions", "--data", data)
        }
        var ids: [String] = []
        for type in ["FlowDeclared", "FlowExpired"] {
            let log = try await Onboard.run("log", "--type", type, "--json", "--data", data)
            ids += log.jsonLines.compactMap { $0["correlationId"]?.stringValue }
        }
        expectTrue(ids.count == 4 && Set(ids).count == 4, "\(ids)")
        if let server { try await expectEqual(server.stop(), 0) }
    }

    @Test func `a job that is none is wrong usage and says which there are`() async throws {
        let outcome = try await Onboard.run("jobs", "run", "expire-session")
        expectEqual(outcome.code, 2)
        expectTrue(outcome.err.contains("expire-sessions"))
    }

    @Test func `a server runs its jobs when it starts`() async throws {
        let folder = TemporaryFolder()
        let server = try await RunningServer(folder.path)
        // The daily job of a fresh ledger is owed; wait for the fact that it ran.
        var isDone = false
        let end = ContinuousClock.now + .seconds(60)
        while !isDone, ContinuousClock.now < end {
            let list = try await Onboard.run("jobs", "list", "--json", "--data", folder.path).json
            isDone = list["jobs"]?.arrayValue?.allSatisfy { $0["lastRun"] != .null } ?? false
        }
        expectTrue(isDone)
        try await expectEqual(server.stop(), 0)
    }

    // MARK: A10

    private static let rows = """
        {"userId":"u1","currentStep":2,"stepData":{"a":1},"updatedAt":"2026-01-05T10:00:00Z"}
        {"userId":"u2","currentStep":7,"stepData":{},"updatedAt":"2026-01-05T10:00:00Z"}

        {"userId":"u3","currentStep":1,"updatedAt":"2026-01-05T10:00:00Z","tenantId":"t-3"}
        not json
        {"userId":"u4","currentStep":0,"stepData":{},"updatedAt":"2026-01-05T10:00:00Z"}
        """
    /// The first user once more, with what would be lost.
    private static let secondLine =
        #"{"userId":"u1","currentStep":3,"stepData":{"b":2},"updatedAt":"2026-01-06T10:00:00Z"}"#

    @Test(arguments: [false, true])
    func `progress is imported once, and bad rows are named`(_ isServed: Bool) async throws {
        let folder = TemporaryFolder()
        let rows = Self.rows + "\n" + Self.secondLine
        let (data, file) = (folder.path + "/data", folder.file("rows.jsonl", rows))
        let server = isServed ? try await RunningServer(data) : nil
        let first = try await Onboard.run(
            "import", "--wizard", file, "--json", "--data", data
        ).json
        expectEqual(first["appended"]?.intValue, 2)
        expectEqual(first["bad"]?.intValue, 3)
        expectEqual(first["badRows"]?.arrayValue?.map { $0["line"] }, [2, 5, 7])
        expectEqual(first["badRows"]?[0]?["reason"], "currentStep is no number from 0 to 3")
        expectEqual(first["badRows"]?[2]?["reason"], "userId stands on an earlier line, too")
        let again = try await Onboard.run("import", "--wizard", file, "--data", data)
        expectEqual(again.code, 0)
        expectTrue(again.err.contains("line 5: "))
        let log = try await Onboard.run("log", "--tenant", "t-3", "--json", "--data", data)
        expectEqual(
            log.jsonLines.map { $0["type"] },
            [
                "CompanyInitialized", "WorkspaceCreated", "StepSaved",
            ])
        if let server { try await expectEqual(server.stop(), 0) }
        try await expectEqual(Onboard.run("verify", "--data", data).code, 0)
    }

    @Test func `a strict import stops at the first bad row, and goes on when it is mended`()
        async throws
    {
        let folder = TemporaryFolder()
        let (data, file) = (folder.path + "/data", folder.file("rows.jsonl", Self.rows))
        let strict = try await Onboard.run(
            "import", "--wizard", file, "--strict", "--json", "--data", data)
        expectTrue((strict.code, strict.complaint) == (1, "import.bad_row"))
        try await expectEqual(Onboard.run("log", "--json", "--data", data).jsonLines.count, 1)
        let mended = folder.file(
            "mended.jsonl",
            Self.rows.split(separator: "\n").filter { !$0.contains("not json") }
                .joined(separator: "\n").replacingOccurrences(of: ":7,", with: ":3,"))
        let report = try await Onboard.run(
            "import", "--wizard", mended, "--strict", "--json", "--data", data
        ).json
        expectEqual(report["skipped"]?.intValue, 2)
        expectEqual(report["appended"]?.intValue, 2)
    }
}
