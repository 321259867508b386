import Foundation
import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// L14: whose streams an email leads to, and what becomes of those in which it merely stands.
@Suite("Erasure by email", .timeLimit(.minutes(5))) struct ErasureByEmailTests {
    private static let email = "ada@example.org"
    private static let words = ["Augusta", "1815-12-10", "Piccadilly", email]

    private func withClub(_ body: (TestAPI) async throws -> Void) async throws {
        let club = try Repository.bytes("Tests/Fixtures/club.flow.json")
        try await TestAPI.run { api in
            _ = try await api.ledger.declareFlow(club, TestAPI.facts)
            try await body(api)
        }
    }

    /// Fills in a form of the club and the wizard, each with the email in one save of several.
    private func fillIn(_ api: TestAPI, _ user: String, isProven: Bool) async throws {
        let token = api.person(user) {
            ($0.email, $0.isEmailVerified) = (Self.email, isProven)
        }
        let about: JSONValue = [
            "givenName": "Augusta", "email": .string(Self.email), "birthday": "1815-12-10",
        ]
        let home: JSONValue = [
            "adults": 1,
            "address": ["street": "Piccadilly 139", "city": "London", "country": "GB"],
        ]
        try await save(api, "/v1/flows/club/save-step", 0, about, token)
        try await save(api, "/v1/flows/club/save-step", 2, home, token)
        let path = "/system/onboarding/save-step"
        try await save(api, path, 0, ["email": .string(Self.email), "name": "Augusta"], token)
        try await save(api, path, 1, ["street": "Piccadilly 139"], token)
    }

    private func save(
        _ api: TestAPI, _ path: String, _ step: Int, _ data: JSONValue, _ token: String
    ) async throws {
        let resume = path.replacing("save-step", with: "resume")
        let version = try await api.get(resume, token)["version"]
        let answer = try await api.post(
            path, ["step": .number(JSONNumber(step)), "data": data, "version": version], token)
        try required(answer.status == 200, "\(answer.text)")
    }

    private func erase(_ api: TestAPI, _ subject: String) async throws -> Answer {
        let answer = try await api.post(
            "/v1/admin/erase", ["subject": .string(subject), "reason": "asked for"],
            try await api.key(.admin))
        try required(answer.status == 200, "\(answer.text)")
        return answer
    }

    /// With a token that still has the email, or under the bare id of before.
    @Test(arguments: [true, false])
    func `who comes back is erased by the email again`(hasEmail: Bool) async throws {
        try await TestAPI.run { api in
            let token = api.person("ada") { ($0.email, $0.isEmailVerified) = (Self.email, true) }
            try required(try await api.get("/api/user/profile", token).status == 200)
            _ = try await erase(api, Self.email)
            let later = hasEmail ? token : api.person("ada")
            let edit = try await api.patch(
                "/api/user/profile", ["first_name": "Augusta"], later)
            try required(edit.status == 200, "\(edit.text)")
            let receipt = try await erase(api, Self.email)
            expectEqual(receipt["alreadyErased"], false)
            let events = try await api.ledger.events(matching: EventFilter(), limit: 100)
            let kept = events.compactMap(\.personal).map { String(decoding: $0, as: UTF8.self) }
            expectFalse(kept.contains { $0.contains("Augusta") || $0.contains(Self.email) })
        }
    }

    /// It stands in where requests came from, until the issuer says again that it is theirs.
    @Test func `a page that was left open brings no email back`() async throws {
        try await withClub { api in
            func emailsKept() async throws -> Set<Substring> {
                let events = try await api.ledger.events(matching: EventFilter(), limit: 1000)
                let kept = events.filter { event in
                    event.origin.map { String(decoding: $0, as: UTF8.self) }?
                        .contains(Self.email) == true
                }
                return Set(kept.map(\.stream.category))
            }
            func goOn(_ token: String, _ step: Int) async throws {
                let data: JSONValue = ["givenName": .string("Augusta \(step)")]
                try await save(api, "/v1/flows/club/save-step", 0, data, token)
                try await save(api, "/system/onboarding/save-step", step, ["a": 1], token)
            }
            let token = api.person("ada") { ($0.email, $0.isEmailVerified) = (Self.email, true) }
            try await goOn(token, 0)
            try await expectEqual(emailsKept(), ["club", "wizard"])
            _ = try await erase(api, Self.email)
            try await expectTrue(emailsKept().isEmpty)
            try await goOn(token, 1)
            let made = try await api.post(
                "/onboarding/initialize",
                [
                    "accountType": "business", "entityName": "Engines", "country": "GB",
                    "currency": "GBP",
                ], token)
            try required(made.status == 201, "\(made.text)")
            try await expectTrue(emailsKept().isEmpty)
            api.advance(5)
            let again = api.person("ada") { ($0.email, $0.isEmailVerified) = (Self.email, true) }
            try await goOn(again, 2)
            try await expectEqual(emailsKept(), ["club", "wizard"])
        }
    }

    /// The form's text is the team's, and who declared it is a person, too.
    @Test func `a flow stays as it was declared, whoever is erased (X2)`() async throws {
        let text = String(
            decoding: try Repository.bytes("Tests/Fixtures/club.flow.json"), as: UTF8.self)
        let club = text.replacing(#""About you""#, with: #""About you. Ask \#(Self.email)""#)
        try await TestAPI.run { api in
            let key = try await api.key(.admin)
            _ = try await api.ledger.declareFlow(
                Array(club.utf8), RequestFacts(requestID: "request-1", ipAddress: "192.0.2.7"),
                by: EventActor(kind: .admin, id: "root"))
            try await save(
                api, "/v1/flows/club/save-step", 0, ["givenName": "Ada"], api.person("ada"))
            for subject in [Self.email, "root"] {
                let answer = try await api.post(
                    "/v1/admin/erase", ["subject": .string(subject), "reason": "asked for"], key)
                expectTrue([200, 404].contains(answer.status), "\(answer.text)")
            }
            let stream = try await api.events("flow-club")
            expectEqual(stream.first?.data, (try JSONValue(parsing: Array(club.utf8)).encoded))
            expectTrue(stream.allSatisfy { $0.origin == nil }, "who declared it was erased")
            expectEqual(stream.last?.type.name, "PersonalDataErased")
            // Flows are served, declared and started with as before.
            try await expectEqual(api.get("/v1/flows/club", key).status, 200)
            try await save(
                api, "/v1/flows/club/save-step", 0, ["givenName": "Bob"], api.person("bob"))
            let again = try await api.post(
                "/v1/flows", try JSONValue(parsing: Array(club.utf8)), key)
            expectEqual(again.status, 200, "\(again.text)")
            try await expectEqual(api.events("flow-club").count, stream.count)
            let rebuilt = try await api.ledger.rebuild()
            expectEqual(rebuilt.views, rebuilt.replaced)
        }
    }

    @Test func `the owner of a space is found by the email that their token had`() async throws {
        try await TestAPI.run { api in
            let token = api.person("adv") { ($0.email, $0.isEmailVerified) = (Self.email, true) }
            let made = try await api.post(
                "/v1/spaces", ["name": "Engines of Augusta"], token, "User-Agent: UA-1")
            try required(made.status == 201, "\(made.text)")
            let receipt = try await erase(api, Self.email)
            let stream = "tenant-\(made.string("id"))"
            expectEqual(receipt["streams"].arrayValue?.contains(.string(stream)), true)
            let events = try await api.events(stream)
            expectTrue(events.allSatisfy { $0.personal == nil && $0.origin == nil })
        }
    }

    @Test func `a stream beside a person's own leads to the person`() async throws {
        try await withClub { api in
            try await fillIn(api, "ada", isProven: true)
            let token = api.person("ada")
            let refused = try await api.post(
                "/system/onboarding/save-step", ["step": 9, "data": [:], "version": 9], token)
            try required(refused.status == 400, "\(refused.text)")
            try await api.refusalsAreRecorded()
            let receipt = try await erase(api, "refusals-wizard-ada")
            let streams = receipt["streams"].arrayValue ?? []
            expectTrue(streams.contains("wizard-ada") && streams.contains("club-ada"))
            let wizard = try await api.events("wizard-ada")
            expectTrue(wizard.allSatisfy { $0.personal == nil })
        }
    }

    /// The key of a team's own program makes spaces for many.
    @Test func `a space that a key made leads to no other of that key`() async throws {
        try await TestAPI.run { api in
            let key = try await api.key(.ingest)
            var ids: [String] = []
            for name in ["One", "Two"] {
                let made = try await api.post("/v1/spaces", ["name": .string(name)], key)
                try required(made.status == 201, "\(made.text)")
                ids.append(made.string("id"))
            }
            let receipt = try await erase(api, "tenant-\(ids[0])")
            expectEqual(receipt["streams"], [.string("tenant-\(ids[0])")])
        }
    }

    /// The email is known by where the person's own requests came from, also in a tenant.
    @Test func `an owner who is erased by id has the email of their token taken out`()
        async throws
    {
        try await withClub { api in
            let token = api.person("eve") { ($0.email, $0.isEmailVerified) = (Self.email, true) }
            let made = try await api.post("/v1/spaces", ["name": "Engines"], token)
            try required(made.status == 201, "\(made.text)")
            _ = try await erase(api, "eve")
            try await save(api, "/v1/flows/club/save-step", 0, ["givenName": "Eve"], token)
            let events = try await api.ledger.events(matching: EventFilter(), limit: 100)
            let origins = events.compactMap(\.origin).map { String(decoding: $0, as: UTF8.self) }
            expectFalse(origins.contains { $0.contains(Self.email) })
        }
    }

    @Test func `who comes back with the email has it again (S10, K1)`() async throws {
        try await TestAPI.run { api in
            let token = api.person("ada") { ($0.email, $0.isEmailVerified) = (Self.email, true) }
            _ = try await api.get("/api/user/profile", token)
            _ = try await erase(api, Self.email)
            let gone = try await api.get("/v1/profiles/ada", token)
            expectEqual(gone["isEmailVerified"], false)
            _ = try await api.get("/api/user/profile", token)
            let open = try await api.get("/v1/profiles/ada", token)
            expectTrue(open.string("email").isEmpty, "a page that was left open")
            api.advance(5)
            let again = api.person("ada") { ($0.email, $0.isEmailVerified) = (Self.email, true) }
            _ = try await api.get("/api/user/profile", again)
            let back = try await api.get("/v1/profiles/ada", again)
            expectTrue(back.string("email") == Self.email && back["isEmailVerified"] == true)
            let start = try await api.post(
                "/v1/onboarding/start",
                ["email": .string(Self.email), "planDescriptor": "starter"])
            expectEqual(start.status, 409)
            let other = api.person("countess") {
                ($0.email, $0.isEmailVerified) = (Self.email, true)
            }
            _ = try await api.get("/api/user/profile", other)
            try await expectEqual(api.get("/v1/profiles/ada", token)["identities"], 1)
        }
    }

    /// An address that was given back is its next owner's.
    @Test func `whose email was erased is not who has it now`() async throws {
        try await TestAPI.run { api in
            func person(_ id: String, _ email: String) -> String {
                api.person(id) { ($0.email, $0.isEmailVerified) = (email, true) }
            }
            _ = try await api.get("/api/user/profile", person("ada", Self.email))
            _ = try await erase(api, Self.email)
            api.advance(5)
            let moved = person("ada", "home@example.org")
            _ = try await api.patch("/api/user/profile", ["first_name": "Augusta"], moved)
            let next = person("grace", Self.email)
            _ = try await api.patch("/api/user/profile", ["first_name": "Grace"], next)
            let receipt = try await erase(api, Self.email)
            expectEqual(receipt["streams"], ["profile-grace"])
            try await expectEqual(
                api.get("/api/user/profile", moved).string("first_name"), "Augusta")
        }
    }

    /// Some teams call their users by their emails.
    @Test func `an email that is a user's id leads to all that is theirs`() async throws {
        try await withClub { api in
            try await fillIn(api, Self.email, isProven: false)
            let receipt = try await erase(api, Self.email)
            expectEqual(receipt["mentionedIn"], [])
            for stream in ["wizard-\(Self.email)", "club-\(Self.email)"] {
                expectEqual(receipt["streams"].arrayValue?.contains(.string(stream)), true)
                let events = try await api.ledger.events(
                    of: try required(StreamID(stream)), limit: 100)
                expectTrue(
                    events.allSatisfy { $0.personal == nil || $0.type.name == "PersonalDataErased" }
                )
            }
        }
    }

    /// The tenant's events hold no email, only where the request came from does.
    @Test func `an email leads to the company that its user described`() async throws {
        try await TestAPI.run { api in
            let token = api.person("ada") { ($0.email, $0.isEmailVerified) = (Self.email, true) }
            let made = try await api.post(
                "/onboarding/initialize",
                [
                    "accountType": "business", "entityName": "Engines of Augusta",
                    "country": "GB", "currency": "GBP",
                ], token)
            try required(made.status == 201, "\(made.text)")
            let receipt = try await erase(api, Self.email)
            expectEqual(receipt["streams"], [.string("tenant-\(made.string("tenantId"))")])
            let events = try await api.ledger.events(matching: EventFilter(), limit: 100)
            let kept = events.compactMap(\.personal).map { String(decoding: $0, as: UTF8.self) }
            expectFalse(kept.contains { $0.contains("Augusta") })
        }
    }

    /// What of the person's a user's streams still say.
    private func traces(_ api: TestAPI, _ user: String) async throws -> [String] {
        let events = try await api.events("club-\(user)") + api.events("wizard-\(user)")
        let texts = events.flatMap { event in
            [event.data, event.personal ?? [], event.origin ?? []].map {
                String(decoding: $0, as: UTF8.self)
            }
        }
        return Self.words.filter { word in texts.contains { $0.contains(word) } }
    }

    @Test func `who had proven it as they filled in a form is erased whole`() async throws {
        try await withClub { api in
            try await fillIn(api, "ada", isProven: true)
            try await expectEqual(traces(api, "ada"), Self.words)
            let receipt = try await erase(api, Self.email)
            expectEqual(receipt["streams"], ["club-ada", "wizard-ada"])
            expectEqual(receipt["mentionedIn"], [])
            try await expectEqual(traces(api, "ada"), [])
            _ = try LedgerVerification.run(api.ledger.directory)
        }
    }

    @Test func `who had not loses the email alone, and the receipt names their streams`()
        async throws
    {
        try await withClub { api in
            try await fillIn(api, "ada", isProven: true)
            try await fillIn(api, "eve", isProven: false)
            let receipt = try await erase(api, Self.email)
            let mentions: JSONValue = [
                ["stream": "club-eve", "userId": "eve"], ["stream": "wizard-eve", "userId": "eve"],
            ]
            expectEqual(receipt["mentionedIn"], mentions)
            try await expectEqual(traces(api, "ada"), [])
            try await expectEqual(traces(api, "eve"), ["Augusta", "1815-12-10", "Piccadilly"])
            let again = try await erase(api, Self.email)
            expectTrue(again["alreadyErased"] == true && again["mentionedIn"] == mentions)
            // Should it be the person after all, the receipt says how to go on.
            let rest = try await erase(api, "eve")
            expectEqual(rest["streams"], ["club-eve", "wizard-eve"])
            try await expectEqual(traces(api, "eve"), [])
        }
    }

    @Test func `a stream of a declared flow leads to its user`() async throws {
        try await withClub { api in
            try await fillIn(api, "ada", isProven: false)
            let receipt = try await erase(api, "club-ada")
            expectEqual(receipt["streams"], ["club-ada", "wizard-ada"])
            try await expectEqual(traces(api, "ada"), [])
        }
    }

    @Test func `a user's proven email goes where others mention it`() async throws {
        try await withClub { api in
            try await fillIn(api, "ada", isProven: true)
            let saved = try await api.save(
                "bob", 1, ["note": .string("ask \(Self.email)"), "colour": "green"], version: 0)
            try required(saved.status == 200)
            let receipt = try await erase(api, "ada")
            expectEqual(receipt["mentionedIn"], [["stream": "wizard-bob", "userId": "bob"]])
            try await expectEqual(api.resume("bob")["stepData"], ["colour": "green"])
        }
    }
}
