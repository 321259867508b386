import EventLog
import Onboarding
import ReadModels
import TestSupport
import Testing

@testable import OnboardingLedger

/// The wizard's stages lie in the stream of the user's tenant (contracts D1, X1).
@Suite("Wizard funnel", .timeLimit(.minutes(5))) struct WizardFunnelTests {
    private let test: TestWizards

    init() throws { test = try TestWizards() }

    private func stages(_ query: FunnelQuery = FunnelQuery(flow: "wizard")) async throws -> [Int] {
        try await test.ledger.funnel(query).stages.map(\.subjects)
    }

    @Test func `a user's saves and the tenant's events make one journey`() async throws {
        try await test.save(0, ["email": "a@example.com"], version: 0)
        try await expectEqual(stages(), [1, 0, 0])
        test.home.clock.advance(seconds: 60)
        try await test.initialize()
        test.home.clock.advance(seconds: 30)
        try await test.complete()
        try await test.save(1, ["name": "Bob"], version: 0, user: "u2")
        let report = try await test.ledger.funnel(FunnelQuery(flow: "wizard"))
        expectEqual(report.stages.map(\.subjects), [2, 1, 1])
        expectEqual(report.stages.map(\.medianSeconds), [nil, 60, 30])
        let list = try await test.ledger.dropoff(DropoffQuery(FunnelQuery(flow: "wizard")))
        expectEqual(list.subjects.map(\.stream.name), ["wizard-u2"])
    }

    @Test func `who initializes without a save before was new until then`() async throws {
        let made = try await test.initialize()
        try await expectEqual(stages(), [1, 1, 0])
        // Saves that come later are saves, not another user.
        try await test.save(0, ["email": "a@example.com"], version: 0)
        try await expectEqual(stages(), [1, 1, 0])
        let list = try await test.ledger.dropoff(DropoffQuery(FunnelQuery(flow: "wizard")))
        expectEqual(list.subjects.map(\.stream.name), ["wizard-u1"])
        expectFalse(made.tenantID.isEmpty)
    }

    @Test func `the next save begins nothing anew`() async throws {
        let begun = test.home.clock.now()
        for version in 0..<3 {
            try await test.save(
                0, ["email": .string("a\(version)@example.com")], version: version)
            test.home.clock.advance(seconds: 60)
        }
        try await test.initialize()
        try await test.save(1, ["name": "Ada"], version: 3)
        var report = try await test.ledger.funnel(FunnelQuery(flow: "wizard"))
        expectEqual(report.stages.map(\.medianSeconds), [nil, 180, nil])
        var query = FunnelQuery(flow: "wizard")
        query.since = begun.adding(seconds: 1)
        try await expectEqual(stages(query), [0, 0, 0])
        let list = try await test.ledger.dropoff(DropoffQuery(FunnelQuery(flow: "wizard")))
        expectEqual(list.subjects.map(\.instead), [nil])
        try await test.complete()
        let paths = try await test.ledger.paths(FunnelQuery(flow: "wizard"))
        expectEqual(paths.completed.paths.map(\.steps), [["NEW", "IN_PROGRESS", "COMPLETED"]])
        report = try await test.ledger.funnel(FunnelQuery(flow: "wizard"))
        let fresh = try await test.ledger.read { reader in
            try JourneyIndex(WizardFlow.declaration).funnel(
                FunnelQuery(flow: "wizard"), reader.log, try reader.views())
        }
        expectEqual(report, fresh)
        try await test.home.verify()
    }

    @Test func `the tenant's facts break the numbers down`() async throws {
        try await test.save(0, ["email": "a@example.com"], version: 0)
        try await test.initialize()
        try await test.save(0, ["email": "b@example.com"], version: 0, user: "u2")
        var query = FunnelQuery(flow: "wizard")
        query.by = ["country", "accountType"]
        let groups = try await test.ledger.funnel(query).groups ?? []
        expectEqual(Set(groups.map(\.keys)), [["GB", "business"], [nil, nil]])
        query.by = []
        query.filters = [AttributeFilter("country", "GB")]
        try await expectEqual(stages(query), [1, 1, 0])
    }

    @Test func `an index made at once counts what a growing one does`() async throws {
        for user in ["u1", "u2", "u3"] {
            try await test.save(0, ["email": "x@example.com"], version: 0, user: user)
            _ = try await stages()
        }
        try await test.initialize("u2")
        _ = try await stages()
        try await test.complete("u2")
        try await test.initialize("u4")
        let grown = try await test.ledger.funnel(FunnelQuery(flow: "wizard"))
        let fresh = try await test.ledger.read { reader in
            try JourneyIndex(WizardFlow.declaration).funnel(
                FunnelQuery(flow: "wizard"), reader.log, try reader.views())
        }
        expectTrue(grown == fresh && grown.stages.map(\.subjects) == [4, 2, 1])
    }
}

/// An exit that was taken back is none, and variants are recorded with whoever begins (D1, D4).
@Suite("Funnel of people", .timeLimit(.minutes(5))) struct PeopleFunnelTests {
    @Test func `a suspended merchant who is let in again is not lost`() async throws {
        let home = try TestLedger()
        let stream = StreamID(category: "profile", id: "m1")
        try await home.append(
            NewEvent(
                type: EventType("AccountOpened"),
                data: Array(
                    #"{"source":"token","role":"user","isEmailVerified":true,"holdsEmail":false}"#
                        .utf8), personal: Array(#"{"email":"m1@example.com"}"#.utf8)), to: stream)
        try await home.append(
            NewEvent(
                type: EventType("AccessRequested"),
                data: Array(#"{"requestedRole":"client","variant":"a"}"#.utf8)), to: stream)
        try await home.append(
            NewEvent(type: EventType("AccessSuspended"), data: Array("{}".utf8)), to: stream)
        var report = try await home.ledger.funnel(FunnelQuery(flow: "merchant"))
        expectTrue(report.stages[0].lost == 1 && report.exits.map(\.subjects) == [1, 0])
        try await home.append(
            NewEvent(type: EventType("AccessReinstated"), data: Array("{}".utf8)), to: stream)
        report = try await home.ledger.funnel(FunnelQuery(flow: "merchant"))
        expectTrue(report.stages[0].open == 1 && report.exits.map(\.subjects) == [0, 0])
        let experiment = try await home.ledger.experiment(FunnelQuery(flow: "merchant"))
        expectEqual(experiment.variants.map(\.variant), ["a"])
        try await home.append(
            NewEvent(
                type: EventType("ProfileDeleted"), data: Array(#"{"reason":"asked"}"#.utf8)), to: stream)
        report = try await home.ledger.funnel(FunnelQuery(flow: "merchant"))
        expectTrue(report.stages[0].lost == 1 && report.exits.map(\.subjects) == [0, 1])
    }

    @Test func `a wizard's variant is that of the first save`() async throws {
        let test = try TestWizards()
        var request = Wizards.SaveRequest(
            userID: "u1", step: 0, data: ["email": "a@example.com"], version: 0,
            facts: RequestFacts(requestID: "request-1", variant: "a"))
        _ = try await test.wizards.saveStep(request)
        request = Wizards.SaveRequest(
            userID: "u1", step: 1, data: ["name": "Ada"], version: 1,
            facts: RequestFacts(requestID: "request-2", variant: "b"))
        _ = try await test.wizards.saveStep(request)
        let experiment = try await test.ledger.experiment(FunnelQuery(flow: "wizard"))
        expectEqual(experiment.variants.map(\.variant), ["a"])
        try await test.home.verify()
    }
}
