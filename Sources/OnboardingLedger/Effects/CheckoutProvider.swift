import Onboarding
import Time

/// What a payment provider is asked to open, for a sign-up (contract K6) or a membership (S2).
public struct CheckoutOrder: Sendable, Hashable {
    /// What is paid for; reports about the checkout carry it back.
    public enum Purpose: Sendable, Hashable {
        /// A paid plan of the sign-up with this session (K6).
        case signUp(sessionID: String)
        /// Nil for a payer without an account.
        case membership(userID: String?)
    }

    /// What a return address may hold in the place of the checkout's id, as Stripe has it.
    public static let idTemplate = "{CHECKOUT_SESSION_ID}"

    public let purpose: Purpose
    public let plan: Plan
    /// Where the provider sends its receipts; validated.
    public let email: String
    /// Absolute; where the payer's browser goes afterwards.
    public let successURL: String
    public let cancelURL: String
    /// The provider's own idempotency key.
    public let idempotencyKey: String
    /// When it is to end unpaid; nil for as long as the provider has it.
    public let expiresAt: Timestamp?

    public init(
        _ purpose: Purpose, plan: Plan, email: String, successURL: String, cancelURL: String,
        idempotencyKey: String, expiresAt: Timestamp? = nil
    ) {
        (self.purpose, self.plan, self.email) = (purpose, plan, email)
        (self.successURL, self.cancelURL) = (successURL, cancelURL)
        (self.idempotencyKey, self.expiresAt) = (idempotencyKey, expiresAt)
    }

    /// Whose it is, in the provider's own field.
    public var clientReferenceID: String? {
        switch purpose {
        case .signUp(let sessionID): sessionID
        case .membership(let userID): userID
        }
    }

    /// What the checkout's reports repeat.
    public var metadata: [(name: String, value: String)] {
        switch purpose {
        case .signUp(let sessionID):
            [(StripeCheckout.signUpKey, sessionID), (StripeCheckout.signUpPlanKey, plan.id)]
        case .membership(let userID):
            Self.user(userID) + [(StripeCheckout.planKey, plan.descriptor)]
        }
    }

    /// What the subscription's reports repeat, which know nothing of the checkout: a sign-up's
    /// session, and a membership's user (S3). They tell its plan by the price, which follows a
    /// change at the provider; where the plan has no price id, the plan is here, too.
    public var subscriptionMetadata: [(name: String, value: String)] {
        switch purpose {
        case .signUp(let sessionID): [(StripeCheckout.signUpKey, sessionID)]
        case .membership(let userID):
            plan.stripePriceID == nil ? metadata : Self.user(userID)
        }
    }

    private static func user(_ id: String?) -> [(name: String, value: String)] {
        id.map { [(StripeCheckout.userKey, $0)] } ?? []
    }
}

/// A checkout that the provider opened.
public struct OpenedCheckout: Sendable, Hashable, Codable {
    /// The provider's id, such as `cs_…`.
    public let id: String
    /// Where the payer pays.
    public let url: String
    /// When it can no longer be paid, in milliseconds since 1970.
    private let expiry: Int64

    public init(id: String, url: String, expiresAt: Timestamp) {
        (self.id, self.url, expiry) = (id, url, expiresAt.milliseconds)
    }

    public var expiresAt: Timestamp { Timestamp(milliseconds: expiry) }
}

/// Opens and ends checkouts, and knows what became of them; Stripe or the sandbox.
public protocol CheckoutProvider: Sendable {
    /// Opens a checkout; the order's idempotency key makes a repetition answer the same one.
    /// - Parameter now: by which an answer without an expiry gets one.
    ///
    /// - Throws: `ProviderFailure` within the provider's own time limit.
    func openCheckout(_ order: CheckoutOrder, now: Timestamp) async throws(ProviderFailure)
        -> OpenedCheckout

    /// What became of a checkout, in the provider's own form; nil for one that it does not know.
    func checkout(_ id: String) async throws(ProviderFailure) -> StripeCheckout?

    /// Lets an open checkout run out at once, so that nobody can pay it any more; the provider then
    /// reports that as it reports any that ran out. Asking again does no harm.
    ///
    /// - Returns: false, and nothing changed, for one that was paid or had run out before, and for
    ///   one that the provider does not know.
    func expireCheckout(_ id: String) async throws(ProviderFailure) -> Bool
}
