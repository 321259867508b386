import Foundation
import JSON
import Onboarding
import OnboardingLedger
import TestSupport
import Testing

/// `onboard flow gate` and `onboard flow requirements`: straight from the files (L17).
@Suite struct FlowGateTests {
    private func company() -> CompanyInitialized {
        var company = CompanyInitialized()
        (company.accountType, company.entityName) = (.business, "Engines")
        (company.country, company.currency) = ("GB", "GBP")
        return company
    }

    @Test func `flows are listed and shown as the settings have them`() async throws {
        let settings = ["ONBOARD_SHOP_REQUIRED_FIELDS": "taxId"]
        let nowhere = TemporaryFolder().path + "/none"
        func asked(_ words: String...) async throws -> JSONValue {
            try await Onboard.run(
                ["flow"] + words + ["--json", "--data", nowhere], environment: settings
            ).json
        }
        let shown = try await asked("show", "merchant")
        let listed = try await asked("list")["flows"]?.arrayValue
        expectEqual(listed?.last { $0["flow"] == "merchant" }, shown)
        expectTrue("\(shown)".contains("taxId"))
    }

    @Test func `gate and requirements are read beside the program that writes`() async throws {
        let folder = TemporaryFolder()
        let ledger = try Ledger(LedgerOptions(directory: DataDirectory(path: folder.path)))
        defer { ledger.close() }
        let wizards = Wizards(ledger: ledger, identity: SandboxIdentitySync())
        let request = TenantRequest(
            actor: EventActor(kind: .user, id: "ada"), facts: RequestFacts(requestID: "test"))
        _ = try await wizards.initialize(company(), request)

        func gate(_ rest: String...) async throws -> Onboard.Outcome {
            try await Onboard.run(["flow", "gate"] + rest + ["--data", folder.path])
        }
        let arguments = ["wizard", "--subject", "ada", "--data", folder.path]
        let owed = try await Onboard.run(["flow", "requirements"] + arguments)
        expectTrue(owed.code == 0 && owed.out.contains("complete"), "\(owed.err)")
        let json = try await Onboard.run(["flow", "requirements"] + arguments + ["--json"]).json
        expectTrue(json["currentlyDue"]?[0]?["action"] == "complete" && json["satisfied"] == false)

        // As the other commands name whom it is about; of a stranger that is said.
        let named = try await gate("wizard", "--path", "/dashboard", "--subject", "wizard-ada")
        expectTrue(named.out.contains("redirect to /onboarding") && named.err.isEmpty)
        let nobody = try await gate("wizard", "--path", "/dashboard", "--subject", "wizard-bob")
        expectEqual(nobody.code, 0)
        expectTrue(nobody.err.contains("Nobody was seen under the id wizard-bob"))

        let text = try await gate("wizard", "--path", "/dashboard", "--subject", "ada")
        expectTrue(text.out.contains("redirect to /onboarding"), "\(text.err)")
        _ = try await wizards.complete(request)
        let answer = try await gate(
            "wizard", "--path", "/dashboard", "--subject", "ada", "--return-url", "//x", "--json")
        expectTrue(answer.json["decision"] == "allow" && answer.json["returnUrl"] == "/dashboard")
        let stranger = try await gate("merchant", "--path", "/", "--json")
        expectEqual(stranger.json["location"], "/login")
        expectEqual(stranger.json["navigation"], ["/login"])
        let unknown = try await gate("wizzard", "--path", "/", "--json")
        expectTrue(unknown.code == 2 && unknown.complaint == "flow.unknown")
        let session = try await gate("signup", "--path", "/", "--subject", "x", "--json")
        expectTrue(session.code == 1 && session.complaint == "onboarding.session_not_found")
        let words = try await gate("signup", "--path", "/", "--subject", "x")
        expectTrue(
            words.err.contains("There is no such session.") && !words.err.contains("NotFound"))
        let space = try await gate("call", "--path", "/", "--json")
        expectTrue(space.code == 1 && space.complaint == "space.not_found")
    }
}
