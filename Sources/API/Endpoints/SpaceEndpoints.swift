import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

/// Spaces and their onboarding call (contract F1, F2, F5): each person's own, for auditors all.
/// Another's space does not exist.
enum SpaceEndpoints {
    static let routes = [
        Route(
            .post, "/v1/spaces", .scopeOrOwn(.ingest), body: .json, isPersonal: true,
            "Makes a space, which owes an onboarding call or not.", later: create
        ).recordingVariant(),
        Route(
            .get, "/v1/spaces/{id}", .scopeOrOwn(.auditRead), isPersonal: true,
            "A space, with how far its onboarding call is.", later: space),
        Route(
            .get, "/v1/spaces/{id}/changes", followers, isPersonal: true,
            "The space after each change, as server-sent events.", later: changes),
    ]

    // MARK: F1, F2

    /// F1, F2: 201 with `{id, name, metadata}` and `Location`. With the first `Idempotency-Key` the
    /// space is answered as it was made.
    private static func create(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let word = "a text of 1 to 64 characters"
        let space = Spaces.NewSpace(
            name: form.text("name", "a name of 1 to 255 characters", Fields.businessName),
            inviteType: form.optionalText("inviteType", word, isShort),
            initialSignupType: form.optionalText("initialSignupType", word, isShort))
        try form.check()
        let key = try core.idempotencyKey(call, who: call.who)
        let facts = call.caller.person == nil ? call.facts : call.ownFacts
        let made = try await core.keepingRefusals(call, under: key) {
            try await core.spaces.create(
                space, by: call.actor(), facts, idempotency: key,
                expected: EntityTags.demanded(call.request))
        }
        var response = HTTPResponse.json(answer(made.value), status: 201)
        response.fields.set("Location", "/v1/spaces/\(made.value.id)")
        return response.tagged(EntityTags.tag(made.value.version)).markingReplay(made.isReplay)
    }

    /// What it says is not checked: F2 names those that count, and any other is allowed.
    private static func isShort(_ text: String) -> String? {
        (1...64).contains(text.unicodeScalars.count) ? text : nil
    }

    /// F1, under the space's tag; 404 `space.not_found` also for what is no space.
    private static func space(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        try call.requireNoQuery()
        let space = try await own(core, call)
        return .tagged(space.version, for: call.request) { answer(space) }
    }

    /// - Throws: `spaceNotFound` also for a space that is somebody else's.
    private static func own(_ core: APICore, _ call: Call) async throws -> Spaces.Space {
        let space = try await core.spaces.space(call.parameters["id"])
        guard call.caller.has(.auditRead) || call.caller.isOwner(space.ownerID) else {
            throw CallRejection.spaceNotFound
        }
        return space
    }

    /// Exactly `{id, name, metadata}`.
    private static func answer(_ space: Spaces.Space) -> [UInt8] {
        JSONWriter.encode { writer in
            writer.object { writer in
                writer.member("id", space.id)
                writer.member("name", space.name)
                writer.member("metadata") { space.call.writeMetadata(to: &$0) }
            }
        }
    }

    // MARK: F5

    private static let followers = RouteAccess.scopeOrOwn(.auditRead)

    /// F5; goes on as long as the credential that opened it is good: a key may be revoked, a token
    /// ends. Whose the space is does not change.
    private static func changes(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let space = try await own(core, call)
        let feed = ChangeFeed(stream: space.stream) {
            _ = try await core.authenticator.caller(call.request, followers, now: core.clock.now())
            let space = try await core.spaces.space(space.id)
            return ChangeFeed.Shown(version: space.version, body: answer(space))
        }
        return try feed.answer(core, call)
    }
}
