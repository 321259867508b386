import Digest
import EventLog
import Onboarding
import Time

extension SignUps {
    /// Sends a verification code (K2); answers how many seconds must pass before the next.
    ///
    /// The answer waits for the first attempt to mail it, so that who asked can read it.
    ///
    /// - Throws: `otpRateLimited` with the seconds that are left of the two minutes.
    public func sendCode(_ request: SessionRequest) async throws -> Once<Int> {
        let access = try access(request.sessionToken)
        let (secrets, metadata) = (secrets, metadata(access, request.facts))
        let sent = try await ledger.performOnce(request.idempotency) { transaction in
            let step = try Self.run(
                .sendCode(proof: access.proof), on: access.stream, metadata,
                expected: request.expected, transaction)
            let interval = CodeInterval(of: step.after.email, secrets, transaction)
            let wait = try interval.secondsToWait()
            if wait > 0 { throw SignUpRejection.otpRateLimited(retryAfterSeconds: wait) }
            try interval.begin()
            return try SentCode(step, transaction)
        }
        if !sent.isReplay {
            await effects.begin(.otpMail, because: sent.value.position)
        }
        return Once(value: Int(CodeInterval.seconds), isReplay: sent.isReplay)
    }

    /// A code that was called for, by the position of its event.
    private struct SentCode: Codable, Sendable {
        private let cause: Int64

        var position: GlobalPosition { GlobalPosition(rawValue: cause) }

        /// Calls for the mail, which the same transaction puts into the queue.
        init(_ step: SignUpStep, _ transaction: CommandTransaction) throws {
            guard let position = step.lastPosition else {
                preconditionFailure("a code that may be sent is an event")
            }
            try transaction.callFor(.otpMail, because: position)
            cause = position.rawValue
        }
    }

    /// Verifies the email by a code and takes the person's name and password (K3).
    ///
    /// - Throws: besides what all throw, `RecordedRejection` for a wrong code.
    public func verify(_ verify: VerifyRequest, _ request: SessionRequest) async throws
        -> Once<StageOutcome>
    {
        let access = try access(request.sessionToken)
        let trial = CodeTrial(
            entered: verify, access: access, expected: request.expected,
            metadata: metadata(access, request.facts), secrets: secrets)
        var once = try await ledger.performOnce(
            request.idempotency, isKept: \CodeTrial.Outcome.isFinal
        ) { try trial.run(hash: nil, $0) }
        if !once.value.isFinal {
            let hash = try await ledger.passwords.run { _ in
                try PasswordHash.make(verify.password)
            }
            once = try await ledger.performOnce(request.idempotency) {
                try trial.run(hash: hash, $0)
            }
        }
        return Once(value: try once.value.reached(), isReplay: once.isReplay)
    }

    // MARK: Google

    /// Where a browser goes to sign in with Google for this session (K12).
    ///
    /// Writes nothing: state, nonce and verifier are derived from the session.
    ///
    /// - Throws: `identityProviderUnavailable` when Google was not set up.
    public func googleURL(sessionToken: String, redirectURI: String) async throws -> String {
        let access = try access(sessionToken)
        let session = access.token.sessionID
        _ = try await openSession(access)
        redirects.remember(redirectURI, for: session)
        let verifier = secrets.oauthValue("verifier", sessionID: session)
        let request = AuthorizationRequest(
            redirectURI: redirectURI, state: secrets.oauthValue("state", sessionID: session),
            nonce: secrets.oauthValue("nonce", sessionID: session),
            codeChallenge: Base64URL.encode(SHA256.hash(utf8: verifier).bytes))
        do throws(ProviderFailure) {
            return try google.authorizationURL(request)
        } catch { throw SignUpRejection.identityProviderUnavailable }
    }

    /// Trades Google's code for the person's verified email and names (K4).
    ///
    /// - Throws: `GoogleCodeRefused`; `GoogleUnavailable` when Google is down: nothing changed;
    ///   `VersionMismatch`, before the code, which is good for once, is traded.
    public func signInWithGoogle(code: String, _ request: SessionRequest) async throws
        -> Once<StageOutcome>
    {
        let access = try access(request.sessionToken)
        if let kept = try await ledger.keptOutcome(request.idempotency, StageOutcome.self) {
            return Once(value: kept, isReplay: true)
        }
        let (_, version) = try await openSession(access)
        try request.expected?.require(version)
        let account = try await exchange(code, access)
        let metadata = metadata(access, request.facts)
        return try await ledger.performOnce(request.idempotency) { transaction in
            // Google took its time: whoever ended meanwhile is told so, before anything else (K0).
            let state = try Self.state(of: access.stream, transaction)
            try state.standing.requireOpen(at: transaction.now)
            let email = account.email
            if try transaction.holder(of: .userEmail(email)) != nil {
                throw SignUpRejection.emailAlreadyRegistered
            }
            if let holder = try transaction.holder(of: .sessionEmail(email)),
                holder != access.stream
            {
                try Self.expireIfOver(holder, metadata, transaction)
            }
            let step = try Self.run(
                .verifyGoogle(account, proof: access.proof), on: access.stream, metadata,
                expected: request.expected, transaction)
            if step.after.email != step.before.email {
                try Self.forgetPassword(of: access.token.sessionID, transaction)
            }
            let stage = step.after.stage(seenThrough: access.proof) ?? .identityVerified
            return StageOutcome(stage: stage.rawValue)
        }
    }

    /// Whoever set a password proved the email of then: it opens no account of another one.
    private static func forgetPassword(
        of session: UUIDv7, _ transaction: CommandTransaction
    ) throws {
        try transaction.writeVault { vault in
            try vault.remove(.pendingPassword, session.bytes)
        }
    }

    /// Trades the code at the provider.
    private func exchange(_ code: String, _ access: Access) async throws -> GoogleAccount {
        let session = access.token.sessionID
        do throws(ProviderFailure) {
            return try await google.exchange(
                CodeExchange(
                    code: code, redirectURI: redirects.address(for: session),
                    codeVerifier: secrets.oauthValue("verifier", sessionID: session),
                    nonce: secrets.oauthValue("nonce", sessionID: session)))
        } catch {
            switch error.code {
            case .unavailable: throw GoogleUnavailable(reason: error.explanation)
            case .refused: throw GoogleCodeRefused()
            }
        }
    }

    /// Frees the email of a session whose time is over; refuses when it still runs.
    private static func expireIfOver(
        _ holder: StreamID, _ metadata: EventMetadata, _ transaction: CommandTransaction
    ) throws {
        let other = try state(of: holder, transaction)
        if other.isActive(at: transaction.now) { throw SignUpRejection.sessionAlreadyExists }
        try expire(holder, metadata, transaction)
    }

    // MARK: States

    /// The session whatever it is at, read between commands on the writer thread: newer than any
    /// reader's.
    func sessionState(_ stream: StreamID) async throws -> SignUpState {
        try await ledger.perform { transaction in try Self.state(of: stream, transaction) }
    }
}

/// Google did not accept the authorisation code.
public struct GoogleCodeRefused: Error, Sendable, Hashable {}

/// Google did not answer, or refused the server itself: no code can be traded until that is mended.
public struct GoogleUnavailable: Error, Sendable, Hashable {
    /// For whoever runs the server; without secrets.
    public let reason: String
}
