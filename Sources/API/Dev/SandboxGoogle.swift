import Onboarding
import OnboardingLedger

/// Dev mode's Google: its page is on this server, and its codes say who signed in.
struct SandboxGoogle: IdentityProvider {
    let base: ServerBase

    /// The page on this server, with Google's own parameters.
    func authorizationURL(_ request: AuthorizationRequest) -> String {
        let query = FormEncoding.encode([
            ("client_id", "sandbox"), ("redirect_uri", request.redirectURI),
            ("state", request.state),
            ("nonce", request.nonce), ("code_challenge", request.codeChallenge),
            ("code_challenge_method", "S256"), ("response_type", "code"),
            ("scope", "openid email profile"),
        ])
        return "\(base.text)/dev/google/authorize?\(query)"
    }

    /// Codes are `dev:<given>:<family>:<email>` (contract section 8).
    func exchange(_ exchange: CodeExchange) async throws(ProviderFailure) -> GoogleAccount {
        let parts = exchange.code.split(
            separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "dev",
            let email = EmailAddress.validated(String(parts[3])),
            let firstName = Fields.personName(String(parts[1])),
            let lastName = Fields.personName(String(parts[2]))
        else { throw ProviderFailure(.refused, "The sandbox takes dev:<given>:<family>:<email>.") }
        return GoogleAccount(
            email: email, isEmailVerified: true, firstName: firstName, lastName: lastName)
    }
}
