import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// A5 to A7: beginning, completing, closing and reopening a tenant's onboarding.
struct CompanyTests {
    private static let begun = given(.initialized(facts))
    private static let completed = begun.given(.completed(OnboardingCompleted()), at: noon)

    @Test func `initializing begins the onboarding`() {
        let spec = Self.given().when(.initialize(Self.facts)).then(.initialized(Self.facts))
        expectEqual(spec.after().state.onboardingStatus, .inProgress)
    }

    @Test func `initializing twice changes nothing`() {
        Self.begun.when(.initialize(Self.facts)).then()
        Self.completed.when(.initialize(Self.facts)).then()
    }

    @Test func `one whose name was erased on the way begins with another`() throws {
        var erased = Self.facts
        (erased.entityName, erased.phoneNumber, erased.taxID, erased.address) = (nil, nil, nil, nil)
        var state = CompanyState()
        state.evolve(.initialized(erased), at: noon)
        let context = DecisionContext(now: noon)
        let taken = CompanyEvent.initialized(Self.facts)
        try expectEqual(
            Company.decide(.initialize(Self.facts), state, context), [taken],
            "one that was imported without a name takes it")
        try expectEqual(
            Company.decide(.complete(isOwner: true), state, context).first,
            .completed(OnboardingCompleted()), "and may do without")
        state.hasLostFacts = true
        #expect(throws: WizardRejection.notInitialized) {
            try Company.decide(.complete(isOwner: true), state, context)
        }
        let again = try Company.decide(.initialize(Self.facts), state, context)
        expectEqual(again, [.initialized(Self.facts)])
        state.evolve(.initialized(Self.facts), at: noon)
        expectTrue(!state.hasLostFacts && state.facts == Self.facts)
    }

    @Test func `completing makes accounts and twelve open periods in one append`() throws {
        let year = FiscalYear(startMonth: 4, containing: noon)
        let spec = Self.begun.when(.complete(isOwner: true)).then(
            .completed(OnboardingCompleted()),
            .accountsCreated(ChartOfAccountsCreated(accounts: LedgerAccount.defaultChart)),
            .fiscalYearOpened(FiscalYearOpened(year)))
        let state = spec.after().state
        expectTrue(state.onboardingStatus == .completed && state.completedAt == noon)
        expectEqual(state.identitySync, .pending)
        expectEqual(state.fiscalYear?.periods.count, 12)
        expectEqual(state.fiscalYear?.periods.allSatisfy { $0.status == .open }, true)
    }

    @Test func `completing twice changes nothing`() {
        Self.completed.when(.complete(isOwner: true)).then()
    }

    @Test func `only an owner completes, and only what began`() {
        Self.given().when(.complete(isOwner: true)).refused(.notInitialized)
        Self.begun.when(.complete(isOwner: false)).refused(.notOwner)
        Self.completed.when(.complete(isOwner: false)).refused(.notOwner)
    }

    @Test func `the provider's failure puts the onboarding back in progress`() {
        let spec = Self.completed.when(.recordSyncFailure(reason: "HTTP 503"))
            .then(.identitySyncFailed(IdentitySyncFailed(reason: "HTTP 503")))
        expectEqual(spec.after().state.onboardingStatus, .inProgress)
        expectNil(spec.after().state.completedAt)
        expectEqual(spec.after().state.identitySync, .failed)
    }

    @Test func `a retry after the failure makes no second chart and no second year`() {
        let failed = Self.begun.when(.complete(isOwner: true)).after()
            .when(.recordSyncFailure(reason: "")).after()
        let spec = failed.when(.complete(isOwner: true)).then(.completed(OnboardingCompleted()))
        expectEqual(spec.after().state.onboardingStatus, .completed)
        expectEqual(spec.after().state.accounts, LedgerAccount.defaultChart)
    }

    @Test func `an outcome is recorded once, and only while it is awaited`() {
        Self.begun.when(.recordSync).then()
        Self.begun.when(.recordSyncFailure(reason: "")).then()
        let spec = Self.completed.when(.recordSync).then(.identitySynced(IdentitySynced()))
        spec.after().when(.recordSync).then()
        spec.after().when(.recordSyncFailure(reason: "late")).then()
    }

    @Test func `an unfinished tenant is closed after more than seven days`() {
        let week: Int64 = 7 * 86_400
        Self.begun.when(.closeIfAbandoned, at: noon + week).then()
        Self.begun.when(.closeIfAbandoned, at: noon.adding(milliseconds: week * 1000 + 1))
            .then(.closed(TenantClosed(reason: "abandoned")))
        Self.completed.when(.closeIfAbandoned, at: noon + 2 * week).then()
        Self.given().when(.closeIfAbandoned, at: noon + 2 * week).then()
    }

    @Test func `a closed tenant is not closed again, and cannot be completed`() {
        let closed = Self.begun.given(.closed(TenantClosed(reason: "abandoned")), at: noon)
        closed.when(.closeIfAbandoned, at: noon + 30 * 86_400).then()
        closed.when(.complete(isOwner: true)).refused(.tenantClosed)
        closed.when(.initialize(Self.facts)).refused(.tenantClosed)
    }

    @Test func `a reopened tenant has seven days more`() {
        let later = noon + 8 * 86_400
        let closed = Self.begun.given(.closed(TenantClosed(reason: "abandoned")), at: later)
        let spec = closed.when(.reopen(reason: "asked"), at: later)
            .then(.reopened(TenantReopened(reason: "asked")))
        let reopened = spec.after(at: later)
        expectFalse(reopened.state.isClosed)
        reopened.when(.closeIfAbandoned, at: later + 86_400).then()
        reopened.when(.closeIfAbandoned, at: later + 8 * 86_400)
            .then(.closed(TenantClosed(reason: "abandoned")))
        reopened.when(.complete(isOwner: true), at: later).thenEvents(count: 3)
    }

    @Test func `reopening an open tenant changes nothing`() {
        Self.begun.when(.reopen(reason: nil)).then()
    }

    @Test func `events move the status along declared transitions only`() {
        let flow = WizardFlow.declaration
        for from in OnboardingStatus.allCases {
            for command in [
                CompanyCommand.initialize(Self.facts), .complete(isOwner: true),
                .recordSync, .recordSyncFailure(reason: "x"), .closeIfAbandoned,
                .reopen(reason: nil),
            ] {
                let state = Self.reaching(from).state
                let context = DecisionContext(now: noon + 30 * 86_400)
                guard let events = try? Company.decide(command, state, context) else { continue }
                var next = state
                for event in events {
                    let before = next.onboardingStatus
                    next.evolve(event, at: noon)
                    let type = event.kind.rawValue
                    if before != next.onboardingStatus {
                        expectTrue(
                            flow.allowsTransition(
                                from: before.rawValue, to: next.onboardingStatus.rawValue, on: type)
                        )
                    }
                    if next.isClosed && !state.isClosed {
                        expectTrue(
                            flow.allowsTransition(from: before.rawValue, to: "CLOSED", on: type))
                    }
                }
            }
        }
    }

    private static func reaching(_ status: OnboardingStatus) -> Specification {
        switch status {
        case .new: given()
        case .inProgress: begun
        case .completed: completed
        }
    }

    @Test func `a tenant shows its onboarding beside what it is`() throws {
        var state = SubjectState(category: "tenant")
        try state.apply(
            "WorkspaceCreated", #"{"name":"Engines","ownerId":"u1","source":"wizard"}"#)
        for kind in [
            EventKind.companyInitialized, .onboardingCompleted, .chartOfAccountsCreated,
            .fiscalYearOpened, .identitySynced,
        ] {
            let golden = try Golden.payload(of: kind)
            try state.apply(
                kind.rawValue, String(decoding: golden.data, as: UTF8.self),
                personal: golden.personal.map { String(decoding: $0, as: UTF8.self) })
        }
        let json = try state.json
        expectTrue(json["onboardingStatus"] == "COMPLETED" && json["status"] == "ACTIVE")
        expectTrue(json["country"] == "GB" && json["currency"] == "GBP")
        expectTrue(json["entityName"] == "Analytical Engines" && json["taxId"] == "GB123456789")
        expectEqual(json["fiscalYear"]?["startMonth"], 4)
        expectEqual(json["fiscalYear"]?["periods"]?.arrayValue?.count, 12)
        expectEqual(
            json["accounts"]?[0], ["code": "1000", "name": "Cash and bank", "type": "asset"])
        expectEqual(json["identitySync"], "synced")
        expectEqual(state.searchText, "engines analytical engines")
        expectEqual(state.stage, "COMPLETED")
        try state.apply("TenantClosed", #"{"reason":"abandoned"}"#)
        expectEqual(state.status, "CLOSED")
        try expectEqual(state.json["closeReason"], "abandoned")
    }

    @Test func `a workspace is its owner's only one, but a space is not`() throws {
        func claims(_ source: String) throws -> [ClaimChange] {
            let data = Array(#"{"name":"n","ownerId":"u1","source":"\#(source)"}"#.utf8)
            return try unsafe data.withUnsafeBytes { data in
                try unsafe SubjectState(category: "tenant").claimChanges(
                    kind: .workspaceCreated, data: data, personal: nil)
            }
        }
        try expectEqual(claims("wizard"), [.take(.userTenant("u1"))])
        try expectEqual(claims("signup"), [.take(.userTenant("u1"))])
        try expectEqual(claims("space"), [])
    }
}

extension CompanyTests {
    fileprivate static let facts: CompanyInitialized = {
        var facts = CompanyInitialized()
        facts.fiscalYearStart = 4
        facts.accountType = .business
        facts.entityName = "Analytical Engines"
        (facts.country, facts.currency) = ("GB", "GBP")
        return facts
    }()

    /// Given these events, when this command, then exactly these events or this refusal.
    fileprivate struct Specification {
        private(set) var state = CompanyState()
        private var outcome: Result<[CompanyEvent], WizardRejection>?

        func given(_ events: CompanyEvent..., at time: Timestamp) -> Specification {
            var next = self
            for event in events { next.state.evolve(event, at: time) }
            return next
        }

        func when(_ command: CompanyCommand, at time: Timestamp = noon) -> Specification {
            var next = self
            do {
                next.outcome = .success(
                    try Company.decide(command, state, DecisionContext(now: time)))
            } catch { next.outcome = .failure(error) }
            return next
        }

        func after(at time: Timestamp = noon) -> Specification {
            guard case .success(let events) = outcome else { return self }
            var next = self
            for event in events { next.state.evolve(event, at: time) }
            return next
        }

        @discardableResult
        func then(
            _ events: CompanyEvent..., at source: SourceLocation = #_sourceLocation
        ) -> Specification {
            expectEqual(outcome, .success(events), in: source.fileID, at: source.line)
            return self
        }

        func thenEvents(count: Int, at source: SourceLocation = #_sourceLocation) {
            expectEqual((try? outcome?.get().count), count, in: source.fileID, at: source.line)
        }

        func refused(
            _ rejection: WizardRejection, at source: SourceLocation = #_sourceLocation
        ) {
            expectEqual(outcome, .failure(rejection), in: source.fileID, at: source.line)
        }
    }

    fileprivate static func given(_ events: CompanyEvent...) -> Specification {
        events.reduce(Specification()) { $0.given($1, at: noon) }
    }
}
