import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// Section 0: every write to a session, tenant, profile or wizard accepts If-Match; one that is
/// stale is 412 and changes nothing.
struct ConditionalWriteTests {
    /// A write that would be accepted, but for the version that it demands.
    private struct Write: Sendable {
        var path: String
        var credential = ""
        var body: JSONValue?
    }

    private typealias Prepared = @Sendable (TestAPI, _ name: String) async throws -> Write

    private static let routes = RouteTable.routes(isDev: true).filter { $0.method != .get }

    /// What has no subject whose version anybody could hold.
    private static let exempt: Set<String> = [
        "POST /v1/auth/login", "POST /v1/auth/refresh", "POST /api/revalidate-onboarding",
        "POST /jobs/cleanup-abandoned-tenants", "POST /api/stripe/webhook",
        "POST /api/webhooks/cal", "POST /dev/token", "POST /dev/keys", "POST /dev/clock",
        "POST /console/session", "DELETE /console/session", "POST /v1/flows",
        "POST /v1/admin/rebuild", "POST /v1/admin/verify", "POST /v1/admin/erase",
        "POST /dev/identity-sync", "POST /dev/checkout/{id}/pay", "POST /dev/checkout/{id}/expire",
        "POST /dev/profiles/{id}/end", "POST /dev/profiles/{id}/lapse",
    ]

    @Test func `every write of the route table accepts If-Match`() async throws {
        try await TestAPI.run { api in
            _ = try await api.ledger.declareFlow(Self.flow, TestAPI.facts)
            for (number, route) in Self.routes.enumerated()
            where !Self.exempt.contains(route.name) {
                let prepare = try required(Self.prepared(route), "\(route.name) needs a row")
                let write = try await prepare(api, "person\(number)")
                let count = try await api.eventCount
                let answer = try await ask(route, write, "If-Match: \"99\"", api)
                expectEqual(
                    answer.refusal, "412 request.precondition_failed",
                    "\(route.name): \(answer.text)")
                try await expectEqual(api.eventCount, count, "\(route.name)")
                if Self.makes(route) {
                    let nothing = try await ask(route, write, "If-Match: *", api)
                    expectEqual(
                        nothing.refusal, "412 request.precondition_failed",
                        "\(route.name): \(nothing.text)")
                    expectEqual(nothing["currentVersion"], 0)
                    try await expectEqual(api.eventCount, count, "\(route.name)")
                }
                // The version was all that stood in its way.
                let tag = Self.makes(route) ? "\"0\"" : "*"
                let free = try await ask(route, write, "If-Match: \(tag)", api)
                expectTrue((200..<300).contains(free.status), "\(route.name): \(free.text)")
            }
        }
    }

    /// Section 0: on any POST or PATCH.
    @Test func `every write of the route table happens once under a key`() async throws {
        try await TestAPI.run { api in
            _ = try await api.ledger.declareFlow(Self.flow, TestAPI.facts)
            for (number, route) in Self.routes.enumerated()
            where !Self.exempt.contains(route.name) && route.access != .dev
                && route.method != .delete
            {
                let prepare = try required(Self.prepared(route), "\(route.name) needs a row")
                let write = try await prepare(api, "keyed\(number)")
                let key = "Idempotency-Key: key-\(number)"
                let first = try await ask(route, write, key, api)
                expectTrue((200..<300).contains(first.status), "\(route.name): \(first.text)")
                let count = try await api.eventCount
                let again = try await ask(route, write, key, api)
                expectEqual(again.status, first.status, "\(route.name): \(again.text)")
                expectEqual(again.fields["Idempotent-Replayed"], "true", "\(route.name)")
                try await expectEqual(api.eventCount, count, "\(route.name)")
            }
        }
    }

    @Test(arguments: ["", ",", " , ,"])
    func `a demand without a version is met by none`(tags: String) async throws {
        try await TestAPI.run { api in
            let (john, tenant) = try await api.approved("john")
            let path = "/api/v1/client/tenants/\(tenant)/onboarding"
            let answer = try await api.patch(path, ["country": "GB"], john, "If-Match: \(tags)")
            expectEqual(answer.refusal, "412 request.precondition_failed")
            // Who has no version has another one than there is.
            try await expectEqual(api.get(path, john, "If-None-Match: \(tags)").status, 200)
        }
    }

    /// RFC 9110 section 13.1.1: `*` is of what exists.
    @Test func `a sign-up is started under If-Match only where there is one`() async throws {
        try await TestAPI.run { api in
            let body = Self.startBody("ada@example.com")
            let first = try await api.post("/v1/onboarding/start", body, "If-Match: *")
            expectEqual(first.refusal, "412 request.precondition_failed")
            try await expectEqual(api.eventCount, 0)
            _ = try await api.start("ada@example.com")
            let again = try await api.post("/v1/onboarding/start", body, "If-Match: *")
            expectEqual(again.status, 200)
        }
    }

    @Test func `the description says which operations take If-Match`() {
        for route in Self.routes {
            let takes = DescriptionTexts.embedded.operations[route.name]?.takes.contains("ifMatch")
            expectEqual(takes, !Self.exempt.contains(route.name), "\(route.name)")
        }
    }

    @Test func `a session that must be proven first tells nobody its version`() async throws {
        try await TestAPI.run { api in
            let token = try await api.verified("ada@example.com")
            let body = Self.startBody("ada@example.com")
            let stranger = try await api.post("/v1/onboarding/start", body, "If-Match: \"99\"")
            expectEqual(stranger["stage"], "identity_pending")
            var own = try required(body.objectValue)
            own["sessionToken"] = .string(token)
            let mine = try await api.post(
                "/v1/onboarding/start", .object(own), "If-Match: \"99\"")
            expectEqual(mine.refusal, "412 request.precondition_failed")
            expectEqual(mine["currentVersion"], 3)
        }
    }

    private func ask(
        _ route: Route, _ write: Write, _ condition: String, _ api: TestAPI
    ) async throws -> Answer {
        var lines = ["\(route.method.name) \(write.path)", condition]
        if !write.credential.isEmpty { lines.append(write.credential) }
        if write.body != nil { lines.append("Content-Type: application/json") }
        let body = write.body.map { String(decoding: $0.encoded, as: UTF8.self) } ?? ""
        return try await api.ask(lines.joined(separator: "\n") + "\n\n" + body)
    }

    // MARK: The rows

    /// Whether what the prepared write is about does not exist before it.
    private static func makes(_ route: Route) -> Bool {
        let verb = route.path.split(separator: "/").last ?? ""
        return ["save-step", "initialize", "spaces", "events"].contains(verb)
    }

    private static func prepared(_ route: Route) -> Prepared? {
        if let own = writes[route.name] { return own }
        // The wizard's endpoints stand at several addresses.
        guard let verb = route.path.split(separator: "/").last,
            ["save-step", "initialize", "complete"].contains(verb)
        else { return nil }
        return { try await wizardWrite(verb, $0, $1, route.path) }
    }

    private static func wizardWrite(
        _ verb: Substring, _ api: TestAPI, _ name: String, _ path: String
    ) async throws -> Write {
        if verb == "complete" { _ = try await api.initialize(name) }
        let body: JSONValue? =
            switch verb {
            case "save-step": ["step": 0, "data": ["a": 1], "version": 0]
            case "initialize": TestAPI.company
            default: nil
            }
        return Write(path: path, credential: api.person(name), body: body)
    }

    /// A team's own flow with steps (X2).
    private static let flow = Array(
        """
        {"flow": "mini", "stages": [{"name": "begun", "on": ["MiniBegun"]},
        {"name": "about", "on": ["MiniAboutFilled"]}, {"name": "joined", "on": ["MiniJoined"]}],
        "steps": [{"name": "about", "fields": {"a": {"type": "integer"}}, "required": ["a"]}]}
        """.utf8)

    private static let miniSave: JSONValue = ["step": 0, "data": ["a": 1], "version": 0]

    private static func email(_ name: String) -> String { "\(name)@example.com" }

    private static func startBody(_ email: String) -> JSONValue {
        ["email": .string(email), "planDescriptor": "professional"]
    }

    private static func token(_ token: String) -> JSONValue { ["sessionToken": .string(token)] }

    private static let writes: [String: Prepared] = [
        "POST /v1/onboarding/start": { api, name in
            _ = try await api.start(email(name))
            return Write(path: "/v1/onboarding/start", body: startBody(email(name)))
        },
        "POST /v1/onboarding/email/otp": { api, name in
            Write(
                path: "/v1/onboarding/email/otp", body: token(try await api.start(email(name))))
        },
        "POST /v1/onboarding/email/verify": { api, name in
            let session = try await api.start(email(name))
            _ = try await api.post("/v1/onboarding/email/otp", token(session))
            return Write(
                path: "/v1/onboarding/email/verify",
                body: api.verifyBody(session, code: try api.code(email(name))))
        },
        "POST /v1/onboarding/oauth/google": { api, name in
            let session = try await api.start(email(name))
            return Write(
                path: "/v1/onboarding/oauth/google",
                body: [
                    "sessionToken": .string(session),
                    "code": .string("dev:Ada:Byron:\(email(name))"),
                ])
        },
        "POST /v1/onboarding/business": { api, name in
            let session = try await api.verified(email(name))
            return Write(path: "/v1/onboarding/business", body: api.businessBody(session))
        },
        "POST /v1/onboarding/payment/start": { api, name in
            let session = try await api.staged(email(name), plan: "professional")
            return Write(path: "/v1/onboarding/payment/start", body: api.paymentBody(session))
        },
        "POST /v1/onboarding/complete": { api, name in
            Write(path: "/v1/onboarding/complete", body: token(try await api.staged(email(name))))
        },
        "DELETE /v1/onboarding/session": { api, name in
            Write(path: "/v1/onboarding/session", body: token(try await api.start(email(name))))
        },
        "POST /v1/admin/tenants/{id}/reopen": { api, name in
            let tenant = try await api.initialize(name)
            return Write(
                path: "/v1/admin/tenants/\(tenant)/reopen", credential: try await api.key(.admin))
        },
        "POST /v1/flows/{flow}/save-step": { api, name in
            Write(
                path: "/v1/flows/mini/save-step", credential: api.person(name), body: miniSave)
        },
        "POST /v1/flows/{flow}/complete": { api, name in
            _ = try await api.post("/v1/flows/mini/save-step", miniSave, api.person(name))
            return Write(path: "/v1/flows/mini/complete", credential: api.person(name))
        },
        "POST /v1/ledger/streams/{stream}/events": { api, name in
            Write(
                path: "/v1/ledger/streams/own-\(name)/events",
                credential: try await api.key(.ingest), body: ["events": [["type": "Asked"]]])
        },
        "POST /v1/spaces": { api, name in
            Write(path: "/v1/spaces", credential: api.person(name), body: ["name": "Home"])
        },
        "POST /dev/spaces/{id}/book": { api, name in
            let space = try await api.space(api.person(name), ["name": "Home"])
            return Write(path: "/dev/spaces/\(space)/book")
        },
        "POST /dev/spaces/{id}/cancel": { api, name in
            let space = try await api.space(api.person(name), ["name": "Home"])
            _ = try await api.ask("POST /dev/spaces/\(space)/book")
            return Write(path: "/dev/spaces/\(space)/cancel")
        },
        "POST /dev/spaces/{id}/end": { api, name in
            let space = try await api.space(api.person(name), ["name": "Home"])
            _ = try await api.ask("POST /dev/spaces/\(space)/book")
            return Write(path: "/dev/spaces/\(space)/end")
        },
        "POST /api/v1/client/bootstrap-merchant-workspace": { api, name in
            Write(
                path: "/api/v1/client/bootstrap-merchant-workspace",
                credential: try await api.approved(name).person)
        },
        "PATCH /api/v1/client/tenants/{id}/onboarding": { api, name in
            let merchant = try await api.approved(name)
            return Write(
                path: "/api/v1/client/tenants/\(merchant.tenant)/onboarding",
                credential: merchant.person, body: ["posProviderPreference": "square"])
        },
        "PATCH /api/v1/admin/users/{id}/approve": decision("approve"),
        "PATCH /api/v1/admin/users/{id}/suspend": decision("suspend"),
        "PATCH /api/v1/admin/users/{id}/reinstate": decision("reinstate"),
        "POST /api/stripe/checkout": { api, name in
            _ = try await api.profile(api.member(name))
            return Write(
                path: "/api/stripe/checkout", credential: api.member(name),
                body: ["plan": "family"])
        },
        "PATCH /api/user/profile": { api, name in
            Write(
                path: "/api/user/profile", credential: api.member(name),
                body: ["first_name": "Ada"])
        },
        "POST /api/user/onboarding/start": { api, name in
            Write(path: "/api/user/onboarding/start", credential: api.member(name))
        },
        "POST /api/welcome/claim": { api, name in
            let id = try await api.order(["plan": "family", "email": .string(email(name))])
            _ = try await api.ask("POST /dev/checkout/\(id)/pay")
            return Write(
                path: "/api/welcome/claim",
                body: ["sessionId": .string(id), "password": "correct horse"])
        },
        "POST /v1/admin/profiles/{id}/comp": profile(
            "/comp", ["comped": true, "reason": "a friend"]),
        "POST /v1/admin/profiles/{id}/role": profile(
            "/role", ["role": "admin", "reason": "staff"]),
        "DELETE /v1/admin/profiles/{id}": profile("", ["reason": "asked"]),
    ]

    private static func decision(_ verb: String) -> Prepared {
        { api, name in
            _ = try await api.get("/api/v1/auth/me", api.merchant(name))
            return Write(path: "/api/v1/admin/users/\(name)/\(verb)", credential: api.boss)
        }
    }

    private static func profile(_ path: String, _ body: JSONValue) -> Prepared {
        { api, name in
            _ = try await api.profile(api.member(name))
            return Write(
                path: "/v1/admin/profiles/\(name)\(path)", credential: try await api.key(.admin),
                body: body)
        }
    }
}
