import Digest
import Time

/// The secrets that are derived under the ledger's own key instead of being stored (contract
/// section 0): session tokens, one-time codes, refresh tokens, the OAuth state, the console's
/// passes; and what signs access tokens where no secret was configured.
package struct DerivedSecrets: Sendable {
    private let tokens: HMACKey
    private let codes: HMACKey
    private let codeReceivers: HMACKey
    private let refresh: HMACKey
    private let oauth: HMACKey
    private let console: HMACKey
    /// What access tokens are signed with where no secret was configured (contract section 8).
    package let accessTokenSecret: [UInt8]

    /// Derives a key for each purpose, so that no value of one passes for one of another.
    package init(serverKey: [UInt8]) {
        let key = HMACKey(serverKey)
        tokens = key.derived(for: "session-token")
        codes = key.derived(for: "one-time-code")
        codeReceivers = key.derived(for: "code-receiver")
        refresh = key.derived(for: "refresh-token")
        oauth = key.derived(for: "oauth")
        console = key.derived(for: "console-pass")
        accessTokenSecret = key.authenticate(utf8: "access-token").bytes
    }

    // MARK: Session tokens

    /// The token of a session: its id, the proof counter and 128 bits of an HMAC over both.
    package func sessionToken(_ access: SessionAccess) -> String {
        signed(access.sessionID.bytes + access.proof.bigEndianBytes, with: tokens)
    }

    /// Nil for anything that this ledger did not make.
    package func sessionAccess(_ token: String) -> SessionAccess? {
        guard let body = verified(token, bodyBytes: 24, with: tokens) else { return nil }
        return SessionAccess(
            sessionID: UUIDv7(bytes: body.prefix(16)), proof: Self.number(body.suffix(8)))
    }

    // MARK: One-time codes

    /// The six digits of a session's nth code; known only to who holds the key or gets the mail.
    package func oneTimeCode(sessionID: UUIDv7, issue: Int) -> String {
        let digest = codes.authenticate(sessionID.bytes + UInt64(issue).bigEndianBytes)
        let digits = String(Self.number(digest.bytes.prefix(8)) % 1_000_000)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// What the vault knows an email by that was sent a code.
    package func codeReceiver(_ email: String) -> [UInt8] {
        codeReceivers.authenticate(utf8: email).bytes
    }

    // MARK: Refresh tokens

    /// The token of a family's nth generation, made again from the two whenever it is asked for.
    package func refreshToken(family: UUIDv7, generation: UInt64) -> String {
        signed(family.bytes + generation.bigEndianBytes, with: refresh)
    }

    /// Nil for anything that this ledger did not make; the family may be revoked or over.
    package func refreshTokenParts(_ token: String) -> (family: UUIDv7, generation: UInt64)? {
        guard let body = verified(token, bodyBytes: 24, with: refresh) else { return nil }
        return (UUIDv7(bytes: body.prefix(16)), Self.number(body.suffix(8)))
    }

    // MARK: OAuth

    /// A value bound to a session: the OAuth `state`, `nonce` and PKCE verifier (RFC 7636) come
    /// from here, so that none need be remembered.
    package func oauthValue(_ purpose: String, sessionID: UUIDv7) -> String {
        Base64URL.encode(oauth.authenticate(Array("\(purpose):".utf8) + sessionID.bytes).bytes)
    }

    // MARK: The console

    /// What the console's cookie holds: an API key's id and the pass's end, with 128 bits of an
    /// HMAC over both (contract W1).
    package func consoleToken(_ pass: ConsolePass) -> String {
        signed(pass.bytes, with: console)
    }

    /// Nil for anything that this ledger did not make; the pass may be over.
    package func consolePass(_ token: String) -> ConsolePass? {
        guard let body = verified(token, bodyBytes: 24, with: console) else { return nil }
        let end = Int64(bitPattern: Self.number(body.suffix(8)))
        return ConsolePass(
            keyID: UUIDv7(bytes: body.prefix(16)), expiresAt: Timestamp(milliseconds: end))
    }

    // MARK: Bytes

    /// The body and the first 16 bytes of its HMAC, in base64url.
    private func signed(_ body: [UInt8], with key: HMACKey) -> String {
        Base64URL.encode(body + key.authenticate(body).bytes.prefix(16))
    }

    /// The body of what `signed` made; nil for anything else, told in constant time.
    private func verified(_ token: String, bodyBytes: Int, with key: HMACKey) -> [UInt8]? {
        guard token.utf8.count < 100, let bytes = Base64URL.decode(token),
            bytes.count == bodyBytes + 16
        else { return nil }
        let body = Array(bytes.prefix(bodyBytes))
        let expected = key.authenticate(body).bytes.prefix(16)
        return constantTimeEqual(expected, bytes.suffix(16)) ? body : nil
    }

    private static func number(_ bytes: some Collection<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// What a session token says: which session, and through which proof of the email (contract K1).
package struct SessionAccess: Hashable, Sendable {
    package let sessionID: UUIDv7
    /// 0 for the session's first token; a random number for one that must prove the email first.
    package let proof: UInt64
}
