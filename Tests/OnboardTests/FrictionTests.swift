import EventLog
import Foundation
import JSON
import Onboarding
import OnboardingLedger
import TestSupport
import Testing

/// `onboard friction`: the same numbers as a table, as JSON and as CSV (D3, D5).
@Suite struct FrictionTests {
    /// A ledger with one session that met two refusals.
    private func play(_ folder: TemporaryFolder) async throws {
        let ledger = try Ledger(LedgerOptions(directory: DataDirectory(path: folder.path)))
        let wizards = Wizards(ledger: ledger, identity: SandboxIdentitySync())
        let facts = RequestFacts(requestID: "test")
        _ = try await wizards.saveStep(
            Wizards.SaveRequest(
                userID: "ada", step: 1, data: ["firstName": "Ada"], version: 0, facts: facts))
        for (code, fields) in [
            ("request.version_conflict", []), ("request.invalid_body", ["/step"]),
        ] {
            ledger.note(
                Refusal(
                    subject: StreamID(category: "wizard", id: "ada"), flow: "wizard",
                    command: "save-step", code: code, fields: fields, step: "1",
                    actor: EventActor(kind: .user, id: "ada"), facts: facts))
        }
        ledger.close()
    }

    @Test func `table, JSON and CSV say the same`() async throws {
        let folder = TemporaryFolder()
        try await play(folder)
        let arguments = ["friction", "wizard", "--data", folder.path]
        let json = try await Onboard.run(arguments + ["--json"]).json
        let step = try required(json["steps"]?[1])
        expectTrue(step["step"] == 1 && step["name"] == "user")
        expectTrue(step["conflicts"] == 1 && step["retries"] == 1)
        expectEqual(step["rejections"], ["request.invalid_body": 1])
        expectEqual(step["fields"], ["/step": 1])
        let csv = try await Onboard.run(arguments + ["--format", "csv"])
        expectTrue(csv.out.contains("\r\n,1,user,1,1,"), "\(csv.out)")
        expectTrue(csv.out.contains(",1,request.invalid_body=1,1,0,/step=1\r\n"))
        let table = try await Onboard.run(arguments)
        expectTrue(table.code == 0 && table.out.contains("1 user"), "\(table.err)")
        expectTrue(table.out.contains("1 subject in wizard"))
    }

    @Test func `an unknown flow and a condition that is none are wrong usage`() async throws {
        let folder = TemporaryFolder()
        try await play(folder)
        let flow = try await Onboard.run(["friction", "none", "--data", folder.path, "--json"])
        expectEqual(flow.code, 2, "\(flow.err)")
        let condition = try await Onboard.run(
            ["friction", "wizard", "--where", "plan", "--data", folder.path])
        expectEqual(condition.code, 2)
    }
}
