import EventLog
import Onboarding
import TestSupport
import Testing
import Time

@testable import OnboardingLedger

/// Passwords, refresh tokens and API keys: what the vault keeps, and what it never does.
@Suite("Accounts", .timeLimit(.minutes(5))) struct AccountTests {
    private static let email = "ada@example.com"

    /// A ledger with one user, who signed up by code and password.
    private func makeUser() async throws -> (TestSignUps, SignedIn) {
        let home = try TestSignUps()
        let token = try await home.start(Self.email).value.sessionToken
        _ = try await home.signUps.sendCode(home.request(token))
        try await home.verify(token, code: home.code(Self.email), password: "correct horse")
        _ = try await home.signUps.stageBusiness(TestSignUps.business, home.request(token))
        return (home, try await home.signUps.complete(home.request(token)).value)
    }

    // MARK: Passwords

    @Test func `a user signs in with the password and with nothing else`() async throws {
        let (home, user) = try await makeUser()
        let signedIn = try await home.ledger.signIn(
            email: Self.email, password: "correct horse"
        ).value
        expectEqual(signedIn.user, user.user)
        for (email, password) in [
            (Self.email, "correct hors"), (Self.email, ""), (Self.email, "correct horse "),
            ("bob@example.com", "correct horse"),
        ] {
            await #expect(throws: SignInRejection.wrongCredentials) {
                _ = try await home.ledger.signIn(email: email, password: password)
            }
        }
    }

    @Test func `a user who signed up with Google has no password`() async throws {
        let home = try TestSignUps()
        let token = try await home.readySession(Self.email)
        _ = try await home.signUps.complete(home.request(token))
        await #expect(throws: SignInRejection.wrongCredentials) {
            _ = try await home.ledger.signIn(email: Self.email, password: "")
        }
    }

    @Test func `hashes are salted and are yescrypt's`() throws {
        let hashes = try (0..<2).map { _ in try PasswordHash.make("secret word") }
        expectTrue(hashes[0] != hashes[1] && hashes.allSatisfy { $0.hasPrefix("$y$") })
        expectTrue(hashes.allSatisfy { PasswordHash.matches("secret word", $0) })
        expectTrue(!PasswordHash.matches("secret word", "*0") && !PasswordHash.matches("", ""))
    }

    @Test func `a password is the same however its accents are typed`() throws {
        let (typed, other) = ("pa\u{308}sswo\u{308}rd!", "pässwörd!")
        let hash = try PasswordHash.make(typed)
        expectTrue(PasswordHash.matches(typed, hash) && PasswordHash.matches(other, hash))
        expectFalse(PasswordHash.matches("password!", hash))
        // Made of what was typed, before passwords were composed.
        let old = "$y$j9T$mq3GvQ1cJ8dN0Zk2rT5yU/$pdR06sBjPH1S/CqVfzj9rv8A1.si5KjjsxU4OF1bnI6"
        expectTrue(PasswordHash.matches(typed, old) && !PasswordHash.matches(other, old))
    }

    @Test func `no password, code or token is in any file`() async throws {
        let (home, user) = try await makeUser()
        let code = home.code(Self.email)
        let (_, key) = try await home.ledger.makeKey(name: "k", scopes: [.admin])
        home.ledger.close()
        let files = [home.home.directory.ledgerFile, home.home.directory.viewsFile]
        for file in files {
            let bytes = try Files.bytes(file)
            for secret in ["correct horse", user.refreshToken, key, #""\#(code)""#] {
                expectFalse(bytes.contains(secret), "\(file)")
            }
        }
    }

    // MARK: Refresh tokens

    @Test func `a refresh token is traded once for the next`() async throws {
        let (home, user) = try await makeUser()
        var token = user.refreshToken
        for _ in 0..<4 {
            let next = try await home.ledger.refresh(token).value
            expectTrue(next.user == user.user && next.refreshToken != token)
            token = next.refreshToken
        }
    }

    @Test func `a token that is used twice revokes its whole family and no other`() async throws {
        let (home, user) = try await makeUser()
        let other = try await home.ledger.signIn(
            email: Self.email, password: "correct horse"
        ).value
        let next = try await home.ledger.refresh(user.refreshToken).value
        for token in [user.refreshToken, next.refreshToken, user.refreshToken] {
            await #expect(throws: SignInRejection.refreshTokenInvalid) {
                _ = try await home.ledger.refresh(token)
            }
        }
        _ = try await home.ledger.refresh(other.refreshToken)
    }

    @Test func `of those who race to trade one token at most one gets the next`() async throws {
        let (home, user) = try await makeUser()
        let won = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<30 {
                group.addTask { (try? await home.ledger.refresh(user.refreshToken)) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        expectEqual(won, 1)
    }

    @Test func `a refresh token lives thirty days from its last use`() async throws {
        let (home, user) = try await makeUser()
        home.home.clock.advance(seconds: 30 * 86_400 - 1)
        let next = try await home.ledger.refresh(user.refreshToken).value
        home.home.clock.advance(seconds: 30 * 86_400)
        await #expect(throws: SignInRejection.refreshTokenInvalid) {
            _ = try await home.ledger.refresh(next.refreshToken)
        }
    }

    // MARK: API keys

    @Test func `a key is known by its digest until it is revoked`() async throws {
        let home = try TestLedger()
        let (facts, key) = try await home.ledger.makeKey(
            name: "auditor", scopes: [.auditRead, .gateRead])
        expectTrue(key.hasPrefix("obk_"))
        try await expectEqual(home.ledger.facts(ofKey: key), facts)
        try await expectNil(home.ledger.facts(ofKey: key + "x"))
        try await expectNil(home.ledger.facts(ofKey: String(key.dropLast())))
        try await expectEqual(home.ledger.keys(), [facts])
        let again = try home.reopen()
        try await expectEqual(again.ledger.facts(ofKey: key)?.scopes, [.auditRead, .gateRead])
        try await expectTrue(again.ledger.revokeKey(id: facts.id))
        try await expectNil(again.ledger.facts(ofKey: key))
        try await expectFalse(again.ledger.revokeKey(id: facts.id))
    }

    @Test func `keys are listed oldest first and are all different`() async throws {
        let home = try TestLedger()
        var keys: Set<String> = []
        for name in ["c", "a", "b"] {
            keys.insert(try await home.ledger.makeKey(name: name, scopes: []).key)
            home.clock.advance(seconds: 1)
        }
        expectEqual(keys.count, 3)
        try await expectEqual(home.ledger.keys().map(\.name), ["c", "a", "b"])
    }
}
