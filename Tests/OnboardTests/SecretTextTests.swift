import TestSupport
import Testing
import Time

@testable import OnboardingLedger
@testable import onboard

/// No complaint repeats a secret, wherever it was typed (contract section 0).
struct SecretTextTests {
    private static let key = "obk_q7RX0yWfV1nq3Tt8m2hJ5bD9sKcLaP4e-6uZwGxYvEo"
    private static let token = DerivedSecrets(serverKey: Array(repeating: 7, count: 32))
        .sessionToken(SessionAccess(sessionID: sessionID, proof: 3))
    /// Of 2023, in the bytes of its version 7.
    private static let sessionID = UUIDv7(
        bytes: [
            1, 0x89, 0x0A, 0x5D, 0xAC, 0x96, 0x77, 0x4B, 0xBC, 0xCE, 0xB3, 2, 9, 0x9A, 0x80, 0x57,
        ])
    private static let signed = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl-_x"

    @Test(arguments: [
        ("There is no stream 'session-\(token)'.", "There is no stream 'session-AYk…'."),
        ("\(key).", "obk_…."), ("x-\(key)/\(key)", "x-obk_…/obk_…"),
        ("sk_live_AAAAAAAAAAAAAAAA.\(key)", "sk_live_….obk_…"),
        ("token=\(signed), and", "token=eyJ…, and"), ("a.\(signed).b", "a.eyJ….b"),
        ("whsec_0123456789abcdef", "whsec_…"),
    ])
    func `keys and tokens are cut to their first letters`(_ text: String, _ shown: String) {
        expectEqual(SecretText.hidden(in: text), shown)
    }

    @Test(arguments: [
        "refusals-session-01890a5d-ac96-774b-bcce-b302099a8057", "obk_…", "",
        "a root of 760e2f849ee93acc0217955719245627432fdf0dd59650db39ac537487c9792c",
        "/var/lib/onboard/ledger.sqlite is damaged.", "eyJ.a", "ONBOARD_STRIPE_WEBHOOK_SECRET",
        "a-stream-whose-name-is-a-long-one-with-fifty-four-letters",
    ])
    func `anything else stays as it is`(_ text: String) {
        expectEqual(SecretText.hidden(in: text), text)
    }

    @Test(arguments: [
        ["show", key], ["show", "session-\(token)"], [signed], ["log", "--since", signed],
        ["keys", "revoke", key], ["erase", key, "--reason", "Gone"],
        ["log", "--actor", "x:\(key)"],
    ])
    func `a command that refuses a secret does not print it`(_ words: [String]) async throws {
        let folder = TemporaryFolder()
        _ = try await Fixture.importLoans(Fixture.bad, into: folder.path)
        for form in [[], ["--json"]] {
            let outcome = try await Onboard.run(words + form + ["--data", folder.path])
            expectTrue(outcome.code != 0)
            for secret in [Self.key, Self.token, Self.signed] {
                expectFalse(
                    (outcome.out + outcome.err).contains(secret.suffix(20)), "\(outcome.err)")
            }
        }
    }
}
