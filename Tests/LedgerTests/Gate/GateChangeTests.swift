import JSON
import Onboarding
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger

/// What the gates' memory says, without a look into the log.
extension Ledger {
    /// `allow`, where to go instead, or `miss` when memory does not know.
    func remembered(_ flow: String, _ path: String, _ visitor: GateVisitor) throws -> String {
        let question = GateQuestion(flow: flow, path: path)
        guard let answer = try rememberedGate(question, for: visitor) else { return "miss" }
        return answer.decision.location ?? "allow"
    }

    /// The same after a look.
    func decided(_ flow: String, _ path: String, _ visitor: GateVisitor) async throws -> String {
        let answer = try await gate(GateQuestion(flow: flow, path: path), for: visitor)
        return answer.decision.location ?? "allow"
    }
}

/// G1: every kind of change shows at the very next look, from memory (S6, F3, M6, A8, K13, S10).
@Suite(.timeLimit(.minutes(5)))
struct GateChangeTests {
    @Test func `a sign-up's page follows the session, its payment and its end`() async throws {
        let test = TestSignUps(try TestLedger())
        let ledger = test.ledger
        let token = try await test.start("ada@example.com", plan: "professional").value.sessionToken
        let visitor = GateVisitor.signUp(token: token)
        let page = "/onboarding/complete"
        try expectEqual(ledger.remembered("signup", page, visitor), "miss")
        try await expectEqual(ledger.decided("signup", page, visitor), "/onboarding/email")
        try expectEqual(ledger.remembered("signup", page, visitor), "/onboarding/email")

        _ = try await test.signUps.signInWithGoogle(
            code: "ada@example.com", test.request(token))
        try expectEqual(ledger.remembered("signup", page, visitor), "/onboarding/business")
        _ = try await test.signUps.stageBusiness(TestSignUps.business, test.request(token))
        try expectEqual(ledger.remembered("signup", page, visitor), "/onboarding/payment")
        let id = try String(test.stream(token).id)
        try expectEqual(ledger.remembered("signup", page, .subject(id)), "/onboarding/payment")

        // Another token of the session must prove the email first.
        let later = try await test.start("ada@example.com", plan: "professional").value.sessionToken
        try expectEqual(
            ledger.remembered("signup", page, .signUp(token: later)), "/onboarding/verify")

        test.home.clock.advance(seconds: SignUp.lifetimeSeconds)
        #expect(throws: SignUpRejection.sessionExpired) {
            try ledger.remembered("signup", page, visitor)
        }
        _ = try await SignUps.expireOverdue(in: ledger, TestSignUps.facts)
        #expect(throws: SignUpRejection.sessionExpired) {
            try ledger.remembered("signup", page, visitor)
        }
    }

    @Test func `a session that was given up, completed or never made is refused`() async throws {
        let test = TestSignUps(try TestLedger())
        let ledger = test.ledger
        let token = try await test.readySession("ada@example.com")
        let visitor = GateVisitor.signUp(token: token)
        try await expectEqual(
            ledger.decided("signup", "/onboarding/plan", visitor), "/onboarding/complete")
        _ = try await test.signUps.complete(test.request(token))
        #expect(throws: SignUpRejection.sessionAlreadyCommitted) {
            try ledger.remembered("signup", "/", visitor)
        }
        let other = try await test.start("eve@example.com").value.sessionToken
        try await expectEqual(ledger.decided("signup", "/", .signUp(token: other)), "allow")
        _ = try await test.signUps.cancel(test.request(other))
        #expect(throws: SignUpRejection.sessionNotFound) {
            try ledger.remembered("signup", "/", .signUp(token: other))
        }
        for unknown in [GateVisitor.signUp(token: "x"), .subject("x"), .subject("")] {
            await #expect(throws: SignUpRejection.sessionNotFound) {
                try await ledger.decided("signup", "/", unknown)
            }
        }
        try expectEqual(
            ledger.remembered("signup", "/onboarding/payment", .signedOut), "/onboarding/email")
    }

    @Test func `a wizard's page follows completion, its undoing and the claim on the user`()
        async throws
    {
        let test = try TestWizards()
        let (ledger, visitor) = (test.ledger, GateVisitor.subject("u1"))
        try await expectEqual(ledger.decided("wizard", "/dashboard", visitor), "/onboarding")
        try expectEqual(ledger.remembered("wizard", "/dashboard", visitor), "/onboarding")
        _ = try await test.initialize()
        try expectEqual(ledger.remembered("wizard", "/dashboard", visitor), "miss")
        try await expectEqual(ledger.decided("wizard", "/dashboard", visitor), "/onboarding")
        test.identity.failNext(1)
        await #expect(throws: WizardRejection.identitySyncFailed) { try await test.complete() }
        try expectEqual(ledger.remembered("wizard", "/dashboard", visitor), "/onboarding")
        _ = try await test.complete()
        try expectEqual(ledger.remembered("wizard", "/dashboard", visitor), "allow")
        try expectEqual(ledger.remembered("wizard", "/onboarding", visitor), "/dashboard")
        let answer = try required(
            try ledger.rememberedGate(GateQuestion(flow: "wizard", path: "/"), for: visitor))
        let tenant = try required(try await test.wizards.progress(of: "u1").tenantID)
        try await expectEqual(
            ledger.perform { try $0.version(of: .tenant(tenant)) }, answer.version)
    }

    @Test func `a member's page follows payment, onboarding and a lapse`() async throws {
        let test = try TestMembers()
        let (ledger, visitor) = (test.ledger, GateVisitor.subject("ada"))
        try expectEqual(ledger.remembered("membership", "/sanctuary", .signedOut), "/sign-in")
        try await expectEqual(ledger.decided("membership", "/sanctuary", visitor), "/join")
        _ = try await test.profile()
        try expectEqual(ledger.remembered("membership", "/sanctuary", visitor), "/join")
        try await test.take(.checkout(user: "ada"))
        try expectEqual(ledger.remembered("membership", "/sanctuary", visitor), "/welcome")
        _ = try await test.members.startOnboarding(test.request())
        try expectEqual(ledger.remembered("membership", "/sanctuary", visitor), "/onboarding")
        _ = try await test.edit(
            ["first_name": "Ada", "last_name": "Lovelace", "is_onboarded": true])
        try expectEqual(ledger.remembered("membership", "/sanctuary", visitor), "allow")
        try await test.take(.subscription("deleted", "canceled", "evt_2", at: 60))
        try expectEqual(ledger.remembered("membership", "/sanctuary", visitor), "/join")
        _ = try await test.members.comp(true, reason: "friend", test.admin("ada"))
        try expectEqual(ledger.remembered("membership", "/sanctuary", visitor), "allow")
        _ = try await test.members.comp(false, reason: "no friend", test.admin("ada"))
        try expectEqual(ledger.remembered("membership", "/sanctuary", visitor), "/join")
        _ = try await test.members.changeRole("admin", reason: "staff", test.admin("ada"))
        try expectEqual(ledger.remembered("membership", "/sanctuary", visitor), "allow")
        _ = try await test.members.delete(reason: "asked", test.admin("ada"))
        try expectEqual(ledger.remembered("membership", "/sanctuary", visitor), "/join")
    }

    @Test func `an identity that is linked, and given up again, follows its user`() async throws {
        let test = try TestMembers()
        let ledger = test.ledger
        _ = try await test.profile()
        _ = try await test.members.comp(true, reason: "friend", test.admin("ada"))
        let other = Person(subject: "ada-at-x", email: "ada@example.com", isEmailVerified: true)
        let visitor = GateVisitor.subject("ada-at-x")
        try await expectEqual(ledger.decided("membership", "/sanctuary", visitor), "/join")
        try await expectEqual(test.profile(other).id, "ada")
        try expectEqual(ledger.remembered("membership", "/sanctuary", visitor), "miss")
        try await expectEqual(ledger.decided("membership", "/sanctuary", visitor), "/welcome")
        _ = try await test.members.startOnboarding(test.request(other))
        try expectEqual(ledger.remembered("membership", "/sanctuary", visitor), "/onboarding")
        _ = try await test.members.delete(reason: "asked", test.admin("ada"))
        try expectEqual(ledger.remembered("membership", "/sanctuary", visitor), "/join")
        // The identity is now a user of its own.
        try await expectEqual(test.profile(other).id, "ada-at-x")
        _ = try await test.members.comp(true, reason: "friend", test.admin("ada-at-x"))
        try expectEqual(ledger.remembered("membership", "/sanctuary", visitor), "/welcome")
    }

    @Test func `a merchant's page follows approval, suspension and the shop`() async throws {
        let test = try TestMerchants()
        let (ledger, visitor) = (test.ledger, GateVisitor.subject("john"))
        try await expectEqual(ledger.decided("merchant", "/onboarding", visitor), "/")
        try await test.me()
        try expectEqual(ledger.remembered("merchant", "/", visitor), "/pending-approval")
        let workspace = try required(try await test.approve().workspace)
        try expectEqual(ledger.remembered("merchant", "/", visitor), "/onboarding")
        _ = try await test.change(workspace.tenantID, ["posProviderPreference": "square"])
        try expectEqual(ledger.remembered("merchant", "/", visitor), "allow")
        _ = try await test.merchants.suspend(reason: "fraud", test.admin())
        try expectEqual(ledger.remembered("merchant", "/", visitor), "/suspended")
        _ = try await test.merchants.reinstate(reason: "none", test.admin())
        try expectEqual(ledger.remembered("merchant", "/", visitor), "allow")
        _ = try await test.change(workspace.tenantID, ["posProviderPreference": .null])
        try expectEqual(ledger.remembered("merchant", "/", visitor), "/onboarding")
    }

    @Test func `a space's page follows the calendar, and advisors go elsewhere`() async throws {
        let test = try TestSpaces()
        let ledger = test.ledger
        let id = try await test.create()
        let visitor = GateVisitor.space(id, isAdvisor: false)
        let (home, page) = ("/assets", "/onboarding-session")
        try await expectEqual(ledger.decided("call", home, visitor), page)
        try await test.take(.bookingCreated, "m1", 1, space: id)
        try expectEqual(ledger.remembered("call", home, visitor), "allow")
        try expectEqual(ledger.remembered("call", page, visitor), "allow")
        try await test.take(.bookingCancelled, "m1", 2)
        try expectEqual(ledger.remembered("call", home, visitor), page)
        try await test.take(.bookingCreated, "m2", 3, space: id)
        try await test.take(.meetingEnded, "m2", 4)
        try expectEqual(ledger.remembered("call", page, visitor), home)
        try expectEqual(ledger.remembered("call", page, .space(id, isAdvisor: true)), "/advisor")
        for unknown in [GateVisitor.signedOut, .subject("x"), .space("x", isAdvisor: true)] {
            await #expect(throws: CallRejection.spaceNotFound) {
                try await ledger.decided("call", home, unknown)
            }
        }
    }

    @Test func `an unknown flow is told from those that are known`() async throws {
        let ledger = try TestLedger().ledger
        await #expect(throws: FlowNotDeclared.self) {
            try await ledger.decided("loan", "/", .subject("1"))
        }
    }
}

/// What memory is made of when the ledger was closed, rebuilt, or a flow is declared anew.
@Suite(.timeLimit(.minutes(5)))
struct GateMemoryTests {
    static func loan(_ first: String, _ second: String) -> [UInt8] {
        Array(
            """
            {"flow":"loan","stages":[{"name":"a","on":["\(first)"],"route":"/apply"},\
            {"name":"b","on":["\(second)"],"route":"/wait"}]}
            """.utf8)
    }

    @Test func `a declared flow's gate follows its subjects and its newest declaration`()
        async throws
    {
        let home = try TestLedger()
        let (ledger, visitor) = (home.ledger, GateVisitor.subject("1"))
        let facts = RequestFacts(requestID: "request-1")
        _ = try await ledger.declareFlow(Self.loan("Applied", "Waiting"), facts)
        try await home.append("Applied", to: .loan(1))
        try await expectEqual(ledger.decided("loan", "/wait", visitor), "/apply")
        try await home.append("Waiting", to: .loan(1))
        try expectEqual(ledger.remembered("loan", "/apply", visitor), "/wait")
        _ = try await ledger.declareFlow(Self.loan("Waiting", "Applied"), facts)
        try expectEqual(ledger.remembered("loan", "/apply", visitor), "miss")
        try await expectEqual(ledger.decided("loan", "/wait", visitor), "/apply")
    }

    @Test func `a rebuild forgets, and what is read again is the same`() async throws {
        let test = try TestMembers()
        let visitor = GateVisitor.subject("ada")
        _ = try await test.profile()
        try await test.take(.checkout(user: "ada"))
        try await expectEqual(test.ledger.decided("membership", "/x", visitor), "/welcome")
        _ = try await test.ledger.rebuild()
        try expectEqual(test.ledger.remembered("membership", "/x", visitor), "miss")
        try await expectEqual(test.ledger.decided("membership", "/x", visitor), "/welcome")
    }

    @Test func `after a restart the log says the same`() async throws {
        let home = try TestLedger()
        let wizards = TestWizards(home)
        try await wizards.initialize()
        try await wizards.complete()
        let visitor = GateVisitor.subject("u1")
        try await expectEqual(home.ledger.decided("wizard", "/onboarding", visitor), "/dashboard")
        let again = try home.reopen()
        try expectEqual(again.ledger.remembered("wizard", "/onboarding", visitor), "miss")
        try await expectEqual(again.ledger.decided("wizard", "/onboarding", visitor), "/dashboard")
    }

    @Test func `a command that was undone changes nothing`() async throws {
        let home = try TestLedger()
        let facts = RequestFacts(requestID: "request-1")
        _ = try await home.ledger.declareFlow(Self.loan("Applied", "Waiting"), facts)
        try await home.append("Applied", to: .loan(1))
        let visitor = GateVisitor.subject("1")
        try await expectEqual(home.ledger.decided("loan", "/wait", visitor), "/apply")
        await #expect(throws: Stop.self) {
            try await home.ledger.perform { transaction in
                try transaction.append(
                    [StreamAppend(to: .loan(1), expected: .any, events: [.declared("Waiting")])],
                    metadata: .test)
                throw Stop()
            }
        }
        try expectEqual(home.ledger.remembered("loan", "/wait", visitor), "/apply")
    }

    @Test func `streams that are written and never asked about cost no memory`() async throws {
        let home = try TestLedger()
        for number in 0..<20 { try await home.append("A", to: .loan(number)) }
        expectEqual(home.ledger.gateStreamCount, 0)
    }
}
