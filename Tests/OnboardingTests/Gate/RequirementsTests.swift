import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// A requirement in short: `field name` or `action name`, with the code of a refusal.
private func short(_ requirements: [Requirement]) -> [String] {
    requirements.map { requirement in
        let name =
            switch requirement.kind {
            case .field(let name): "field \(name)"
            case .action(let name): "action \(name)"
            }
        return requirement.code.map { "\(name) \($0)" } ?? name
    }
}

/// X3: what a sign-up owes at each of its stages.
struct SignUpRequirementsTests {
    private static let business = [
        "field name", "field descriptor", "field country", "field currency",
    ]

    private func requirements(
        _ events: [SignUpEvent], _ proof: Proof = .first, after seconds: Int64 = 0
    ) -> Requirements {
        SignUpRequirements.of(
            Specification.given(events).state, seenThrough: proof, at: noon + seconds)
    }

    @Test func `at the start everything is due, in order, until the session expires`() {
        let owed = requirements(History.reaching(.planSelected))
        expectEqual(
            short(owed.currentlyDue),
            ["action verify_email"] + Self.business + ["action pay", "action complete"])
        expectEqual(owed.deadline, noon + 86_400)
        expectTrue(owed.disabledReason == nil && !owed.isSatisfied)
        let free = requirements([.started(starter)])
        expectFalse(short(free.currentlyDue).contains("action pay"))
    }

    @Test func `a code that was sent waits for its verification`() {
        let owed = requirements(History.reaching(.identityPending))
        expectEqual(short(owed.pendingVerification), ["action verify_email"])
        expectEqual(short(owed.currentlyDue).first, "field name")
    }

    @Test func `a wrong code, a void one and an expired one say so`() {
        let pending = History.reaching(.identityPending)
        let wrong = requirements(pending + [.codeRefused(1, attempts: 1)])
        expectEqual(
            short(wrong.pendingVerification), ["action verify_email onboarding.invalid_otp"])
        let voided = requirements(pending + [.codeRefused(1, attempts: 5)])
        expectEqual(
            short(voided.currentlyDue).first, "action verify_email onboarding.otp_attempts_exceeded"
        )
        let expired = requirements(pending, after: 900)
        expectEqual(short(expired.currentlyDue).first, "action verify_email")
        expectTrue(expired.pendingVerification.isEmpty)
    }

    @Test func `a verified session owes business and payment, then only the end`() {
        expectEqual(
            short(requirements(History.verifiedPaid).currentlyDue),
            Self.business + ["action pay", "action complete"])
        let open = requirements(History.paymentPending + [.checkoutStarted()])
        expectEqual(short(open.pendingVerification), ["action pay"])
        expectEqual(short(open.currentlyDue), ["action complete"])
        let late = requirements(History.paymentPending + [.checkoutStarted()], after: 3600)
        expectEqual(short(late.currentlyDue), ["action pay", "action complete"])
        expectEqual(short(requirements(History.readyPaid).currentlyDue), ["action complete"])
    }

    @Test func `past its time everything is overdue and the session stopped`() {
        let owed = requirements(History.verifiedPaid, after: 86_400)
        expectTrue(owed.currentlyDue.isEmpty && owed.disabledReason == "expired")
        expectEqual(short(owed.pastDue).last, "action complete")
        expectEqual(requirements([.started(starter), .cancelled]).disabledReason, "cancelled")
    }

    @Test func `a token that has not proven the email learns of nothing else`() {
        let owed = requirements(History.paymentPending, .later("7"))
        expectEqual(short(owed.currentlyDue), ["action verify_email"])
        expectTrue(owed.pendingVerification.isEmpty)
        let proven = requirements(History.paymentPending + [.proven("7")], .later("7"))
        expectEqual(short(proven.currentlyDue), ["action pay", "action complete"])
    }

    @Test func `a completed session owes nothing`() {
        expectEqual(requirements(History.reaching(.committed)), .satisfied)
    }
}

/// X3: what the users of the wizard, members, spaces and merchants owe.
struct FlowRequirementsTests {
    private func wizard(_ data: JSONObject) -> WizardState {
        var state = WizardState()
        state.evolve(.stepSaved(StepSaved(step: 2, data: data)), at: noon)
        return state
    }

    private func company(_ events: CompanyEvent...) -> CompanyState {
        var state = CompanyState()
        for event in events { state.evolve(event, at: noon) }
        return state
    }

    private static let initialized: CompanyEvent = {
        var facts = CompanyInitialized()
        (facts.entityName, facts.country, facts.currency) = ("E", "GB", "GBP")
        return .initialized(facts)
    }()

    @Test func `a wizard owes the fields of initialize, and says which value is refused`() {
        let none = WizardRequirements.of(WizardState(), CompanyState(), at: noon)
        expectEqual(
            short(none.currentlyDue),
            [
                "field accountType", "field entityName", "field country", "field currency",
                "action initialize", "action complete",
            ])
        expectTrue(none.deadline == nil && !none.isSatisfied)
        let some = WizardRequirements.of(
            wizard(["accountType": "business", "entityName": "E", "country": "Wales"]),
            CompanyState(), at: noon)
        expectEqual(
            short(some.currentlyDue),
            [
                "field country request.invalid_body", "field currency", "action initialize",
                "action complete",
            ])
    }

    @Test func `an initialised tenant is to be completed within seven days`() {
        let begun = WizardRequirements.of(WizardState(), company(Self.initialized), at: noon)
        expectEqual(short(begun.currentlyDue), ["action complete"])
        expectEqual(begun.deadline, noon + 7 * 86_400)
        // From then on it may still be done, until the job closes the tenant.
        let late = WizardRequirements.of(
            WizardState(), company(Self.initialized), at: noon + 7 * 86_400)
        expectTrue(late.currentlyDue.isEmpty && late.disabledReason == nil)
        expectEqual(short(late.pastDue), ["action complete"])
        let undone = WizardRequirements.of(
            WizardState(),
            company(
                Self.initialized, .completed(OnboardingCompleted()),
                .identitySyncFailed(IdentitySyncFailed(reason: "down"))), at: noon)
        expectEqual(short(undone.currentlyDue), ["action complete onboarding.identity_sync_failed"])
        let closed = WizardRequirements.of(
            WizardState(), company(Self.initialized, .closed(TenantClosed(reason: "abandoned"))),
            at: noon)
        expectEqual(closed.disabledReason, "abandoned")
        expectTrue(short(closed.pastDue) == ["action complete"] && closed.currentlyDue.isEmpty)
    }

    @Test func `an earlier wizard's tenant has its seven days from when it was recorded (A10)`() {
        let recorded = noon + 30 * 86_400
        func owed(_ company: CompanyState, at now: Timestamp) -> Requirements {
            WizardRequirements.of(WizardState(), company, takenOverAt: recorded, at: now)
        }
        let begun = owed(company(Self.initialized), at: recorded)
        expectTrue(begun.deadline == recorded + 7 * 86_400 && begun.pastDue.isEmpty)
        let late = owed(company(Self.initialized), at: recorded + 7 * 86_400)
        expectEqual(short(late.pastDue), ["action complete"])
    }

    @Test func `a completed tenant waits for nobody but the identity provider`() {
        let done = company(Self.initialized, .completed(OnboardingCompleted()))
        let owed = WizardRequirements.of(WizardState(), done, at: noon)
        expectTrue(owed.isSatisfied && short(owed.pendingVerification) == ["action identity_sync"])
        let synced = company(
            Self.initialized, .completed(OnboardingCompleted()), .identitySynced(IdentitySynced()))
        expectEqual(WizardRequirements.of(WizardState(), synced, at: noon), .satisfied)
    }

    private func member(_ events: [ProfileStreamEvent], at time: Timestamp = noon) -> Requirements {
        MembershipRequirements.of(MembershipSpecification.given(events).profile, at: time)
    }

    @Test func `a member owes payment, names, coordinates and the end of the form`() {
        let form = ["field first_name", "field last_name", "action complete"]
        expectEqual(short(member([]).currentlyDue), ["action pay"] + form)
        expectEqual(short(member(Membershipped.joined).currentlyDue), ["action pay"] + form)
        expectEqual(short(member(Membershipped.paid).currentlyDue), form)
        var edit = ProfileEdited()
        (edit.firstName, edit.birthCity, edit.birthLatitude) = (
            .set("Ada"), .set("London"), .set(51)
        )
        expectEqual(
            short(member(Membershipped.started + [.membership(.edited(edit))]).currentlyDue),
            [
                "field last_name", "field birth_lon", "action complete",
            ])
        expectEqual(member(Membershipped.onboarded), .satisfied)
    }

    @Test func `an open checkout waits, and a subscription that failed or ended is overdue`() {
        let opened = ProfileStreamEvent.membership(
            .checkoutOpened(MembershipCheckoutOpened(checkoutSessionID: "cs_1", plan: .family)))
        let open = member(Membershipped.joined + [opened])
        expectEqual(short(open.pendingVerification), ["action pay"])
        let ranOut = member(Membershipped.joined + [opened], at: noon.adding(seconds: 86_400))
        expectTrue(ranOut.pendingVerification.isEmpty)
        expectEqual(short(ranOut.currentlyDue).first, "action pay")
        let failed = member(Membershipped.onboarded + [.membership(.failed(at: 5))])
        expectTrue(short(failed.pastDue) == ["action pay"] && failed.disabledReason == "past_due")
        expectTrue(failed.currentlyDue.isEmpty && !failed.isSatisfied)
        let ended = member(
            Membershipped.onboarded + [
                .membership(.subscription(.deleted, .canceled, event: "evt_2", at: 10))
            ])
        expectEqual(ended.disabledReason, "canceled")
    }

    @Test func `a subscription of no membership's plan leaves nothing overdue`() {
        let ended = member(
            Membershipped.joined + [
                .membership(
                    .subscription(.deleted, .canceled, event: "evt_2", at: 10, plan: nil))
            ])
        expectTrue(ended.pastDue.isEmpty && ended.disabledReason == nil)
        expectEqual(short(ended.currentlyDue).first, "action pay")
    }

    @Test(arguments: [
        (CallStatus.notPlanned, ["action book_call"], [], false),
        (.planned, [], ["action attend_call"], true), (.completed, [], [], true),
        (.notRequired, [], [], true),
    ])
    func `a space owes the booking and then waits for the call`(
        status: CallStatus, due: [String], pending: [String], isSatisfied: Bool
    ) {
        var call = CallState()
        call.status = status
        let owed = CallRequirements.of(call)
        expectTrue(short(owed.currentlyDue) == due && short(owed.pendingVerification) == pending)
        expectEqual(owed.isSatisfied, isSatisfied)
    }

    private func access(_ events: AccessEvent...) -> AccessState {
        var state = AccessState()
        for event in events { state.evolve(event, at: noon) }
        return state
    }

    @Test func `a merchant waits for approval, then owes workspace and shop`() {
        let requested = AccessEvent.requested(AccessRequested(requestedRole: .client))
        let approved = AccessEvent.approved(AccessApproved(reason: nil))
        let pending = MerchantRequirements.of(access(requested), nil)
        expectEqual(short(pending.pendingVerification), ["action approval"])
        let active = access(requested, approved)
        expectEqual(
            short(MerchantRequirements.of(active, nil).currentlyDue), ["action create_workspace"])
        expectEqual(
            short(
                MerchantRequirements.of(active, ShopState(), required: [.posProvider, .taxID])
                    .currentlyDue), ["field posProviderPreference", "field taxId"])
        let suspended = access(requested, approved, .suspended(AccessSuspended(reason: nil)))
        expectEqual(MerchantRequirements.of(suspended, nil).disabledReason, "SUSPENDED")
        let onboarded = access(requested, approved, .onboarded(MerchantOnboarded(tenantID: "t")))
        var shop = ShopState()
        shop.evolve(.profileChanged(ShopProfileChanged(posProvider: .set(.square))), at: noon)
        expectEqual(MerchantRequirements.of(onboarded, shop), .satisfied)
        // More is required than when the shop was saved, and less.
        expectEqual(
            short(MerchantRequirements.of(onboarded, shop, required: [.taxID]).currentlyDue),
            ["field taxId"])
        expectEqual(short(MerchantRequirements.of(active, shop).currentlyDue), ["action sign_in"])
        expectEqual(MerchantRequirements.of(AccessState(), nil), .satisfied)
    }

    @Test func `a declared flow's subject owes the stages that are left`() throws {
        let flow = FlowDeclaration(
            flow: "loan", category: "loan",
            stages: [
                FlowStage("a", on: ["A"]), FlowStage("b", on: ["B"], isOptional: true),
                FlowStage("c", on: ["C"]), FlowStage("d", on: ["D"]),
            ], exits: [FlowExit("declined", on: ["X"])], transitions: [],
            expiry: ISO8601Duration(milliseconds: 60_000))
        func subject(_ types: String...) throws -> DeclaredState {
            var state = DeclaredState(category: "loan", stages: StageTable(flow))
            for type in types {
                try unsafe Array("{}".utf8).withUnsafeBytes {
                    try unsafe state.apply(
                        type: type, kind: nil, data: $0, personal: nil, at: noon)
                }
            }
            return state
        }
        let none = DeclaredRequirements.of(try subject(), in: flow, at: noon)
        expectEqual(short(none.currentlyDue), ["action a", "action c", "action d"])
        expectNil(none.deadline)
        let begun = DeclaredRequirements.of(try subject("A"), in: flow, at: noon)
        expectEqual(short(begun.currentlyDue), ["action c", "action d"])
        expectEqual(begun.deadline, noon + 60)
        let late = DeclaredRequirements.of(
            try subject("A"), in: flow, at: noon + 60)
        expectTrue(
            short(late.pastDue) == ["action c", "action d"] && late.disabledReason == "expired")
        let left = DeclaredRequirements.of(try subject("A", "X"), in: flow, at: noon)
        expectEqual(left.disabledReason, "declined")
        func reason(_ types: String..., at now: Timestamp = noon) throws -> String? {
            var state = try subject()
            if let type = types.first { state = try subject(type) }
            if types.count == 2 { state = try subject(types[0], types[1]) }
            let standing = DeclaredStanding(state)
            var visitor = GateSubject()
            (visitor.stage, visitor.end) = (standing.stage, standing.end(in: flow, at: now))
            let question = GateQuestion(flow: "loan", path: "/x")
            return Gate.decide(question, visitor, flow: flow)?.reason
        }
        try expectEqual(reason(at: noon + 600), "a")
        try expectTrue(reason("A") == "a" && reason("A", at: noon + 60) == "expired")
        try expectTrue(reason("A", "X") == "declined" && reason("D", at: noon + 600) == "d")
        let done = DeclaredRequirements.of(try subject("A", "D"), in: flow, at: noon)
        expectTrue(done.isSatisfied)
    }

    @Test func `the answer has exactly the members that X3 names`() throws {
        let owed = WizardRequirements.of(wizard(["country": 7]), CompanyState(), at: noon)
        let json = try JSONValue(parsing: JSONWriter.encode { owed.write(to: &$0) })
        expectEqual(
            json.objectValue?.keys,
            [
                "currentlyDue", "pastDue", "pendingVerification", "deadline", "disabledReason",
                "satisfied",
            ])
        expectEqual(
            json["currentlyDue"]?[2],
            [
                "field": "country", "why": "expected an ISO 3166-1 alpha-2 code",
                "code": "request.invalid_body",
            ])
        expectTrue(json["deadline"] == .null && json["satisfied"] == false)
    }
}
