import EventLog
import Foundation
import JSON
import OnboardingLedger
import TestSupport
import Testing
import Time

@testable import onboard

/// A log from elsewhere, asked by when it was recorded and by when it occurred: what is shown says
/// which of the two it is, and an empty answer where to look (contracts L6, L7, L8).
///
/// Of the sample's loan 900211 the first 12 of 19 events occurred on 2025-03-03.
struct OccurrenceCommandTests {
    private let folder = TemporaryFolder()

    init() async throws { _ = try await Fixture.importLoans(Fixture.sample, into: folder.path) }

    private func run(_ words: String...) async throws -> Onboard.Outcome {
        let outcome = try await Onboard.run(words + ["--data", folder.path])
        expectEqual(outcome.code, 0, "\(outcome.err)")
        return outcome
    }

    private func titles(_ text: String, line: Int) -> [String] {
        text.split(separator: "\n")[line].split(separator: " ").map(String.init)
    }

    // MARK: What is shown

    @Test func `tables say which time they show, and show the other where it differs`()
        async throws
    {
        let log = try await run("log", "--stream", "loan-900211", "--order", "asc").out
        expectEqual(titles(log, line: 0).prefix(4), ["Position", "Recorded", "Occurred", "Stream"])
        let cells = titles(log, line: 1)
        expectTrue(cells[2] == "2025-03-03T12:28:00.000Z" && cells[1] > "2025-03-03T12:28:00.000Z")
        // The flow was declared when that was recorded.
        let own = try await run("log", "--type", "FlowDeclared").out
        expectEqual(titles(own, line: 0).prefix(3), ["Position", "Recorded", "Stream"])

        let blame = try await run("blame", "loan-900211").out
        expectEqual(
            titles(blame, line: 1),
            [
                "Field", "Value", "Set", "by", "Recorded", "Occurred", "Through", "Version",
                "Position",
            ])
        let difference = try await run("diff", "loan-900211").out
        expectTrue(titles(difference, line: 1).contains("Occurred"))
    }

    @Test func `a long table gets its second time where it first differs`() async throws {
        let long = TemporaryFolder()
        let ledger = try Ledger(LedgerOptions(directory: DataDirectory(path: long.path)))
        let noted = NewEvent(type: EventType("Noted"), data: Array("{}".utf8))
        var late = noted
        late.occurredAt = Timestamp(milliseconds: 0)
        let events = Array(repeating: noted, count: 1100) + [late, noted]
        for start in stride(from: 0, to: events.count, by: 500) {
            try await ledger.append(
                Array(events[start..<min(start + 500, events.count)]),
                to: StreamID(category: "note", id: "1"),
                metadata: EventMetadata(
                    actor: EventActor(kind: .system, id: "test"), correlationID: "r"))
        }
        ledger.close()
        let text = try await Onboard.run(
            "log", "--order", "asc", "--limit", "2000", "--data", long.path
        ).out
        let lines = text.split(separator: "\n")
        expectEqual(lines.count, 1104, "all events, and the titles twice")
        expectTrue(!lines[0].contains("Occurred") && lines[1001].contains("Occurred"))
        expectTrue(lines[1102].contains("1970-01-01T00:00:00.000Z"))
    }

    @Test func `blame's JSON has the time by which time travel goes`() async throws {
        let fields = try await run("blame", "loan-900211", "--json").json["fields"]
        let stage = try required(fields?.arrayValue?.first { $0["field"] == "stage" })
        expectEqual(stage["at"], "2025-03-15T16:15:09.670Z")
        let recordedAt = try required(stage["recordedAt"]?.stringValue)
        let then = try await run("show", "loan-900211", "--at", recordedAt, "--json").json
        expectEqual(then["state"]?["stage"], stage["value"])
    }

    // MARK: What is found

    @Test func `what occurred on a day is found by it, whenever it was recorded`() async throws {
        let day = ["2025-03-03", "2025-03-04"]
        let found = try await run(
            "log", "--stream", "loan-900211", "--occurred-since", day[0], "--occurred-until",
            day[1], "--json"
        ).jsonLines
        expectEqual(found.map { $0["version"]?.intValue }, (1...12).reversed())
        let all = try await run(
            "log", "--occurred-since", day[0], "--occurred-until", day[1], "--json"
        ).jsonLines
        let rows = try String(contentsOfFile: Fixture.sample, encoding: .utf8)
            .split(separator: "\n").filter { $0.contains(",2025-03-03T") }
        expectEqual(all.count, rows.count)
    }

    @Test func `a stream is shown with what had occurred by then, and compared`() async throws {
        let then = try await run("show", "loan-900211", "--occurred-at", "2025-03-05", "--json")
        expectEqual(
            then.json, (try await run("show", "loan-900211", "--version", "12", "--json")).json)
        let changes = try await run(
            "diff", "loan-900211", "--occurred-from", "2025-03-03T12:28:30Z", "--occurred-to",
            "2025-03-05", "--json")
        expectEqual(
            changes.json,
            (try await run("diff", "loan-900211", "--from", "2", "--to", "12", "--json"))
                .json)
        let since = try await run("diff", "loan-900211", "--occurred-from", "2025-03-05", "--json")
        expectTrue(since.json["from"] == 12 && since.json["to"] == 19)
    }

    @Test func `a state that passes over later events says so`() async throws {
        let late = folder.file(
            "late.csv",
            """
            case_id,activity,resource,occurred_at,amount_requested
            7,A_SUBMITTED,r,2025-03-01T12:00:00Z,1
            7,A_PREACCEPTED,r,2025-03-03T12:00:00Z,1
            7,A_PARTLYSUBMITTED,r,2025-03-02T12:00:00Z,1

            """)
        _ = try await Fixture.importLoans(late, into: folder.path)
        let then = try await run("show", "loan-7", "--occurred-at", "2025-03-03").out
        expectTrue(
            then.hasPrefix("loan-7 at version 3 of 3, without 1 event that occurred later\n"))
        expectTrue(then.contains("partly_submitted"))
    }

    // MARK: What is not

    @Test func `an empty answer says by which time it looked, and where there is something`()
        async throws
    {
        let log = try await run(
            "log", "--stream", "loan-900211", "--since", "2025-03-03", "--until", "2025-03-04"
        ).out
        expectTrue(
            log.hasPrefix("No events were recorded in that time. The stream's events were recor"))
        expectTrue(
            log.contains(
                "occurred from 2025-03-03T12:28:00.000Z to 2025-03-15T16:15:09.670Z. Some occurred")
        )
        expectTrue(log.contains("--occurred-since"))
        let future = try await run("log", "--since", "2100-01-01").out
        expectEqual(future, "No events were recorded in that time.\n")
        let unborn = try await run("log", "--occurred-until", "1970-01-01").out
        expectEqual(unborn, "No events occurred in that time.\n")

        let show = try await run("show", "loan-900211", "--at", "2025-03-05").out
        expectTrue(show.contains("It had no events yet. Its events were recorded "))
        expectTrue(show.contains("Some had occurred by then: --occurred-at goes by that."))
        let early = try await run("show", "loan-900211", "--occurred-at", "2025-03-03").out
        expectTrue(early.contains("occurred from 2025-03-03T12:28:00.000Z to "))
        expectFalse(early.contains("--occurred-at"))

        let difference = try await run(
            "diff", "loan-900211", "--from", "2025-03-03T12:28:30Z", "--to", "2025-03-05"
        ).out
        expectTrue(difference.contains("Nothing changed in between.\nIts events were recorded "))
        expectTrue(difference.contains("--occurred-from and --occurred-to"))
    }

    @Test func `a plain day is taken wherever a time is`() async throws {
        try await expectEqual(run("log", "--since", "2000-01-01", "--json").jsonLines.count, 409)
        let now = try await run("show", "loan-900211", "--json").json
        try await expectEqual(run("show", "loan-900211", "--at", "2100-01-01", "--json").json, now)
        let whole = try await run("diff", "loan-900211", "--from", "2000-01-01", "--json").json
        expectTrue(whole["from"] == 0 && whole["to"] == 19)
    }
}
