import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

/// The sign-up flow's steps (contract K1–K6, K8, K10); what they may refuse comes in the order of
/// K0: first the body, then the session, then the row's own rules.
enum SignUpEndpoints {
    static let routes = [
        Route(
            .post, "/v1/onboarding/start", .open, body: .json, isPersonal: true,
            "Begins a sign-up, or resumes the one that runs for the email.", later: start
        ).recordingVariant(),
        Route(
            .post, "/v1/onboarding/email/otp", .sessionToken, body: .json, isPersonal: true,
            "Sends a verification code to the session's email.", later: sendCode),
        Route(
            .post, "/v1/onboarding/email/verify", .sessionToken, body: .json, isPersonal: true,
            "Verifies the email by its code; takes name and password.", later: verify),
        Route(
            .post, "/v1/onboarding/oauth/google", .sessionToken, body: .json, isPersonal: true,
            "Verifies the identity by Google's authorisation code.", later: signInWithGoogle),
        Route(
            .post, "/v1/onboarding/business", .sessionToken, body: .json, isPersonal: true,
            "Describes the business.", later: stageBusiness),
        Route(
            .post, "/v1/onboarding/payment/start", .sessionToken, body: .json, isPersonal: true,
            "Opens a checkout for a paid plan.", later: startPayment),
        Route(
            .post, "/v1/onboarding/complete", .sessionToken, body: .json, isPersonal: true,
            "Turns the session into a user with a workspace.", later: complete
        ).recordingVariant(),
        Route(
            .delete, "/v1/onboarding/session", .sessionToken, body: .json, isPersonal: true,
            "Gives the session up.", later: cancel),
    ].refusing(.session)

    // MARK: K1

    /// K1: `{email, planDescriptor, sessionToken?}` → exactly `{sessionToken, stage, isPaid}`. 400
    /// `onboarding.plan_not_found`, 409 `onboarding.email_already_registered`; an active session of
    /// the email is resumed. A key belongs to the address that used it, so that no stranger is
    /// answered somebody else's token.
    private static func start(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let email = form.text("email", "an email address", EmailAddress.validated)
        let plan = form.text("planDescriptor", "the descriptor of a plan")
        let token = form.optionalText("sessionToken", "a session token") { $0 }
        try form.check()
        let request = StartRequest(
            email: email, planDescriptor: plan, sessionToken: token,
            variant: call.facts.variant, expected: EntityTags.demanded(call.request))
        let key = try core.idempotencyKey(call, who: call.whoever)
        let started = try await core.keepingRefusals(call, under: key) {
            try await core.signUps.start(request, call.facts, idempotency: key)
        }
        let answer = JSONWriter.encode { writer in
            writer.object { writer in
                writer.member("sessionToken", started.value.sessionToken)
                writer.member("stage", started.value.stage)
                writer.member("isPaid", started.value.isPaid)
            }
        }
        return .json(answer).markingReplay(started.isReplay)
    }

    // MARK: K2, K3, K4

    /// K2: `{retryAfterSeconds}`, once the first attempt at the mail is over or has taken too long.
    /// 429 `onboarding.otp_rate_limited` within two minutes of the email's last code.
    private static func sendCode(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let token = form.sessionToken()
        try form.check()
        let sent = try await perform(core, call, token, core.signUps.sendCode)
        let answer = JSONWriter.encode { writer in
            writer.object { $0.member("retryAfterSeconds", sent.value) }
        }
        return .json(answer).markingReplay(sent.isReplay)
    }

    /// K3: `{stage}`. 400 `onboarding.invalid_otp` for a wrong or expired code, which counts; 429
    /// `onboarding.otp_attempts_exceeded` from the fifth on.
    private static func verify(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let token = form.sessionToken()
        let name = "a name of 1 to 100 letters, spaces, apostrophes, hyphens and dots"
        let verify = VerifyRequest(
            code: form.text("code", "six digits", Fields.verificationCode),
            firstName: form.text("firstName", name, Fields.personName),
            lastName: form.text("lastName", name, Fields.personName),
            password: form.text("password", Fields.passwordExpected, Fields.password))
        try form.check()
        return stage(
            try await perform(core, call, token) { try await core.signUps.verify(verify, $0) })
    }

    /// K4: `{stage}`. 400 `onboarding.invalid_oauth_code` for a code that Google refuses, 409 for
    /// an email of somebody else's, 502 when Google is down: then nothing changed.
    private static func signInWithGoogle(_ core: APICore, _ call: Call) async throws
        -> HTTPResponse
    {
        var form = try Form(call.request.body)
        let token = form.sessionToken()
        let code = form.text("code", "Google's authorisation code of up to 2048 characters") {
            (1...2048).contains($0.utf8.count) ? $0 : nil
        }
        try form.check()
        return stage(
            try await perform(core, call, token) {
                try await core.signUps.signInWithGoogle(code: code, $0)
            })
    }

    // MARK: K5, K6

    /// K5: `{stage}`, which is `ready_to_commit` for a free plan and `payment_pending` for a paid
    /// one; codes of country and currency are upper-cased.
    private static func stageBusiness(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let token = form.sessionToken()
        let business = BusinessFacts(
            name: form.text("name", "a name of 1 to 255 characters", Fields.businessName),
            descriptor: form.text("descriptor", "3 to 20 of a-z 0-9 -", Fields.descriptor),
            country: form.text("country", "an ISO 3166-1 alpha-2 code", Fields.country),
            currency: form.text("currency", "an ISO 4217 code", Fields.currency))
        try form.check()
        return stage(
            try await perform(core, call, token) {
                try await core.signUps.stageBusiness(business, $0)
            })
    }

    /// K6: `{checkoutUrl}`, empty for a free plan; an open checkout is answered again. 429
    /// `onboarding.payment_rate_limited`, 502 `onboarding.payment_provider_unavailable`.
    private static func startPayment(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let token = form.sessionToken()
        // The provider puts the checkout's id in the template's place.
        let isAllowed = { (url: String) in
            let address = url.replacing(CheckoutOrder.idTemplate, with: "cs")
            return core.configuration.allows(url: address) ? url : nil
        }
        let expected = "an absolute http(s) URL on an allowed origin"
        let success = form.text("successUrl", expected, isAllowed)
        let cancel = form.text("cancelUrl", expected, isAllowed)
        try form.check()
        let checkout = try await perform(core, call, token) {
            try await core.signUps.startPayment(successURL: success, cancelURL: cancel, $0)
        }
        let answer = JSONWriter.encode { writer in
            writer.object { $0.member("checkoutUrl", checkout.value) }
        }
        return .json(answer).markingReplay(checkout.isReplay)
    }

    // MARK: K8, K10

    /// K8: exactly `{user, token, refreshToken}`. A second one is 400
    /// `onboarding.session_already_committed`; with the first one's `Idempotency-Key` it answers
    /// the same user with fresh tokens.
    private static func complete(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let token = form.sessionToken()
        try form.check()
        let signedIn = try await perform(core, call, token, core.signUps.complete)
        return AccountEndpoints.answer(signedIn.value, core, now: call.now)
            .markingReplay(signedIn.isReplay)
    }

    /// The token may stand in the body or in the query; the body's counts.
    ///
    /// K10: 204, and the email can start afresh; 400 for a session that was committed.
    private static func cancel(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let token: String
        if call.request.body.isEmpty {
            token = try SessionEndpoints.token(call.request)
        } else {
            var form = try Form(call.request.body)
            token =
                form.optionalText("sessionToken", "the session's token")
                ?? SessionEndpoints.tokenInQuery(call.request) ?? form.sessionToken()
            try form.check()
        }
        let cancelled = try await perform(core, call, token, core.signUps.cancel)
        return HTTPResponse(status: 204).markingReplay(cancelled.isReplay)
    }

    // MARK: What they share

    /// Runs a session's command under `Idempotency-Key` and `If-Match`, and keeps its refusal.
    private static func perform<Value: Sendable>(
        _ core: APICore, _ call: Call, _ token: String,
        _ command: (SessionRequest) async throws -> Once<Value>
    ) async throws -> Once<Value> {
        let request = try core.sessionRequest(call, token: token)
        return try await core.keepingRefusals(call, under: request.idempotency) {
            try await command(request)
        }
    }

    /// `{stage}`, as this token shows it.
    private static func stage(_ outcome: Once<StageOutcome>) -> HTTPResponse {
        let answer = JSONWriter.encode { writer in
            writer.object { $0.member("stage", outcome.value.stage) }
        }
        return .json(answer).markingReplay(outcome.isReplay)
    }
}

extension Form {
    /// Any text: one that this ledger did not make is 404, as K0 says.
    mutating func sessionToken() -> String { text("sessionToken", "the session's token") }
}
