import HTTPServer
import Onboarding
import OnboardingLedger

/// The sandbox Google's page: asks who is signing in and goes back to the app with a code.
enum DevGoogle {
    static let routes = [
        Route(
            .get, "/dev/google/authorize", .dev, "The sandbox's sign-in page.", now: authorize)
    ]

    /// With a person's name and email in the query, goes back at once; else asks for them.
    private static func authorize(_ core: APICore, _ call: Call) throws -> HTTPResponse {
        guard let target = call.request.queryValue("redirect_uri"),
            core.configuration.allows(url: target)
        else {
            throw Problem(.invalidQuery, "redirect_uri: expected a URL on an allowed origin.")
        }
        let state = call.request.queryValue("state") ?? ""
        guard let email = call.request.queryValue("email").flatMap(EmailAddress.validated) else {
            return DevPages.signIn(redirectURI: target, state: state)
        }
        let given = call.request.queryValue("given").flatMap(Fields.personName) ?? "Ada"
        let family = call.request.queryValue("family").flatMap(Fields.personName) ?? "Lovelace"
        let query = FormEncoding.encode([
            ("code", "dev:\(given):\(family):\(email)"), ("state", state),
        ])
        let address = target + (target.contains("?") ? "&" : "?") + query
        return HTTPResponse(status: 303, fields: ["Location": address])
    }
}
