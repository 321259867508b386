import Digest
import EventLog
import Onboarding
import TestSupport
import Testing
import Time

@testable import OnboardingLedger

/// Tokens are derived under the ledger's own key: none other is taken (contract section 0).
@Suite("Session tokens", .timeLimit(.minutes(5))) struct SessionTokenTests {
    private let secrets = DerivedSecrets(serverKey: [UInt8](repeating: 1, count: 32))
    private let session = UUIDv7(at: noon, random: (1, 2))

    @Test func `a token says which session and proof it is for`() {
        for proof: UInt64 in [0, 1, .max] {
            let access = SessionAccess(sessionID: session, proof: proof)
            let token = secrets.sessionToken(access)
            expectEqual(secrets.sessionAccess(token), access)
            expectEqual(secrets.sessionToken(access), token)
        }
    }

    @Test func `a token with any one character changed is refused`() {
        let token = secrets.sessionToken(SessionAccess(sessionID: session, proof: 0))
        for index in token.indices {
            var forged = token
            forged.replaceSubrange(index...index, with: token[index] == "A" ? "B" : "A")
            expectNil(secrets.sessionAccess(forged))
        }
    }

    @Test(arguments: ["", "A", "====", "not a token", String(repeating: "A", count: 5000)])
    func `what is no token is refused`(token: String) {
        expectTrue(secrets.sessionAccess(token) == nil && secrets.refreshTokenParts(token) == nil)
    }

    @Test func `a token cut short or made longer is refused`() {
        let token = secrets.sessionToken(SessionAccess(sessionID: session, proof: 0))
        for count in 1...4 { expectNil(secrets.sessionAccess(String(token.dropLast(count)))) }
        for added in ["A", "AA", "AAAA", "=", "\n"] {
            expectNil(secrets.sessionAccess(token + added))
        }
    }

    @Test func `a token for one purpose is none for another`() {
        let refresh = secrets.refreshToken(family: session, generation: 0)
        expectNil(secrets.sessionAccess(refresh))
        let token = secrets.sessionToken(SessionAccess(sessionID: session, proof: 0))
        expectNil(secrets.refreshTokenParts(token))
    }

    @Test func `another ledger's token is refused`() async throws {
        let (one, two) = (try TestSignUps(), try TestSignUps())
        let token = try await one.start("ada@example.com").value.sessionToken
        await #expect(throws: SignUpRejection.sessionNotFound) {
            _ = try await two.signUps.session(token)
        }
        try await expectEqual(one.signUps.session(token).state.email, "ada@example.com")
    }

    @Test func `a session gives the same token again, after a restart too`() async throws {
        let home = try TestSignUps()
        let first = try await home.start("ada@example.com").value
        try await expectEqual(home.start("ada@example.com").value, first)
        let again = TestSignUps(try home.home.reopen())
        try await expectEqual(again.start("ada@example.com").value, first)
    }

    @Test func `codes have six digits and differ by session and issue`() {
        var codes: Set<String> = []
        for issue in 0..<50 {
            let code = secrets.oneTimeCode(sessionID: session, issue: issue)
            expectTrue(code.utf8.count == 6 && code.allSatisfy(\.isNumber))
            codes.insert(code)
        }
        expectTrue(codes.count > 45)
    }
}
