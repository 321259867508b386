import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

/// Paying for a membership, and the member's profile (contract S1, S2, S4, S7, S8).
enum MembershipEndpoints {
    static let routes = [
        Route(
            .post, "/api/stripe/checkout", .anybodyOrPerson, body: .json, isPersonal: true,
            "Opens a checkout for a membership.", later: checkout
        ).recordingVariant(),
        Route(
            .get, "/api/user/profile", .person, isPersonal: true,
            "The person's profile, made at first sight.", later: profile
        ).recordingVariant(),
        Route(
            .patch, "/api/user/profile", .person, body: .mergePatch, isPersonal: true,
            "Changes fields of the profile.", later: edit
        ).recordingVariant(),
        Route(
            .post, "/api/user/onboarding/start", .person, body: .raw, isPersonal: true,
            "Marks that the person began to fill in the profile.", later: startOnboarding
        ).recordingVariant(),
        Route(
            .post, "/api/welcome/claim", .credentials, body: .json, isPersonal: true,
            "Gives a payer without an account a password.", later: claim
        ).recordingVariant(),
    ].refusing(.profile(flow: MembershipFlow.declaration.flow))

    // MARK: S2

    /// S2: `{plan, email?, returnUrl?}` → `{url, sessionId}`; the email is the person's when the
    /// body has none. 400 for another plan or no email at all, 502 when the provider does not
    /// answer: then nothing was recorded.
    private static func checkout(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let plan = form.text("plan", "individual or family")
        let email = form.optionalText("email", "an email address", EmailAddress.validated)
        let returnURL = form.optionalText("returnUrl", "a path") { $0 }
        try form.check()
        let bearer = call.caller.person
        let key = try core.idempotencyKey(call, who: call.whoever)
        let app = core.appURL
        let request = MembershipCheckoutRequest(
            plan: plan, email: email, person: bearer?.person,
            successURL: successURL(app, returnURL: returnURL),
            cancelURL: cancelURL(app, plan: plan), facts: call.facts, idempotency: key,
            expected: EntityTags.demanded(call.request))
        let opened = try await core.keepingRefusals(call, under: key) {
            try await core.memberships.startCheckout(request)
        }
        let answer = JSONWriter.encode { writer in
            writer.object { writer in
                writer.member("url", opened.value.url)
                writer.member("sessionId", opened.value.id)
            }
        }
        return .json(answer).markingReplay(opened.isReplay)
    }

    /// The provider puts the checkout's id in the template's place, which must stand as it is; an
    /// address to return to comes along once it is known to be safe (S9).
    private static func successURL(_ app: String, returnURL: String?) -> String {
        let url =
            page(app, MembershipFlow.welcomePage) + "?status=success&session_id="
            + CheckoutOrder.idTemplate
        guard let returnURL else { return url }
        let target = ReturnURL.validated(returnURL, home: MembershipFlow.homePage)
        return url + "&" + FormEncoding.encode([("returnUrl", target)])
    }

    /// Where one chooses and pays again, with what was chosen.
    private static func cancelURL(_ app: String, plan: String) -> String {
        page(app, MembershipFlow.joinPage) + "?status=cancelled&"
            + FormEncoding.encode([("plan", plan)])
    }

    /// A page of the app, whose address may end in a slash.
    private static func page(_ app: String, _ path: String) -> String {
        (app.hasSuffix("/") ? String(app.dropLast()) : app) + path
    }

    // MARK: S1, S4, S7

    /// S1, S4: the flat object under the profile's tag, made at first sight. Asks the provider
    /// first about payments whose report may have been lost (S10).
    private static func profile(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var profile = try await core.memberships.profile(call.bearer.person, call.facts)
        if try await core.memberships.payerReturned(profile, call.facts) {
            profile = try await core.memberships.profile(id: profile.id)
        }
        return .tagged(profile.version, for: call.request) { [profile] in body(profile) }
    }

    /// S4: a patch → the flat object. 400 names every field that is wrong or may not be set.
    private static func edit(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let patch = try ProfilePatch(reading: JSONObject(body: call.request.body))
        return try await change(core, call) { try await core.memberships.edit(patch, $0) }
    }

    /// S7: sets the time once; later ones answer the profile as it is.
    private static func startOnboarding(_ core: APICore, _ call: Call) async throws
        -> HTTPResponse
    { try await change(core, call, core.memberships.startOnboarding) }

    /// Runs a command of the person under `Idempotency-Key` and `If-Match`.
    private static func change(
        _ core: APICore, _ call: Call,
        _ command: (Memberships.Request) async throws -> Once<FoundProfile>
    ) async throws -> HTTPResponse {
        let key = try core.idempotencyKey(call, who: call.bearer.claims.subject)
        let request = Memberships.Request(
            person: call.bearer.person, facts: call.facts, idempotency: key,
            expected: EntityTags.demanded(call.request))
        let changed = try await core.keepingRefusals(call, under: key) {
            try await command(request)
        }
        return answer(changed.value).markingReplay(changed.isReplay)
    }

    /// The flat object of S4.
    static func answer(_ profile: FoundProfile) -> HTTPResponse {
        .json(body(profile)).tagged(EntityTags.tag(profile.version))
    }

    /// One flat object, with every field of S1 and S4.
    private static func body(_ profile: FoundProfile) -> [UInt8] {
        JSONWriter.encode(reserving: 1024) { writer in
            profile.state.writeMemberProfile(id: profile.id, to: &writer)
        }
    }

    // MARK: S8

    /// S8: `{sessionId, password}` → `{user, token, refreshToken}`. 404 for a checkout that nobody
    /// opened; 409 for one that is not paid, was claimed, or whose payer is a member or has an
    /// account; 429 for who makes up many, or guesses passwords under the key of a claim.
    private static func claim(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let id = form.text("sessionId", "the checkout's id, cs_…") {
            (1...255).contains($0.utf8.count) ? $0 : nil
        }
        let password = form.text(
            "password", Fields.passwordExpected, Fields.password)
        try form.check()
        let key = try core.idempotencyKey(call, who: id)
        let (limits, network) = (core.logins, call.address.network)
        try waitToClaim(limits.madeUpCheckouts, network, call)
        var isMadeUp = false
        defer { if !isMadeUp { limits.madeUpCheckouts.takeBack(network) } }
        try waitToClaim(limits.byCheckout, id, call)
        var isGuess = false
        defer { if !isGuess { limits.byCheckout.takeBack(id) } }
        do {
            let signedIn = try await core.keepingRefusals(call, under: key) {
                try await core.memberships.claim(
                    checkoutID: id, password: password, call.facts, idempotency: key,
                    expected: EntityTags.demanded(call.request))
            }
            return AccountEndpoints.answer(signedIn.value, core, now: call.now)
                .markingReplay(signedIn.isReplay)
        } catch MembershipRejection.checkoutNotFound {
            isMadeUp = true
            throw MembershipRejection.checkoutNotFound
        } catch let conflict as IdempotencyConflict {
            isGuess = true
            try await noteGuess(core, call, Problem(conflict), checkout: id)
            throw conflict
        }
    }

    /// Counts an attempt, until it is known what it was; 429 when there were too many.
    private static func waitToClaim(
        _ limit: SlidingWindowLimiter, _ key: String, _ call: Call
    ) throws(Problem) {
        let wait = limit.secondsToWait(key, now: call.now)
        guard wait > 0 else { return }
        throw Problem(.loginRateLimited, "Wait before trying again.").retrying(after: wait)
    }

    /// Another password under a claim's key is a sign-in that was refused (K16).
    private static func noteGuess(
        _ core: APICore, _ call: Call, _ problem: Problem, checkout id: String
    ) async throws {
        core.metrics.count(.loginsRefused)
        guard let email = try await core.memberships.payerEmail(ofCheckout: id) else { return }
        core.note(problem, signingInAs: email, "welcome/claim", call)
    }
}
