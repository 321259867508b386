import HTTPServer
import JSON
import Onboarding
import OnboardingLedger
import Time

/// Dev mode's shortcuts (contract section 8); outside dev mode none of these paths exists.
enum DevEndpoints {
    static let routes =
        [
            Route(
                .post, "/dev/token", .dev, body: .json, isPersonal: true,
                "Makes an access token for anybody.", now: token),
            Route(
                .post, "/dev/keys", .dev, body: .json, isPersonal: true,
                "Makes an API key with any scopes.", later: key),
            Route(
                .get, "/dev/mailbox", .dev, isPersonal: true,
                "The mails that would have been sent, newest first.", now: mailbox),
            Route(
                .get, "/dev/clock", .dev, "The time, as far as it was moved.", now: time),
            Route(
                .post, "/dev/clock", .dev, body: .json,
                "Moves time ahead and runs the jobs that are due.", later: clock),
            Route(
                .post, "/dev/identity-sync", .dev, body: .json,
                "Makes the next so many identity syncs fail.", now: failIdentitySyncs),
        ] + DevCheckouts.routes + DevSubscriptions.routes + DevGoogle.routes
        + DevSpaces.routes

    /// `{sub, email?, email_verified?, role?, requested_role?, phone?, name?}` → `{token}`, signed
    /// as real ones are.
    private static func token(_ core: APICore, _ call: Call) throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let subject = form.text("sub", "whom the token is about, in NFC") {
            Form.filled($0).flatMap { $0.isComposed ? $0 : nil }
        }
        var claims = AccessTokens.claims(subject: subject, now: call.now)
        claims.email = form.optionalText("email", "an email address")
        claims.isEmailVerified = form.optionalBool("email_verified")
        claims.role = form.optionalText("role", "a role")
        claims.requestedRole = form.optionalText("requested_role", "a role")
        claims.phone = form.optionalText("phone", "a phone number")
        claims.name = form.optionalText("name", "a name")
        try form.check()
        let token = core.tokens.jwt.sign(claims)
        return .json(JSONWriter.encode { $0.object { $0.member("token", token) } })
    }

    /// `{scopes}` → `{key}`; the key is a real one, and stays until it is revoked. It cannot be
    /// given twice, for only its digest is kept: an idempotency key does not count here.
    private static func key(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let scopes = form.scopes()
        try form.check()
        let (_, key) = try await core.ledger.makeKey(name: DevMode.keyName, scopes: scopes)
        return .json(JSONWriter.encode { $0.object { $0.member("key", key) } })
    }

    /// `{messages}` with the one-time codes, to everybody or to the address in `to`.
    private static func mailbox(_ core: APICore, _ call: Call) -> HTTPResponse {
        let address = call.request.queryValue("to").map(EmailAddress.normalized)
        let deliveries = core.devTools.mailbox.newest(to: address)
        return .json(
            JSONWriter.encode(reserving: 4096) { writer in
                writer.object { writer in
                    writer.member("messages") { writer in
                        writer.array { writer in
                            for delivery in deliveries {
                                writer.element { write(delivery, to: &$0) }
                            }
                        }
                    }
                }
            })
    }

    /// `{to, subject, text, kind, code?, sentAt}`.
    private static func write(_ delivery: DevMailbox.Delivery, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("to", delivery.mail.to)
            writer.member("subject", delivery.mail.subject)
            writer.member("text", delivery.mail.text)
            writer.member("kind", delivery.mail.kind.rawValue)
            writer.member("code", delivery.mail.code)
            writer.member("sentAt", delivery.sentAt.rfc3339)
        }
    }

    /// `{failNext}`: the next so many syncs fail as a provider that is down does (A7).
    private static func failIdentitySyncs(_ core: APICore, _ call: Call) throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let count = form.integer("failNext", in: 0...1_000_000)
        try form.check()
        core.devTools.identity.failNext(Int(count))
        return .json(JSONWriter.encode { $0.object { $0.member("failNext", count) } })
    }

    /// `{now}`, for who counts from it: HTTP's `Date` is the machine's.
    private static func time(_ core: APICore, _ call: Call) -> HTTPResponse { answer(call.now) }

    private static func answer(_ now: Timestamp) -> HTTPResponse {
        .json(JSONWriter.encode { $0.object { $0.member("now", now.rfc3339) } })
    }

    /// Ten years at a time: nothing that is tried needs more, and RFC 3339 ends in 9999.
    private static let advanceSecondsMax: Int64 = 10 * 366 * 86_400

    /// `{advanceSeconds}` → `{now}`, once the jobs that are due by then have run; once under an
    /// idempotency key. 409 `dev.clock_fixed` for a clock that cannot be moved.
    private static func clock(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let seconds = form.integer("advanceSeconds", in: 0...advanceSecondsMax)
        try form.check()
        guard let clock = core.devTools.clock else {
            throw Problem(.clockFixed, "The server was started with a clock of its own.")
        }
        let moved = try await core.devOnce(call) {
            let now = clock.advance(seconds: seconds)
            try await DueJobs.run(core, requestID: call.requestID, afterMove: true)
            return now.milliseconds
        }
        return answer(Timestamp(milliseconds: moved.value)).markingReplay(moved.isReplay)
    }
}
