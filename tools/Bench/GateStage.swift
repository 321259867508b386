import API
import Digest
import HTTPServer
import Onboarding
import OnboardingLedger
import Synchronization
import Time

/// A server whose ledger has many users of the wizard, every fourth of whom is through.
final class GateStage {
    let port: Int
    let userCount: Int
    let probe = ServerProbe()
    private let server: APIServer
    private let tokens: SampleTokens

    init(_ directory: DataDirectory, userCount: Int) throws {
        self.userCount = userCount
        let ledger = try Ledger(LedgerOptions(directory: directory))
        try Self.makeUsers(userCount, ledger)
        var configuration = APIConfiguration(isDev: false, version: "bench")
        configuration.jwtSecret = HMACKey([1]).authenticate([0]).bytes
        configuration.internalKey = "bench"
        configuration.mailer = .log
        tokens = SampleTokens(secret: configuration.jwtSecret)
        let probe = probe
        server = APIServer(
            configuration: configuration, ledger: ledger, clock: SystemClock(),
            listen: .tcp(host: "127.0.0.1", port: 0), log: { _ in }, observe: probe.note)
        port = try server.start().port
    }

    func stop() { try? blocking { [server] in await server.stop() } }

    private static func makeUsers(_ count: Int, _ ledger: Ledger) throws {
        let wizards = Wizards(ledger: ledger, identity: InstantIdentity())
        try concurrently(count, workerCount: 64) { number in
            let request = TenantRequest(
                actor: EventActor(kind: .user, id: name(number)),
                facts: RequestFacts(requestID: "request-\(number)"))
            var company = CompanyInitialized()
            (company.accountType, company.entityName) = (.business, "Company \(number)")
            (company.country, company.currency) = ("DE", "EUR")
            _ = try await wizards.initialize(company, request)
            guard number.isMultiple(of: 4) else { return }
            _ = try await wizards.complete(request)
        }
    }

    private static func name(_ number: Int) -> String { "user-\(number)" }

    // MARK: Requests

    /// Whether a user may see the dashboard.
    func gate(_ number: Int) -> [UInt8] {
        get("/v1/gate?flow=wizard&path=/dashboard", Self.name(number))
    }

    func resume(_ number: Int) -> [UInt8] { get("/system/onboarding/resume", Self.name(number)) }

    /// The first save of a user who comes anew: each may save ten times a minute.
    func save(_ number: Int) -> [UInt8] {
        let body =
            "{\"step\":1,\"version\":0,\"data\":{\"entityName\":\"Company \(number)\","
            + "\"country\":\"DE\",\"currency\":\"EUR\",\"phone\":\"+49 30 \(number)\"}}"
        return Array(
            """
            POST /system/onboarding/save-step HTTP/1.1\r
            Host: localhost\r
            User-Agent: onboard-bench\r
            Authorization: Bearer \(tokens.token("saver-\(number)"))\r
            Content-Type: application/json\r
            Content-Length: \(body.utf8.count)\r
            \r
            \(body)
            """.utf8)
    }

    private func get(_ path: String, _ user: String) -> [UInt8] {
        Array(
            """
            GET \(path) HTTP/1.1\r
            Host: localhost\r
            User-Agent: onboard-bench\r
            Authorization: Bearer \(tokens.token(user))\r
            \r

            """.utf8)
    }
}

/// What the server itself measures of each request.
final class ServerProbe: Sendable {
    /// Seconds until the answer was in the kernel's hands.
    struct Times {
        /// From the request's first byte read, as nginx's `$request_time` has it.
        var requestTime: [Double] = []
        /// From the event loop's waking to it: whatever the loop served before it is in there.
        var withLoopWait: [Double] = []
    }

    private let times = Mutex(Times())

    @Sendable func note(
        _ request: HTTPRequest, _ status: Int, _ bodyBytes: Int, _ nanoseconds: UInt64
    ) {
        let arrival = request.arrival
        let wait = arrival.readAtNanoseconds - arrival.wokenAtNanoseconds
        times.withLock { times in
            times.requestTime.append(Double(nanoseconds) / 1e9)
            times.withLoopWait.append(Double(nanoseconds + wait) / 1e9)
        }
    }

    /// The times of all requests since the last call.
    func take() -> Times {
        times.withLock { times in
            defer { times = Times() }
            return times
        }
    }
}

/// Access tokens as an identity provider with the server's secret would make them.
private struct SampleTokens {
    private let key: HMACKey
    private let header = Base64URL.encode(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))
    private let expiresAt = SystemClock().now().milliseconds / 1000 + 3600

    init(secret: [UInt8]) { key = HMACKey(secret) }

    func token(_ subject: String) -> String {
        let claims =
            "{\"sub\":\"\(subject)\",\"email\":\"\(subject)@mail.example\","
            + "\"email_verified\":true,\"exp\":\(expiresAt)}"
        let body = header + "." + Base64URL.encode(Array(claims.utf8))
        return body + "." + Base64URL.encode(key.authenticate(utf8: body).bytes)
    }
}

/// Takes every news at once.
private struct InstantIdentity: IdentitySync {
    func tell(_ notice: IdentityNotice) {}
}
