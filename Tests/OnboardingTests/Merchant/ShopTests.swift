import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// M3, M5, M7, M8: a merchant's shop.
struct ShopTests {
    private func tenant(_ changes: JSONObject...) throws -> TenantState {
        var tenant = TenantState()
        tenant.evolve(
            .workspaceCreated(
                WorkspaceCreated(name: "John — Workspace", ownerID: "u1", source: "merchant")),
            at: noon)
        for change in changes {
            tenant.shop.evolve(.profileChanged(try ShopProfileChanged(parsing: change)), at: noon)
        }
        return tenant
    }

    private func change(
        _ body: JSONObject, _ tenant: TenantState, by user: String = "u1"
    ) throws -> [ShopEvent] {
        try Shop.change(try ShopProfileChanged(parsing: body), of: tenant, by: user)
    }

    @Test func `absent fields are kept and null clears`() throws {
        let shop = try tenant(
            [
                "posProviderPreference": "square", "businessName": "Engines", "country": "gb",
                "profile": ["taxId": "GB1", "city": "London"],
            ], ["businessName": nil, "profile": ["city": "Leeds"]]
        ).shop
        expectEqual(shop.posProvider, .square)
        expectNil(shop.businessName)
        expectEqual(shop.country, "GB")
        expectEqual(shop.taxID, "GB1")
        expectEqual(shop.city, "Leeds")
    }

    @Test func `null for the profile clears all of it (RFC 7396)`() throws {
        let whole: JSONObject = [
            "businessName": "Engines",
            "profile": [
                "taxId": "GB1", "addressLine": "1 Street", "city": "London",
                "squareLocationHint": "L1", "cloverMerchantRef": "C1", "otherPosNotes": "none",
            ],
        ]
        let name: JSONObject = ["businessName": "Engines"]
        try expectEqual(tenant(whole, ["profile": nil]).shop, tenant(name).shop)
    }

    @Test func `only what changes is recorded, and nothing when nothing does`() throws {
        let tenant = try tenant(["posProviderPreference": "square", "businessName": "Engines"])
        let same: JSONObject = ["posProviderPreference": "square", "country": nil]
        try expectEqual(change(same, tenant), [])
        var clover = ShopProfileChanged()
        clover.posProvider = .set(.clover)
        try expectEqual(
            change(["posProviderPreference": "clover", "businessName": "Engines"], tenant),
            [.profileChanged(clover)])
    }

    @Test func `an accent written otherwise is a correction`() throws {
        let tenant = try tenant(["businessName": "Caf\u{E9}"])
        let events = try change(["businessName": "Cafe\u{301}"], tenant)
        guard case .profileChanged(let changed)? = events.first,
            case .set(let name) = changed.businessName
        else {
            Issue.record("nothing changed")
            return
        }
        expectEqual(Array(name.utf8), Array("Cafe\u{301}".utf8))
        try expectEqual(change(["businessName": "Caf\u{E9}"], tenant), [])
    }

    @Test func `only members change a shop, and only one that is open`() throws {
        var tenant = try tenant()
        #expect(throws: MerchantRejection.notMember) { try change([:], tenant, by: "u2") }
        var other = TenantState()
        other.evolve(
            .workspaceCreated(WorkspaceCreated(merchantEmail: "", suffix: "", ownerID: "é")),
            at: noon)
        #expect(throws: MerchantRejection.notMember) { try change([:], other, by: "e\u{301}") }
        #expect(throws: MerchantRejection.tenantNotFound) { try change([:], TenantState()) }
        tenant.company.evolve(.closed(TenantClosed()), at: noon)
        #expect(throws: MerchantRejection.tenantClosed) { try change([:], tenant) }
    }

    @Test(arguments: [
        (#"{"posProviderPreference":"paypal"}"#, "/posProviderPreference"),
        (#"{"country":"XX"}"#, "/country"), (#"{"businessName":""}"#, "/businessName"),
        (#"{"businessName":7}"#, "/businessName"), (#"{"profile":[]}"#, "/profile"),
        (#"{"profile":{"taxId":"\u0000"}}"#, "/profile/taxId"),
        (#"{"profile":{"city":true}}"#, "/profile/city"),
    ])
    func `a field that is wrong is named`(body: String, pointer: String) throws {
        let object = try required(try JSONValue(parsing: body).objectValue)
        #expect {
            try ShopProfileChanged(parsing: object)
        } throws: { error in
            guard case .invalidShop(let problems) = error as? MerchantRejection else {
                return false
            }
            return problems.map(\.pointer) == [pointer]
        }
    }

    @Test func `lines of text may have tabs and line ends of either form`() throws {
        let notes = "Till:\tleft\r\nBar:\tright\n\nask Jo"
        let shop = try tenant(["profile": ["otherPosNotes": .string(notes)]]).shop
        expectEqual(shop.otherPOSNotes?.utf8.elementsEqual(notes.utf8), true)
        #expect {
            try ShopProfileChanged(parsing: ["profile": ["otherPosNotes": "a\rb"]])
        } throws: { error in
            let detail = "expected up to 2000 characters without control characters"
            let problem = FieldProblem(pointer: "/profile/otherPosNotes", detail: detail)
            return error as? MerchantRejection == .invalidShop([problem])
        }
    }

    @Test func `completion is a preference, and what else is configured`() throws {
        try expectEqual(tenant().shop.missing(ShopState.requiredFields), [.posProvider])
        let shop = try tenant(["posProviderPreference": "other"]).shop
        expectEqual(shop.missing(ShopState.requiredFields), [])
        expectEqual(shop.missing([.country, .posProvider, .taxID]), [.country, .taxID])
    }

    @Test(arguments: [
        (POSProvider?.none, true, true, false), (.square, true, false, true),
        (.clover, false, true, true), (.other, false, false, true),
    ])
    func `the point of sale decides what is offered`(
        preference: POSProvider?, square: Bool, clover: Bool, hasMessage: Bool
    ) throws {
        let offer = POSOffer(preference)
        expectEqual(offer.isSquareEnabled, square)
        expectEqual(offer.isCloverVisible, clover)
        expectEqual((offer.message != nil), hasMessage)
        let answer = try JSONValue(parsing: JSONWriter.encode { offer.write(to: &$0) })
        expectEqual(answer["square"], ["enabled": .bool(square)])
        expectEqual(answer["clover"], ["visible": .bool(clover)])
        expectEqual(answer["backTo"], "/onboarding")
        expectEqual(answer["preference"]?.stringValue, preference?.rawValue)
    }

    @Test(arguments: [
        ("john@example.com", "Workspace", "John — Workspace"),
        ("éva.k@example.com", "Workspace", "Éva.k — Workspace"), ("", "W", "Merchant — W"),
        ("a@b.co", "", "A"),
    ])
    func `a workspace is named from the email`(email: String, suffix: String, name: String) {
        expectEqual(Shop.workspaceName(email: email, suffix: suffix), name)
    }

    @Test func `a tenant shows its shop, names once`() throws {
        var tenant = try tenant(["businessName": "Engines", "posProviderPreference": "square"])
        tenant.evolve(
            .businessCreated(
                BusinessCreated(name: "Old", descriptor: "old", country: "FR", currency: "EUR")),
            at: noon)
        let json = try JSONValue(parsing: JSONWriter.encode { tenant.write(to: &$0) })
        expectEqual(json["businessName"], "Engines")
        expectEqual(json["country"], "FR")
        expectEqual(json["posProviderPreference"], "square")
    }
}
