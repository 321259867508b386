import Foundation
import JSON
import OnboardingLedger
import SQLite
import TestSupport
import Testing

@testable import API

/// L14 over HTTP: a person who went through all five flows is erased while others go on.
@Suite("Erasure over HTTP", .timeLimit(.minutes(5))) struct ErasureTests {
    private static let email = "grace.hopper@navy.example"

    /// Everything of Grace's that was typed, said by a token or told by a provider.
    private static let words = [
        email, "Grace.Hopper@Navy.example", "grace.hopper", "Hopper", "Brewster", "Cobolina",
        "rear.admiral", "Rear.Admiral", "grace.two", "+15550001906", "ErasureBrowser/1.0",
        "TX-1906-12-09", "12 Compiler Street",
        "Compilerville", "1906-12-09", "Flowmatic Trading", "flowmatic", "Bring a nanosecond",
        "nanosecond wire",
    ]

    private static let browser = "User-Agent: ErasureBrowser/1.0"

    // MARK: The five flows

    private func play(_ api: TestAPI) async throws {
        try await signUp(api)
        try await fillWizard(api)
        try await pay(api)
        try await planCall(api)
        try await openShop(api)
    }

    private func signUp(_ api: TestAPI) async throws {
        let token = try await api.start(Self.email)
        try await api.verify(token, Self.email, lastName: "Hopper")
        let business: JSONValue = [
            "sessionToken": .string(token), "name": "Flowmatic Trading", "descriptor": "flowmatic",
            "country": "us", "currency": "usd",
        ]
        let staged = try await api.post(
            "/v1/onboarding/business", business, Self.browser, "Idempotency-Key: business-1")
        try required(staged.status == 200, "\(staged.text)")
        let done = try await api.post(
            "/v1/onboarding/complete", ["sessionToken": .string(token)], Self.browser,
            "Idempotency-Key: complete-1")
        try required(done.status == 200, "\(done.text)")
    }

    private var person: (inout TokenClaims) -> Void {
        { claims in
            (claims.email, claims.isEmailVerified) = ("Rear.Admiral@Navy.example", true)
            (claims.requestedRole, claims.name) = ("client", "Grace Brewster Hopper")
            claims.phone = "+15550001906"
        }
    }

    private func fillWizard(_ api: TestAPI) async throws {
        let saved = try await api.save(
            "g1", 1, ["nickname": "Cobolina", "notes": "Bring a nanosecond"], version: 0,
            Self.browser)
        try required(saved.status == 200, "\(saved.text)")
        var company: JSONObject = [
            "accountType": "business", "entityName": "Flowmatic Trading", "country": "us",
            "currency": "usd", "taxId": "TX-1906-12-09", "address": "12 Compiler Street",
        ]
        company["phoneNumber"] = "+15550001906"
        let made = try await api.post(
            "/onboarding/initialize", .object(company), api.person("g1", person))
        try required(made.status == 201, "\(made.text)")
    }

    private func pay(_ api: TestAPI) async throws {
        let grace = api.person("g2") { claims in
            (claims.email, claims.isEmailVerified) = ("grace.two@navy.example", true)
        }
        _ = try await api.pay(grace)
        let edited = try await api.patch(
            [
                "first_name": "Grace", "middle_name": "Brewster", "last_name": "Hopper",
                "preferred_name": "Cobolina", "birth_date": "1906-12-09",
            ], grace, Self.browser)
        try required(edited.status == 200, "\(edited.text)")
    }

    /// The calendar tells of a meeting that belongs to no space: its words are kept for a look.
    private func planCall(_ api: TestAPI) async throws {
        let space = try await api.space(api.person("g1", person), ["name": "Hopper"])
        let known = CalBodies.created("meeting-1", space, at: api.clock.now())
        _ = try await api.deliverCal(known)
        let unknown = CalBodies.created("meeting-2", "no-such-space", at: api.clock.now())
            .replacing("john.doe@example.com", with: Self.email)
            .replacing("John Doe", with: "Grace Hopper")
        _ = try await api.deliverCal(unknown)
    }

    private func openShop(_ api: TestAPI) async throws {
        let grace = api.person("g1", person)
        _ = try await api.get("/api/v1/auth/me", grace)
        let admin = api.person("root", email: "root@example.com", role: "admin")
        let approved = try await api.patch(
            "/api/v1/admin/users/g1/approve",
            ["reason": "Mail from Rear.Admiral@navy.example looked right"], admin)
        try required(approved.status == 200, "\(approved.text)")
        let tenant = approved["workspace"]["tenantId"]?.stringValue ?? ""
        let shop = try await api.patch(
            "/api/v1/client/tenants/\(tenant)/onboarding",
            [
                "businessName": "Flowmatic Trading", "country": "US",
                "posProviderPreference": "other",
                "profile": [
                    "taxId": "TX-1906-12-09", "addressLine": "12 Compiler Street",
                    "city": "Compilerville", "otherPosNotes": "nanosecond wire",
                ],
            ], grace, Self.browser)
        try required(shop.status == 200, "\(shop.text)")
    }

    // MARK: Others with nearly the same email

    /// Two who give the same email, of whom one proved it; and a third whose email holds it.
    @Test func `others stay whole, with and without the email that is erased`() async throws {
        try await TestAPI.run { api in
            let email = "ann@mail.co"
            let asked = [
                "ann": (email, true), "twin": (email, false), "joann": ("joann@mail.co", true),
            ]
            for (user, (email, isProven)) in asked.sorted(by: { $0.key < $1.key }) {
                let answer = try await api.get(
                    "/api/user/profile",
                    api.person(user) {
                        ($0.email, $0.isEmailVerified) = (email, isProven)
                    })
                expectEqual(answer.status, 200)
            }
            let saved = try await api.save(
                "joann", 1, ["note": "ask joann@mail.co or ann@mail.community"], version: 0)
            expectEqual(saved.status, 200)
            let before = try await api.events("wizard-joann") + api.events("profile-joann")

            let erased = try await api.post(
                "/v1/admin/erase", ["subject": .string(email), "reason": "asked for"],
                try await api.key(.admin))
            expectEqual(erased.status, 200, "\(erased.text)")
            for user in ["twin", "joann"] {
                let answer = try await api.get(
                    "/api/user/profile", api.person(user) { $0.email = nil })
                expectEqual(answer.status, 200, "\(answer.text)")
            }
            let after = try await api.events("wizard-joann") + api.events("profile-joann")
            expectEqual(after, before)
            let twin = try await api.events("profile-twin")
            expectTrue(twin[0].isErased && twin.last?.type.name == "PersonalDataErased")
            _ = try LedgerVerification.run(api.ledger.directory)
        }
    }

    /// A refusal is kept under its key as the answer that it had: JSON within JSON.
    @Test func `what a key keeps of a refusal goes by the user's id`() async throws {
        try await TestAPI.run { api in
            _ = try await api.save("grace", 1, ["taxId": "TX-9"], version: 0)
            let stale = try await api.save(
                "grace", 1, ["taxId": "TX-10"], version: 0, "Idempotency-Key: s1")
            expectTrue(stale.status == 409 && stale.text.contains("TX-9"))
            let erased = try await api.post(
                "/v1/admin/erase", ["subject": "grace", "reason": "asked for"],
                try await api.key(.admin))
            expectEqual(erased.status, 200, "\(erased.text)")
            let again = try await api.save(
                "grace", 1, ["taxId": "TX-10"], version: 0, "Idempotency-Key: s1")
            expectFalse(again.text.contains("TX-9"), "\(again.text)")
        }
    }

    // MARK: Looking

    /// What of Grace's is in which file, read by another process for the sake of SQLite's locks.
    private func traces(_ api: TestAPI) throws -> [String] {
        try Self.words.flatMap { word in
            let grep = Process()
            grep.executableURL = URL(filePath: "/usr/bin/env")
            grep.arguments = ["grep", "-rlaF", word, api.ledger.directory.path]
            let output = Pipe()
            (grep.standardOutput, grep.standardError) = (output, FileHandle.nullDevice)
            try grep.run()
            let found = try output.fileHandleForReading.readToEnd() ?? Data()
            grep.waitUntilExit()
            return String(decoding: found, as: UTF8.self).split(separator: "\n").map {
                "\(word) in \($0.split(separator: "/").last ?? "")"
            }
        }
    }

    private func erase(
        _ api: TestAPI, _ subject: String, reason: String = "Asked for it by letter."
    ) async throws -> Answer {
        try await api.post(
            "/v1/admin/erase", ["subject": .string(subject), "reason": .string(reason)],
            try await api.key(.admin))
    }

    @Test func `no file holds a trace of her, under load, and the rest is as it was`() async throws
    {
        try await TestAPI.run { api in
            try await play(api)
            expectFalse((try traces(api)).isEmpty)
            let load = Task {
                for number in 0... {
                    if Task.isCancelled { return number }
                    _ = try await api.start("other\(number)@example.org")
                    _ = try await api.get("/v1/gate?flow=wizard&path=/x", api.person("g1"))
                }
                return 0
            }
            let receipts = [
                try await erase(api, Self.email.uppercased()),
                try await erase(api, "g1"), try await erase(api, "profile-g2"),
            ]
            load.cancel()
            let count = try await load.value
            expectEqual(receipts.map(\.status), [200, 200, 200], "\(receipts.map(\.text))")
            try expectEqual(traces(api), [], "beside \(count) sign-ups")
            _ = try LedgerVerification.run(api.ledger.directory)
        }
    }

    @Test func `the workspace named from her email goes by her user id alone`() async throws {
        try await TestAPI.run { api in
            let grace = api.person("g1", person)
            _ = try await api.get("/api/v1/auth/me", grace)
            let admin = api.person("root", email: "root@example.com", role: "admin")
            let approved = try await api.patch("/api/v1/admin/users/g1/approve", [:], admin)
            let tenant = approved["workspace"]["tenantId"]?.stringValue ?? ""
            expectEqual((try? traces(api))?.isEmpty, false)
            let receipt = try await erase(api, "g1")
            expectEqual(receipt["streams"].arrayValue?.contains(.string("tenant-\(tenant)")), true)
            try expectEqual(traces(api), [])
            let state = try await api.get("/v1/tenants/\(tenant)", try await api.key(.auditRead))
            expectTrue(state.text.contains("\"erased\""), "\(state.text)")
        }
    }

    // MARK: Answers

    @Test func `the receipt says what, when, by whom and why, and is read again`() async throws {
        try await TestAPI.run { api in
            try await signUp(api)
            let answer = try await erase(api, Self.email)
            expectEqual(
                answer.names,
                [
                    "id", "position", "erasedAt", "erasedBy", "reason", "streams", "events",
                    "positions", "secrets", "mentionedIn", "alreadyErased", "scrubbed",
                ])
            expectEqual(answer["reason"], "Asked for it by letter.")
            expectTrue(answer["alreadyErased"] == false && answer["erasedBy"]["kind"] == "apiKey")
            let key = try await api.key(.admin)
            let path = "/v1/admin/erasures/\(answer.string("id"))"
            try await expectEqual(api.get(path, key).json, answer.json)
            try await expectEqual(api.get(path + "0", key).refusal, "404 erasure.not_found")
            let count = try await api.eventCount
            let again = try await erase(api, Self.email, reason: "Again.")
            expectTrue(again.status == 200 && again["alreadyErased"] == true)
            expectTrue(again["id"] == answer["id"] && again["reason"] == answer["reason"])
            try await expectEqual(api.eventCount, count)
        }
    }

    @Test func `under a key the first receipt is repeated, and nobody else is erased`() async throws
    {
        try await TestAPI.run { api in
            try await signUp(api)
            _ = try await api.start("bob@example.org")
            let key = try await api.key(.admin)
            func erase(_ subject: String) async throws -> Answer {
                try await api.post(
                    "/v1/admin/erase", ["subject": .string(subject), "reason": "asked for"],
                    key, "Idempotency-Key: k")
            }
            let first = try await erase(Self.email)
            expectTrue(first.status == 200 && first.fields["Idempotent-Replayed"] == nil)
            let count = try await api.eventCount
            let again = try await erase(Self.email)
            expectTrue(again.json == first.json && again["alreadyErased"] == false)
            expectEqual(again.fields["Idempotent-Replayed"], "true")
            let other = try await erase("bob@example.org")
            expectEqual(other.status, 422)
            try await expectEqual(api.eventCount, count)
        }
    }

    @Test func `who names nobody, or her in the reason, is refused`() async throws {
        try await TestAPI.run { api in
            try await signUp(api)
            let count = try await api.eventCount
            let unknown = try await erase(api, "nobody@example.org")
            expectEqual(unknown.refusal, "404 erasure.subject_not_found")
            let telling = try await erase(api, Self.email, reason: "\(Self.email) asked")
            expectEqual(telling.refusal, "400 erasure.reason_is_personal")
            let empty = try await erase(api, "", reason: "")
            expectEqual(empty.refusal, "400 request.invalid_body")
            expectEqual(empty.pointers, ["/subject", "/reason"])
            try await expectEqual(api.eventCount, count)
        }
    }

    @Test func `audit, state and blame of what was erased say so instead of failing`() async throws
    {
        try await TestAPI.run { api in
            let token = try await api.staged(Self.email)
            let stream = api.stream(token)
            let receipt = try await erase(api, Self.email)
            let key = try await api.key(.auditRead)
            let page = try await api.get("/v1/ledger/events?stream=\(stream)", key)
            let started = page["events"].arrayValue?.first { $0["type"] == "SignUpStarted" }
            let first = try required(started)
            expectTrue(first["erased"] == true && first["personal"] == nil)
            expectEqual(first["erasure"]?["id"], receipt["id"])
            expectEqual(first["erasure"]?["reason"], receipt["reason"])
            for format in ["csv", "jsonl"] {
                let query = "/v1/ledger/events?stream=\(stream)&format=\(format)"
                let download = try await api.get(query, key)
                expectTrue(download.text.contains("Asked for it by letter."), "\(download.text)")
            }
            for path in ["", "/state", "/state?version=1", "/blame", "/diff?from=0&to=2"] {
                let answer = try await api.get("/v1/ledger/streams/\(stream)\(path)", key)
                expectEqual(answer.status, 200, "\(path): \(answer.text)")
                let notes = answer["erasures"].arrayValue ?? []
                expectEqual(notes.map { $0["id"] }, [receipt["id"]], "\(path): \(answer.text)")
            }
            let blame = try await api.get("/v1/ledger/streams/\(stream)/blame", key)
            let email = blame["fields"].arrayValue?.first { $0["field"] == "email" }
            expectTrue(email == nil || email?["erased"] == true, "\(blame.text)")
        }
    }

    /// The fields of a blame that an erasure took, with the type of the event that had set them.
    private func erased(_ blame: Answer, _ members: String = "fields") -> [String: String] {
        let taken = blame[members].arrayValue?.filter { $0["erased"] == true } ?? []
        return Dictionary(
            taken.map { ($0["field"]?.stringValue ?? "", $0["type"]?.stringValue ?? "") },
            uniquingKeysWith: { $1 })
    }

    @Test func `blame calls erased what an erasure took of a sign-up, not what was cleared`()
        async throws
    {
        try await TestAPI.run { api in
            let stream = api.stream(try await api.staged(Self.email))
            _ = try await erase(api, Self.email)
            let key = try await api.key(.auditRead)
            let path = "/v1/ledger/streams/\(stream)/blame"
            expectEqual(
                erased(try await api.get(path, key)),
                [
                    "email": "SignUpStarted", "firstName": "IdentityVerified",
                    "lastName": "IdentityVerified", "businessName": "BusinessStaged",
                    "businessDescriptor": "BusinessStaged",
                ])
            for field in ["otpExpiry", "codeAttempts"] {
                let answer = try await api.get("\(path)?field=\(field)", key)
                let last = answer["history"].arrayValue?.last
                expectTrue(last?["type"] == "IdentityVerified" && last?["value"] == .null)
                expectTrue(erased(answer, "history").isEmpty, "\(answer.text)")
            }
        }
    }

    @Test func `blame says of a shop and a member no more than can be known`() async throws {
        try await TestAPI.run { api in
            let key = try await api.key(.auditRead)
            let (mer, tenant) = try await api.approved("mer2")
            let path = "/v1/ledger/streams/tenant-\(tenant)/blame"
            let patch: JSONValue = [
                "businessName": "Navy Shop", "country": "US",
                "profile": ["taxId": "TX-1906-12-09", "city": "Compilerville"],
            ]
            let target = "/api/v1/client/tenants/\(tenant)/onboarding"
            try await expectEqual(api.patch(target, patch, mer).status, 200)
            let unset = try await api.get("\(path)?field=posProviderPreference", key)
            expectEqual(unset.refusal, "404 ledger.field_not_found")
            expectTrue(unset.text.contains("never had one"))
            expectFalse((try await api.get(path, key)).text.contains("posProviderPreference"))
            expectTrue((try await api.get(path, key)).text.contains("Compilerville"))
            try await expectEqual(erase(api, "mer2").status, 200)
            let blame = erased(try await api.get(path, key))
            expectEqual(blame["businessName"], "ShopProfileChanged")
            expectTrue(blame["country"] == nil && blame["posProviderPreference"] == nil)
            let city = try await api.get("\(path)?field=city", key)
            expectEqual(city.refusal, "404 ledger.field_not_found")
            expectTrue(
                city.text.contains("If it ever had one, an erasure took it."), "\(city.text)")

            try await pay(api)
            try await expectEqual(erase(api, "g2").status, 200)
            let member = try await api.get("/v1/ledger/streams/profile-g2/blame", key)
            expectEqual(erased(member), ["email": "AccountOpened"], "\(member.text)")
            expectFalse(member.text.contains("onboarding_started_at"))
        }
    }

    @Test func `what a provider tells later of an erased member is taken without their data`()
        async throws
    {
        try await TestAPI.run { api in
            try await pay(api)
            let receipt = try await erase(api, "g2")
            expectEqual(receipt.status, 200, "\(receipt.text)")
            let profile = try await api.events("profile-g2")
            let linked = profile.first { $0.type.name == "CustomerLinked" }
            let customer = try required(
                try linked.flatMap { try JSONValue(parsing: $0.data)["customerId"]?.stringValue })
            let body = """
                {"id":"evt_late","object":"event","created":\(api.clock.now().milliseconds / 1000),\
                "type":"customer.subscription.deleted","data":{"object":{"id":"sub_late",\
                "object":"subscription","customer":"\(customer)","status":"canceled","metadata":\
                {"plan":"family"},"items":{"data":[]}},"previous_attributes":{"description":\
                "Hopper's plan"}}}
                """
            try await expectEqual(api.deliver(body).status, 200)
            let late = try await api.events("profile-g2").dropFirst(profile.count)
            expectTrue(late.contains { $0.type.name == "SubscriptionReported" })
            expectTrue(late.allSatisfy { $0.personal == nil && $0.origin == nil })
            try expectEqual(traces(api), [])
        }
    }
}

/// L15 over HTTP.
struct ExportTests {
    @Test func `an export is streamed whole, in either format and by positions`() async throws {
        try await TestAPI.run { api in
            _ = try await api.staged("ada@example.com")
            let address = try api.server.start()
            let key = try await api.key(.auditRead)
            let count = Int(try await api.eventCount)
            for (query, expected) in [
                ("", count), ("?format=cloudevents", count), ("?from=2&to=3", 2),
                ("?from=\(count + 1)", 0),
            ] {
                let client = try WireClient.connect(address)
                let answer = try await client.ask(
                    "GET /v1/ledger/export\(query)", fields: [key])
                expectEqual(answer.status, 200)
                let lines = answer.body.split(separator: "\n")
                expectEqual(lines.count, expected, "\(query)")
                for line in lines {
                    let isCloudEvent = try JSONValue(parsing: String(line))["specversion"] != nil
                    expectEqual(isCloudEvent, query.contains("cloudevents"))
                }
            }
            let wrong = try await api.get("/v1/ledger/export?format=xml", key)
            expectEqual(wrong.refusal, "400 request.invalid_query")
            let backwards = try await api.get("/v1/ledger/export?from=5&to=4", key)
            expectEqual(backwards.refusal, "400 request.invalid_query")
            expectEqual(backwards.pointers, ["/to"])
        }
    }

    /// What is cut short must not look whole (L15).
    @Test func `an export that fails on the way breaks off, and says why in the log`() async throws
    {
        try await TestAPI.run { api in
            _ = try await api.staged("ada@example.com")
            let key = try await api.key(.auditRead)
            let address = try api.server.start()
            try SQLiteConnection.open(
                path: api.ledger.directory.ledgerFile, mode: .readWrite
            ).execute("UPDATE event SET type = 4711 WHERE position = 2")
            let client = try WireClient.connect(address)
            let failure = await #expect(throws: WireClient.Failure.self) {
                try await client.ask("GET /v1/ledger/export", fields: [key])
            }
            expectEqual(failure?.reason, "the server hung up")
            expectTrue(api.lines.all.contains { $0.what == "export ended" })
        }
    }
}
