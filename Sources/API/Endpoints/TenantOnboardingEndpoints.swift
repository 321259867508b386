import Digest
import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

/// What the wizard makes of a person's tenant, and what services and admins do about it
/// (contract A4, A6, A7, and A5's reopening).
enum TenantOnboardingEndpoints {
    /// The contract's own addresses, also behind the app's proxy, and those of the wizard's other
    /// endpoints.
    private static let prefixes = ["/onboarding", "/api/onboarding"] + WizardEndpoints.prefixes

    static let routes =
        prefixes.flatMap { prefix in
            [
                Route(
                    .post, prefix + "/initialize", .person, body: .json, isPersonal: true,
                    "Makes the person's tenant and begins its onboarding.", later: initialize),
                Route(
                    .post, prefix + "/complete", .person, body: .json, isPersonal: true,
                    "Completes the onboarding of the person's tenant.", later: complete),
            ].refusing(.wizard)
        } + [
            Route(
                .post, "/api/revalidate-onboarding", .internalKey, body: .json,
                "Asks that nothing old be said of a person's status.", later: revalidate),
            Route(
                .post, "/v1/admin/tenants/{id}/reopen", .scope(.admin), body: .json,
                isPersonal: true, "Opens a tenant that was closed.", later: reopen
            ).refusing(.tenant),
        ]

    // MARK: A6

    /// A6, A0: 201 with `{tenantId}`, or 200 with a message for who has one. 400 names every field
    /// that is missing or wrong.
    private static func initialize(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let company = try CompanyInitialized(form: try JSONObject(body: call.request.body))
        let request = try core.tenantRequest(call)
        let made = try await core.keepingRefusals(call, under: request.idempotency) {
            try await core.wizards.initialize(company, request)
        }
        return answer(made, status: made.value.isNew ? 201 : 200) { writer in
            writer.member("tenantId", made.value.tenantID)
            writer.member("message", made.value.isNew ? nil : "Already initialized")
        }
    }

    // MARK: A7

    /// Without a body, or one that names no tenant, it is the person's own.
    ///
    /// A7: `{success, tenantId, message?}` once the identity provider took the news. 409 before A6,
    /// 403 for who is no owner, 500 of type `identity-sync-failed` when the provider fails: the
    /// completion is undone and may be tried again.
    private static func complete(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(optional: call.request.body)
        let tenantID = form.optionalText("tenantId", "a tenant's id")
        try form.check()
        let request = try core.tenantRequest(call)
        let completed = try await core.keepingRefusals(call, under: request.idempotency) {
            try await core.wizards.complete(tenantID: tenantID, request)
        }
        return answer(completed) { writer in
            writer.member("success", true)
            writer.member("tenantId", completed.value.tenantID)
            writer.member("message", completed.value.isNew ? nil : "Already completed")
        }
    }

    // MARK: A4

    /// Every status that this server tells is read from what is committed, so that there is never
    /// an old one to drop; the caller's own cache is what it speaks of.
    ///
    /// A4: `{userId}` → `{revalidated}`; 401 without the key, 403 with a wrong one.
    private static func revalidate(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        try requireInternalKey(core, call)
        var form = try Form(call.request.body)
        _ = form.text("userId", "a user's id")
        try form.check()
        let key = try core.idempotencyKey(call, who: "internal")
        let done = try await core.ledger.performOnce(key) { _ in true }
        return HTTPResponse.json(
            JSONWriter.encode { $0.object { $0.member("revalidated", done.value) } }
        ).markingReplay(done.isReplay)
    }

    /// Compared in constant time.
    private static func requireInternalKey(_ core: APICore, _ call: Call) throws(Problem) {
        guard let given = call.request.fields["X-Internal-Key"] else {
            throw Problem(.missingCredential, "Send X-Internal-Key.")
                .setting("WWW-Authenticate", "X-Internal-Key realm=\"onboard\"")
        }
        let key = core.configuration.internalKey
        guard !key.isEmpty, constantTimeEqual(given.utf8, key.utf8) else {
            throw Problem(.invalidInternalKey, "It is not the key that this server was given.")
        }
    }

    // MARK: A5

    /// A5: `{reason?}` → `{tenantId, status}`; an open tenant stays as it is. 404 for no such
    /// tenant.
    private static func reopen(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(optional: call.request.body)
        let reason = form.optionalReason()
        try form.check()
        let request = try core.tenantRequest(call, as: .admin)
        let tenantID = call.parameters["id"]
        let reopened = try await core.keepingRefusals(call, under: request.idempotency) {
            [reason] in
            try await core.wizards.reopen(tenantID: tenantID, reason: reason, request)
        }
        return answer(reopened) { writer in
            writer.member("tenantId", reopened.value.tenantID)
            writer.member("status", TenantStatus.active.rawValue)
        }
    }

    // MARK: What they share

    /// The tenant's version as the tag.
    private static func answer(
        _ outcome: Once<TenantOutcome>, status: Int = 200,
        _ members: (inout JSONWriter) -> Void
    ) -> HTTPResponse {
        HTTPResponse.json(JSONWriter.encode { $0.object(members) }, status: status)
            .tagged(EntityTags.tag(outcome.value.version)).markingReplay(outcome.isReplay)
    }
}

extension APICore {
    /// A command with its idempotency key and demanded version.
    fileprivate func tenantRequest(_ call: Call, as role: EventActor.Kind = .user)
        throws(Problem) -> TenantRequest
    {
        TenantRequest(
            actor: call.actor(as: role), facts: role == .user ? call.ownFacts : call.facts,
            idempotency: try idempotencyKey(call, who: call.who),
            expected: EntityTags.demanded(call.request))
    }
}
