import Time

/// How far a sign-up session is, in order.
public enum SignUpStage: String, Sendable, CaseIterable, Comparable {
    /// An email and a plan are known.
    case planSelected = "plan_selected"
    /// A code is on its way to the email.
    case identityPending = "identity_pending"
    /// The email is the person's own.
    case identityVerified = "identity_verified"
    /// The business is described; passed through in one append.
    case businessStaged = "business_staged"
    /// A paid plan waits for its payment.
    case paymentPending = "payment_pending"
    /// The payment arrived; passed through in one append.
    case paymentConfirmed = "payment_confirmed"
    /// Nothing is owed any more.
    case readyToCommit = "ready_to_commit"
    /// The session became a user with a tenant.
    case committed

    private var rank: Int {
        switch self {
        case .planSelected: 0
        case .identityPending: 1
        case .identityVerified: 2
        case .businessStaged: 3
        case .paymentPending: 4
        case .paymentConfirmed: 5
        case .readyToCommit: 6
        case .committed: 7
        }
    }

    public static func < (a: SignUpStage, b: SignUpStage) -> Bool { a.rank < b.rank }
}

/// Whether a session still runs, and how it ended if not.
public enum SignUpStatus: String, Sendable, CaseIterable {
    case active, committed, cancelled, expired
}

/// What is owed for the plan (K9).
public enum PaymentStatus: String, Sendable, CaseIterable {
    /// The plan is free.
    case skipped
    /// The plan costs something that is not paid yet.
    case pending
    /// The provider confirmed the payment.
    case succeeded
}

/// What a sign-up session's events add up to.
///
/// A cancelled or expired session keeps the stage at which it was left; its status says the rest.
public struct SignUpState: Sendable, Equatable {
    /// Nil for a stream without events.
    public internal(set) var stage: SignUpStage?
    public internal(set) var status = SignUpStatus.active
    public internal(set) var email = ""
    public internal(set) var planID = ""
    public internal(set) var planDescriptor = ""
    public internal(set) var isPaidPlan = false
    public internal(set) var variant: String?
    public internal(set) var createdAt = Timestamp.earliest
    public internal(set) var expiresAt = Timestamp.earliest
    public internal(set) var identity: Identity?
    public internal(set) var business: BusinessFacts?
    public internal(set) var paymentStatus = PaymentStatus.skipped
    /// How many codes were called for; the next one's issue is one more.
    public internal(set) var codeCount = 0
    /// When the newest code was called for, also after it was used.
    public internal(set) var codeSentAt: Timestamp?
    /// The newest code while it can be used or is voided; nil once it served.
    public internal(set) var code: VerificationCode?
    /// The counters of the later tokens that proved the email again (K1).
    public internal(set) var provenProofs: [String] = []
    /// The open checkout of the current plan.
    public internal(set) var checkout: Checkout?
    /// When checkouts were asked for; the last three, which is all that the limit of K6 looks at.
    public internal(set) var checkoutRequestedAt: [Timestamp] = []
    public internal(set) var checkoutRequestCount = 0
    /// How often the provider opened a checkout or failed to.
    public internal(set) var checkoutOutcomeCount = 0
    /// True while the provider's answer to the last request is not recorded: it is being asked, or
    /// the program stopped while it was.
    public internal(set) var isCheckoutAwaited = false
    /// The payment that arrived; it stays when the plan changes, for it is not paid twice.
    public internal(set) var payment: Payment?
    public internal(set) var completion: Completion?

    public init() {}

    /// Who the person is, as verified.
    public struct Identity: Sendable, Equatable {
        public var method: IdentityMethod
        public var firstName: String
        public var lastName: String
    }

    /// The newest verification code, without the code.
    public struct VerificationCode: Sendable, Equatable {
        public var issue: Int
        public var expiresAt: Timestamp
        public var attempts = 0
        public var isVoided = false
    }

    /// A checkout that the provider opened.
    public struct Checkout: Sendable, Hashable {
        public var id: String
        public var url: String
        public var expiresAt: Timestamp
        public var planID: String

        public init(id: String, url: String, expiresAt: Timestamp, planID: String) {
            (self.id, self.url) = (id, url)
            (self.expiresAt, self.planID) = (expiresAt, planID)
        }
    }

    /// A payment as the provider reports it.
    public struct Payment: Sendable, Hashable {
        public var checkoutSessionID: String
        public var planID: String
        public var customerID: String?
        public var subscriptionID: String?

        public init(
            checkoutSessionID: String, planID: String, customerID: String? = nil,
            subscriptionID: String? = nil
        ) {
            (self.checkoutSessionID, self.planID) = (checkoutSessionID, planID)
            (self.customerID, self.subscriptionID) = (customerID, subscriptionID)
        }
    }

    /// Who the session became, and when.
    public struct Completion: Sendable, Equatable {
        public var userID: String
        public var tenantID: String
        public var at: Timestamp
    }
}

/// A business as the person describes it (K5).
public struct BusinessFacts: Sendable, Hashable {
    public var name: String
    public var descriptor: String
    public var country: String
    public var currency: String

    public init(name: String, descriptor: String, country: String, currency: String) {
        (self.name, self.descriptor) = (name, descriptor)
        (self.country, self.currency) = (country, currency)
    }
}

/// Which of a session's tokens the caller shows (K1): a start without the session's own token
/// answers with a later one, which must prove the email before it is good for anything else.
public enum Proof: Sendable, Hashable {
    /// The token that the session began with.
    case first
    /// A later token, by its counter.
    case later(String)
}

extension SignUpState {
    public var isPaymentSettled: Bool { paymentStatus != .pending }

    public func isProven(_ proof: Proof) -> Bool { standing.isProven(proof) }

    /// The stage that the bearer of a token sees (K1).
    public func stage(seenThrough proof: Proof) -> SignUpStage? {
        standing.stage(seenThrough: proof)
    }

    /// True when the session's time is over, whether or not that was recorded.
    public func isExpired(at now: Timestamp) -> Bool { standing.isExpired(at: now) }

    /// True when the session holds its email: it can be resumed and no other may start (K1).
    public func isActive(at now: Timestamp) -> Bool {
        stage != nil && status == .active && now < expiresAt
    }
}
