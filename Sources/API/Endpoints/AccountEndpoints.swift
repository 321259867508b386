import HTTPServer
import JSON
import Onboarding
import OnboardingLedger
import Time

/// Signing in, and trading refresh tokens (contract K8, K16).
enum AccountEndpoints {
    static let routes = [
        Route(
            .post, "/v1/auth/login", .credentials, body: .json, isPersonal: true,
            "Signs in by email and password.", later: login),
        Route(
            .post, "/v1/auth/refresh", .credentials, body: .json, isPersonal: true,
            "Trades a refresh token for a new pair.", later: refresh),
    ]

    // MARK: K16

    /// What a refused sign-in was, as its event names it.
    private static let loginCommand = "auth/login"

    /// Attempts are counted before the password is looked at, so that racing ones count too. One
    /// that succeeds clears the email's count, but not the address's; one that is only repeated
    /// under its idempotency key tries nothing, and its count is taken back. Where no try is left
    /// it is refused as any other: else the answers would tell the right password from wrong ones.
    private static func login(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let email = EmailAddress.normalized(
            form.text("email", "an email address") { (1...320).contains($0.utf8.count) ? $0 : nil })
        let password = form.text("password", "a password")
        try form.check()
        let key = try core.idempotencyKey(call, who: email)
        let signedIn = try await core.keepingRefusals(call, under: key) {
            try countAttempt(core, call, email)
            if let again = try await repeated(core, call, email, key) {
                return Once(value: again, isReplay: true)
            }
            let signedIn = try await signIn(core, call, email, password, key)
            core.logins.byEmail.forget(email)
            return signedIn
        }
        return answer(signedIn.value, core, now: call.now).markingReplay(signedIn.isReplay)
    }

    /// K16. 429 `auth.rate_limited`, noted beside the account if there is one.
    private static func countAttempt(_ core: APICore, _ call: Call, _ email: String) throws {
        let wait = core.logins.secondsToWait(
            email, from: call.address.network, now: call.now)
        guard wait > 0 else { return }
        let problem = Problem(.loginRateLimited, "Wait before trying again.")
        core.note(problem, signingInAs: email, loginCommand, call)
        throw problem.retrying(after: wait)
    }

    /// The answer to the same request again; nil when the key is new. Another password under the
    /// key is a guess: the key's first answer tells whether it is the right one.
    private static func repeated(
        _ core: APICore, _ call: Call, _ email: String, _ key: IdempotencyKey?
    ) async throws -> SignedIn? {
        do {
            let again = try await core.ledger.repeatedSignIn(under: key)
            if again != nil { core.logins.takeBack(email, from: call.address.network) }
            return again
        } catch let conflict as IdempotencyConflict {
            core.metrics.count(.loginsRefused)
            core.note(Problem(conflict), signingInAs: email, loginCommand, call)
            throw conflict
        } catch {
            // No password was looked at: it was refused before, or nobody could look.
            core.logins.takeBack(email, from: call.address.network)
            throw error
        }
    }

    /// K16. 401 `auth.wrong_credentials` for a wrong email as for a wrong password, noted beside
    /// the account if there is one.
    private static func signIn(
        _ core: APICore, _ call: Call, _ email: String, _ password: String,
        _ key: IdempotencyKey?
    ) async throws -> Once<SignedIn> {
        do {
            // What no account can have as its password is still hashed: the time tells nothing.
            return try await core.ledger.signIn(
                email: email, password: Fields.password(password) ?? "\u{1}", idempotency: key)
        } catch let rejection as SignInRejection {
            core.metrics.count(.loginsRefused)
            core.note(Problem(rejection), signingInAs: email, loginCommand, call)
            throw rejection
        }
    }

    /// Exactly `{user, token, refreshToken}`.
    static func answer(_ signedIn: SignedIn, _ core: APICore, now: Timestamp) -> HTTPResponse {
        let user = signedIn.user
        let bytes = JSONWriter.encode(reserving: 1024) { writer in
            writer.object { writer in
                writer.member("user") { writer in
                    writer.object { writer in
                        writer.member("id", user.id)
                        writer.member("email", user.email)
                        writer.member("firstName", user.firstName)
                        writer.member("lastName", user.lastName)
                        writer.member("isEmailVerified", user.isEmailVerified)
                        writer.memberOrNull("tenantId", user.tenantID)
                    }
                }
                writer.member("token", core.tokens.token(for: user, now: now))
                writer.member("refreshToken", signedIn.refreshToken)
            }
        }
        return .json(bytes)
    }

    /// K8: `{refreshToken}` → `{token, refreshToken}`. 401 `auth.invalid_refresh_token` for one
    /// that is unknown, used or over; a used one revokes its whole family. With the first request's
    /// `Idempotency-Key` the same trade is answered again.
    private static func refresh(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let token = form.text("refreshToken", "a refresh token")
        try form.check()
        // Of a sign-in the newest token stands for all. Of what is none of ours nothing is kept: it
        // is refused again anyway, and made-up ones would fill the ledger's file.
        let key = try core.ledger.refreshFamily(of: token).flatMap {
            try core.idempotencyKey(call, who: $0)
        }
        let traded = try await core.keepingRefusals(call, under: key) {
            try await core.ledger.refresh(token, idempotency: key)
        }
        let bytes = JSONWriter.encode(reserving: 1024) { writer in
            writer.object { writer in
                writer.member("token", core.tokens.token(for: traded.value.user, now: call.now))
                writer.member("refreshToken", traded.value.refreshToken)
            }
        }
        return HTTPResponse.json(bytes).markingReplay(traded.isReplay)
    }
}
