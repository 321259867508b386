import HTTPServer
import JSON
import OnboardingLedger

/// What the command may ask of a running server; all of it is written by the server's own lane.
struct ControlDesk: Sendable {
    let core: APICore
    let status: ControlStatus
    let imports: OpenImports

    /// Every path of the socket. They take no credential: whoever can open it owns the files.
    var routes: [HTTPRoute] {
        [
            route(.get, "/control/status") { _, _, _ in showStatus() },
            route(.post, "/control/rebuild") { request, _, _ in try rebuild(request) },
            route(.post, "/control/reconcile") { _, _, id in reconcile(id) },
            route(.post, "/control/flows", declareFlow),
            route(.post, "/control/imports/{id}/rows", addRows),
            route(.post, "/control/imports/{id}/wizard", addProgress),
            route(.delete, "/control/imports/{id}") { _, parameters, _ in
                imports.end(parameters["id"])
                return HTTPResponse(status: 204)
            },
            route(.post, "/control/restore", restore),
            route(.delete, "/control/restore") { _, _, _ in
                try await core.ledger.finishRestore()
                return HTTPResponse(status: 204)
            },
            route(.post, "/control/erase", erase),
            route(.post, "/control/admin/{verb}", decide),
            route(.post, "/control/jobs/{name}", runJob),
            route(.post, "/control/keys", makeKey),
            route(.delete, "/control/keys/{id}", revokeKey),
        ]
    }

    /// Gives each request an id, and each failure the form of a problem with its hint.
    private func route(
        _ method: HTTPMethod, _ path: String,
        _ endpoint:
            @escaping @Sendable (HTTPRequest, HTTPParameters, String) async throws
            -> HTTPResponse
    ) -> HTTPRoute {
        HTTPRoute(
            method, path,
            .later { request, parameters in
                let id = RequestIdentity.id(request, clock: core.clock)
                do { return try await endpoint(request, parameters, id) } catch {
                    return Self.problem(error).response(requestID: id)
                }
            })
    }

    /// The answer to what is refused before a path is found.
    func refusal(_ refusal: HTTPRefusal, _ request: HTTPRequest?) -> HTTPResponse {
        Problem(refusal).response(
            requestID: RequestIdentity.id(request, clock: core.clock))
    }

    /// Whoever can open the socket may know what went wrong in storage, and what to do about it.
    static func problem(_ error: any Error) -> Problem {
        var problem = Problem(error)
        guard let failure = error as? LogFailure else { return problem }
        problem.detail = failure.explanation
        return failure.hint.isEmpty ? problem : problem.with("hint", .string(failure.hint))
    }

    // MARK: Status, flows, keys

    /// `{pid, listen, version, dev, head}`.
    private func showStatus() -> HTTPResponse {
        .json(
            JSONWriter.encode { writer in
                writer.object { writer in
                    writer.member("pid", status.processID)
                    writer.member("listen", status.listen)
                    writer.member("version", core.configuration.version)
                    writer.member("dev", core.configuration.isDev)
                    writer.member("head", core.ledger.bell.head.rawValue)
                }
            })
    }

    /// The body is the flow's file (X2); answers `{flow, stages}`.
    /// - Throws: 400 `flow.invalid_file`, 409 `flow.unsafe_change`.
    private func declareFlow(
        _ request: HTTPRequest, _ parameters: HTTPParameters, _ id: String
    ) async throws -> HTTPResponse {
        let flow = try await core.ledger.declareFlow(request.body, RequestFacts(requestID: id))
        return .json(
            JSONWriter.encode { writer in
                writer.object { writer in
                    writer.member("flow", flow.flow)
                    writer.member("stages", flow.stages.map(\.name))
                }
            })
    }

    /// Runs a job now, due or not; answers `{job, count, subjects}`. 404 `ledger.job_not_found`.
    private func runJob(
        _ request: HTTPRequest, _ parameters: HTTPParameters, _ id: String
    ) async throws -> HTTPResponse {
        guard let job = Job(rawValue: parameters["name"]) else {
            throw Problem(.jobNotFound, "See them all with: onboard jobs list")
        }
        let outcome = try await core.jobs.run(job, RequestFacts(requestID: id)).value
        return .json(
            JSONWriter.encode { writer in
                writer.object { writer in
                    writer.member("job", job.rawValue)
                    writer.member("count", outcome.count)
                    writer.member("subjects", outcome.subjects)
                }
            })
    }

    /// The command says who runs it: whoever can open the socket could write the files anyway.
    private static func caller(of request: HTTPRequest) -> EventActor {
        EventActor(kind: .admin, id: request.queryValue("by") ?? "operator")
    }

    /// The body is `{subject, reason}`; answers the receipt (L14).
    private func erase(
        _ request: HTTPRequest, _ parameters: HTTPParameters, _ id: String
    ) async throws -> HTTPResponse {
        let form = try ErasureForm(request.body)
        let receipt = try await core.ledger.erase(
            ErasureRequest(
                subject: form.subject, reason: form.reason, actor: Self.caller(of: request),
                requestID: id))
        return ErasureEndpoints.answer(receipt)
    }

    /// The body is `{subject, reason?}`; answers where the decision left its subject.
    /// - Throws: 400 `request.invalid_body`, also for a decision that there is not, and what the
    ///   API's own endpoints refuse.
    private func decide(
        _ request: HTTPRequest, _ parameters: HTTPParameters, _ id: String
    ) async throws -> HTTPResponse {
        guard let verb = AdminDecision.Verb(rawValue: parameters["verb"]) else {
            throw Problem(.invalidBody, "There is no such decision.")
        }
        var form = try Form(request.body)
        form.refuseOthers(than: ["subject", "reason"])
        let subject = form.text("subject", "a user's or a tenant's id")
        let reason = verb.needsReason ? form.reason() : form.optionalReason()
        try form.check()
        let desk = AdminDesk(
            merchants: core.merchants, memberships: core.memberships, wizards: core.wizards)
        let outcome = try await desk.carryOut(
            AdminDecision(verb, subject, reason: reason), by: Self.caller(of: request),
            RequestFacts(requestID: id))
        return .json(JSONWriter.encode { outcome.write(to: &$0) })
    }

    /// `{id, name, scopes, createdAt, key}`: the only answer that ever has the key.
    private func makeKey(
        _ request: HTTPRequest, _ parameters: HTTPParameters, _ id: String
    ) async throws -> HTTPResponse {
        var form = try Form(request.body)
        form.refuseOthers(than: ["name", "scopes"])
        let name = form.text("name", "a name of 1 to 100 characters") {
            APIKeyFacts.isName($0) ? $0 : nil
        }
        let scopes = form.scopes()
        try form.check()
        let (facts, key) = try await core.ledger.makeKey(name: name, scopes: scopes)
        return .json(JSONWriter.encode { facts.write(key: key, to: &$0) })
    }

    /// 204, and useless from the next request on; 404 `ledger.key_not_found`.
    private func revokeKey(
        _ request: HTTPRequest, _ parameters: HTTPParameters, _ id: String
    ) async throws -> HTTPResponse {
        guard try await core.authenticator.keyring.revoke(id: parameters["id"]) else {
            throw Problem(.keyNotFound, "See them all with: onboard keys list")
        }
        return HTTPResponse(status: 204)
    }
}
