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

    /// Spelt out, so that the order does not hang on that of the cases.
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
    /// `active` until the session became a user, was given up, or its time was recorded as over: an
    /// `active` one may be past its time already (`isExpired(at:)`).
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
    /// As recorded.
    public internal(set) var status = SignUpStatus.active
    /// Normalized; Google's own once that was verified (K4). Empty after an erasure.
    public internal(set) var email = ""
    /// The plan that was chosen last.
    public internal(set) var planID = ""
    /// Its short name.
    public internal(set) var planDescriptor = ""
    /// False for a free plan, which needs no payment.
    public internal(set) var isPaidPlan = false
    /// The experiment's variant that the session was given, if any (D4).
    public internal(set) var variant: String?
    /// When the session began; the earliest instant for an empty stream.
    public internal(set) var createdAt = Timestamp.earliest
    /// 24 hours later (K1), or the moment at which its person was erased.
    public internal(set) var expiresAt = Timestamp.earliest
    /// Nil until the email was shown to be the person's own.
    public internal(set) var identity: Identity?
    /// Nil until the business was described.
    public internal(set) var business: BusinessFacts?
    /// What is owed for the plan as it is now.
    public internal(set) var paymentStatus = PaymentStatus.skipped
    /// How many codes were called for; the next one's issue is one more.
    public internal(set) var codeCount = 0
    /// When the newest code was called for, also after it was used.
    public internal(set) var codeSentAt: Timestamp?
    /// The newest code while it can be used or is voided; nil once it served.
    public internal(set) var code: VerificationCode?
    /// The counters of the later tokens that proved the email, as it is now, again (K1).
    public internal(set) var provenProofs: [String] = []
    /// The open checkout of the current plan.
    public internal(set) var checkout: Checkout?
    /// When checkouts were asked for; the last three, which is all that the limit of K6 looks at.
    public internal(set) var checkoutRequestedAt: [Timestamp] = []
    /// Requests since the session began, those served by an open checkout included.
    public internal(set) var checkoutRequestCount = 0
    /// How often the provider opened a checkout or failed to.
    public internal(set) var checkoutOutcomeCount = 0
    /// True while the provider's answer to the last request is not recorded: it is being asked, or
    /// the program stopped while it was.
    public internal(set) var isCheckoutAwaited = false
    /// The payments that arrived, in their order; they stay when the plan changes, for no plan is
    /// paid twice.
    public internal(set) var payments: [Payment] = []
    /// When each payment arrived here, by its checkout's id: when it was made, as the provider
    /// says, where that is known. One that another session kept was made when that session says.
    public internal(set) var paymentTimes: [String: Timestamp] = [:]
    /// The plans that the session had before the one that it has: their checkouts may have been
    /// paid before the provider expired them.
    public internal(set) var earlierPlanIDs: Set<String> = []
    /// The payment that was kept for the next session of the same email, for this one is over; also
    /// when that one has taken it up.
    public internal(set) var keptPayment: Payment?
    /// The session that took the kept payment up.
    public internal(set) var paymentHeirID: String?
    /// Nil until the session became a user.
    public internal(set) var completion: Completion?

    public init() {}

    /// Who the person is, as verified.
    public struct Identity: Sendable, Equatable {
        /// How the email was verified; a later token's proof changes nothing here.
        public var method: IdentityMethod
        /// Empty after an erasure, or where Google named none.
        public var firstName: String
        /// Empty after an erasure, or where Google named none.
        public var lastName: String
    }

    /// The newest verification code, without the code.
    public struct VerificationCode: Sendable, Equatable {
        /// Counts the session's codes from 1.
        public var issue: Int
        /// The code is good before this instant.
        public var expiresAt: Timestamp
        /// Wrong ones given for it.
        public var attempts = 0
        /// True after five wrong ones.
        public var isVoided = false
    }

    /// A checkout that the provider opened.
    public struct Checkout: Sendable, Hashable {
        /// The provider's id, as it sends it.
        public var id: String
        /// Where the person pays; never part of the state's JSON.
        public var url: String
        /// When the provider closes it; from then on another one is opened.
        public var expiresAt: Timestamp
        /// The plan that it is for.
        public var planID: String

        public init(id: String, url: String, expiresAt: Timestamp, planID: String) {
            (self.id, self.url) = (id, url)
            (self.expiresAt, self.planID) = (expiresAt, planID)
        }
    }

    /// A payment as the provider reports it.
    public struct Payment: Sendable, Hashable {
        /// By it a report that comes again is told from another payment.
        public var checkoutSessionID: String
        /// The plan that was paid for.
        public var planID: String
        /// As the provider sends it; nil when it named none.
        public var customerID: String?
        /// As the provider sends it; nil when it named none.
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
        /// When it was completed.
        public var at: Timestamp
    }
}

/// A business as the person describes it (K5).
public struct BusinessFacts: Sendable, Hashable {
    /// Trimmed, 1 to 255 characters.
    public var name: String
    /// The short name, as in addresses: 3 to 20 of `a-z 0-9 -`.
    public var descriptor: String
    /// An assigned ISO 3166-1 alpha-2 code, in capitals.
    public var country: String
    /// An ISO 4217 code, in capitals.
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
    /// What the plan as it is now was paid with; of several payments for it, the last.
    public var payment: Payment? { payments.last { $0.planID == planID } }

    /// True while a payment waits for the next session of the same email, for this one is over.
    public var isPaymentKept: Bool { keptPayment != nil && paymentHeirID == nil }

    /// Whether a token is good for all that the session allows (K1).
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
