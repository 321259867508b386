/// The stage that a command left its session in, as the token's bearer sees it.
public struct StageOutcome: Codable, Sendable, Hashable {
    /// The stage's name as the contract spells it, such as `identity_verified`.
    public let stage: String
}

/// A command of a session, with what surrounds it.
public struct SessionRequest: Sendable {
    public let sessionToken: String
    public let facts: RequestFacts
    public let idempotency: IdempotencyKey?
    /// The version that the session must be at (If-Match); nil for any.
    public let expected: DemandedVersions?

    public init(
        sessionToken: String, facts: RequestFacts, idempotency: IdempotencyKey? = nil,
        expected: DemandedVersions? = nil
    ) {
        self.sessionToken = sessionToken
        self.facts = facts
        self.idempotency = idempotency
        self.expected = expected
    }
}

extension SessionRequest {
    /// The same, to be decided whatever was kept.
    var withoutKey: SessionRequest {
        SessionRequest(sessionToken: sessionToken, facts: facts, expected: expected)
    }
}
