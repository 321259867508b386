import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

/// What a sign-up's page reads: the session, where it belongs, and where to sign in with Google
/// (contract K9, K12, K14). Reads run on reader threads and never wait for the writer.
enum SessionEndpoints {
    static let routes = [
        Route(
            .get, "/v1/onboarding/session", .sessionToken, isPersonal: true,
            "The session, by its token.", later: session),
        Route(
            .get, "/v1/onboarding/session/changes", .sessionToken, isPersonal: true,
            "The session after each change, as server-sent events.", later: SessionChanges.answer),
        Route(
            .get, "/v1/auth/google/url", .sessionToken, isPersonal: true,
            "Where to sign in with Google for this session.", later: googleURL),
    ]

    /// - Throws: 400 `onboarding.session_token_required` without one.
    static func token(_ request: HTTPRequest) throws(Problem) -> String {
        guard let token = request.queryValue("sessionToken"), !token.isEmpty else {
            throw Problem(.sessionTokenRequired, "Add ?sessionToken=… to the address.")
        }
        return token
    }

    // MARK: K9

    private static func session(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let token = try token(call.request)
        let snapshot = try await core.signUps.session(token)
        let tag = EntityTags.tag(snapshot.version)
        if EntityTags.isCurrent(call.request, snapshot.version) {
            return HTTPResponse(status: 304, fields: ["ETag": tag])
        }
        var response = HTTPResponse.json(answer(snapshot, token: token))
        response.fields.set("ETag", tag)
        return response
    }

    /// The members of the seed's answer. A token that has not proven the email sees the plan that
    /// anyone may start with, and nothing of the person, the business or the payment (K1).
    static func answer(_ snapshot: SignUps.Snapshot, token: String) -> [UInt8] {
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

    private static func writePersonal(_ state: SignUpState, to writer: inout JSONWriter) {
        writer.member("firstName", state.identity?.firstName)
        writer.member("lastName", state.identity?.lastName)
        writer.member("businessName", state.business?.name)
        writer.member("businessDescriptor", state.business?.descriptor)
        writer.member("businessCountry", state.business?.country)
        writer.member("businessCurrency", state.business?.currency)
    }

    private static func paymentStatus(_ snapshot: SignUps.Snapshot) -> String {
        if snapshot.isProven { return snapshot.state.paymentStatus.rawValue }
        return (snapshot.state.isPaidPlan ? PaymentStatus.pending : .skipped).rawValue
    }

    // MARK: K12

    private static func googleURL(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let token = try token(call.request)
        guard let address = call.request.queryValue("redirectUri"),
            core.configuration.allows(url: address)
        else {
            let expected = "expected an absolute http(s) URL on an allowed origin"
            throw Problem(
                .invalidBody, "redirectUri: \(expected).",
                errors: [FieldError(pointer: "/redirectUri", detail: expected)])
        }
        let url = try await core.signUps.googleURL(sessionToken: token, redirectURI: address)
        return .json(JSONWriter.encode { $0.object { $0.member("url", url) } })
    }
}
