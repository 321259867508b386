import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

/// What admins decide about users' access (contract M3, M9): who, why and in which request is in
/// the audit.
enum AccessDecisionEndpoints {
    static let routes = [
        decision("approve", "Approves a user; a merchant gets a workspace.") {
            try await $0.merchants.approve(reason: $1, $2)
        },
        decision("suspend", "Keeps a user out.") {
            try await $0.merchants.suspend(reason: $1, $2)
        },
        decision("reinstate", "Lets a suspended user in again.") {
            try await $0.merchants.reinstate(reason: $1, $2)
        },
    ].refusing(.user)

    /// One route of M3. The body may be left out; a decision that changes nothing is 200 as well.
    /// The answer has the profile's tag; `If-Match` and `Idempotency-Key` count.
    private static func decision(
        _ verb: String, _ summary: String,
        _ decide:
            @escaping @Sendable (APICore, String?, AdminRequest) async throws
            -> Once<Merchants.Decided>
    ) -> Route {
        Route(
            .patch, "/api/v1/admin/users/{id}/\(verb)", .scope(.admin), body: .json,
            isPersonal: true, summary
        ) { core, call in
            var form = try Form(optional: call.request.body)
            let reason = form.optionalReason()
            try form.check()
            let request = try core.adminRequest(call, userID: call.parameters["id"])
            let decided = try await core.keepingRefusals(call, under: request.idempotency) {
                try await decide(core, reason, request)
            }
            return HTTPResponse.json(answer(decided.value))
                .tagged(EntityTags.tag(decided.value.profile.version))
                .markingReplay(decided.isReplay)
        }
    }

    /// `{user: {id, email, role, status}, workspace?: {tenantId, name, created}}`.
    private static func answer(_ decided: Merchants.Decided) -> [UInt8] {
        let (profile, access) = (decided.profile, decided.profile.state.access)
        return JSONWriter.encode { writer in
            writer.object { writer in
                writer.member("user") { writer in
                    writer.object { writer in
                        let email = profile.state.email
                        writer.member("id", profile.id)
                        writer.memberOrNull("email", email.isEmpty ? nil : email)
                        writer.memberOrNull("role", access.role?.rawValue)
                        writer.memberOrNull("status", access.status?.rawValue)
                    }
                }
                if let workspace = decided.workspace {
                    writer.member("workspace") { workspace.write(to: &$0) }
                }
            }
        }
    }
}
