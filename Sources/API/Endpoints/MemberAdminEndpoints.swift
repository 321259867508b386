import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

/// What admins decide about members, each with its reason in the audit (contract S11, S10).
enum MemberAdminEndpoints {
    static let routes = [
        Route(
            .post, "/v1/admin/profiles/{id}/comp", .scope(.admin), body: .json, isPersonal: true,
            "Gives a membership for free, or takes that back.", later: comp),
        Route(
            .post, "/v1/admin/profiles/{id}/role", .scope(.admin), body: .json, isPersonal: true,
            "Makes a user an admin, or an admin a user.", later: changeRole),
        Route(
            .delete, "/v1/admin/profiles/{id}", .scope(.admin), body: .json, isPersonal: true,
            "Deletes a profile; the next sign-in makes it anew.", later: delete),
    ].refusing(.user)

    /// S11: `{comped, reason}` → the member's profile; what is so already changes nothing.
    private static func comp(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let isComped = form.bool("comped")
        let reason = form.reason()
        try form.check()
        return try await decide(core, call) {
            try await core.memberships.comp(isComped, reason: reason, $0)
        }
    }

    /// S11: `{role, reason}` → the member's profile; 400 for any role but user and admin.
    private static func changeRole(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let role = form.text("role", "user or admin")
        let reason = form.reason()
        try form.check()
        return try await decide(core, call) {
            try await core.memberships.changeRole(role, reason: reason, $0)
        }
    }

    /// S10: `{reason}` → 204; 404 `membership.profile_not_found` for who has none, also the second
    /// time without the first one's `Idempotency-Key`.
    private static func delete(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let reason = form.reason()
        try form.check()
        let request = try core.adminRequest(call, userID: call.parameters["id"])
        let deleted = try await core.keepingRefusals(call, under: request.idempotency) {
            try await core.memberships.delete(reason: reason, request)
        }
        return HTTPResponse(status: 204).markingReplay(deleted.isReplay)
    }

    /// Runs a decision under `Idempotency-Key` and `If-Match`; answers the profile under its tag.
    private static func decide(
        _ core: APICore, _ call: Call,
        _ command: (AdminRequest) async throws -> Once<FoundProfile>
    ) async throws -> HTTPResponse {
        let request = try core.adminRequest(call, userID: call.parameters["id"])
        let decided = try await core.keepingRefusals(call, under: request.idempotency) {
            try await command(request)
        }
        return MembershipEndpoints.answer(decided.value).markingReplay(decided.isReplay)
    }
}
