import Onboarding
import Time

/// What a payment provider is asked to open (contract K6).
public struct CheckoutOrder: Sendable, Hashable {
    public let sessionID: String
    public let email: String
    public let plan: Plan
    public let successURL: String
    public let cancelURL: String

    /// The provider's own idempotency key.
    public var idempotencyKey: String { "onboarding_checkout_\(sessionID)" }
}

/// Opens checkouts; Stripe or the sandbox.
public protocol CheckoutProvider: Sendable {
    /// - Throws: `ProviderFailure` within the provider's own time limit.
    func openCheckout(_ order: CheckoutOrder, now: Timestamp) async throws(ProviderFailure)
        -> SignUpState.Checkout
}

/// What is needed to trade an authorisation code (RFC 6749 section 4.1.3, RFC 7636).
public struct CodeExchange: Sendable, Hashable {
    public let code: String
    public let redirectURI: String?
    public let codeVerifier: String
    public let nonce: String
}

/// Signs people in; Google or the sandbox.
public protocol IdentityProvider: Sendable {
    /// Where the browser goes to sign in.
    func authorizationURL(_ request: AuthorizationRequest) -> String

    /// - Throws: `ProviderFailure`; a refused code is `refused`.
    func exchange(_ exchange: CodeExchange) async throws(ProviderFailure) -> GoogleAccount
}

/// An OpenID Connect authorisation request.
public struct AuthorizationRequest: Sendable, Hashable {
    public let redirectURI: String
    public let state: String
    public let nonce: String
    public let codeChallenge: String
}

/// Why a provider did not do what it was asked.
public struct ProviderFailure: Error, Sendable, Hashable {
    public enum Code: Sendable, Hashable {
        /// It could not be reached, took too long, or answered with a failure of its own.
        case unavailable
        /// It understood and said no (a wrong code).
        case refused
    }

    public let code: Code
    /// For the log; without secrets.
    public let explanation: String

    public init(_ code: Code, _ explanation: String) {
        (self.code, self.explanation) = (code, explanation)
    }
}
