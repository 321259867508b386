import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// M1–M3: who may what, and who decides.
struct AccessTests {
    private static func intent(
        _ role: AccessRole?, email: String? = "john@example.com", phone: String? = nil,
        isVerified: Bool? = true
    ) -> AccessIntent {
        AccessIntent(
            requestedRole: role, email: email, phone: phone, isEmailVerified: isVerified,
            adminEmailDomain: "example.com")
    }

    private func profile(_ events: [AccessEvent]) -> ProfileState {
        MembershipSpecification.given([.account] + events.map { .access($0) }).profile
    }

    private func decide(_ command: AccessCommand, _ events: AccessEvent...) throws -> [AccessEvent]
    {
        try Access.decide(command, profile(events)).map { event in
            guard case .access(let event) = event else { throw MerchantRejection.userNotFound }
            return event
        }
    }

    private func answer(_ events: AccessEvent...) throws -> JSONValue {
        let access = profile(events).access
        return try JSONValue(parsing: JSONWriter.encode { access.writeAnswer(to: &$0) })
    }

    private let requested = AccessEvent.requested(AccessRequested(requestedRole: .client))
    private let approved = AccessEvent.approved(AccessApproved(reason: "ok"))
    private let suspended = AccessEvent.suspended(AccessSuspended(reason: "bad"))
    private let reinstated = AccessEvent.reinstated(AccessReinstated(reason: "good"))
    private let onboarded = AccessEvent.onboarded(MerchantOnboarded(tenantID: "t1"))

    private func granted(_ wanted: AccessRole, _ role: AccessRole) -> AccessEvent {
        .granted(AccessGranted(requestedRole: wanted, role: role))
    }

    @Test func `the first sight gives what was asked for`() throws {
        try expectEqual(decide(.see(Self.intent(.client))), [requested])
        try expectEqual(decide(.see(Self.intent(.consumer))), [granted(.consumer, .consumer)])
        try expectEqual(decide(.see(Self.intent(nil))), [granted(.consumer, .consumer)])
        try expectEqual(decide(.see(Self.intent(.admin))), [granted(.admin, .admin)])
    }

    @Test(arguments: [AccessRole.client, .admin, nil])
    func `who signs in by phone is a consumer`(role: AccessRole?) throws {
        try expectEqual(
            decide(.see(Self.intent(role, email: nil, phone: "+3161234"))),
            [
                granted(.consumer, .consumer)
            ])
    }

    @Test(arguments: [
        "john@other.example", "john@sub.example.com", "john@example.com.evil.example",
        "john@notexample.com", "john@\u{301}evil.example@example.com",
    ])
    func `an admin needs the right email`(email: String) throws {
        let events = try decide(.see(Self.intent(.admin, email: email)))
        expectEqual(events, [granted(.admin, .consumer)])
        try expectEqual(
            answer(granted(.admin, .consumer)),
            [
                "role": "consumer", "status": "active", "canUseApp": false,
                "needsMerchantOnboarding": false, "code": "ADMIN_EMAIL_REQUIRED",
            ])
    }

    @Test func `an email that is not verified makes no admin`() throws {
        try expectEqual(
            decide(.see(Self.intent(.admin, isVerified: false))), [granted(.admin, .consumer)])
        try expectEqual(
            decide(.see(Self.intent(.admin, isVerified: nil))), [granted(.admin, .admin)])
    }

    @Test func `seeing the same again changes nothing`() throws {
        try expectEqual(decide(.see(Self.intent(.client)), requested), [])
        try expectEqual(decide(.see(Self.intent(.client)), requested, approved), [])
        try expectEqual(decide(.see(Self.intent(nil)), granted(.consumer, .consumer)), [])
        try expectEqual(decide(.see(Self.intent(.admin)), granted(.admin, .admin)), [])
        try expectEqual(
            decide(
                .see(Self.intent(.admin, email: "a@b.co")), granted(.admin, .consumer)), [])
    }

    @Test func `another door takes nothing away and can add`() throws {
        try expectEqual(decide(.see(Self.intent(.consumer)), requested, approved), [])
        try expectEqual(decide(.see(Self.intent(.client)), granted(.admin, .admin)), [])
        try expectEqual(
            decide(.see(Self.intent(.client)), granted(.consumer, .consumer)), [requested])
        try expectEqual(
            decide(.see(Self.intent(nil)), granted(.admin, .consumer)),
            [granted(.consumer, .consumer)])
        try expectEqual(decide(.see(Self.intent(.admin)), requested, suspended), [])
    }

    @Test func `a client waits for approval, then for the shop`() throws {
        try expectEqual(
            answer(requested),
            [
                "role": "client", "status": "pending_approval", "canUseApp": false,
                "needsMerchantOnboarding": false, "code": "PENDING_APPROVAL",
            ])
        try expectEqual(
            answer(requested, approved),
            [
                "role": "client", "status": "active", "canUseApp": true,
                "needsMerchantOnboarding": true,
            ])
        try expectEqual(
            answer(requested, approved, onboarded),
            [
                "role": "client", "status": "active", "canUseApp": true,
                "needsMerchantOnboarding": false,
            ])
        try expectEqual(
            answer(requested, approved, suspended),
            [
                "role": "client", "status": "suspended", "canUseApp": false,
                "needsMerchantOnboarding": false, "code": "SUSPENDED",
            ])
    }

    @Test func `approving twice changes nothing`() throws {
        try expectEqual(decide(.approve(reason: "ok"), requested), [approved])
        try expectEqual(decide(.approve(reason: "ok"), requested, approved), [])
        try expectEqual(decide(.approve(reason: nil), granted(.consumer, .consumer)), [])
    }

    @Test func `approving lifts no suspension and makes no user`() {
        #expect(throws: MerchantRejection.userSuspended) {
            try decide(.approve(reason: nil), requested, suspended)
        }
        for command in [AccessCommand.approve(reason: nil), .reinstate(reason: nil)] {
            #expect(throws: MerchantRejection.userNotFound) { try decide(command) }
        }
        #expect(throws: MerchantRejection.userNotFound) {
            try Access.decide(.approve(reason: nil), ProfileState())
        }
    }

    @Test func `a suspension is lifted to where it met the user`() throws {
        try expectEqual(decide(.suspend(reason: "bad"), requested, approved), [suspended])
        try expectEqual(decide(.suspend(reason: "bad"), requested, approved, suspended), [])
        try expectEqual(
            decide(.reinstate(reason: "good"), requested, approved, suspended), [reinstated])
        try expectEqual(decide(.reinstate(reason: "good"), requested, approved), [])
        expectEqual(profile([requested, suspended, reinstated]).access.status, .pendingApproval)
        expectEqual(profile([requested, approved, suspended, reinstated]).access.status, .active)
    }

    @Test func `a suspension needs nobody who was seen, and outlives the profile`() throws {
        try expectEqual(decide(.suspend(reason: "bad")), [suspended])
        try expectEqual(
            Access.decide(.suspend(reason: "bad"), ProfileState()), [.access(suspended)])
        expectEqual(profile([suspended]).access.code, .suspended)
        try expectEqual(decide(.see(Self.intent(.admin)), suspended), [])
        expectTrue(profile([suspended, reinstated]).access.canUseApp)
        try expectEqual(decide(.reinstate(reason: "good"), suspended, reinstated), [])
        let seen = try decide(.see(Self.intent(.admin)), suspended, reinstated)
        expectEqual(seen, [granted(.admin, .admin)])

        var gone = profile([granted(.admin, .admin), suspended])
        gone.evolve(.deleted(ProfileDeleted(reason: "asked")), at: noon)
        expectTrue(!gone.exists && gone.access.code == .suspended && gone.access.role == nil)
        try expectEqual(Access.decide(.suspend(reason: "bad"), gone), [])
        try expectEqual(Access.decide(.reinstate(reason: "good"), gone), [.access(reinstated)])
        var other = profile([granted(.admin, .admin)])
        other.evolve(.deleted(ProfileDeleted(reason: "asked")), at: noon)
        var empty = ProfileState()
        empty.adminEndedAt = noon
        expectEqual(other, empty)
    }

    @Test func `a merchant who asks for an admin's rights in vain loses nothing`() throws {
        let wish = AccessCommand.see(Self.intent(.admin, email: "john@shop.example"))
        let (asked, over) = (granted(.admin, .client), granted(.client, .client))
        try expectEqual(decide(wish, requested, approved), [asked])
        try expectEqual(decide(wish, requested, approved, asked), [])
        try expectEqual(decide(.see(Self.intent(.client)), requested, approved, asked), [over])
        let before = profile([requested, approved, onboarded]).access
        expectEqual(profile([requested, approved, onboarded, asked, over]).access, before)
        expectEqual(profile([requested, approved, asked]).access.code, .adminEmailRequired)
        expectEqual(profile([requested, asked]).access.code, .pendingApproval)
    }

    @Test func `the shop's completion is noted when it changes`() throws {
        let complete = AccessCommand.noteShop(isComplete: true, tenantID: "t1")
        let incomplete = AccessCommand.noteShop(isComplete: false, tenantID: "t1")
        try expectEqual(decide(complete, requested, approved), [onboarded])
        try expectEqual(decide(complete, requested, approved, onboarded), [])
        try expectEqual(
            decide(incomplete, requested, approved, onboarded),
            [.reopened(MerchantOnboardingReopened(tenantID: "t1"))])
        try expectEqual(decide(complete, granted(.consumer, .consumer)), [])
    }

    @Test func `a shop that is complete before the approval approves nobody`() throws {
        let complete = AccessCommand.noteShop(isComplete: true, tenantID: "t1")
        try expectEqual(decide(complete, requested), [])
        try expectEqual(decide(complete, requested, approved, suspended), [])
        // As it was recorded once.
        let reopened = AccessEvent.reopened(MerchantOnboardingReopened(tenantID: "t1"))
        for noted in [[onboarded], [onboarded, reopened]] {
            let back = profile([requested] + noted + [suspended, reinstated]).access
            expectTrue(
                back.status == .pendingApproval && !back.canUseApp && back.stage == .requested)
        }
        let access = profile([requested, onboarded, approved]).access
        expectTrue(access.stage == .onboarded && !access.needsMerchantOnboarding)
        expectEqual(profile([requested, onboarded, reopened, approved]).access.stage, .approved)
    }

    @Test func `the members' gate opens to an admin, and closes behind one who is suspended`()
        throws
    {
        var member = profile([])
        for event in try Membership.decide(.open, member, DecisionContext(now: noon)) {
            member.evolve(event, at: noon)
        }
        func run(_ command: AccessCommand) throws -> [String] {
            let events = try Access.decide(command, member)
            for event in events { member.evolve(event, at: noon) }
            return events.map(\.kind.rawValue)
        }
        try expectEqual(
            run(.see(Self.intent(.admin))), ["AccessGranted", "MembershipActivated"])
        expectEqual(member.membership.stage, .paid)
        try expectEqual(run(.suspend(reason: "bad")), ["AccessSuspended", "MembershipLapsed"])
        try expectEqual(
            run(.reinstate(reason: "good")), ["AccessReinstated", "MembershipActivated"])
    }

    @Test func `every move is declared`() throws {
        let flow = MerchantFlow.declaration
        let walks: [[AccessEvent]] = [
            [requested, approved, onboarded, suspended, reinstated],
            [
                requested, approved, onboarded,
                .reopened(MerchantOnboardingReopened(tenantID: "t1")), onboarded,
            ],
            [requested, suspended, reinstated, approved],
        ]
        for walk in walks {
            var access = AccessState()
            for event in walk {
                let from = access.stage?.rawValue
                access.evolve(event, at: noon)
                let type = event.kind.rawValue
                let exit = flow.exits.first { $0.on == [type] }?.name
                guard let from, let to = exit ?? access.stage?.rawValue, from != to else {
                    continue
                }
                expectTrue(flow.allowsTransition(from: from, to: to, on: type), "\(type)")
            }
        }
    }
}
