import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// M5, M7 and M8 over HTTP.
struct ShopAnswerTests {
    private func onboarding(_ tenant: String) -> String {
        "/api/v1/client/tenants/\(tenant)/onboarding"
    }

    private func pos(_ tenant: String) -> String { "/api/v1/client/tenants/\(tenant)/pos" }

    @Test func `absent fields are kept and null clears`() async throws {
        try await TestAPI.run { api in
            let (john, tenant) = try await api.approved("john")
            let first = try await api.patch(
                onboarding(tenant),
                [
                    "businessName": "Engines", "country": "gb",
                    "profile": ["taxId": "GB1", "city": "London"],
                ], john)
            expectTrue(first.status == 200 && first["country"] == "GB")
            expectEqual(first["onboardingComplete"], false)
            expectEqual(first.fields["ETag"], "\"2\"")
            let second = try await api.patch(
                onboarding(tenant),
                [
                    "posProviderPreference": "clover", "businessName": nil,
                    "profile": ["city": nil, "addressLine": "1 Street"],
                ], john)
            expectTrue(second["businessName"] == .null && second["country"] == "GB")
            expectEqual(second["posProviderPreference"], "clover")
            expectTrue(second["profile"]["taxId"] == "GB1" && second["profile"]["city"] == .null)
            expectEqual(second["profile"]["addressLine"], "1 Street")
            expectEqual(second["onboardingComplete"], true)
            let read = try await api.get(onboarding(tenant), john)
            expectTrue(read.text == second.text && read.fields["ETag"] == second.fields["ETag"])
            let me = try await api.get("/api/v1/auth/me", john)
            expectTrue(me["needsMerchantOnboarding"] == false && me["canUseApp"] == true)
            let event = try required(try await api.events("tenant-\(tenant)").last)
            let personal = try JSONValue(parsing: event.personal ?? [])
            expectEqual(personal, ["addressLine": "1 Street", "city": nil])
        }
    }

    @Test func `a tenant of the wizard and of a merchant has each member once`() async throws {
        try await TestAPI.run { api in
            let john = api.person("john", email: "john@shop.example")
            let body: JSONValue = [
                "accountType": "business", "entityName": "Acme", "country": "FR",
                "currency": "EUR", "taxId": "W",
            ]
            let made = try await api.post("/onboarding/initialize", body, john)
            let tenant = made.string("tenantId")
            _ = try await api.approved("john")
            _ = try await api.patch(onboarding(tenant), ["profile": ["taxId": "S"]], john)
            let read = try await api.get("/v1/tenants/\(tenant)", john)
            expectTrue(read.status == 200 && read["taxId"] == "S", "\(read.text)")
            let auditor = try await api.key(.auditRead)
            try await expectEqual(api.get("/v1/tenants", auditor).status, 200)
            let blame = try await api.get("/v1/ledger/streams/tenant-\(tenant)/blame", auditor)
            expectEqual(blame.status, 200)
        }
    }

    @Test(arguments: [
        ("application/json", 200), ("application/merge-patch+json", 200),
        ("application/merge-patch+json; charset=utf-8", 200), ("application/json-patch+json", 415),
        ("text/plain", 415),
    ])
    func `a patch is JSON or a merge patch`(type: String, status: Int) async throws {
        try await TestAPI.run { api in
            let (john, tenant) = try await api.approved("john")
            let answer = try await api.ask(
                "PATCH \(onboarding(tenant))\n\(john)\nContent-Type: \(type)\n\n{}")
            expectEqual(answer.status, status)
            if status == 415 {
                expectEqual(
                    answer.fields["Accept-Patch"], "application/json, application/merge-patch+json")
            }
        }
    }

    @Test func `what is wrong is named by its place, and nothing is recorded`() async throws {
        try await TestAPI.run { api in
            let (john, tenant) = try await api.approved("john")
            let count = try await api.eventCount
            let answer = try await api.patch(
                onboarding(tenant),
                [
                    "posProviderPreference": "toast", "businessName": "", "country": "XX",
                    "profile": ["taxId": 7],
                ], john)
            expectEqual(answer.refusal, "400 merchant.invalid_shop")
            expectEqual(
                answer.pointers,
                [
                    "/posProviderPreference", "/businessName", "/country", "/profile/taxId",
                ])
            let profile = try await api.patch(onboarding(tenant), ["profile": "x"], john)
            expectEqual(profile.pointers, ["/profile"])
            for body in ["", "{", "[]", #"{"country":"GB","country":"FR"}"#] {
                let answer = try await api.ask("PATCH \(onboarding(tenant))\n\(john)\n\n\(body)")
                expectEqual(answer.refusal, "400 request.invalid_body", "\(body)")
            }
            try await expectEqual(api.eventCount, count)
        }
    }

    @Test func `a person never sees another's tenant`() async throws {
        try await TestAPI.run { api in
            let (_, tenant) = try await api.approved("john")
            let (eve, _) = try await api.approved("eve")
            for path in [onboarding(tenant), pos(tenant)] {
                let other = try await api.get(path, eve)
                let nobody = try await api.get(
                    path.replacing(tenant, with: "nobody"), eve)
                expectEqual(other.refusal, "404 merchant.tenant_not_found")
                expectTrue(nobody.refusal == other.refusal && nobody["detail"] == other["detail"])
            }
            let count = try await api.eventCount
            let change = try await api.patch(onboarding(tenant), ["country": "FR"], eve)
            expectEqual(change.status, 404)
            try await expectEqual(api.patch(onboarding(tenant), [:], api.boss).status, 404)
            try await expectEqual(api.get(pos(tenant)).status, 401)
            try await expectEqual(api.eventCount, count)
        }
    }

    @Test func `a stale change changes nothing, and a repeated one is answered as it was`()
        async throws
    {
        try await TestAPI.run { api in
            let (john, tenant) = try await api.approved("john")
            let key = "Idempotency-Key: k1"
            let first = try await api.patch(onboarding(tenant), ["country": "GB"], john, key)
            let stale = try await api.patch(
                onboarding(tenant), ["country": "FR"], john, "If-Match: \"1\"")
            expectEqual(stale.refusal, "412 request.precondition_failed")
            let fresh = try await api.patch(
                onboarding(tenant), ["country": "FR"], john, "If-Match: \"2\"")
            expectEqual(fresh["country"], "FR")
            let count = try await api.eventCount
            let again = try await api.patch(onboarding(tenant), ["country": "GB"], john, key)
            expectTrue(again.text == first.text && again.fields["Idempotent-Replayed"] == "true")
            try await expectEqual(api.eventCount, count)
        }
    }

    // MARK: M7, M8

    @Test(
        arguments: [
            (
                "square", true, false,
                "You chose Square. To connect Clover, change your point of sale."
            ),
            (
                "clover", false, true,
                "You chose Clover. To connect Square, change your point of sale."
            ),
            (
                "other", false, false,
                "You chose another point of sale. To connect Square or Clover, change it."
            ), (nil, true, true, nil),
        ] as [(String?, Bool, Bool, String?)])
    func `what was not chosen is not offered`(
        choice: String?, isSquareEnabled: Bool, isCloverVisible: Bool, message: String?
    ) async throws {
        try await TestAPI.run { api in
            let (john, tenant) = try await api.approved("john")
            let preference: JSONValue = choice.map { .string($0) } ?? .null
            _ = try await api.patch(
                onboarding(tenant), ["posProviderPreference": preference], john)
            let answer = try await api.get(pos(tenant), john)
            expectEqual(answer.names, ["preference", "square", "clover", "message", "backTo"])
            expectEqual(answer["preference"], preference)
            expectEqual(answer["square"], ["enabled": .bool(isSquareEnabled)])
            expectEqual(answer["clover"], ["visible": .bool(isCloverVisible)])
            expectEqual(answer["message"], (message.map { .string($0) } ?? .null))
            expectEqual(answer["backTo"], "/onboarding")
            let tag = answer.fields["ETag"] ?? ""
            let again = try await api.get(pos(tenant), john, "If-None-Match: \(tag)")
            expectEqual(again.status, 304)
        }
    }

    @Test func `what a shop needs beside that can be configured`() async throws {
        try await TestAPI.run({ $0.requiredShopFields = [.taxID, .country] }) { api in
            let (john, tenant) = try await api.approved("john")
            var shop = try await api.patch(
                onboarding(tenant), ["posProviderPreference": "square", "country": "GB"], john)
            expectEqual(shop["onboardingComplete"], false)
            shop = try await api.patch(onboarding(tenant), ["profile": ["taxId": "GB1"]], john)
            expectEqual(shop["onboardingComplete"], true)
            try await expectEqual(api.types("profile-john").last, "MerchantOnboarded")
            shop = try await api.patch(onboarding(tenant), ["posProviderPreference": nil], john)
            expectEqual(shop["onboardingComplete"], false)
            try await expectEqual(api.types("profile-john").last, "MerchantOnboardingReopened")
        }
    }
}
