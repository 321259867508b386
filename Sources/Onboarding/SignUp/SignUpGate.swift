import Time

/// What the gate needs to know of a sign-up session (K13).
public struct SignUpStanding: Sendable, Hashable {
    /// Nil for a stream without events.
    public var stage: SignUpStage?
    /// As recorded: whether the time is over is asked with `isExpired(at:)`.
    public var status: SignUpStatus
    /// From this instant on the session is expired, recorded or not (K15).
    public var expiresAt: Timestamp
    /// The counters of the later tokens that proved the email again (K1).
    public var provenProofs: [String]

    public init(_ session: SignUpState) {
        (stage, status) = (session.stage, session.status)
        (expiresAt, provenProofs) = (session.expiresAt, session.provenProofs)
    }
}

extension SignUpStanding {
    /// The gate that stands before every row (K0).
    @discardableResult
    public func requireOpen(at now: Timestamp) throws(SignUpRejection) -> SignUpStage {
        guard let stage, status != .cancelled else { throw .sessionNotFound }
        if isExpired(at: now) { throw .sessionExpired }
        if status == .committed { throw .sessionAlreadyCommitted }
        return stage
    }

    /// The stage that the bearer of a token sees of a session that is open.
    public func openStage(
        at now: Timestamp, seenThrough proof: Proof
    ) throws(SignUpRejection) -> SignUpStage {
        let stage = try requireOpen(at: now)
        return self.stage(seenThrough: proof) ?? stage
    }

    /// True when the session's time is over, whether or not that was recorded.
    ///
    /// A committed session does not expire: it became a user.
    public func isExpired(at now: Timestamp) -> Bool {
        switch status {
        case .active: stage != nil && now >= expiresAt
        case .expired: true
        case .committed, .cancelled: false
        }
    }

    /// The session's own token needs no proof; a later one needs its counter among the proven.
    public func isProven(_ proof: Proof) -> Bool {
        switch proof {
        case .first: true
        case .later(let counter): provenProofs.contains(counter)
        }
    }

    /// The stage that the bearer of a token sees: until its proof is given, a later token shows
    /// `identity_pending` instead of anything further (K1).
    public func stage(seenThrough proof: Proof) -> SignUpStage? {
        guard let stage, stage >= .identityVerified, !isProven(proof) else { return stage }
        return .identityPending
    }
}

extension SignUpState {
    /// The few facts that the gate keeps in memory for every session.
    public var standing: SignUpStanding { SignUpStanding(self) }
}
