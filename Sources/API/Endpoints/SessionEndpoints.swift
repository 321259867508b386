import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

/// What a sign-up's page reads: the session, where it belongs, and where to sign in with Google
/// (contract K9, K12, K14). Reads never wait for the writer; one of a session that was read since
/// it last changed is answered from memory on the event loop.
enum SessionEndpoints {
    static let routes = [
        Route(
            .get, "/v1/onboarding/session", .sessionToken, isPersonal: true,
            "The session, by its token.", now: recentSession, orLater: session),
        Route(
            .get, "/v1/onboarding/session/changes", .sessionToken, isPersonal: true,
            "The session after each change, as server-sent events.", later: changes),
        Route(
            .get, "/v1/auth/google/url", .sessionToken, isPersonal: true,
            "Where to sign in with Google for this session.", later: googleURL),
    ]

    /// - Throws: 400 `onboarding.session_token_required` without one.
    static func token(_ request: HTTPRequest) throws(Problem) -> String {
        guard let token = tokenInQuery(request) else {
            throw Problem(.sessionTokenRequired, "Add ?sessionToken=… to the address.")
        }
        return token
    }

    /// Nil for an empty one, too.
    static func tokenInQuery(_ request: HTTPRequest) -> String? {
        request.queryValue("sessionToken").flatMap { $0.isEmpty ? nil : $0 }
    }

    // MARK: K9

    /// K9, when memory has no answer. 400 without a token, for an expired and for a committed
    /// session; 404 for a token that this ledger did not make.
    private static func session(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let token = try token(call.request)
        return response(try await core.signUps.session(token), token, call)
    }

    /// K9 from memory; nil when the session must be read. The refusals are the same.
    private static func recentSession(_ core: APICore, _ call: Call) throws -> HTTPResponse? {
        let token = try token(call.request)
        return try core.signUps.recentSession(token).map { response($0, token, call) }
    }

    /// The session under its version's tag: polling costs a 304 (K14).
    private static func response(_ snapshot: SignUps.Snapshot, _ token: String, _ call: Call)
        -> HTTPResponse
    {
        .tagged(snapshot.version, for: call.request) { answer(snapshot, token: token) }
    }

    /// The members of the contract's answer. A token that has not proven the email sees the plan
    /// that anyone may start with, and nothing of the person, the business or the payment (K1).
    private static func answer(_ snapshot: SignUps.Snapshot, token: String) -> [UInt8] {
        let state = snapshot.state
        let isProven = snapshot.isProven
        return JSONWriter.encode(reserving: 512) { writer in
            writer.object { writer in
                writer.member("sessionToken", token)
                writer.member("email", state.email)
                writer.member("stage", snapshot.stage.rawValue)
                writer.member("planId", state.planID)
                writer.member("planDescriptor", state.planDescriptor)
                writer.member("isPaidPlan", state.isPaidPlan)
                if isProven { writePersonal(state, to: &writer) }
                writer.member("paymentStatus", paymentStatus(snapshot))
                if isProven { writer.member("checkoutSessionId", state.checkoutSessionID) }
                writer.member("otpExpiry", state.code?.expiresAt.rfc3339)
                writer.member("expiresAt", state.expiresAt.rfc3339)
                writer.memberOrNull("method", isProven ? state.identity?.method.rawValue : nil)
                writer.member("emailVerified", isProven && state.identity != nil)
            }
        }
    }

    /// What the person entered; members that are not known yet are left out.
    private static func writePersonal(_ state: SignUpState, to writer: inout JSONWriter) {
        writer.member("firstName", state.identity?.firstName)
        writer.member("lastName", state.identity?.lastName)
        writer.member("businessName", state.business?.name)
        writer.member("businessDescriptor", state.business?.descriptor)
        writer.member("businessCountry", state.business?.country)
        writer.member("businessCurrency", state.business?.currency)
    }

    /// To a token that is not proven, what the plan alone says.
    private static func paymentStatus(_ snapshot: SignUps.Snapshot) -> String {
        if snapshot.isProven { return snapshot.state.paymentStatus.rawValue }
        return (snapshot.state.isPaidPlan ? PaymentStatus.pending : .skipped).rawValue
    }

    // MARK: K14

    /// K14. What K9 refuses is refused before the stream begins; a session that ends later ends it
    /// with an event `end` and the code.
    private static func changes(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let token = try token(call.request)
        let stream = try await core.signUps.session(token).stream
        let feed = ChangeFeed(stream: stream) {
            let snapshot = try await core.signUps.session(token)
            return ChangeFeed.Shown(
                version: snapshot.version, body: answer(snapshot, token: token))
        }
        return try feed.answer(core, call)
    }

    // MARK: K12

    /// K12: `{url}`; 400 for a `redirectUri` that is not on an allowed origin, 502
    /// `onboarding.identity_provider_unavailable` where Google was not set up.
    private static func googleURL(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let token = try token(call.request)
        guard let address = call.request.queryValue("redirectUri"),
            core.configuration.allows(url: address)
        else {
            let expected = "expected an absolute http(s) URL on an allowed origin"
            throw Problem(
                .invalidBody, "redirectUri: \(expected).",
                errors: [FieldProblem("redirectUri", expected)])
        }
        let url = try await core.signUps.googleURL(sessionToken: token, redirectURI: address)
        return .json(JSONWriter.encode { $0.object { $0.member("url", url) } })
    }
}
