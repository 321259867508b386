import Foundation
import Onboarding
import Synchronization
import Time

@testable import EventLog
@testable import OnboardingLedger

/// The sign-up use cases on a test's ledger, with providers that do what they are told.
final class TestSignUps: Sendable {
    let home: TestLedger
    let signUps: SignUps
    let stripe: StripeDeliveries
    let mailbox = Mailbox()
    let google = TestGoogle()
    let effects: Effects

    var ledger: Ledger { home.ledger }

    /// - Parameter mailer: takes the mails instead of the mailbox.
    init(
        _ home: TestLedger, plans: PlanCatalogue = .dev, mailer: (any Mailer)? = nil,
        checkouts: any CheckoutProvider = TestSignUpCheckouts(),
        answerLimits: Effects.AnswerLimits = .patient
    ) {
        self.home = home
        effects = Effects(
            ledger: home.ledger, mailer: mailer ?? mailbox, checkouts: checkouts,
            answerLimits: answerLimits
        ) { _ in }
        signUps = SignUps(
            ledger: home.ledger, plans: plans, checkouts: checkouts, google: google,
            effects: effects)
        stripe = StripeDeliveries(
            Memberships(
                ledger: home.ledger, plans: .dev,
                places: BirthPlaces(zones: ZoneTable(parsing: "")) { _, _ in nil },
                checkouts: NoCheckouts()))
    }

    convenience init() throws(LogFailure) { self.init(try TestLedger()) }

    /// Closing waits for effects that are under way, and those need the threads that tests run on.
    deinit {
        let (effects, home) = (effects, home)
        Thread.detachNewThread { withExtendedLifetime(home) { effects.close() } }
    }

    static let facts = RequestFacts(requestID: "request-1", ipAddress: "192.0.2.1")
    static let business = BusinessFacts(
        name: "Engines", descriptor: "engines", country: "GB", currency: "GBP")

    func request(_ token: String, key: IdempotencyKey? = nil) -> SessionRequest {
        SessionRequest(sessionToken: token, facts: Self.facts, idempotency: key)
    }

    func start(
        _ email: String, plan: String = "starter", token: String? = nil, key: IdempotencyKey? = nil
    ) async throws -> Once<StartedSignUp> {
        try await signUps.start(
            StartRequest(email: email, planDescriptor: plan, sessionToken: token), Self.facts,
            idempotency: key)
    }

    /// The newest code that was mailed to `email`.
    func code(_ email: String) -> String { mailbox.code(email) ?? "000000" }

    func verify(_ token: String, code: String, password: String = "correct horse") async throws {
        _ = try await signUps.verify(
            VerifyRequest(code: code, firstName: "Ada", lastName: "Lovelace", password: password),
            request(token))
    }

    /// Starts, verifies by Google and describes the business: a free plan is ready to complete.
    func readySession(_ email: String, plan: String = "starter") async throws -> String {
        let token = try await start(email, plan: plan).value.sessionToken
        _ = try await signUps.signInWithGoogle(code: email, request(token))
        _ = try await signUps.stageBusiness(Self.business, request(token))
        return token
    }

    func stream(_ token: String) throws -> StreamID {
        guard let stream = signUps.stream(ofToken: token) else { throw Stop() }
        return stream
    }
}

/// Keeps mail instead of sending it, or fails as often as it is told to.
final class Mailbox: Mailer {
    private struct State {
        var mails: [Mail] = []
        var callCount = 0
        var failuresLeft = 0
    }

    private let state = Mutex(State())

    func deliver(_ mail: Mail) throws(MailFailure) {
        let isTaken = state.withLock { state in
            state.callCount += 1
            guard state.failuresLeft == 0 else {
                state.failuresLeft -= 1
                return false
            }
            state.mails.append(mail)
            return true
        }
        if !isTaken { throw .exited(status: 75) }
    }

    func failNext(_ count: Int) { state.withLock { $0.failuresLeft = count } }

    /// How often it was called, also in vain.
    var callCount: Int { state.withLock { $0.callCount } }

    var mails: [Mail] { state.withLock { $0.mails } }

    func code(_ email: String) -> String? {
        mails.last { $0.to == email && $0.kind == .otp }?.code
    }
}

/// Opens a checkout for whoever asks.
struct TestSignUpCheckouts: CheckoutProvider {
    func openCheckout(_ order: CheckoutOrder, now: Timestamp) async throws(ProviderFailure)
        -> OpenedCheckout
    {
        let id = "cs_\(order.clientReferenceID ?? "")"
        return OpenedCheckout(
            id: id, url: "https://pay.example/\(id)", expiresAt: now.adding(seconds: 3600))
    }

    func checkout(_ id: String) async throws(ProviderFailure) -> StripeCheckout? { nil }

    func expireCheckout(_ id: String) async throws(ProviderFailure) -> Bool { true }
}

/// Vouches for the email that the code is.
final class TestGoogle: IdentityProvider {
    /// What happens once while it is asked.
    let meanwhile = Mutex<(@Sendable () async throws -> Void)?>(nil)

    func authorizationURL(_ request: AuthorizationRequest) -> String { "https://id.example" }

    func exchange(_ exchange: CodeExchange) async throws(ProviderFailure) -> GoogleAccount {
        let happens = meanwhile.withLock { happens in
            defer { happens = nil }
            return happens
        }
        do { try await happens?() } catch { throw ProviderFailure(.unavailable, "\(error)") }
        if exchange.code == "down" { throw ProviderFailure(.unavailable, "down") }
        return GoogleAccount(
            email: exchange.code, isEmailVerified: true, firstName: "Ada", lastName: "Lovelace")
    }
}

extension Effects.AnswerLimits {
    /// Answers wait for the first attempt however busy the machine is.
    static var patient: Self {
        var limits = Self()
        (limits.codeMail, limits.welcomeMail) = (.seconds(300), .seconds(300))
        limits.checkoutExpiry = .seconds(300)
        return limits
    }
}
