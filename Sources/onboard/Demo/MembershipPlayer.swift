import JSON
import OnboardingLedger

/// The people who pay for a membership, fill in their profile and, some, let it lapse (contract
/// S).
final class MembershipPlayer: DemoPlayer {
    static let flow = "membership"
    static let peopleCount = 40
    /// Whose story is told, from the first page to the end of the subscription.
    static let heroIndex = 7

    var story = ""
    private var checkouts: [Int: String] = [:]
    private var paid: [Int: JSONValue] = [:]
    /// Where the gate sent the one whose story is told.
    private var gates: [String] = []

    static func outcome(_ facts: DemoFacts) -> FlowOutcome {
        FlowOutcome(
            flow, began: facts.countBesideSignUps("MembershipOpened"),
            done: facts.countBesideSignUps("MembershipOnboarded"),
            [
                ("paid", facts.countBesideSignUps("MembershipActivated")),
                ("lapsed", facts.countBesideSignUps("MembershipLapsed")),
            ])
    }

    var acts: [DemoAct] {
        var random = DemoRandom(seed: 3002)
        return (0..<Self.peopleCount).flatMap { script($0, &random).acts }
    }

    /// At each stage some leave; the one whose story is told goes all the way.
    private func script(_ index: Int, _ random: inout DemoRandom) -> DemoScript {
        let isHero = index == Self.heroIndex
        let person = random.person(index)
        let plan = random.pick(["individual", "individual", "family"])
        // Whoever lapses does so within the demo's days.
        let start = isHero ? 3600 * 10 : random.start(hours: 3)
        var script = DemoScript(startingAt: start)
        script.add(after: 0) { [self] in try join(person, $0) }
        if random.happens(0.15) && !isHero { return script }
        script.add(after: random.seconds(20, 200)) { [self] in
            try openCheckout(person, plan, $0)
        }
        if random.happens(0.2) && !isHero { return script }
        script.add(after: random.seconds(40, 400)) { [self] in try pay(person, plan, $0) }
        if random.happens(0.1) && !isHero { return script }
        script.add(after: random.seconds(10, 120)) { [self] in try begin(person, $0) }
        if random.happens(0.12) && !isHero { return script }
        script.add(after: random.seconds(60, 900)) { [self] in try fillIn(person, $0) }
        if random.happens(0.2) || isHero {
            script.add(after: random.seconds(2 * 86_400, 4 * 86_400)) { [self] in
                try lapse(person, $0)
            }
        }
        return script
    }

    private func login(_ person: DemoPerson) -> DemoLogin {
        DemoLogin("member-\(person.index)", email: "member-\(person.email)")
    }

    /// The first look makes the profile (S1).
    private func join(_ person: DemoPerson, _ stage: DemoStage) throws {
        _ = try stage.ask("GET", "/api/user/profile", as: login(person))
        try askGate(person, stage)
    }

    private func openCheckout(_ person: DemoPerson, _ plan: String, _ stage: DemoStage) throws {
        let answer = try stage.ask(
            "POST", "/api/stripe/checkout", ["plan": .string(plan)], as: login(person))
        checkouts[person.index] = answer["sessionId"]?.stringValue
    }

    /// The sandbox's page sends the signed delivery.
    private func pay(_ person: DemoPerson, _ plan: String, _ stage: DemoStage) throws {
        let checkout = FormEncoding.encode(checkouts[person.index] ?? "")
        paid[person.index] = try stage.ask("POST", "/dev/checkout/\(checkout)/pay", [:])
        try askGate(person, stage)
        let profile = try stage.ask("GET", "/api/user/profile", as: login(person))
        let status = profile["subscription_status"]?.stringValue ?? "?"
        tell(person, "\(person.name) pays for \(plan), and the webhook makes it \(status).")
    }

    private func begin(_ person: DemoPerson, _ stage: DemoStage) throws {
        _ = try stage.ask("POST", "/api/user/onboarding/start", as: login(person))
        try askGate(person, stage)
    }

    private func fillIn(_ person: DemoPerson, _ stage: DemoStage) throws {
        let profile = try stage.ask(
            "PATCH", "/api/user/profile",
            [
                "first_name": .string(person.given), "last_name": .string(person.family),
                "birth_date": "1990-07-23", "birth_time": "06:30", "birth_city": "Berlin",
                "birth_region": "Berlin", "birth_country": "DE", "birth_lat": 52.52,
                "birth_lon": 13.4, "is_onboarded": true,
            ], as: login(person))
        try askGate(person, stage)
        let sign = profile["zodiac_sign"]?.stringValue ?? "?"
        let zone = profile["timezone"]?.stringValue ?? "?"
        tell(person, "The profile is filled in: \(sign), \(zone).")
    }

    /// The subscription ends at the provider, which says so by a delivery of its own.
    private func lapse(_ person: DemoPerson, _ stage: DemoStage) throws {
        let (customer, subscription) = (
            paid[person.index]?["customer"] ?? .null, paid[person.index]?["subscription"] ?? .null
        )
        let seconds = JSONValue.number(JSONNumber(stage.now.milliseconds / 1000))
        try stage.deliverFromStripe([
            "id": .string("evt_demo_lapse_\(person.index)"), "object": "event",
            "type": "customer.subscription.deleted", "created": seconds,
            "data": [
                "object": [
                    "id": subscription, "object": "subscription", "customer": customer,
                    "status": "canceled", "ended_at": seconds,
                ]
            ],
        ])
        try askGate(person, stage)
        tell(
            person,
            "Then the subscription ends. The gate's answers for /sanctuary on the way: "
                + gates.joined(separator: ", ") + ".")
    }

    /// Where the home page leads the one whose story is told.
    private func askGate(_ person: DemoPerson, _ stage: DemoStage) throws {
        guard person.index == Self.heroIndex else { return }
        gates.append(try stage.gate(Self.flow, "/sanctuary", as: login(person)))
    }
}
