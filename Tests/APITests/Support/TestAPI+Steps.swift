import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// The steps of a sign-up, taken as a page takes them.
extension TestAPI {
    static let password = "correct horse battery"

    /// Begins a session; its token.
    func start(_ email: String, plan: String = "starter") async throws -> String {
        let answer = try await post(
            "/v1/onboarding/start", ["email": .string(email), "planDescriptor": .string(plan)])
        try required(answer.status == 200, "\(answer.text)")
        return answer.string("sessionToken")
    }

    /// The newest code that was mailed.
    func code(_ email: String) throws -> String {
        let mails = try required(server.core.dev).mailbox.newest(to: email)
        return try required(mails.first { $0.mail.kind == .otp }?.mail.code)
    }

    /// Calls for a code and enters it.
    func verify(_ token: String, _ email: String, lastName: String = "Lovelace") async throws {
        let sent = try await post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
        try required(sent.status == 200, "\(sent.text)")
        let answer = try await post(
            "/v1/onboarding/email/verify",
            verifyBody(token, code: try code(email), lastName: lastName))
        try required(answer.status == 200, "\(answer.text)")
    }

    func verifyBody(_ token: String, code: String, lastName: String = "Lovelace") -> JSONValue {
        [
            "sessionToken": .string(token), "code": .string(code), "firstName": "Ada",
            "lastName": .string(lastName), "password": .string(Self.password),
        ]
    }

    func verified(_ email: String, plan: String = "starter") async throws -> String {
        let token = try await start(email, plan: plan)
        try await verify(token, email)
        return token
    }

    func businessBody(_ token: String, name: String = "Analytical Engines") -> JSONValue {
        [
            "sessionToken": .string(token), "name": .string(name),
            "descriptor": "engines", "country": "gb", "currency": "gbp",
        ]
    }

    /// A session whose business is described: ready for a free plan, else waiting for payment.
    func staged(_ email: String, plan: String = "starter") async throws -> String {
        let token = try await verified(email, plan: plan)
        let answer = try await post("/v1/onboarding/business", businessBody(token))
        try required(answer.status == 200, "\(answer.text)")
        return token
    }

    func paymentBody(_ token: String) -> JSONValue {
        [
            "sessionToken": .string(token), "successUrl": "https://app.example/paid",
            "cancelUrl": "https://app.example/cancelled",
        ]
    }

    /// Opens a checkout; its id.
    func checkout(_ token: String) async throws -> String {
        let answer = try await post("/v1/onboarding/payment/start", paymentBody(token))
        try required(answer.status == 200, "\(answer.text)")
        return String(answer.string("checkoutUrl").split(separator: "/").last ?? "")
    }

    /// Completes a free sign-up; the answer.
    func completed(_ email: String) async throws -> Answer {
        let token = try await staged(email)
        let answer = try await post("/v1/onboarding/complete", ["sessionToken": .string(token)])
        try required(answer.status == 200, "\(answer.text)")
        return answer
    }

    /// Delivers an event to the payment webhook, signed with the server's secret.
    func deliver(_ body: String, secret: String = "dev-secret") async throws -> Answer {
        let field = StripeSignature.field(
            for: Array(body.utf8), secret: Array(secret.utf8), at: clock.now())
        return try await ask("POST /api/stripe/webhook\nStripe-Signature: \(field)\n\n\(body)")
    }
}
