import EventLog
import TestSupport
import Testing

@testable import OnboardingLedger

/// K3 and section 0: a code that is tried at a demanded version.
@Suite("Code trials", .timeLimit(.minutes(5))) struct CodeTrialTests {
    private func verify(
        _ home: TestSignUps, _ token: String, _ code: String, at version: Int64
    ) async throws -> String {
        try await home.signUps.verify(
            VerifyRequest(
                code: code, firstName: "Ada", lastName: "Lovelace", password: "correct horse"),
            SessionRequest(
                sessionToken: token, facts: TestSignUps.facts,
                expected: DemandedVersions([StreamVersion(rawValue: version)]))
        ).value.stage
    }

    @Test func `a session that changes while the password is hashed is stale, and the code stays`()
        async throws
    {
        let home = try TestSignUps()
        let token = try await home.start("ada@example.com").value.sessionToken
        _ = try await home.signUps.sendCode(home.request(token))
        let code = home.code("ada@example.com")
        let stream = try home.stream(token)
        let trial = try await home.ledger.holdingPasswords {
            let trial = Task { try await verify(home, token, code, at: 2) }
            await until { home.ledger.passwords.queue.count == 1 }
            _ = try await home.start("ada@example.com", plan: "professional", token: token)
            return trial
        }
        await #expect(throws: VersionMismatch(actual: StreamVersion(rawValue: 3))) {
            try await trial.value
        }
        try await expectEqual(home.ledger.version(of: stream).rawValue, 3)
        try await expectEqual(verify(home, token, code, at: 3), "identity_verified")
    }

    @Test func `a stale version is told before a password is hashed`() async throws {
        let home = try TestSignUps()
        let token = try await home.start("ada@example.com").value.sessionToken
        _ = try await home.signUps.sendCode(home.request(token))
        let code = home.code("ada@example.com")
        try await home.ledger.holdingPasswords {
            for code in [code, code == "000000" ? "000001" : "000000"] {
                await #expect(throws: VersionMismatch(actual: StreamVersion(rawValue: 2))) {
                    try await verify(home, token, code, at: 9)
                }
            }
        }
        try await expectEqual(home.ledger.version(of: try home.stream(token)).rawValue, 2)
    }
}
