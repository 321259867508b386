import Digest
import JSON
import Onboarding
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger

/// The merchant's use cases on a test's ledger.
final class TestMerchants: Sendable {
    let home: TestLedger
    let merchants: Merchants

    var ledger: Ledger { home.ledger }

    init(requiredFields: [ShopField] = ShopState.requiredFields) throws(LogFailure) {
        home = try TestLedger()
        merchants = Merchants(
            ledger: home.ledger,
            settings: Merchants.Settings(
                adminEmailDomain: "example.com", workspaceSuffix: "Workspace",
                requiredFields: requiredFields))
    }

    static let facts = RequestFacts(requestID: "request-1")
    static let john = Person(subject: "john", email: "john@shop.example", isEmailVerified: true)

    /// Makes a tenant that john owns, as another flow might have before he was a merchant.
    func giveTenant(_ id: String) async throws {
        try await ledger.perform { transaction in
            var tenant = TenantState()
            let made = WorkspaceCreated(
                merchantEmail: "old@x.example", suffix: "", ownerID: "john")
            let events = tenant.take([.workspaceCreated(made)], at: transaction.now)
            _ = try transaction.append(
                [
                    StreamAppend(
                        to: .tenant(id), expected: .none, events: events.map(NewEvent.init))
                ], metadata: .test)
        }
    }

    @discardableResult
    func me(_ role: AccessRole? = .client) async throws -> AccessState {
        try await merchants.me(Self.john, requestedRole: role, Self.facts).state.access
    }

    func admin(_ userID: String = "john") -> AdminRequest {
        AdminRequest(
            userID: userID, admin: EventActor(kind: .admin, id: "root"), facts: Self.facts)
    }

    func approve() async throws -> Merchants.Decided {
        try await merchants.approve(reason: "ok", admin()).value
    }

    func change(_ tenantID: String, _ body: JSONObject) async throws -> Merchants.ShopSnapshot {
        try await merchants.changeShop(
            tenantID, try ShopProfileChanged(parsing: body), Self.john, Self.facts
        ).value
    }

    func types(_ stream: StreamID) async throws -> [String] {
        try await ledger.events(of: stream, limit: 1000).map(\.type.name)
    }
}

/// M2–M5, M8, M9.
@Suite(.timeLimit(.minutes(5)))
struct MerchantTests {
    @Test func `a merchant is seen, approved, and has a workspace`() async throws {
        let test = try TestMerchants()
        try await expectEqual(test.me().code, .pendingApproval)
        let decided = try await test.approve()
        expectEqual(decided.profile.state.access.status, .active)
        let workspace = try required(decided.workspace)
        expectTrue(workspace.name == "John — Workspace" && workspace.isNew)
        try await expectTrue(test.me().needsMerchantOnboarding)
        try await expectEqual(
            test.types(.profile("john")),
            [
                "AccountOpened", "AccessRequested", "AccessApproved",
            ])
        try await expectEqual(test.types(.tenant(workspace.tenantID)), ["WorkspaceCreated"])
        try await test.home.verify()
    }

    @Test func `an admin may name a user by an identity that was linked`() async throws {
        let test = try TestMerchants()
        try await test.me()
        let other = Person(
            subject: "google|9", email: TestMerchants.john.email, isEmailVerified: true)
        _ = try await test.merchants.me(other, requestedRole: .client, TestMerchants.facts)
        let decided = try await test.merchants.approve(reason: "ok", test.admin("google|9")).value
        expectTrue(decided.profile.id == "john" && decided.profile.state.access.status == .active)
        let suspended = try await test.merchants.suspend(reason: "no", test.admin("google|9"))
        expectEqual(suspended.value.profile.state.access.status, .suspended)
    }

    @Test func `approving twice changes nothing`() async throws {
        let test = try TestMerchants()
        try await test.me()
        let first = try await test.approve()
        let second = try await test.approve()
        expectEqual(second.workspace?.tenantID, first.workspace?.tenantID)
        expectEqual(second.workspace?.isNew, false)
        expectEqual(second.profile.version, first.profile.version)
    }

    @Test func `two hundred approvals and bootstraps at once make one workspace`() async throws {
        let test = try TestMerchants()
        try await test.me()
        let created = await withTaskGroup(of: [Bool].self) { group in
            for index in 0..<200 {
                group.addTask {
                    if index.isMultiple(of: 2) {
                        let workspace = try? await test.approve().workspace
                        return workspace.map { [$0.isNew] } ?? []
                    }
                    let workspace = try? await test.merchants.bootstrap(
                        TestMerchants.john, TestMerchants.facts
                    ).value
                    return workspace.map { [$0.isNew] } ?? []
                }
            }
            return await group.reduce(into: [Bool]()) { $0 += $1 }
        }
        expectEqual(created.count(where: \.self), 1)
        expectTrue(created.count >= 100)
    }

    @Test func `only active merchants bootstrap a workspace, and get the one they have`()
        async throws
    {
        let test = try TestMerchants()
        func bootstrap() async throws -> Merchants.Workspace {
            try await test.merchants.bootstrap(TestMerchants.john, TestMerchants.facts).value
        }
        await #expect(throws: MerchantRejection.notActiveClient) { try await bootstrap() }
        try await test.me(.consumer)
        await #expect(throws: MerchantRejection.notActiveClient) { try await bootstrap() }
        try await test.me(.client)
        await #expect(throws: MerchantRejection.notActiveClient) { try await bootstrap() }
        let workspace = try await test.approve().workspace
        let again = try await bootstrap()
        expectTrue(again.tenantID == workspace?.tenantID && !again.isNew)
        _ = try await test.merchants.suspend(reason: "x", test.admin())
        await #expect(throws: MerchantRejection.suspended) { try await bootstrap() }
    }

    @Test func `a tenant that the user has already is the workspace`() async throws {
        let test = try TestMerchants()
        try await test.me()
        try await test.giveTenant("t0")
        let workspace = try await test.approve().workspace
        expectTrue(workspace?.tenantID == "t0" && workspace?.isNew == false)
    }

    @Test func `suspended means out, reinstated means back`() async throws {
        let test = try TestMerchants()
        try await test.me()
        _ = try await test.approve()
        _ = try await test.merchants.suspend(reason: "chargebacks", test.admin())
        try await expectEqual(test.me().code, .suspended)
        await #expect(throws: MerchantRejection.userSuspended) { try await test.approve() }
        _ = try await test.merchants.reinstate(reason: "settled", test.admin())
        try await expectTrue(test.me().canUseApp)
        let events = try await test.ledger.events(of: .profile("john"), limit: 100)
        let suspended = try required(events.first { $0.type.name == "AccessSuspended" })
        expectEqual(suspended.actor, EventActor(kind: .admin, id: "root"))
        expectEqual(suspended.correlationID, "request-1")
        try expectEqual(JSONValue(parsing: suspended.data)["reason"], "chargebacks")
    }

    @Test func `a suspension outlives the profile, also in views that are made anew`() async throws
    {
        let test = try TestMerchants()
        try await test.me()
        _ = try await test.approve()
        _ = try await test.merchants.suspend(reason: "chargebacks", test.admin())
        let members = Memberships(
            ledger: test.ledger, plans: .dev,
            places: BirthPlaces(zones: ZoneTable(parsing: "")) { _, _ in 0 },
            checkouts: NoCheckouts())
        _ = try await members.delete(reason: "asked", test.admin())
        try await test.home.verify()
        try await expectEqual(test.me().code, .suspended)
        let unseen = try await test.merchants.suspend(reason: nil, test.admin("eve")).value
        expectEqual(unseen.profile.state.access.status, .suspended)
        expectEqual(unseen.profile.version, StreamVersion(rawValue: 1))
        try await test.home.verify()
    }

    @Test func `nobody approves who was never seen`() async throws {
        let test = try TestMerchants()
        await #expect(throws: MerchantRejection.userNotFound) { try await test.approve() }
    }

    @Test func `a shop is described in parts and is complete with its preference`() async throws {
        let test = try TestMerchants()
        try await test.me()
        let id = try required(try await test.approve().workspace?.tenantID)
        var shop = try await test.change(id, ["businessName": "Engines", "country": "gb"])
        expectEqual(shop.missing, [.posProvider])
        try await expectTrue(test.me().needsMerchantOnboarding)
        shop = try await test.change(
            id, ["posProviderPreference": "clover", "profile": ["city": "London"]])
        expectTrue(shop.missing == [] && shop.state.shop.businessName == "Engines")
        try await expectEqual(test.me().needsMerchantOnboarding, false)
        try await expectEqual(test.types(.profile("john")).last, "MerchantOnboarded")
        shop = try await test.change(id, ["posProviderPreference": nil])
        try await expectTrue(test.me().needsMerchantOnboarding)
        expectEqual(shop.state.shop.city, "London")
        try await test.home.verify()
    }

    @Test func `what a shop needs can be configured`() async throws {
        let test = try TestMerchants(requiredFields: [.posProvider, .taxID])
        try await test.me()
        let id = try required(try await test.approve().workspace?.tenantID)
        _ = try await test.change(id, ["posProviderPreference": "square"])
        try await expectTrue(test.me().needsMerchantOnboarding)
        _ = try await test.change(id, ["profile": ["taxId": "GB1"]])
        try await expectEqual(test.me().needsMerchantOnboarding, false)
    }

    @Test func `only the workspace's shop counts`() async throws {
        let test = try TestMerchants()
        try await test.me()
        let id = try required(try await test.approve().workspace?.tenantID)
        let space = try await Spaces(ledger: test.ledger).create(
            Spaces.NewSpace(name: "Home"), by: EventActor(kind: .user, id: "john"),
            TestMerchants.facts
        ).value.id
        _ = try await test.change(space, ["posProviderPreference": "square"])
        try await expectTrue(test.me().needsMerchantOnboarding)
        try await expectEqual(test.types(.profile("john")).last, "AccessApproved")
        _ = try await test.change(id, ["posProviderPreference": "clover"])
        try await expectEqual(test.me().needsMerchantOnboarding, false)
        let head = test.ledger.bell.head
        _ = try await test.change(space, [:])
        _ = try await test.change(id, ["posProviderPreference": "clover"])
        expectEqual(test.ledger.bell.head, head, "a patch that changes nothing records nothing")
        _ = try await test.change(space, ["posProviderPreference": nil])
        try await expectEqual(test.me().needsMerchantOnboarding, false)
        try await expectEqual(test.types(.profile("john")).last, "MerchantOnboarded")
    }

    @Test func `an approval looks at the shop, and a suspension before it approves nothing`()
        async throws
    {
        let test = try TestMerchants()
        try await test.me(.consumer)
        try await test.giveTenant("t0")
        _ = try await test.change("t0", ["country": "GB"])
        try await test.me()
        _ = try await test.change("t0", ["posProviderPreference": "square"])
        _ = try await test.merchants.suspend(reason: nil, test.admin())
        _ = try await test.merchants.reinstate(reason: nil, test.admin())
        try await expectEqual(test.me().code, .pendingApproval)
        let decided = try await test.approve().profile
        expectEqual(decided.state.access.stage, .onboarded)
        try await expectEqual(test.me().needsMerchantOnboarding, false)
        try await expectEqual(
            test.types(.profile("john")).suffix(4),
            [
                "AccessSuspended", "AccessReinstated", "AccessApproved", "MerchantOnboarded",
            ])
        let again = try await test.approve().profile
        expectEqual(again.version, decided.version)
        try await test.home.verify()
    }

    @Test func `a shop is held against the fields that are required now`() async throws {
        let test = try TestMerchants()
        try await test.me()
        let id = try required(try await test.approve().workspace?.tenantID)
        _ = try await test.change(id, ["posProviderPreference": "square"])
        let stricter = Merchants(
            ledger: test.ledger,
            settings: Merchants.Settings(
                adminEmailDomain: nil, workspaceSuffix: "", requiredFields: [.taxID]))
        for _ in 1...2 {
            let found = try await stricter.me(
                TestMerchants.john, requestedRole: .client, TestMerchants.facts)
            expectTrue(found.state.access.needsMerchantOnboarding)
        }
        let events = try await test.ledger.events(of: .profile("john"), limit: 100)
        expectEqual(
            events.suffix(2).map(\.type.name),
            [
                "MerchantOnboarded", "MerchantOnboardingReopened",
            ])
        expectEqual(events.suffix(2).map(\.actor.kind), [.user, .system])
        try await expectEqual(test.me().needsMerchantOnboarding, false)
    }

    @Test func `who is out is told nothing again`() async throws {
        let test = try TestMerchants()
        func key(_ name: String) -> IdempotencyKey {
            IdempotencyKey(scope: "john", key: name, fingerprint: SHA256.hash(utf8: name))
        }
        try await test.me()
        let id = try required(try await test.approve().workspace?.tenantID)
        func change() async throws -> Once<Merchants.ShopSnapshot> {
            try await test.merchants.changeShop(
                id, try ShopProfileChanged(parsing: ["country": "GB"]), TestMerchants.john,
                TestMerchants.facts, idempotency: key("change"))
        }
        func bootstrap() async throws -> Once<Merchants.Workspace> {
            try await test.merchants.bootstrap(
                TestMerchants.john, TestMerchants.facts, idempotency: key("bootstrap"))
        }
        func decide() async throws -> Once<Merchants.Decided> {
            let request = AdminRequest(
                userID: "mary", admin: EventActor(kind: .admin, id: "john"),
                facts: TestMerchants.facts, idempotency: key("suspend"))
            return try await test.merchants.suspend(reason: nil, request)
        }
        for isReplay in [false, true] { try await expectEqual(change().isReplay, isReplay) }
        for isReplay in [false, true] { try await expectEqual(bootstrap().isReplay, isReplay) }
        for isReplay in [false, true] { try await expectEqual(decide().isReplay, isReplay) }
        _ = try await test.merchants.suspend(reason: "x", test.admin())
        await #expect(throws: MerchantRejection.suspended) { try await change() }
        await #expect(throws: MerchantRejection.suspended) { try await bootstrap() }
        await #expect(throws: MerchantRejection.suspended) { try await decide() }
        _ = try await test.merchants.reinstate(reason: "x", test.admin())
        try await expectTrue(change().isReplay)
    }

    @Test func `only members see and change a shop`() async throws {
        let test = try TestMerchants()
        try await test.me()
        let id = try required(try await test.approve().workspace?.tenantID)
        let eve = Person(subject: "eve", email: "eve@x.example", isEmailVerified: true)
        await #expect(throws: MerchantRejection.notMember) {
            try await test.merchants.shop(id, eve)
        }
        await #expect(throws: MerchantRejection.notMember) {
            try await test.merchants.changeShop(
                id, try ShopProfileChanged(parsing: ["country": "FR"]), eve, TestMerchants.facts)
        }
        await #expect(throws: MerchantRejection.tenantNotFound) {
            try await test.merchants.shop("nowhere", TestMerchants.john)
        }
    }

    @Test func `a change on a stale version changes nothing`() async throws {
        let test = try TestMerchants()
        try await test.me()
        let id = try required(try await test.approve().workspace?.tenantID)
        let before = try await test.merchants.shop(id, TestMerchants.john).version
        _ = try await test.change(id, ["country": "GB"])
        await #expect(throws: VersionMismatch.self) {
            try await test.merchants.changeShop(
                id, try ShopProfileChanged(parsing: ["country": "FR"]), TestMerchants.john,
                TestMerchants.facts, expected: DemandedVersions([before]))
        }
        try await expectEqual(test.merchants.shop(id, TestMerchants.john).state.shop.country, "GB")
    }
}
