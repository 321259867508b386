import API
import Digest
import JSON
import OnboardingLedger
import Time

/// One thing that one of the demo's people does, at its time on the server's clock.
struct DemoAct {
    /// Seconds after the demo's beginning.
    let at: Int64
    /// True for the first thing that the person does.
    let isFirst: Bool
    /// Acts over HTTP; throws when the server answers other than the story has it.
    let play: (DemoStage) throws -> Void
}

/// The people of one flow: every flow's have this shape.
protocol DemoPlayer: AnyObject {
    /// The flow's id.
    static var flow: String { get }
    /// How many begin.
    static var peopleCount: Int { get }
    /// Whose story is told.
    static var heroIndex: Int { get }
    /// What became of them, as the log has it.
    static func outcome(_ facts: DemoFacts) -> FlowOutcome

    /// Everything that they do, in any order.
    var acts: [DemoAct] { get }
    /// What the one whose story is told met with, in the server's own words.
    var story: String { get set }
}

extension DemoPlayer {
    /// Keeps the words when they are about the one whose story is told.
    func tell(_ person: DemoPerson, _ words: String) {
        guard person.index == Self.heroIndex else { return }
        story += story.isEmpty ? words : " \(words)"
    }
}

/// Somebody who is signed in, by what dev mode's token says of them.
struct DemoLogin {
    /// The `sub` of the token, by which the server knows the person.
    let subject: String
    let claims: JSONObject

    init(_ subject: String, email: String, _ more: JSONObject = [:]) {
        self.subject = subject
        var claims: JSONObject = ["email": .string(email), "email_verified": true]
        for (name, value) in more { claims[name] = value }
        claims["sub"] = .string(subject)
        self.claims = claims
    }
}

/// Where the demo's people act: a server in dev mode, over real HTTP, with a clock that goes on
/// from one act to the next.
final class DemoStage {
    /// What was seen on the outside.
    struct Tally: Sendable, Equatable {
        var requests = 0
        /// Answers that said no, as they should have: wrong codes, old pages, used emails.
        var refusals = 0
    }

    /// Tokens live for an hour.
    private static let tokenSeconds: Int64 = 3000

    private(set) var tally = Tally()
    /// What time it is on the server.
    private(set) var now = Timestamp.earliest
    private let connection: HTTPConnection
    /// Seconds since the beginning, to which the server's clock was moved.
    private var clock: Int64 = 0
    /// By subject; made anew before they end.
    private var tokens: [String: (token: String, madeAt: Int64)] = [:]

    init(port: UInt16) throws { connection = try HTTPConnection(.loopback(port: port)) }

    /// - Parameter report: told how many people have begun.
    func play(_ acts: [DemoAct], report: (Int) -> Void) throws {
        let inOrder = acts.enumerated().sorted {
            ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
        }
        var begun = 0
        for (_, act) in inOrder {
            try advanceClock(to: act.at)
            try act.play(self)
            guard act.isFirst else { continue }
            begun += 1
            report(begun)
        }
    }

    /// Moves the server's clock on; its jobs run before the next act.
    private func advanceClock(to time: Int64) throws {
        guard time > clock || now == .earliest else { return }
        let answer = try ask(
            "POST", "/dev/clock", ["advanceSeconds": .number(JSONNumber(time - clock))])
        clock = time
        now = answer["now"]?.stringValue.flatMap { Timestamp(rfc3339: $0) } ?? now
    }

    // MARK: Requests

    /// Sends what must be answered with 2xx.
    /// - Throws: `CommandFailure.demo` for any other status.
    func ask(
        _ method: String, _ target: String, _ form: JSONObject? = nil, as login: DemoLogin? = nil,
        ifMatch: String? = nil
    ) throws -> JSONValue {
        let answer = try answer(method, target, form, as: login, ifMatch: ifMatch)
        guard answer.isSuccess else { throw unexpected(method, target, answer) }
        return answer.body.isEmpty ? .null : try JSONValue(parsing: answer.body)
    }

    /// Sends what must be refused; answers the problem.
    @discardableResult
    func refused(
        _ statuses: Set<Int>, _ target: String, _ form: JSONObject? = nil,
        as login: DemoLogin? = nil, ifMatch: String? = nil
    ) throws -> JSONValue {
        let answer = try answer("POST", target, form, as: login, ifMatch: ifMatch)
        guard statuses.contains(answer.status) else { throw unexpected("POST", target, answer) }
        tally.refusals += 1
        return try JSONValue(parsing: answer.body)
    }

    /// A problem's status and code, as `409 request.version_conflict`.
    static func words(_ problem: JSONValue) -> String {
        "\(problem["status"]?.intValue ?? 0) \(problem["code"]?.stringValue ?? "?")"
    }

    /// Where the gate lets somebody go who asks for a page: `open`, or where it sends them.
    func gate(_ flow: String, _ path: String, as login: DemoLogin, space: String? = nil) throws
        -> String
    {
        let target =
            "/v1/gate?flow=\(flow)&path=\(FormEncoding.encode(path))"
            + (space.map { "&space=\($0)" } ?? "")
        let answer = try ask("GET", target, as: login)
        if answer["decision"]?.stringValue == "allow" { return "open" }
        return answer["location"]?.stringValue ?? "?"
    }

    /// The answer, whatever its status.
    private func answer(
        _ method: String, _ target: String, _ form: JSONObject?, as login: DemoLogin?,
        ifMatch: String?
    ) throws -> ServerAnswer {
        var request = ServerRequest(method, target)
        if let form {
            request.body = JSONValue.object(form).encoded
            request.fields.append(("Content-Type", "application/json"))
        }
        if let login { request.fields.append(("Authorization", "Bearer \(try token(login))")) }
        if let ifMatch { request.fields.append(("If-Match", ifMatch)) }
        return try send(request)
    }

    private func send(_ request: ServerRequest) throws -> ServerAnswer {
        tally.requests += 1
        return try connection.answer(to: request)
    }

    /// A token of dev mode, made again before it ends.
    private func token(_ login: DemoLogin) throws -> String {
        if let (token, madeAt) = tokens[login.subject], clock - madeAt < Self.tokenSeconds {
            return token
        }
        let token = try ask("POST", "/dev/token", login.claims)["token"]?.stringValue ?? ""
        tokens[login.subject] = (token, clock)
        return token
    }

    private func unexpected(_ method: String, _ target: String, _ answer: ServerAnswer)
        -> CommandFailure
    {
        let body = String(decoding: answer.body.prefix(300), as: UTF8.self)
        return .demo("\(method) \(target) was answered with \(answer.status): \(body)")
    }

    // MARK: What providers send

    /// Delivers what the calendar would (contract F4).
    func deliverFromCalendar(_ body: JSONObject) throws {
        let bytes = JSONValue.object(body).encoded
        let tag = HMACKey(Array(DevMode.secret.utf8)).authenticate(bytes).hex
        try deliver(bytes, to: "/api/webhooks/cal", ("X-Cal-Signature-256", tag))
    }

    /// Delivers what the payment provider would (contract S3).
    func deliverFromStripe(_ body: JSONObject) throws {
        let bytes = JSONValue.object(body).encoded
        let time = String(now.milliseconds / 1000)
        let signed = Array("\(time).".utf8) + bytes
        let tag = HMACKey(Array(DevMode.secret.utf8)).authenticate(signed).hex
        try deliver(bytes, to: "/api/stripe/webhook", ("Stripe-Signature", "t=\(time),v1=\(tag)"))
    }

    /// The webhook must take it.
    private func deliver(
        _ body: [UInt8], to target: String, _ signature: (name: String, value: String)
    ) throws {
        var request = ServerRequest("POST", target, body: body)
        request.fields = [("Content-Type", "application/json"), signature]
        let answer = try send(request)
        guard answer.isSuccess else { throw unexpected("POST", target, answer) }
    }
}

/// What one person does, one thing after the other.
struct DemoScript {
    private(set) var acts: [DemoAct] = []
    private var clock: Int64

    init(startingAt clock: Int64) { self.clock = clock }

    /// - Parameter seconds: since the thing before.
    mutating func add(after seconds: Int64, _ play: @escaping (DemoStage) throws -> Void) {
        clock += seconds
        acts.append(DemoAct(at: clock, isFirst: acts.isEmpty, play: play))
    }
}
