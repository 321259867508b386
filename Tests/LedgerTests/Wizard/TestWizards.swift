import Foundation
import JSON
import Onboarding
import Time

@testable import EventLog
@testable import OnboardingLedger

/// The wizard's use cases on a test's ledger, with an identity provider that does what it is told.
final class TestWizards: Sendable {
    let home: TestLedger
    let identity = SandboxIdentitySync()
    let wizards: Wizards
    let effects: Effects

    var ledger: Ledger { home.ledger }

    init(_ home: TestLedger) {
        self.home = home
        wizards = Wizards(ledger: home.ledger, identity: identity)
        effects = Effects(
            ledger: home.ledger, mailer: Mailbox(), checkouts: NoCheckouts()
        ) { _ in }
    }

    /// Closing waits for effects that are under way, and those need the threads that tests run on.
    deinit {
        let (effects, home) = (effects, home)
        Thread.detachNewThread { withExtendedLifetime(home) { effects.close() } }
    }

    convenience init() throws(LogFailure) { self.init(try TestLedger()) }

    static let facts = RequestFacts(requestID: "request-1")

    static let company: CompanyInitialized = {
        var company = CompanyInitialized()
        company.fiscalYearStart = 4
        company.accountType = .business
        company.entityName = "Analytical Engines"
        (company.country, company.currency) = ("GB", "GBP")
        return company
    }()

    @discardableResult
    func save(
        _ step: Int, _ data: JSONValue, version: Int, user: String = "u1",
        key: IdempotencyKey? = nil
    ) async throws -> Once<SavedStep> {
        var request = Wizards.SaveRequest(
            userID: user, step: step, data: data, version: version, facts: Self.facts)
        request.idempotency = key
        return try await wizards.saveStep(request)
    }

    @discardableResult
    func initialize(_ user: String = "u1") async throws -> TenantOutcome {
        try await wizards.initialize(Self.company, request(user)).value
    }

    @discardableResult
    func complete(
        _ user: String = "u1", tenant: String? = nil, key: IdempotencyKey? = nil
    ) async throws -> Once<TenantOutcome> {
        try await wizards.complete(tenantID: tenant, request(user, key: key))
    }

    func request(
        _ user: String, kind: EventActor.Kind = .user, key: IdempotencyKey? = nil,
        expected: StreamVersion? = nil
    ) -> TenantRequest {
        TenantRequest(
            actor: EventActor(kind: kind, id: user), facts: Self.facts, idempotency: key,
            expected: expected.map { DemandedVersions([$0]) })
    }

    /// Makes a user whose profile says that the tenant is theirs, too.
    func join(_ user: String, _ tenantID: String) async throws {
        let created = NewEvent(
            type: EventType("ProfileCreated"),
            data: Array(
                """
                {"source":"signup","role":"user","tenantId":"\(tenantID)","isEmailVerified":true,\
                "method":"email"}
                """.utf8),
            personal: Array(
                #"{"email":"eve@example.com","firstName":"Eve","lastName":"E"}"#.utf8))
        try await ledger.perform { transaction in
            try transaction.append(
                [
                    StreamAppend(
                        to: StreamID(category: "profile", id: user), expected: .none,
                        events: [created])
                ], metadata: .test)
            return
        }
    }

    func company(_ tenantID: String) async throws -> CompanyState {
        guard case .tenant(let state) = try await home.state(.tenant(tenantID)) else {
            throw Stop()
        }
        return state.company
    }

    /// The types of a stream's events, oldest first.
    func types(_ stream: StreamID) async throws -> [String] {
        try await ledger.events(of: stream, limit: 1000).map(\.type.name)
    }
}

extension StreamID {
    static func wizard(_ userID: String) -> StreamID { StreamID(category: "wizard", id: userID) }
    static func tenant(_ id: String) -> StreamID { StreamID(category: "tenant", id: id) }
}
