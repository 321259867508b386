import EventLog

/// A checkout of which nothing was reported, and what the provider said when it was asked (S10).
public struct ReconciledCheckout: Sendable, Hashable {
    /// What the provider said of the checkout.
    public enum Outcome: String, Sendable, CaseIterable {
        /// Paid: now recorded as if it had been reported.
        case paid
        /// Paid, but fits nobody any more: kept for a person to look at.
        case unmatched
        /// Paid, and no account came of it, for its sign-up is over: unless the same email's next
        /// one takes it up, a person is to look at it. Told at each run.
        case sessionOver = "session_over"
        /// Paid, and nothing was given for it, for its sign-up has another plan or another payment
        /// for the plan: unless the person comes back to the plan that it is for, somebody is to
        /// look at it. Told at each run.
        case otherPlan = "other_plan"
        /// The subscription that it began goes on beyond the end that was known: recorded.
        case renewed
        /// The subscription that it began is not paid for any more: recorded.
        case ended
        /// Ran out: recorded.
        case expired
        /// Neither yet.
        case open
        /// The provider does not know it.
        case unknown
    }

    public let checkoutID: String
    /// Where it was recorded as opened.
    public let stream: StreamID
    public let outcome: Outcome
}
