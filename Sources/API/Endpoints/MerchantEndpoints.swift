import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

/// What a merchant's app asks (contract M1, M2, M4, M5, M7, M8); another's tenant does not exist.
enum MerchantEndpoints {
    static let routes = [
        Route(
            .get, "/api/v1/auth/me", .person, isPersonal: true,
            "What the person may do; makes the profile at first sight.", later: me
        ).recordingVariant(),
        Route(
            .post, "/api/v1/client/bootstrap-merchant-workspace", .person, body: .json,
            isPersonal: true, "The merchant's workspace, made when there is none.",
            later: bootstrap),
        Route(
            .get, "/api/v1/client/tenants/{id}/onboarding", .person, isPersonal: true,
            "How far the shop is described.", later: shop),
        Route(
            .patch, "/api/v1/client/tenants/{id}/onboarding", .person, body: .mergePatch,
            isPersonal: true, "Describes the shop: absent fields are kept, null clears.",
            later: changeShop),
        Route(
            .get, "/api/v1/client/tenants/{id}/pos", .person, isPersonal: true,
            "Which points of sale can be connected.", later: pos),
    ].refusing(.profile(flow: MerchantFlow.declaration.flow))

    // MARK: M1, M2

    /// M2, under the profile's tag; the code says why the app cannot be used yet.
    private static func me(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let found = try await core.merchants.me(
            call.bearer.person, requestedRole: call.bearer.access.requestedRole, call.facts)
        return .tagged(found.version, for: call.request) {
            JSONWriter.encode { found.state.access.writeAnswer(to: &$0) }
        }
    }

    // MARK: M4

    /// M4: `{tenantId, created}`; 403 unless the caller is an approved merchant.
    private static func bootstrap(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        try Form(optional: call.request.body).check()
        let key = try core.idempotencyKey(call, who: call.who)
        let workspace = try await core.keepingRefusals(call, under: key) {
            try await core.merchants.bootstrap(
                call.bearer.person, call.facts, idempotency: key,
                expected: EntityTags.demanded(call.request))
        }
        let answer = JSONWriter.encode { writer in
            writer.object { writer in
                writer.member("tenantId", workspace.value.tenantID)
                writer.member("created", workspace.value.isNew)
            }
        }
        return .json(answer).markingReplay(workspace.isReplay)
    }

    // MARK: M5, M8

    /// M5, M8, under the tenant's tag; 404 for a tenant of somebody else's, 403 for who is
    /// suspended.
    private static func shop(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let shop = try await core.merchants.shop(call.parameters["id"], call.bearer.person)
        return .tagged(shop.version, for: call.request) { answer(shop) }
    }

    /// M5: a merge patch → the shop under the tenant's tag; a patch that changes nothing appends
    /// nothing.
    private static func changeShop(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let change = try ShopProfileChanged(parsing: try JSONObject(body: call.request.body))
        let key = try core.idempotencyKey(call, who: call.who)
        let shop = try await core.keepingRefusals(call, under: key) {
            try await core.merchants.changeShop(
                call.parameters["id"], change, call.bearer.person, call.facts, idempotency: key,
                expected: EntityTags.demanded(call.request))
        }
        return HTTPResponse.json(answer(shop.value))
            .tagged(EntityTags.tag(shop.value.version)).markingReplay(shop.isReplay)
    }

    /// The shop's fields, and whether its onboarding is complete.
    private static func answer(_ shop: Merchants.ShopSnapshot) -> [UInt8] {
        JSONWriter.encode(reserving: 512) { writer in
            shop.state.shop.writeAnswer(
                tenantID: shop.tenantID, isComplete: shop.missing.isEmpty, to: &writer)
        }
    }

    // MARK: M7

    /// M7, under the tenant's tag.
    private static func pos(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let shop = try await core.merchants.shop(call.parameters["id"], call.bearer.person)
        return .tagged(shop.version, for: call.request) {
            JSONWriter.encode { POSOffer(shop.state.shop.posProvider).write(to: &$0) }
        }
    }
}
