import JSON
import TestSupport
import Testing

@testable import API

/// X3, L6: what is owed names the code with which a value was refused, and the audit finds a field by a
/// guess at its name.
struct SupportQuestionTests {
    /// The code of a field that is owed now; `"none"` without one, nil when the field is not owed.
    private func code(_ field: JSONValue, _ owed: Answer) -> String? {
        let due = owed["currentlyDue"].arrayValue?.first { $0["field"] == field }
        return due.map { $0["code"]?.stringValue ?? "none" }
    }

    @Test func `a field of a declared flow says that its value was refused, until it is accepted`()
        async throws
    {
        try await TestAPI.run { api in
            let flow = #"""
                {"flow":"club","stages":[{"name":"in","on":["ClubJoined"]},
                {"name":"about","on":["ClubKnown"]}],"steps":[{"name":"about",
                "fields":{"email":{"type":"string","format":"email"},"name":{"type":"string"}},
                "required":["email","name"]}]}
                """#
            _ = try await api.ledger.declareFlow(Array(flow.utf8), TestAPI.facts)
            let (ada, path) = (api.person("ada"), "/v1/flows/club/requirements")
            func save(_ data: JSONValue, _ version: JSONValue) async throws -> Int {
                try await api.post(
                    "/v1/flows/club/save-step", ["step": 0, "data": data, "version": version], ada
                ).status
            }
            // What a stranger is refused is only counted.
            try await expectEqual(save(["name": "Ada"], 0), 200)
            expectEqual(code("email", try await api.get(path, ada)), "none")
            try await expectEqual(save(["email": "nonsense"], 2), 400)
            try await api.refusalsAreRecorded()
            let owed = try await api.get(path, ada)
            expectEqual(code("email", owed), "onboarding.invalid_fields")
            expectNil(code("name", owed))
            try await expectEqual(save(["email": "ada@example.com"], 2), 200)
            expectNil(code("email", try await api.get(path, ada)))
        }
    }

    @Test func `a business's field says that its value was refused, until it is accepted`()
        async throws
    {
        try await TestAPI.run { api in
            let token = try await api.verified("ada@example.com")
            let path = "/v1/flows/signup/requirements?sessionToken=\(token)"
            expectEqual(code("country", try await api.get(path)), "none")
            var body = try required(api.businessBody(token).objectValue)
            body["country"] = "Wales"
            _ = try await api.post("/v1/onboarding/business", .object(body))
            try await api.refusalsAreRecorded()
            let owed = try await api.get(path)
            expectEqual(code("country", owed), "request.invalid_body")
            expectEqual(code("currency", owed), "none")
            _ = try await api.post("/v1/onboarding/business", api.businessBody(token))
            expectNil(code("country", try await api.get(path)))
        }
    }

    @Test func `a field is found in the audit in whichever form it is guessed`() async throws {
        try await TestAPI.run { api in
            let ada = api.member("ada")
            _ = try await api.patch(["first_name": "Ada", "birth_time": "12:00"], ada)
            let key = try await api.key(.auditRead)
            for name in ["first_name", "firstName", "birth_time", "birthTime"] {
                let log = try await api.get(
                    "/v1/ledger/events?field=\(name)&type=ProfileEdited", key)
                expectEqual(log["events"].arrayValue?.count, 1, "\(name)")
                let blame = try await api.get(
                    "/v1/ledger/streams/profile-ada/blame?field=\(name)", key)
                let field = name.hasPrefix("first") ? "firstName" : "birth_time"
                expectEqual(blame["field"], .string(field))
                expectEqual(
                    blame["history"].arrayValue?.allSatisfy { $0["field"] == .string(field) }, true)
            }
        }
    }

    @Test func `a member's and a merchant's fields are told apart by their flows`() async throws {
        try await TestAPI.run { api in
            let (john, tenant) = try await api.approved("john")
            let refused = try await api.ask(
                """
                PATCH /api/v1/client/tenants/\(tenant)/onboarding
                Content-Type: application/json
                \(john)

                {"posProviderPreference": "abacus"}
                """)
            expectEqual(refused.status, 400)
            _ = try await api.patch(["first_name": 7], john)
            try await api.refusalsAreRecorded()
            let merchant = try await api.get(
                "/v1/flows/merchant/requirements?subject=john", john)
            expectEqual(code("posProviderPreference", merchant), "merchant.invalid_shop")
            let member = try await api.get(
                "/v1/flows/membership/requirements?subject=john", john)
            expectEqual(code("first_name", member), "membership.invalid_profile")
            expectEqual(code("last_name", member), "none")
        }
    }

    @Test func `a merchant's field says nothing of a refusal from before a value was accepted`()
        async throws
    {
        try await TestAPI.run { api in
            let (john, tenant) = try await api.approved("john")
            func choose(_ provider: String) async throws -> Int {
                try await api.ask(
                    """
                    PATCH /api/v1/client/tenants/\(tenant)/onboarding
                    Content-Type: application/json
                    \(john)

                    {"posProviderPreference": \(provider)}
                    """
                ).status
            }
            func owed() async throws -> String? {
                try await api.refusalsAreRecorded()
                return code(
                    "posProviderPreference",
                    try await api.get("/v1/flows/merchant/requirements", john))
            }
            try await expectEqual(choose(#""toast""#), 400)
            try await expectEqual(owed(), "merchant.invalid_shop")
            try await expectEqual(choose(#""square""#), 200)
            try await expectNil(owed())
            try await expectEqual(choose("null"), 200)
            try await expectEqual(owed(), "none")
            try await expectEqual(choose(#""toast""#), 400)
            try await expectEqual(owed(), "merchant.invalid_shop")
        }
    }

    @Test func `a member's field says nothing of a refusal from before it was taken, or deleted`()
        async throws
    {
        try await TestAPI.run { api in
            let ada = api.member("ada")
            func owed(_ field: JSONValue) async throws -> String? {
                try await api.refusalsAreRecorded()
                return code(field, try await api.get("/v1/flows/membership/requirements", ada))
            }
            _ = try await api.profile(ada)
            for name in ["first_name", "last_name"] {
                _ = try await api.patch(.object([name: 7]), ada)
                try await expectEqual(owed(.string(name)), "membership.invalid_profile")
            }
            for name: JSONValue in ["Ada", .null] {
                let taken = try await api.patch(.object(["first_name": name]), ada)
                expectEqual(taken.status, 200, "\(taken.text)")
            }
            try await expectEqual(owed("first_name"), "none")
            try await expectEqual(owed("last_name"), "membership.invalid_profile")
            _ = try await api.members.delete(reason: "Asked for it", api.admin("ada"))
            try await expectEqual(owed("last_name"), "none")
            _ = try await api.profile(ada)
            for name: JSONValue in ["first_name", "last_name"] {
                try await expectEqual(owed(name), "none")
            }
        }
    }
}
