import JSON
import OnboardingLedger

/// The people who sign up (contract K).
final class SignUpPlayer: DemoPlayer {
    static let flow = "signup"
    static let peopleCount = SignUpScript.peopleCount

    /// Each person's session token, once they have one.
    private var tokens: [Int: String] = [:]
    private var checkouts: [Int: String] = [:]
    static let heroIndex = SignUpScript.heroIndex
    var story = ""

    static func outcome(_ facts: DemoFacts) -> FlowOutcome {
        FlowOutcome(
            flow, began: facts.count("SignUpStarted"), done: facts.count("SignUpCompleted"),
            [
                ("paid", facts.count("PaymentConfirmed")),
                ("cancelled", facts.count("SignUpCancelled")),
                ("expired", facts.count("SignUpExpired")),
            ])
    }

    var acts: [DemoAct] {
        SignUpScript.all.flatMap { script in
            script.steps.enumerated().map { index, timed in
                DemoAct(at: timed.at, isFirst: index == 0) { [self] stage in
                    try play(timed.step, script.person, stage)
                }
            }
        }
    }

    /// One step of one person.
    private func play(
        _ step: SignUpScript.Step, _ person: DemoPerson, _ stage: DemoStage
    ) throws {
        let token = JSONValue.string(tokens[person.index] ?? "")
        switch step {
        case .start(let plan):
            let answer = try stage.ask("POST", "/v1/onboarding/start", start(person, plan))
            let verb = tokens[person.index] == nil ? "\(person.name) signs up for" : "Changes to"
            tell(person, "\(verb) \(plan).")
            tokens[person.index] = answer["sessionToken"]?.stringValue
        case .sendCode:
            _ = try stage.ask("POST", "/v1/onboarding/email/otp", ["sessionToken": token])
        case .enterWrongCode:
            let isZeros = try code(of: person, stage) == "000000"
            let problem = try stage.refused(
                [400, 429], "/v1/onboarding/email/verify",
                verification(person, code: isZeros ? "000001" : "000000"))
            tell(person, "A wrong code is \(DemoStage.words(problem)).")
        case .enterCode:
            _ = try stage.ask(
                "POST", "/v1/onboarding/email/verify",
                verification(person, code: try code(of: person, stage)))
        case .signInWithGoogle:
            let code = "dev:\(person.given):\(person.family):\(person.email)"
            _ = try stage.ask(
                "POST", "/v1/onboarding/oauth/google",
                ["sessionToken": token, "code": .string(code)])
        case .describeBusiness(let isStale):
            let form = business(person)
            if isStale {
                let problem = try stage.refused(
                    [412], "/v1/onboarding/business", form, ifMatch: "\"1\"")
                tell(person, "An old page is \(DemoStage.words(problem)).")
            }
            _ = try stage.ask("POST", "/v1/onboarding/business", form)
        case .openCheckout: try openCheckout(person, token, stage)
        case .pay, .letCheckoutExpire:
            let path = checkouts[person.index] ?? ""
            if step == .pay { tell(person, "Paid, by a signed webhook.") }
            _ = try stage.ask("POST", path + (step == .pay ? "/pay" : "/expire"), [:])
        case .complete(let isTwice):
            let form: JSONObject = ["sessionToken": token]
            _ = try stage.ask("POST", "/v1/onboarding/complete", form)
            guard isTwice else { return }
            let problem = try stage.refused([400], "/v1/onboarding/complete", form)
            tell(
                person,
                "The last button pressed twice makes one workspace: the second time is "
                    + "\(DemoStage.words(problem)).")
        case .cancel:
            _ = try stage.ask("DELETE", "/v1/onboarding/session", ["sessionToken": token])
        case .startAgain:
            try stage.refused([409], "/v1/onboarding/start", start(person, "starter"))
        }
    }

    /// With the session's own token, once there is one (K1).
    private func start(_ person: DemoPerson, _ plan: String) -> JSONObject {
        var form: JSONObject = ["email": .string(person.email), "planDescriptor": .string(plan)]
        if let token = tokens[person.index] { form["sessionToken"] = .string(token) }
        return form
    }

    private func verification(_ person: DemoPerson, code: String) -> JSONObject {
        [
            "sessionToken": .string(tokens[person.index] ?? ""), "code": .string(code),
            "firstName": .string(person.given), "lastName": .string(person.family),
            "password": "correct horse battery staple",
        ]
    }

    private func business(_ person: DemoPerson) -> JSONObject {
        [
            "sessionToken": .string(tokens[person.index] ?? ""),
            "name": .string(person.company),
            "descriptor": .string("\(person.family)-\(person.index)".lowercased()),
            "country": .string(person.country), "currency": .string(person.currency),
        ]
    }

    /// Keeps the path of the sandbox's page.
    private func openCheckout(
        _ person: DemoPerson, _ token: JSONValue, _ stage: DemoStage
    ) throws {
        let answer = try stage.ask(
            "POST", "/v1/onboarding/payment/start",
            [
                "sessionToken": token, "successUrl": "https://shop.example/paid",
                "cancelUrl": "https://shop.example/back",
            ])
        // The sandbox's page is on the same server: only the path is needed.
        let url = answer["checkoutUrl"]?.stringValue ?? ""
        checkouts[person.index] = url.firstRange(of: "/dev/").map { String(url[$0.lowerBound...]) }
    }

    /// The newest code in dev mode's mailbox.
    private func code(of person: DemoPerson, _ stage: DemoStage) throws -> String {
        let target = "/dev/mailbox?to=\(FormEncoding.encode(person.email))"
        let mails = try stage.ask("GET", target)
        let codes = mails["messages"]?.arrayValue?.compactMap { $0["code"]?.stringValue }
        return codes?.first ?? ""
    }
}
