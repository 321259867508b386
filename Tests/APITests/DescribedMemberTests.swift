import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// O2: what the read models show is described member by member. The schemas are closed, so that
/// each answer of these tests is held against them, and what somebody adds must be described.
struct DescribedMemberTests {
    private static let schemas = AnswerCheck.ofDevMode.document["components"]?["schemas"]

    private static func members(_ schema: String) -> Set<String> {
        Set(schemas?[schema]?["properties"]?.objectValue?.keys ?? [])
    }

    private static let patch: JSONValue = [
        "first_name": "Ada", "middle_name": "Augusta", "last_name": "Lovelace",
        "preferred_name": "Ada", "birth_date": "1940-10-09", "birth_time": "18:30",
        "birth_city": "Liverpool", "birth_region": "Merseyside", "birth_country": "GB",
        "birth_lat": 53.4, "birth_lon": -2.98, "is_onboarded": true,
    ]

    @Test(arguments: ["Member", "Session", "Tenant", "Profile"])
    func `no member may be undescribed`(schema: String) {
        expectEqual(Self.schemas?[schema]?["additionalProperties"], false)
    }

    @Test func `every field that a member may set is described, and is set`() async throws {
        expectEqual(Self.members("MemberPatch"), Set(Self.patch.objectValue?.keys ?? []))
        try await TestAPI.run { api in
            let ada = api.member("ada")
            let answer = try await api.patch(Self.patch, ada)
            expectEqual(answer.status, 200, "\(answer.text)")
            for (name, value) in Self.patch.objectValue ?? JSONObject() {
                expectEqual(answer[name], value, "\(name)")
            }
            expectEqual(Set(answer.names), Self.members("Member"))
        }
    }

    /// A member who paid, a merchant with a shop, a wizard's tenant, a space, a sign-up.
    @Test func `subjects of every flow show what is described`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            _ = try await api.pay(api.member("mia"))
            _ = try await api.patch(Self.patch, api.member("mia"))
            let (john, tenant) = try await api.approved("john")
            let shop: JSONValue = [
                "posProviderPreference": "square", "businessName": "Shop", "country": "GB",
                "profile": ["taxId": "TX", "addressLine": "Street 1", "city": "London"],
            ]
            _ = try await api.patch("/api/v1/client/tenants/\(tenant)/onboarding", shop, john)
            _ = try await api.save("bob", 0, ["entityName": "B"], version: 0)
            _ = try await api.initialize("bob")
            _ = try await api.complete("bob")
            _ = try await api.post("/v1/spaces", ["name": "S"], api.person("sue"))
            let key = try await api.key(.auditRead)
            var shown: Set<String> = []
            for view in ["sessions", "tenants", "profiles"] {
                // Each answer is held against the description as it comes.
                let list = try await api.get("/v1/\(view)", key)
                for row in list["items"].arrayValue ?? [] {
                    shown.formUnion(row.objectValue?.keys ?? [])
                }
            }
            for name in [
                "birth_chart", "merchantStage", "fiscalYear", "accounts", "metadata", "stepData",
            ] {
                expectTrue(shown.contains(name), "\(name) is among what was checked")
            }
        }
    }
}
