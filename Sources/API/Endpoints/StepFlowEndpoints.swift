import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

/// The wizard's endpoints for a team's own flows (contract X2), in the wizard's own shapes. The
/// user is always the token's own.
enum StepFlowEndpoints {
    static let routes = [
        Route(
            .get, "/v1/flows/{flow}/resume", .person, isPersonal: true,
            "Where the person is in a flow, with all that is filled in.", later: resume),
        Route(
            .post, "/v1/flows/{flow}/save-step", .person, body: .json, isPersonal: true,
            "Merges a step's fields into what is filled in.", later: saveStep
        ).recordingVariant(),
        Route(
            .get, "/v1/flows/{flow}/status", .person, isPersonal: true,
            "How far the person is in a flow.", later: status),
        Route(
            .post, "/v1/flows/{flow}/complete", .person, body: .json, isPersonal: true,
            "Completes a flow, once every required field is there.", later: complete
        ).recordingVariant(),
    ].refusing(.declared)

    /// The person in the flow that the path names.
    private static func place(_ call: Call) -> StepFlows.Place {
        StepFlows.Place(flow: call.parameters["flow"], userID: call.bearer.id)
    }

    /// A command with its idempotency key and demanded version.
    private static func request(_ core: APICore, _ call: Call) throws(Problem)
        -> StepFlows.PlacedRequest
    {
        var request = StepFlows.PlacedRequest(place: place(call), facts: call.ownFacts)
        request.idempotency = try core.idempotencyKey(call, who: call.who)
        request.expected = EntityTags.demanded(call.request)
        return request
    }

    /// As A1, for the flow in the path, under the subject's version; there is no tenant. 404 for a
    /// flow that is not declared or has no steps.
    private static func resume(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let progress = try await core.stepFlows.progress(at: place(call))
        return .tagged(
            progress.version, markingBodyFor: call.request,
            WizardEndpoints.answer(progress, tenantID: nil))
    }

    /// As A2: `{step, data, version}` → `{version, currentStep, savedAt}`. 400 for fields that the
    /// step's schema refuses, 409 with `conflicts` for a stale version, 429 past ten a minute.
    private static func saveStep(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let save = try WizardEndpoints.save(call.request.body)
        let request = try request(core, call)
        let saved = try await core.keepingRefusals(call, under: request.idempotency) {
            try await core.stepFlows.saveStep(
                save.step, save.data, version: save.version, request)
        }
        return WizardEndpoints.answer(saved)
    }

    /// As A3.
    private static func status(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        WizardEndpoints.answer(
            try await core.stepFlows.progress(at: place(call)).status, for: call.request)
    }

    /// `{success, message?}` under the subject's version; 409 naming each required field that is
    /// missing. Completing twice is 200 and says so.
    private static func complete(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        try Form(optional: call.request.body).check()
        let request = try request(core, call)
        let completed = try await core.keepingRefusals(call, under: request.idempotency) {
            try await core.stepFlows.complete(request)
        }
        let version = StreamVersion(rawValue: Int64(completed.value.version))
        return HTTPResponse.json(
            JSONWriter.encode { writer in
                writer.object { writer in
                    writer.member("success", true)
                    writer.member("message", completed.value.isNew ? nil : "Already completed")
                }
            }
        ).tagged(EntityTags.tag(version)).markingReplay(completed.isReplay)
    }
}
