import HTTPServer
import JSON
import OnboardingLedger
import Time

/// Long work on the ledger that an admin or auditor starts and then watches: making the read
/// models anew (contract L9), checking everything (L11, L18).
enum UpkeepEndpoints {
    static let routes = [
        Route(
            .post, "/v1/admin/rebuild", .scope(.admin), body: .json,
            "Begins to make read models anew while they serve.", later: startRebuild),
        Route(
            .get, "/v1/admin/rebuild", .scope(.admin),
            "How far the running rebuild is, and what the last one did.", later: showRebuild),
        Route(
            .post, "/v1/admin/verify", .scope(.auditRead), body: .json,
            "Begins to check the log, the read models and the unique keys.",
            later: startVerification),
        Route(
            .get, "/v1/admin/verify", .scope(.auditRead),
            "How far the running verification is, and what the last one found.",
            now: showVerification),
    ]

    // MARK: Rebuild

    /// L9: 202 with the status; 409 `ledger.work_running` while another one runs. `GET` tells the
    /// rest.
    private static func startRebuild(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        try call.requireNoQuery()
        var form = try Form(optional: call.request.body)
        let request = form.rebuildRequest()
        try form.check()
        let key = try core.idempotencyKey(call, who: call.who)
        let begun = try await core.ledger.alone(key) {
            try await core.ledger.startRebuild(request, idempotency: key)
        }
        var status = RebuildStatus()
        status.begin(request, at: begun.value, .folding)
        return .json(UpkeepJSON.rebuild(status), status: 202).markingReplay(begun.isReplay)
    }

    /// L9: state, progress with rate and time left, and the last report.
    private static func showRebuild(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        try call.requireNoQuery()
        var response = HTTPResponse.json(UpkeepJSON.rebuild(try await core.ledger.rebuildStatus))
        response.fields.set("Cache-Control", "no-store")
        return response
    }
}

extension UpkeepEndpoints {
    // MARK: Verification

    /// L11, L18: 202 with the status; 409 `ledger.work_running` while another one runs.
    private static func startVerification(_ core: APICore, _ call: Call) async throws
        -> HTTPResponse
    {
        try call.requireNoQuery()
        var form = try Form(optional: call.request.body)
        form.refuseOthers(than: ["views"])
        let request = VerificationRequest(isViewsOnly: form.optionalBool("views") ?? false)
        try form.check()
        let key = try core.idempotencyKey(call, who: call.who)
        let begun = try await core.ledger.alone(key) {
            try await core.ledger.startVerification(request, idempotency: key)
        }
        var status = VerificationStatus()
        status.begin(request, at: begun.value, request.isViewsOnly ? .audit : .log)
        return .json(UpkeepJSON.verification(status), status: 202).markingReplay(begun.isReplay)
    }

    /// What the last one found since the start: `ok`, or the first thing that is wrong.
    private static func showVerification(_ core: APICore, _ call: Call) throws -> HTTPResponse {
        try call.requireNoQuery()
        var response = HTTPResponse.json(
            UpkeepJSON.verification(core.ledger.verificationStatus))
        response.fields.set("Cache-Control", "no-store")
        return response
    }
}

/// Long work as clients and the command read it.
enum UpkeepJSON {
    /// Members that say nothing while it is idle are null.
    static func rebuild(_ status: RebuildStatus) -> [UInt8] {
        JSONWriter.encode { writer in
            writer.object { writer in
                let request = status.running?.request
                writer.member("state", status.running == nil ? "idle" : "running")
                writer.memberOrNull("model", request?.target.word)
                writer.memberOrNull("dryRun", request?.isDryRun)
                writer.memberOrNull("reason", request?.reason.rawValue)
                progress(status.running, to: &writer)
                writer.memberOrNull("failure", status.failure.map(failure))
                guard let report = status.outcome else {
                    return writer.memberOrNull("report", String?.none)
                }
                writer.member("report") { report.write(to: &$0) }
            }
        }
    }

    /// Members that say nothing while it is idle are null.
    static func verification(_ status: VerificationStatus) -> [UInt8] {
        JSONWriter.encode { writer in
            writer.object { writer in
                writer.member("state", status.running == nil ? "idle" : "running")
                writer.memberOrNull("views", status.running?.request.isViewsOnly)
                progress(status.running, to: &writer)
                writer.memberOrNull("failure", status.failure.map(failure))
                guard let outcome = status.outcome else {
                    return writer.memberOrNull("report", String?.none)
                }
                writer.member("report") { write(outcome, to: &$0) }
            }
        }
    }

    /// What a client may know of it: the server's log has the rest.
    private static func failure(_ error: any Error) -> String {
        let problem = Problem(error)
        return "\(problem.title). \(problem.detail)"
    }

    /// A report of what is in order, or the defect.
    private static func write(_ outcome: VerificationOutcome, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("startedAt", outcome.startedAt.rfc3339)
            writer.member("seconds", outcome.seconds)
            writer.member("views", outcome.request.isViewsOnly)
            writer.member("result") { writer in
                switch outcome.result {
                case .success(let report): report.write(to: &writer)
                case .failure(let defect): defect.write(to: &writer)
                }
            }
        }
    }

    /// Where the running work is, in this phase.
    private static func progress<Request, Phase: RawRepresentable<String>>(
        _ running: RunningWork<Request, Phase>?, to writer: inout JSONWriter
    ) {
        writer.memberOrNull("startedAt", running?.startedAt.rfc3339)
        writer.memberOrNull("phase", running?.step.phase.rawValue)
        writer.memberOrNull("done", running?.step.done)
        writer.memberOrNull("total", running?.step.total)
        writer.memberOrNull("seconds", running?.seconds)
        writer.memberOrNull("perSecond", running?.perSecond?.rounded())
        writer.memberOrNull("secondsLeft", running?.secondsLeft)
    }
}
