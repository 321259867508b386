import JSON
import OnboardingLedger
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
            #expect(first.status == 200 && first["country"] == "GB")
            #expect(first["onboardingComplete"] == false)
            #expect(first.fields["ETag"] == "\"2\"")
            let second = try await api.patch(
                onboarding(tenant),
                [
                    "posProviderPreference": "clover", "businessName": nil,
                    "profile": ["city": nil, "addressLine": "1 Street"],
                ], john)
            #expect(second["businessName"] == .null && second["country"] == "GB")
            #expect(second["posProviderPreference"] == "clover")
            #expect(second["profile"]["taxId"] == "GB1" && second["profile"]["city"] == .null)
            #expect(second["profile"]["addressLine"] == "1 Street")
            #expect(second["onboardingComplete"] == true)
            let read = try await api.get(onboarding(tenant), john)
            #expect(read.text == second.text && read.fields["ETag"] == second.fields["ETag"])
            let me = try await api.get("/api/v1/auth/me", john)
            #expect(me["needsMerchantOnboarding"] == false && me["canUseApp"] == true)
            let event = try #require(try await api.events("tenant-\(tenant)").last)
            let personal = try JSONValue(parsing: event.personal ?? [])
            #expect(personal == ["addressLine": "1 Street", "city": nil])
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
            #expect(read.status == 200 && read["taxId"] == "S", "\(read.text)")
            let auditor = try await api.key(.auditRead)
            #expect(try await api.get("/v1/tenants", auditor).status == 200)
            let blame = try await api.get("/v1/ledger/streams/tenant-\(tenant)/blame", auditor)
            #expect(blame.status == 200)
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
            #expect(answer.status == status)
            if status == 415 {
                #expect(
                    answer.fields["Accept-Patch"]
                        == "application/json, application/merge-patch+json")
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
            #expect(answer.refusal == "400 merchant.invalid_shop")
            #expect(
                answer.pointers == [
                    "/posProviderPreference", "/businessName", "/country", "/profile/taxId",
                ])
            let profile = try await api.patch(onboarding(tenant), ["profile": "x"], john)
            #expect(profile.pointers == ["/profile"])
            for body in ["", "{", "[]", #"{"country":"GB","country":"FR"}"#] {
                let answer = try await api.ask("PATCH \(onboarding(tenant))\n\(john)\n\n\(body)")
                #expect(answer.refusal == "400 request.invalid_body", "\(body)")
            }
            #expect(try await api.eventCount == count)
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
                #expect(other.refusal == "404 merchant.tenant_not_found")
                #expect(nobody.refusal == other.refusal && nobody["detail"] == other["detail"])
            }
            let count = try await api.eventCount
            let change = try await api.patch(onboarding(tenant), ["country": "FR"], eve)
            #expect(change.status == 404)
            #expect(try await api.patch(onboarding(tenant), [:], api.boss).status == 404)
            #expect(try await api.get(pos(tenant)).status == 401)
            #expect(try await api.eventCount == count)
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
            #expect(stale.refusal == "412 request.precondition_failed")
            let fresh = try await api.patch(
                onboarding(tenant), ["country": "FR"], john, "If-Match: \"2\"")
            #expect(fresh["country"] == "FR")
            let count = try await api.eventCount
            let again = try await api.patch(onboarding(tenant), ["country": "GB"], john, key)
            #expect(again.text == first.text && again.fields["Idempotent-Replayed"] == "true")
            #expect(try await api.eventCount == count)
        }
    }

    // MARK: M7, M8

    @Test(
        arguments: [
            ("square", true, false, nil),
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
            #expect(answer.names == ["preference", "square", "clover", "message", "backTo"])
            #expect(answer["preference"] == preference)
            #expect(answer["square"] == ["enabled": .bool(isSquareEnabled)])
            #expect(answer["clover"] == ["visible": .bool(isCloverVisible)])
            #expect(answer["message"] == (message.map { .string($0) } ?? .null))
            #expect(answer["backTo"] == "/onboarding")
            let tag = answer.fields["ETag"] ?? ""
            let again = try await api.get(pos(tenant), john, "If-None-Match: \(tag)")
            #expect(again.status == 304)
        }
    }

    @Test func `what a shop needs beside that can be configured`() async throws {
        try await TestAPI.run({ $0.requiredShopFields = [.taxID, .country] }) { api in
            let (john, tenant) = try await api.approved("john")
            var shop = try await api.patch(
                onboarding(tenant), ["posProviderPreference": "square", "country": "GB"], john)
            #expect(shop["onboardingComplete"] == false)
            shop = try await api.patch(onboarding(tenant), ["profile": ["taxId": "GB1"]], john)
            #expect(shop["onboardingComplete"] == true)
            #expect(try await api.types("profile-john").last == "MerchantOnboarded")
            shop = try await api.patch(onboarding(tenant), ["posProviderPreference": nil], john)
            #expect(shop["onboardingComplete"] == false)
            #expect(try await api.types("profile-john").last == "MerchantOnboardingReopened")
        }
    }
}
