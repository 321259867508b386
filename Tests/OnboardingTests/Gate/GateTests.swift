import TestSupport
import Testing
import Time

@testable import Onboarding

/// S6: every kind of visitor on every page.
struct MembershipGateTests {
    private static let pages = ["/sign-in", "/join", "/welcome", "/onboarding", "/sanctuary", "/x"]

    /// Where each visitor is sent from each of the pages; `.` where they may stay.
    @Test(arguments: [
        ("signed out", ". . . /sign-in /sign-in /sign-in"),
        ("no profile", ". . /join /join /join /join"),
        ("joined", ". . /join /join /join /join"),
        ("paid", ". /welcome . . /welcome /welcome"),
        ("started", ". /onboarding . . /onboarding /onboarding"),
        ("onboarded", ". /sanctuary . /sanctuary . ."),
    ])
    func `each visitor is sent where they belong`(visitor: String, row: String) {
        for (page, expected) in zip(Self.pages, row.split(separator: " ")) {
            let decision = Self.decide(visitor, page)
            expectTrue((decision.location ?? ".") == expected, "\(visitor) on \(page)")
        }
    }

    private static func decide(_ visitor: String, _ page: String) -> GateDecision {
        let histories = [
            "joined": Membershipped.joined, "paid": Membershipped.paid,
            "started": Membershipped.started, "onboarded": Membershipped.onboarded,
        ]
        let profile = MembershipSpecification.given(histories[visitor] ?? []).profile
        return MembershipGate.decide(
            MembershipStanding(profile), isSignedIn: visitor != "signed out", path: page)
    }

    @Test func `a subscription that ended leads to join at the next look`() {
        let ended = ProfileStreamEvent.membership(
            .subscription(.deleted, .canceled, event: "evt_2", at: 10))
        let profile = MembershipSpecification.given(Membershipped.onboarded + [ended]).profile
        let decision = MembershipGate.decide(
            MembershipStanding(profile), isSignedIn: true, path: "/sanctuary/room")
        expectEqual(decision, .redirect(to: "/join", "unpaid"))
    }

    @Test func `a browser closed midway comes back to the form`() {
        let profile = MembershipSpecification.given(Membershipped.started).profile
        let decision = MembershipGate.decide(
            MembershipStanding(profile), isSignedIn: true, path: "/sanctuary?x=1")
        expectEqual(decision, .redirect(to: "/onboarding", "onboarding_started"))
    }

    @Test func `comp and role open the gate, and their end closes it`() {
        for event in [ProfileStreamEvent.comped(true), .role("admin")] {
            let profile = MembershipSpecification.given(.account, event).profile
            expectEqual(MembershipStanding(profile)?.isPaid, true)
        }
        for events in [[ProfileStreamEvent.comped(true), .comped(false)], [.role("user")]] {
            let profile = MembershipSpecification.given([.account] + events).profile
            expectEqual(MembershipStanding(profile)?.isPaid, false)
        }
    }
}

/// M6: the merchants' door.
struct MerchantGateTests {
    private static let pages = [
        "/", "/onboarding", "/pending-approval", "/suspended", "/settings/pos", "/admin/users",
    ]

    @Test(arguments: [
        (
            "pending",
            "/pending-approval /pending-approval . /pending-approval /pending-approval"
                + " /pending-approval"
        ),
        ("suspended", "/suspended /suspended /suspended . /suspended /suspended"),
        ("approved", "/onboarding . /onboarding /onboarding /onboarding /onboarding"),
        ("onboarded", ". . / / . /"), ("consumer", ". / / / / /"), ("admin", ". . / / . ."),
        ("signed out", "/login /login /login /login /login /login"),
    ])
    func `each visitor is sent where they belong`(visitor: String, row: String) {
        for (page, expected) in zip(Self.pages, row.split(separator: " ")) {
            let decision = MerchantGate.decide(
                Self.standing(visitor), isSignedIn: visitor != "signed out", path: page)
            expectTrue((decision.location ?? ".") == expected, "\(visitor) on \(page)")
        }
    }

    @Test(arguments: [
        ("pending", ["/pending-approval"]), ("suspended", ["/suspended"]),
        ("approved", ["/onboarding"]), ("onboarded", ["/", "/onboarding", "/settings/pos"]),
        ("consumer", ["/"]), ("admin", ["/", "/admin"]), ("signed out", ["/login"]),
    ])
    func `the navigation has the entries that are open now`(visitor: String, entries: [String]) {
        let decision = MerchantGate.decide(
            Self.standing(visitor), isSignedIn: visitor != "signed out", path: "/")
        expectEqual(decision.navigation, entries)
        for entry in entries {
            let there = MerchantGate.decide(
                Self.standing(visitor), isSignedIn: visitor != "signed out", path: entry)
            expectTrue(there.isAllowed, "\(visitor) on \(entry)")
        }
    }

    private static func standing(_ visitor: String) -> AccessStanding? {
        switch visitor {
        case "pending":
            AccessStanding(role: .client, status: .pendingApproval, needsOnboarding: false)
        case "suspended":
            AccessStanding(role: .client, status: .suspended, needsOnboarding: true)
        case "approved": AccessStanding(role: .client, status: .active, needsOnboarding: true)
        case "onboarded": AccessStanding(role: .client, status: .active, needsOnboarding: false)
        case "admin": AccessStanding(role: .admin, status: .active, needsOnboarding: false)
        default: nil
        }
    }
}

/// G1: one function for all flows.
struct GateTests {
    private func decide(
        _ flow: String, _ path: String, _ subject: GateSubject = GateSubject(),
        returnURL: String? = nil
    ) throws -> GateDecision? {
        let declaration = try required(FlowCatalogue.builtIn.flow(flow))
        let question = GateQuestion(flow: flow, path: path, returnURL: returnURL)
        return Gate.decide(question, subject, flow: declaration)
    }

    @Test(arguments: [
        ("signup", "/onboarding/payment", "/onboarding/email"),
        ("wizard", "/dashboard", "/onboarding"),
        ("membership", "/sanctuary", "/sign-in"), ("merchant", "/", "/login"),
    ])
    func `a stranger is sent to the beginning`(
        flow: String, path: String, location: String
    ) throws {
        let decision = try decide(flow, path)
        expectEqual(decision?.location, location)
        expectEqual(decision?.reason.isEmpty, false)
    }

    @Test func `a call's gate asks for a space`() throws {
        var subject = GateSubject()
        try expectNil(decide("call", "/assets", subject))
        subject.call = .notPlanned
        try expectEqual(decide("call", "/assets", subject)?.location, "/onboarding-session")
    }

    @Test func `a declared flow's gate follows from its stages`() {
        let loan = FlowDeclaration(
            flow: "loan", category: "loan",
            stages: [
                FlowStage("a", on: ["A"], route: "/apply"),
                FlowStage("b", on: ["B"], route: "/wait"),
            ], transitions: [])
        var subject = GateSubject()
        subject.stage = "b"
        let decision = Gate.decide(
            GateQuestion(flow: "loan", path: "/apply"), subject, flow: loan)
        expectEqual(decision, .redirect(to: "/wait", "b"))
    }

    @Test func `a return address is checked, or the flow's home`() throws {
        func returned(_ flow: String, _ url: String?) throws -> String? {
            try decide(flow, "/", returnURL: url)?.returnURL
        }
        try expectEqual(returned("membership", "/room?x=1"), "/room?x=1")
        try expectEqual(returned("membership", "//evil.example"), "/sanctuary")
        try expectEqual(returned("wizard", "https://evil.example"), "/dashboard")
        try expectEqual(returned("merchant", "/\\x"), "/")
        try expectNil(returned("membership", nil))
        var space = GateSubject()
        (space.call, space.isAdvisor) = (.notRequired, true)
        try expectEqual(decide("call", "/x", space, returnURL: "//evil")?.returnURL, "/advisor")
    }
}
