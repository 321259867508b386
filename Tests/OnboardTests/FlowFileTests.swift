import Foundation
import JSON
import TestSupport
import Testing

/// `onboard flow check` and `onboard flow add`: a team's own flow from its file (X2, L17).
@Suite struct FlowFileTests {
    private static let club = Repository.fixture("club.flow.json").path

    @Test func `a right file is said to be right, and a wrong one where it is wrong`() async throws
    {
        let right = try await Onboard.run(["flow", "check", Self.club])
        expectTrue(right.code == 0 && right.out.contains("0 about"), "\(right.err)")
        let folder = TemporaryFolder()
        let path = folder.path + "/wrong.json"
        try FileManager.default.createDirectory(
            atPath: folder.path, withIntermediateDirectories: true)
        try "{\"flow\": \"x\",\n \"stages\": [{\"name\": \"a\", \"onn\": []}]}"
            .write(toFile: path, atomically: true, encoding: .utf8)
        let wrong = try await Onboard.run(["flow", "check", path])
        expectEqual(wrong.code, 1)
        expectTrue(wrong.err.contains("line 2, /stages/0/onn: unknown member"), "\(wrong.err)")
        let missing = try await Onboard.run(["flow", "check", path + ".no", "--json"])
        expectTrue(missing.code == 1 && missing.complaint == "file.unreadable")
    }

    @Test func `references that lead round in a circle are neither right nor added`() async throws {
        let folder = TemporaryFolder()
        let path = folder.file(
            "round.json",
            ##"""
            {"flow":"round","stages":[{"name":"in","on":["R_IN"]}],"steps":[{"name":"in",
            "fields":{"a":{"anyOf":[{"$ref":"#"},{"type":"string"}]}}}]}
            """##)
        let adding = ["add", path, "--data", folder.path + "/data"]
        for (words, code) in [(["check", path], Int32(1)), (adding, 2)] {
            let refused = try await Onboard.run(["flow"] + words)
            expectEqual(refused.code, code)
            expectTrue(
                refused.err.contains("/steps/0/fields/a/anyOf/0/$ref: it leads round"),
                "\(refused.err)")
        }
    }

    @Test func `an added flow is listed with its steps, and adding it twice is once`() async throws
    {
        let folder = TemporaryFolder()
        for _ in 1...2 {
            let added = try await Onboard.run(["flow", "add", Self.club, "--data", folder.path])
            expectEqual(added.code, 0, "\(added.err)")
        }
        let shown = try await Onboard.run(["flow", "show", "club", "--json", "--data", folder.path])
        expectEqual(shown.json["steps"]?.arrayValue?.count, 5)
        let log = try await Onboard.run(
            ["log", "--stream", "flow-club", "--json", "--data", folder.path])
        expectEqual(log.out.split(separator: "\n").count, 1)
    }
}
