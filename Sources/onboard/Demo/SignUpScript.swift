/// What one invented person does, and how long they take between one thing and the next.
struct SignUpScript: Sendable {
    /// One thing that somebody does.
    enum Step: Sendable, Equatable {
        case start(plan: String)
        case sendCode
        case enterWrongCode
        case enterCode
        case signInWithGoogle
        /// Describes the business; somebody with an old page open is told so first (If-Match).
        case describeBusiness(isStale: Bool)
        case openCheckout
        case pay
        case letCheckoutExpire
        /// Presses the button twice, as people do.
        case complete(isTwice: Bool)
        case cancel
        /// Comes back with an email that has an account already.
        case startAgain
    }

    struct TimedStep: Sendable {
        /// Seconds after the demo's beginning.
        var at: Int64
        var step: Step
    }

    let person: DemoPerson
    private(set) var steps: [TimedStep] = []

    /// The person whose story is told: with a wrong code, a change of plan, an old page and a
    /// payment.
    static let heroIndex = 57
    static let peopleCount = 200

    /// The same people doing the same things each time.
    static let all: [SignUpScript] = {
        var random = DemoRandom(seed: 2026)
        return (0..<peopleCount).map { index in
            index == heroIndex ? hero(&random) : SignUpScript(index, &random)
        }
    }()

    /// Stumbles wherever one can.
    private static func hero(_ random: inout DemoRandom) -> SignUpScript {
        let start: Int64 = 2 * 86_400 + 9 * 3600
        var script = SignUpScript(person: random.person(heroIndex), startingAt: start)
        script.add(.start(plan: "professional"), after: 0)
        script.add(.sendCode, after: 15)
        script.add(.enterWrongCode, after: 40)
        script.add(.enterCode, after: 25)
        script.add(.start(plan: "individual"), after: 310)
        script.add(.describeBusiness(isStale: true), after: 95)
        script.add(.openCheckout, after: 20)
        script.add(.pay, after: 150)
        script.add(.complete(isTwice: true), after: 12)
        return script
    }

    private init(person: DemoPerson, startingAt start: Int64) {
        self.person = person
        clock = start
    }

    private var clock: Int64

    /// - Parameter seconds: since the step before.
    private mutating func add(_ step: Step, after seconds: Int64) {
        clock += seconds
        steps.append(TimedStep(at: clock, step: step))
    }

    /// Goes through the flow; at each stage some leave, some cancel, some stumble.
    private init(_ index: Int, _ random: inout DemoRandom) {
        // More come on later days, at any hour.
        let day = max(
            random.number(below: DemoRandom.days), random.number(below: DemoRandom.days))
        let start = day * 86_400 + random.number(below: 86_400 - 3 * 3600)
        self.init(person: random.person(index), startingAt: start)
        let plan = random.pick(["starter", "starter", "professional", "individual", "family"])
        add(.start(plan: plan), after: 0)
        if random.happens(0.11) { return }
        guard proveIdentity(&random), !cancels(0.02, &random), !random.happens(0.09) else { return }
        add(.describeBusiness(isStale: random.happens(0.12)), after: random.seconds(40, 600))
        if plan != "starter" {
            guard payForIt(&random), !cancels(0.03, &random) else { return }
        }
        if random.happens(0.05) { return }
        add(.complete(isTwice: random.happens(0.15)), after: random.seconds(4, 90))
        if random.happens(0.1) { add(.startAgain, after: random.seconds(3600, 7200)) }
    }

    /// False for who leaves on the way.
    private mutating func proveIdentity(_ random: inout DemoRandom) -> Bool {
        if random.happens(0.35) {
            add(.signInWithGoogle, after: random.seconds(10, 60))
            return true
        }
        add(.sendCode, after: random.seconds(8, 90))
        if cancels(0.04, &random) || random.happens(0.1) { return false }
        for _ in 0..<random.number(below: 100) / 75 {
            add(.enterWrongCode, after: random.seconds(15, 60))
        }
        if random.happens(0.04) {
            // Guesses until the code is void, and has to ask for another.
            for _ in 0..<5 { add(.enterWrongCode, after: random.seconds(5, 12)) }
            if random.happens(0.5) { return false }
            add(.sendCode, after: random.seconds(125, 300))
        }
        add(.enterCode, after: random.seconds(15, 240))
        return true
    }

    /// False for who leaves without paying.
    private mutating func payForIt(_ random: inout DemoRandom) -> Bool {
        if random.happens(0.12) { return false }
        add(.openCheckout, after: random.seconds(10, 120))
        if random.happens(0.08) {
            add(.letCheckoutExpire, after: random.seconds(1900, 2400))
            if random.happens(0.5) { return false }
            add(.openCheckout, after: random.seconds(60, 600))
        }
        if random.happens(0.22) { return false }
        add(.pay, after: random.seconds(45, 400))
        return true
    }

    /// True for who gives up and says so (K10).
    private mutating func cancels(_ chance: Double, _ random: inout DemoRandom) -> Bool {
        guard random.happens(chance) else { return false }
        add(.cancel, after: random.seconds(20, 300))
        return true
    }
}
