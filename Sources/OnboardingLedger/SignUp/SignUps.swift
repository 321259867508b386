import EventLog
import Onboarding
import Time

/// The use cases of the sign-up flow (contract K): each runs the pure decider on the writer thread
/// and appends what it says.
///
/// All throw `SignUpRejection` (the domain says no), `IdempotencyConflict`, `KeptRefusal` and
/// `LogFailure`; bad fields are refused before, where the request is read.
public final class SignUps: Sendable {
    public let ledger: Ledger
    public let plans: PlanCatalogue
    let checkouts: any CheckoutProvider
    let google: any IdentityProvider
    let effects: Effects
    /// Checkouts that are being opened, so that one session has one call on its way.
    let openings = SharedWork<StreamID, CheckoutOpening?>()
    let redirects = RememberedRedirects()

    public init(
        ledger: Ledger, plans: PlanCatalogue, checkouts: any CheckoutProvider,
        google: any IdentityProvider, effects: Effects
    ) {
        self.ledger = ledger
        self.plans = plans
        self.checkouts = checkouts
        self.google = google
        self.effects = effects
    }

    var secrets: DerivedSecrets { ledger.secrets }

    // MARK: What all commands share

    /// A session as its token's bearer sees it.
    struct Access: Sendable {
        let token: SessionAccess
        let stream: StreamID

        var proof: Proof { token.signUpProof }

        init(_ token: SessionAccess) {
            self.token = token
            stream = SignUps.stream(token.sessionID)
        }
    }

    /// The session's stream.
    static func stream(_ sessionID: UUIDv7) -> StreamID {
        StreamID(category: "session", id: sessionID.text)
    }

    /// - Throws: `sessionNotFound` for a token that this ledger did not make.
    func access(_ token: String) throws(SignUpRejection) -> Access {
        guard let access = secrets.sessionAccess(token) else { throw .sessionNotFound }
        return Access(access)
    }

    /// Decides one command on a session and appends what comes of it. A checkout that it leaves
    /// open behind is to be expired at the provider, which the same transaction calls for.
    ///
    /// - Parameters:
    ///   - expected: the version that the caller demands (If-Match); nil for any.
    ///   - occurredAt: when it happened, if that was before now.
    static func run(
        _ command: SignUpCommand, on stream: StreamID, _ metadata: EventMetadata,
        expected: DemandedVersions? = nil, deduplicationKey: DeduplicationKey? = nil,
        occurredAt: Timestamp? = nil, _ transaction: CommandTransaction
    ) throws -> SignUpStep {
        let before = try state(of: stream, transaction)
        let decision = try SignUp.decide(
            command, before, DecisionContext(now: transaction.now))
        var after = before
        var events = after.take(decision.events, at: occurredAt ?? transaction.now)
            .map(NewEvent.init)
        for index in events.indices { events[index].occurredAt = occurredAt }
        try expected?.require(transaction.version(of: stream))
        var receipt: AppendReceipt?
        if !events.isEmpty {
            receipt = try transaction.append(
                [StreamAppend(to: stream, expected: .any, events: events)],
                metadata: metadata, deduplicationKey: deduplicationKey)
        }
        let step = SignUpStep(
            before: before, after: after, decision: decision, positions: receipt?.positions,
            now: transaction.now)
        if let cause = step.checkoutLeftAt {
            try transaction.callFor(.checkoutExpiry, because: cause)
        }
        return step
    }

    /// - Throws: `sessionNotFound` for a stream that is no sign-up's.
    static func state(of stream: StreamID, _ transaction: CommandTransaction) throws
        -> SignUpState
    {
        guard case .signUp(let state) = try transaction.state(of: stream) else {
            throw SignUpRejection.sessionNotFound
        }
        return state
    }

    /// The session itself is the actor: nobody else has proven who they are.
    func metadata(_ access: Access, _ facts: RequestFacts) -> EventMetadata {
        facts.metadata(.session, access.token.sessionID.text)
    }
}
