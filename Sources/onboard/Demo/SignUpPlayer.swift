import JSON

/// Plays people's sign-ups against a server in dev mode, over real HTTP, in the order in which
/// things happen on its clock.
final class SignUpPlayer {
    /// What was seen on the outside.
    struct Tally: Sendable, Equatable {
        var requests = 0
        /// Answers that said no, as they should have: wrong codes, old pages, used emails.
        var refusals = 0
    }

    private(set) var tally = Tally()
    private let connection: HTTPConnection
    /// Each person's session token, once they have one.
    private var tokens: [Int: String] = [:]
    private var checkouts: [Int: String] = [:]
    private var clock: Int64 = 0

    init(port: UInt16) throws { connection = try HTTPConnection(.loopback(port: port)) }

    /// - Parameter report: told how many people have begun.
    func play(_ scripts: [SignUpScript], report: (Int) -> Void) throws {
        let moments = scripts.enumerated().flatMap { person, script in
            script.steps.enumerated().map { (at: $1.at, person: person, step: $0) }
        }
        .sorted { ($0.at, $0.person, $0.step) < ($1.at, $1.person, $1.step) }
        var begun = 0
        for moment in moments {
            try advanceClock(to: moment.at)
            let script = scripts[moment.person]
            try play(script.steps[moment.step].step, script.person)
            if moment.step == 0 {
                begun += 1
                report(begun)
            }
        }
    }

    private func advanceClock(to time: Int64) throws {
        guard time > clock else { return }
        _ = try ask("POST", "/dev/clock", ["advanceSeconds": .number(JSONNumber(time - clock))])
        clock = time
    }

    /// One step of one person.
    private func play(_ step: SignUpScript.Step, _ person: SignUpScript.Person) throws {
        let token = JSONValue.string(tokens[person.index] ?? "")
        switch step {
        case .start(let plan):
            let answer = try ask("POST", "/v1/onboarding/start", start(person, plan))
            tokens[person.index] = answer["sessionToken"]?.stringValue
        case .sendCode:
            _ = try ask("POST", "/v1/onboarding/email/otp", ["sessionToken": token])
        case .enterWrongCode:
            try refused(
                [400, 429], "/v1/onboarding/email/verify",
                verification(person, code: try code(of: person) == "000000" ? "000001" : "000000"))
        case .enterCode:
            _ = try ask(
                "POST", "/v1/onboarding/email/verify",
                verification(person, code: try code(of: person)))
        case .signInWithGoogle:
            let code = "dev:\(person.given):\(person.family):\(person.email)"
            _ = try ask(
                "POST", "/v1/onboarding/oauth/google",
                ["sessionToken": token, "code": .string(code)])
        case .describeBusiness(let isStale):
            let form = business(person)
            if isStale {
                try refused([412], "/v1/onboarding/business", form, ifMatch: "\"1\"")
            }
            _ = try ask("POST", "/v1/onboarding/business", form)
        case .openCheckout: try openCheckout(person, token)
        case .pay, .letCheckoutExpire:
            let path = checkouts[person.index] ?? ""
            _ = try ask("POST", path + (step == .pay ? "/pay" : "/expire"), [:])
        case .complete(let isTwice):
            let form: JSONObject = ["sessionToken": token]
            _ = try ask("POST", "/v1/onboarding/complete", form)
            if isTwice { try refused([400], "/v1/onboarding/complete", form) }
        case .cancel:
            _ = try ask("DELETE", "/v1/onboarding/session", ["sessionToken": token])
        case .startAgain:
            try refused([409], "/v1/onboarding/start", start(person, "starter"))
        }
    }

    private func start(_ person: SignUpScript.Person, _ plan: String) -> JSONObject {
        var form: JSONObject = ["email": .string(person.email), "planDescriptor": .string(plan)]
        if let token = tokens[person.index] { form["sessionToken"] = .string(token) }
        return form
    }

    private func verification(_ person: SignUpScript.Person, code: String) -> JSONObject {
        [
            "sessionToken": .string(tokens[person.index] ?? ""), "code": .string(code),
            "firstName": .string(person.given), "lastName": .string(person.family),
            "password": "correct horse battery staple",
        ]
    }

    private func business(_ person: SignUpScript.Person) -> JSONObject {
        [
            "sessionToken": .string(tokens[person.index] ?? ""),
            "name": .string("\(person.family) \(person.business)"),
            "descriptor": .string("\(person.family)-\(person.index)".lowercased()),
            "country": .string(person.country), "currency": .string(person.currency),
        ]
    }

    private func openCheckout(_ person: SignUpScript.Person, _ token: JSONValue) throws {
        let answer = try ask(
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
    private func code(of person: SignUpScript.Person) throws -> String {
        let mails = try ask("GET", "/dev/mailbox?to=\(PercentCoded.segment(person.email))", nil)
        let codes = mails["messages"]?.arrayValue?.compactMap { $0["code"]?.stringValue }
        return codes?.first ?? ""
    }

    // MARK: Requests

    private func ask(_ method: String, _ target: String, _ form: JSONObject?) throws -> JSONValue {
        let answer = try answer(method, target, form)
        guard answer.isSuccess else { throw unexpected(method, target, answer) }
        return answer.body.isEmpty ? .null : try JSONValue(parsing: answer.body)
    }

    /// Sends what must be refused.
    private func refused(
        _ statuses: Set<Int>, _ target: String, _ form: JSONObject, ifMatch: String? = nil
    ) throws {
        let answer = try answer("POST", target, form, ifMatch: ifMatch)
        guard statuses.contains(answer.status) else { throw unexpected("POST", target, answer) }
        tally.refusals += 1
    }

    private func answer(
        _ method: String, _ target: String, _ form: JSONObject?, ifMatch: String? = nil
    ) throws -> ServerAnswer {
        var request = ServerRequest(method, target)
        if let form {
            request.body = JSONValue.object(form).encoded
            request.fields.append(("Content-Type", "application/json"))
        }
        if let ifMatch { request.fields.append(("If-Match", ifMatch)) }
        tally.requests += 1
        return try connection.answer(to: request)
    }

    private func unexpected(_ method: String, _ target: String, _ answer: ServerAnswer)
        -> CommandFailure
    {
        let body = String(decoding: answer.body.prefix(300), as: UTF8.self)
        return .demo("\(method) \(target) was answered with \(answer.status): \(body)")
    }
}
