import JSON
import Onboarding
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger

/// A10: what an earlier wizard kept of users who did not finish.
struct WizardImportTests {
    private let test: TestWizards

    init() throws { test = try TestWizards() }

    @Test func `progress is taken over with its time`() async throws {
        let counts = try await run(
            """
            {"userId":"u1","currentStep":2,"stepData":{"a":1},"updatedAt":"2026-01-05T10:00:00Z"}
            """
        )
        expectTrue(counts.appended == 1 && counts.skipped == 0)
        let state = try await test.wizards.progress(of: "u1")
        expectTrue(state.version == 1 && state.currentStep == 2 && state.stepData == ["a": 1])
        expectEqual(state.updatedAt?.rfc3339, "2026-01-05T10:00:00.000Z")
        let event = try await test.ledger.events(of: .wizard("u1"), limit: 1).first
        expectEqual(event?.actor, EventActor(kind: .system, id: "import"))
        try await test.save(2, ["a": 2], version: 1)
    }

    @Test func `an import run again, or after a save, changes nothing`() async throws {
        let row =
            """
            {"userId":"u1","currentStep":2,"stepData":{"a":1},"updatedAt":"2026-01-05T10:00:00Z"}
            """
        _ = try await run(row)
        try await expectEqual(run(row).skipped, 1)
        try await test.save(3, ["b": 1], version: 0, user: "u2")
        try await expectEqual(run(row.replacing("u1", with: "u2")).skipped, 1)
        try await expectEqual(test.wizards.progress(of: "u2").currentStep, 3)
    }

    @Test func `a named tenant comes along, in progress`() async throws {
        _ = try await run(
            """
            {"userId":"u1","tenantId":"t-9","currentStep":3,"stepData":{"accountType":"business",\
            "entityName":"Engines","country":"GB"},"updatedAt":"2026-01-05T10:00:00Z"}
            """)
        let progress = try await test.wizards.progress(of: "u1")
        expectTrue(progress.tenantID == "t-9" && progress.status == .inProgress)
        try await expectEqual(test.complete().value.tenantID, "t-9")
    }

    @Test func `what an earlier wizard did not know of its tenant is taken when it is told`()
        async throws
    {
        _ = try await run(
            """
            {"userId":"u1","tenantId":"t-9","currentStep":2,"stepData":{"country":"FR",\
            "phoneNumber":"+33 1 23 45 67 89","fiscalYearStart":7},"updatedAt":"2026-01-05T10:00:00Z"}
            """)
        func tenant() async throws -> TenantState? {
            try await test.ledger.read { try Tenants.tenant(id: "t-9", $0)?.state }
        }
        try await expectEqual(tenant()?.name, "Workspace")
        try await expectEqual(test.initialize().tenantID, "t-9")
        let told = try required(try await tenant())
        var expected = TestWizards.company
        (expected.country, expected.phoneNumber) = ("FR", "+33 1 23 45 67 89")
        expected.fiscalYearStart = 7
        expectTrue(told.company.facts == expected && told.name == "Analytical Engines")
        try await expectFalse(test.initialize().isNew, "what is known stays")
        try await test.complete()
        try await test.home.verify()
    }

    @Test func `a tenant that came along and is left unfinished is closed a week later (A5)`()
        async throws
    {
        _ = try await run(
            """
            {"userId":"u1","tenantId":"t-9","currentStep":1,"stepData":{},\
            "updatedAt":"2026-01-05T10:00:00Z"}
            """)
        func owed() async throws -> Requirements {
            try await test.ledger.requirements(of: .subject("u1"), in: "wizard").requirements
        }
        let deadline = test.home.clock.now().adding(seconds: 7 * 86_400)
        try await expectEqual(owed().deadline, deadline)
        try await expectTrue(owed().pastDue.isEmpty, "not from the first minute on (X3)")
        test.home.clock.advance(seconds: 7 * 86_400)
        try await expectFalse(owed().pastDue.isEmpty)
        try await expectEqual(test.wizards.closeAbandoned(TestWizards.facts), [])
        test.home.clock.advance(seconds: 1)
        try await expectEqual(test.wizards.closeAbandoned(TestWizards.facts), ["t-9"])
    }

    @Test func `a tenant that is known already stays as it is`() async throws {
        let id = try await test.initialize().tenantID
        let counts = try await run(
            """
            {"userId":"u1","tenantId":"t-9","currentStep":1,"stepData":{},\
            "updatedAt":"2026-01-05T10:00:00Z"}
            """)
        expectEqual(counts.appended, 1)
        try await expectEqual(test.wizards.progress(of: "u1").tenantID, id)
        try await expectEqual(test.ledger.version(of: .tenant("t-9")), .empty)
    }

    @Test(arguments: [
        "", "{", "[]", "{}", #"{"userId":7}"#,
        #"{"userId":"","currentStep":1,"stepData":{},"updatedAt":"2026-01-05T10:00:00Z"}"#,
        #"{"userId":"u","currentStep":4,"stepData":{},"updatedAt":"2026-01-05T10:00:00Z"}"#,
        #"{"userId":"u","currentStep":"1","stepData":{},"updatedAt":"2026-01-05T10:00:00Z"}"#,
        #"{"userId":"u","currentStep":1,"stepData":[],"updatedAt":"2026-01-05T10:00:00Z"}"#,
        #"{"userId":"u","currentStep":1,"stepData":{},"updatedAt":"soon"}"#,
        #"{"userId":"u","currentStep":1,"updatedAt":"2026-01-05T10:00:00Z","tenantId":""}"#,
    ])
    func `a bad line says which and why`(text: String) {
        guard case .failure(let bad) = WizardProgressRow.read(Array(text.utf8), line: 7) else {
            Issue.record("taken: \(text)")
            return
        }
        expectTrue(bad.row.line == 7 && !bad.row.reason.isEmpty)
    }

    private func run(_ text: String) async throws -> ImportCounts {
        let row = try WizardProgressRow.read(Array(text.utf8), line: 1).get()
        return try await test.wizards.importProgress([row], correlationID: "import-1")
    }
}

extension String {
    fileprivate func replacing(_ word: String, with other: String) -> String {
        split(separator: word, omittingEmptySubsequences: false).joined(separator: other)
    }
}
