import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

/// The auto-saving wizard (contract A1–A3). The user is always the token's own.
enum WizardEndpoints {
    /// As the app's server calls it, and as browsers do behind the app's proxy.
    static let prefixes = ["/system/onboarding", "/api/system/onboarding"]

    static let routes = prefixes.flatMap { prefix in
        [
            Route(
                .get, prefix + "/resume", .person, isPersonal: true,
                "Where the person is in the wizard, with all that is filled in.", later: resume),
            Route(
                .post, prefix + "/save-step", .person, body: .json, isPersonal: true,
                "Merges a step's fields into what is filled in.", later: saveStep
            ).recordingVariant(),
            Route(
                .get, prefix + "/status", .person, isPersonal: true,
                "How far the person's onboarding is.", later: status),
        ].refusing(.wizard)
    }

    // MARK: A1

    /// The tag is the wizard's version, which does not move when the tenant does: a tenant that is
    /// newer is told of even to who has the version.
    private static func resume(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let progress = try await core.wizards.progress(of: call.bearer.id)
        if !progress.isTenantNewer, EntityTags.isCurrent(call.request, progress.version) {
            return .notModified(progress.version)
        }
        return HTTPResponse.json(answer(progress, tenantID: progress.tenantID))
            .tagged(EntityTags.tag(progress.version))
    }

    /// What A1 answers, in every flow of steps.
    static func answer(_ progress: some ResumedSteps, tenantID: String?) -> [UInt8] {
        JSONWriter.encode(reserving: 1024) { writer in
            writer.object { writer in
                writer.member("userId", progress.userID)
                writer.memberOrNull("tenantId", tenantID)
                writer.member("currentStep", progress.currentStep)
                writer.member("stepData", .object(progress.stepData))
                writer.member("version", progress.version.rawValue)
                writer.member("status", progress.status.rawValue)
                writer.memberOrNull("updatedAt", progress.updatedAt?.rfc3339)
            }
        }
    }

    // MARK: A2

    /// A2. 409 `request.version_conflict` with `currentVersion`, `stepData` and `conflicts` for a
    /// stale `version`, 412 for a stale `If-Match`; 409 `onboarding.already_completed`; 429 past
    /// ten a minute.
    private static func saveStep(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let save = try save(call.request.body)
        var request = Wizards.SaveRequest(
            userID: call.bearer.id, step: save.step, data: save.data, version: save.version,
            facts: call.ownFacts)
        request.idempotency = try core.idempotencyKey(call, who: call.who)
        request.expected = EntityTags.demanded(call.request)
        return answer(
            try await core.keepingRefusals(call, under: request.idempotency) {
                try await core.wizards.saveStep(request)
            })
    }

    /// What a save says, in every flow of steps: `{step, data, version}`.
    static func save(_ body: [UInt8]) throws(Problem) -> (step: Int, data: JSONValue, version: Int)
    {
        var form = try Form(body)
        let step = form.integer("step", in: -Int64(Int32.max)...Int64(Int32.max))
        let data = form.value("data", "the fields of the step, an object")
        let version = form.integer("version", in: 0...Int64(Int32.max))
        try form.check()
        return (Int(step), data, Int(version))
    }

    /// `{version, currentStep, savedAt}`.
    static func answer(_ saved: Once<SavedStep>) -> HTTPResponse {
        let tag = EntityTags.tag(StreamVersion(rawValue: Int64(saved.value.version)))
        return HTTPResponse.json(
            JSONWriter.encode { writer in
                writer.object { writer in
                    writer.member("version", saved.value.version)
                    writer.member("currentStep", saved.value.currentStep)
                    writer.member("savedAt", saved.value.savedAt.rfc3339)
                }
            }
        ).tagged(tag).markingReplay(saved.isReplay)
    }

    // MARK: A3

    /// It may be kept for 30 seconds; a client that asks again with the tag, which is the status
    /// itself, learns at once of a completion.
    private static func status(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        answer(try await core.wizards.status(of: call.bearer.id), for: call.request)
    }

    /// `{status}`, which may be kept for 30 seconds.
    static func answer(_ status: OnboardingStatus, for request: HTTPRequest) -> HTTPResponse {
        let tag = "\"\(status.rawValue)\""
        var response =
            KnownVersions(request).contains(tag: tag)
            ? HTTPResponse(status: 304)
            : .json(JSONWriter.encode { $0.object { $0.member("status", status.rawValue) } })
        response.fields.set("Cache-Control", "private, max-age=30")
        // Two people at one browser have two answers.
        response.fields.set("Vary", "Authorization")
        return response.tagged(tag)
    }
}
