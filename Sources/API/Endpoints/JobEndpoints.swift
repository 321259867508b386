import HTTPServer
import JSON
import OnboardingLedger

/// Jobs that somebody else's clock may start, too (contract A5).
enum JobEndpoints {
    static let routes = [
        Route(
            .post, "/jobs/cleanup-abandoned-tenants", .scope(.jobs), body: .raw,
            "Closes tenants whose onboarding was left unfinished for over seven days.",
            later: cleanUp)
    ]

    /// A timer may send any body, or none.
    ///
    /// A5: `{closedCount, tenantIds}`. Running it again closes nothing more; with the first
    /// `Idempotency-Key` it answers the first run's ids.
    private static func cleanUp(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let key = try core.idempotencyKey(call, who: call.who)
        // Two at once under one key would each close a part, and one part be told to nobody.
        let closed = try await core.ledger.alone(key) {
            try await core.jobs.run(.cleanupAbandonedTenants, call.facts, idempotency: key)
        }
        return HTTPResponse.json(
            JSONWriter.encode { writer in
                writer.object { writer in
                    writer.member("closedCount", closed.value.count)
                    writer.member("tenantIds", closed.value.subjects)
                }
            }
        ).markingReplay(closed.isReplay)
    }
}
