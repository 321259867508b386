import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// Given a profile with these events, when this command, then exactly these events or this refusal.
///
/// Every decision is also held against the flow's declaration, and the payment gate's stage against
/// its rule, so that neither can drift apart (X1, S5).
struct MembershipSpecification {
    private(set) var profile = ProfileState()
    private var outcome: Result<[ProfileStreamEvent], MembershipRejection>?

    static func given(_ events: ProfileStreamEvent..., at time: Timestamp = noon) -> Self {
        given(events, at: time)
    }

    static func given(_ events: [ProfileStreamEvent], at time: Timestamp = noon) -> Self {
        var spec = MembershipSpecification()
        for event in events { spec.profile.evolve(event, at: time) }
        return spec
    }

    func when(_ command: MembershipCommand, at time: Timestamp = noon) -> Self {
        var next = self
        do {
            let events = try Membership.decide(command, profile, DecisionContext(now: time))
            next.outcome = .success(events)
            expectDeclaredMoves(events, from: profile, at: time)
        } catch {
            next.outcome = .failure(error)
        }
        return next
    }

    /// The state after the decision's events.
    func after(at time: Timestamp = noon) -> Self {
        guard case .success(let events) = outcome else { return self }
        var next = self
        for event in events { next.profile.evolve(event, at: time) }
        return next
    }

    @discardableResult
    func then(
        _ events: ProfileStreamEvent..., at source: SourceLocation = #_sourceLocation
    ) -> Self {
        expectEqual(outcome, .success(events), in: source.fileID, at: source.line)
        return self
    }

    func refused(_ rejection: MembershipRejection, at source: SourceLocation = #_sourceLocation) {
        expectEqual(outcome, .failure(rejection), in: source.fileID, at: source.line)
    }

    /// The fields that a refusal names.
    var refusedFields: [String] {
        guard case .failure(.invalidProfile(let problems)) = outcome else { return [] }
        return problems.map(\.pointer)
    }

    var answer: JSONValue {
        get throws {
            try JSONValue(
                parsing: JSONWriter.encode { profile.writeMemberProfile(id: "u1", to: &$0) })
        }
    }
}

/// Fails when an event moves the stage along no declared transition, or when the stage and the
/// payment gate disagree in the end.
private func expectDeclaredMoves(
    _ events: [ProfileStreamEvent], from profile: ProfileState, at time: Timestamp
) {
    var profile = profile
    for event in events {
        let before = profile.membership.stage
        profile.evolve(event, at: time)
        let type = event.kind.rawValue
        let exit = MembershipFlow.declaration.exits.first { $0.on == [type] }?.name
        guard let from = before?.rawValue, let to = exit ?? profile.membership.stage?.rawValue
        else { continue }
        let isLegal =
            from == to || MembershipFlow.declaration.allowsTransition(from: from, to: to, on: type)
        expectTrue(isLegal, "\(type) moves \(from) to \(to)")
    }
    guard profile.membership.isOpen else { return }
    expectEqual((profile.membership.stage != .joined), profile.isPaid)
}

/// Events as profiles have them, with the values that do not matter filled in.
extension ProfileStreamEvent {
    static let account = ProfileStreamEvent.profile(
        .accountOpened(
            AccountOpened(
                source: .token, role: "user", isEmailVerified: true, holdsEmail: true,
                email: "ada@example.com")))
    static let payer = ProfileStreamEvent.profile(
        .accountOpened(
            AccountOpened(
                source: .checkout, role: "user", isEmailVerified: false, holdsEmail: true,
                email: "ada@example.com")))
    static let opened = ProfileStreamEvent.membership(.opened(MembershipOpened()))
    static let onboardingStarted = ProfileStreamEvent.membership(
        .onboardingStarted(MembershipOnboardingStarted()))
    static let onboarded = ProfileStreamEvent.membership(.onboarded(MembershipOnboarded()))
    static let resumed = ProfileStreamEvent.membership(.resumed(MembershipOnboardingResumed()))
    static let restored = ProfileStreamEvent.membership(.restored(MembershipRestored()))

    static func activated(
        _ cause: MembershipCause = .payment, _ plan: MembershipPlan = .individual,
        _ status: MembershipStatus? = .active
    ) -> ProfileStreamEvent {
        .membership(.activated(MembershipActivated(cause: cause, plan: plan, status: status)))
    }

    static func lapsed(_ cause: MembershipCause = .payment) -> ProfileStreamEvent {
        .membership(.lapsed(MembershipLapsed(cause: cause)))
    }

    static func comped(_ isComped: Bool) -> ProfileStreamEvent {
        .membership(.comped(MembershipComped(isComped: isComped, reason: "friend")))
    }

    static func role(_ role: String) -> ProfileStreamEvent {
        .profile(.roleChanged(RoleChanged(role: role, reason: "staff")))
    }
}

/// A provider's reports.
extension MembershipEvent {
    static func checkout(
        _ outcome: CheckoutOutcome = .paid, _ id: String = "cs_1",
        plan: MembershipPlan? = .individual,
        subscription: String? = "sub_1", event: String = "evt_checkout", at second: Int64 = 0
    ) -> MembershipEvent {
        .checkoutReported(
            MembershipCheckoutReported(
                checkoutSessionID: id, outcome: outcome, plan: plan,
                subscriptionID: subscription, customerID: "cus_1", eventID: event,
                asOf: noon + second))
    }

    static func subscription(
        _ change: SubscriptionChange, _ status: MembershipStatus?, _ id: String = "sub_1",
        previous: MembershipStatus? = nil, event: String, at second: Int64,
        startedAt: Int64 = 0, endsAt: Int64? = 86_400, plan: MembershipPlan? = .individual
    ) -> MembershipEvent {
        .subscriptionReported(
            SubscriptionReported(
                subscriptionID: id, change: change, status: status, plan: plan,
                customerID: "cus_1", startedAt: noon + startedAt, endsAt: endsAt.map { noon + $0 },
                previousStatus: previous, eventID: event, asOf: noon + second))
    }

    static func failed(event: String = "evt_failed", at second: Int64) -> MembershipEvent {
        .invoiceFailed(
            InvoicePaymentFailed(
                subscriptionID: "sub_1", invoiceID: "in_1", customerID: "cus_1", eventID: event,
                asOf: noon + second))
    }
}

/// Histories that end somewhere.
enum Membershipped {
    static let joined: [ProfileStreamEvent] = [.account, .opened]
    static let paid = joined + [.membership(.checkout()), .activated()]
    static let started = paid + [.onboardingStarted]
    static let onboarded = started + [.onboarded]
}

let noPlaces = BirthPlaces(zones: ZoneTable(parsing: "")) { _, _ in nil }

/// Three zones of Britain and its neighbours, in tzdata's form.
let someZones = ZoneTable(
    parsing: """
        # a comment
        GB,GG,IM,JE\t+513030-0000731\tEurope/London
        FR,MC\t+4852+00220\tEurope/Paris
        US\t+404251-0740023\tAmerica/New_York\tEastern (most areas)
        US\t+340308-1181434\tAmerica/Los_Angeles\tPacific
        a line that nobody understands
        """,
    countries: "# codes\nFR\tFrance\nGB\tBritain (UK)\n")
