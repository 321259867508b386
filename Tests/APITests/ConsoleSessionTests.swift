import HTTPServer
import JSON
import OnboardingLedger
import TestSupport
import Testing
import Time

@testable import API

/// The console's session: a cookie that stands for an API key (W1).
@Suite(.timeLimit(.minutes(5))) struct ConsoleSessionTests {
    private static let host = "Host: ledger.example"
    private static let origin = "Origin: https://ledger.example"

    /// `Cookie: …` of a session that a fresh key of these scopes began.
    private func cookie(_ api: TestAPI, _ scopes: APIScope...) async throws -> String {
        let (_, key) = try await api.ledger.makeKey(name: "console", scopes: scopes)
        return try await cookie(api, key: key)
    }

    private func cookie(_ api: TestAPI, key: String) async throws -> String {
        let answer = try await api.post(
            "/console/session", ["key": .string(key)], Self.host, Self.origin)
        try required(answer.status == 204, "\(answer.text)")
        let pair = try required(answer.fields["Set-Cookie"]?.split(separator: ";").first)
        return "Cookie: \(pair)"
    }

    // MARK: Beginning and ending

    @Test func `a key begins a session whose cookie holds none of it and no script can read`()
        async throws
    {
        try await TestAPI.run { api in
            let (_, key) = try await api.ledger.makeKey(name: "console", scopes: [.auditRead])
            let answer = try await api.post(
                "/console/session", ["key": .string(key)], Self.host, Self.origin)
            expectEqual(answer.status, 204)
            let field = try required(answer.fields["Set-Cookie"])
            expectTrue(
                field.hasSuffix("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure"))
            expectFalse(field.contains(key.dropFirst(4)))
            expectEqual(answer.fields["Cache-Control"], "no-store")
            let plain = try await api.post("/console/session", ["key": .string(key)])
            expectEqual(plain.fields["Set-Cookie"]?.hasSuffix("SameSite=Strict"), true)
        }
    }

    @Test func `the session tells whose it is, and who is signed out learns so without a refusal`()
        async throws
    {
        try await TestAPI.run { api in
            let cookie = try await cookie(api, .auditRead, .analyticsRead)
            let session = try await api.get("/console/session", cookie)
            expectEqual(session["signedIn"], true)
            expectEqual(session["name"], "console")
            expectEqual(session["scopes"], ["audit:read", "analytics:read"])
            let end = api.clock.now().adding(seconds: 12 * 3600)
            expectEqual(session.string("expiresAt"), end.rfc3339)
            let none = try await api.get("/console/session")
            expectEqual(none.status, 200)
            let now: JSONValue = .string(api.clock.now().rfc3339)
            expectEqual(
                none.json, ["signedIn": false, "isDev": true, "version": "1.2.3", "now": now])
        }
    }

    @Test func `what is no key begins no session`() async throws {
        try await TestAPI.run { api in
            for key in ["obk_unknown", "secret", String(repeating: "x", count: 4000)] {
                let answer = try await api.post("/console/session", ["key": .string(key)])
                expectEqual(answer.refusal, "401 auth.invalid_credential", "\(key.prefix(20))")
                expectFalse(answer.fields.contains("Set-Cookie"))
            }
            let none = try await api.post("/console/session", [:])
            expectEqual(none.refusal, "400 request.invalid_body")
        }
    }

    @Test func `signing out makes the browser forget`() async throws {
        try await TestAPI.run { api in
            let cookie = try await cookie(api, .auditRead)
            let answer = try await api.ask(
                "DELETE /console/session\n\(Self.host)\n\(Self.origin)\n\(cookie)")
            expectEqual(answer.status, 204)
            let field = answer.fields["Set-Cookie"]
            expectEqual(field?.hasPrefix("onboard_console=; Path=/; Max-Age=0"), true)
        }
    }

    @Test func `a copy of the cookie opens nothing after signing out, nor after a restart`()
        async throws
    {
        try await TestAPI.run { api in
            let (_, key) = try await api.ledger.makeKey(name: "console", scopes: [.auditRead])
            let ended = try await cookie(api, key: key)
            api.advance(1)
            let other = try await cookie(api, key: key)
            let question = "GET /v1/ledger/events\n\(Self.host)\n\(Self.origin)\n"
            try await expectEqual(api.ask(question + ended).status, 200)
            _ = try await api.ask("DELETE /console/session\n\(Self.host)\n\(ended)")
            try await expectEqual(api.ask(question + ended).status, 401)
            try await expectEqual(api.get("/console/session", ended)["signedIn"], false)
            try await expectEqual(api.ask(question + other).status, 200)
            let token = try required(ended.split(separator: "=").last)
            let pass = try required(api.ledger.secrets.consolePass(String(token)))
            let anew = ConsolePasses(api.ledger)
            try await expectFalse(anew.isGood(pass))
        }
    }

    // MARK: What it opens

    @Test func `the cookie opens to its scopes what the key itself would`() async throws {
        try await TestAPI.run { api in
            let routes = RouteTable.routes(isDev: true)
            for scope in APIScope.allCases {
                let (_, key) = try await api.ledger.makeKey(name: "console", scopes: [scope])
                let cookie = try await cookie(api, key: key)
                for route in routes where Self.isForKeys(route.access) {
                    let line = Self.line(route)
                    let own = try await Self.free(api, "\(line)\nAuthorization: Bearer \(key)")
                    let answer = try await Self.free(
                        api, "\(line)\n\(Self.host)\n\(Self.origin)\n\(cookie)")
                    expectEqual(answer.refusal, own.refusal, "\(route.name) for \(scope)")
                }
            }
        }
    }

    /// The answer once what an earlier request began is over.
    private static func free(_ api: TestAPI, _ request: String) async throws -> Answer {
        while true {
            let answer = try await api.ask(request)
            if answer.refusal != "409 ledger.work_running" { return answer }
            await Task.yield()
        }
    }

    private static func isForKeys(_ access: RouteAccess) -> Bool {
        switch access {
        case .scope, .scopeOrOwn, .loopbackOrAdmin: true
        default: false
        }
    }

    private static func line(_ route: Route) -> String {
        route.name.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("{") ? "session-none" : $0 }.joined(separator: "/")
    }

    @Test func `what is a person's own is not the cookie's`() async throws {
        try await TestAPI.run { api in
            let cookie = try await cookie(api, .admin)
            let me = try await api.get("/api/v1/auth/me", cookie)
            expectEqual(me.refusal, "401 auth.missing_credential")
        }
    }

    /// A page for visitors may be open in the same browser.
    @Test
    func `a visitor's question at the gate stays the visitor's, and an auditor's is answered`()
        async throws
    {
        try await TestAPI.run { api in
            let cookie = try await cookie(api, .gateRead)
            let path = "/v1/gate?flow=membership&path=/home"
            let visitor = try await api.get(path, cookie)
            expectEqual(visitor.text, (try await api.get(path)).text)
            let auditor = try await api.get(path + "&subject=ada", cookie)
            expectEqual(auditor.status, 200)
            expectTrue(auditor["reason"] != visitor["reason"])
            let stranger = try await api.get(path + "&subject=ada")
            expectEqual(stranger.status, 401)
        }
    }

    @Test func `a credential that is sent counts before the cookie`() async throws {
        try await TestAPI.run { api in
            let cookie = try await cookie(api, .admin)
            let answer = try await api.get(
                "/v1/ledger/head", cookie, "Authorization: Bearer obk_unknown")
            expectEqual(answer.refusal, "401 auth.invalid_credential")
        }
    }

    // MARK: Other sites

    @Test(arguments: [
        "Origin: https://elsewhere.example", "Origin: null", "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site", "Origin: https://ledger.example.elsewhere.example",
        "Origin: https://ledger.example:8443",
    ])
    func `another site's page cannot use it`(field: String) async throws {
        try await TestAPI.run { api in
            let cookie = try await cookie(api, .auditRead, .admin)
            let read = try await api.get("/v1/ledger/head", Self.host, cookie, field)
            expectEqual(read.refusal, "403 auth.foreign_origin")
            let changed = try await api.patch(
                "/api/v1/admin/users/ada/approve", [:], Self.host, cookie, field)
            expectEqual(changed.refusal, "403 auth.foreign_origin")
            try await expectEqual(api.eventCount, 0)
        }
    }

    @Test func `a change must name its origin, and a read need not`() async throws {
        try await TestAPI.run { api in
            let ada = api.person("ada") {
                ($0.email, $0.requestedRole) = ("ada@example.org", "client")
            }
            _ = try await api.get("/api/v1/auth/me", ada)
            let cookie = try await cookie(api, .auditRead, .admin)
            let path = "/api/v1/admin/users/ada/approve"
            let silent = try await api.patch(path, [:], Self.host, cookie)
            expectEqual(silent.refusal, "403 auth.foreign_origin")
            let named = try await api.patch(path, [:], Self.host, cookie, Self.origin)
            expectEqual(named.status, 200)
            let read = try await api.get("/v1/ledger/head", Self.host, cookie)
            expectEqual(read.status, 200)
            let last = try await api.events("profile-ada").last
            expectEqual(last?.actor.kind, .apiKey)
        }
    }

    @Test func `another site's page cannot sign anybody in or out`() async throws {
        try await TestAPI.run { api in
            let (_, key) = try await api.ledger.makeKey(name: "console", scopes: [.auditRead])
            let foreign = "Origin: https://elsewhere.example"
            let begun = try await api.post(
                "/console/session", ["key": .string(key)], Self.host, foreign)
            expectEqual(begun.refusal, "403 auth.foreign_origin")
            let ended = try await api.ask("DELETE /console/session\n\(Self.host)\n\(foreign)")
            expectEqual(ended.refusal, "403 auth.foreign_origin")
        }
    }

    @Test func `behind a proxy the console's address is the app's or an allowed origin`()
        async throws
    {
        try await TestAPI.run { configuration in
            configuration.appURL = "https://Ledger.example/app"
            configuration.allowedOrigins = ["*", "https://audit.example:8443"]
        } _: { api in
            let (_, key) = try await api.ledger.makeKey(name: "console", scopes: [.admin])
            let inner = "Host: 10.0.0.7:8080"
            for origin in ["https://ledger.example", "https://audit.example:8443"] {
                let begun = try await api.post(
                    "/console/session", ["key": .string(key)], inner, "Origin: \(origin)")
                expectEqual(begun.status, 204)
                let pair = try required(begun.fields["Set-Cookie"]?.split(separator: ";").first)
                let changed = try await api.patch(
                    "/api/v1/admin/users/nobody/approve", [:], inner, "Cookie: \(pair)",
                    "Origin: \(origin)")
                expectEqual(changed.status, 404, "it is asked, and there is nobody")
            }
            for origin in ["https://elsewhere.example", "http://ledger.example", "null"] {
                let refused = try await api.post(
                    "/console/session", ["key": .string(key)], inner, "Origin: \(origin)")
                expectEqual(refused.refusal, "403 auth.foreign_origin", "\(origin)")
            }
        }
    }

    // MARK: Its end

    @Test func `a session is over after twelve hours`() async throws {
        try await TestAPI.run { api in
            let cookie = try await cookie(api, .auditRead)
            api.advance(12 * 3600 - 1)
            try await expectEqual(api.get("/v1/ledger/head", cookie).status, 200)
            api.advance(1)
            let late = try await api.get("/v1/ledger/head", cookie)
            expectEqual(late.refusal, "401 auth.invalid_credential")
            try await expectEqual(api.get("/console/session", cookie)["signedIn"], false)
        }
    }

    @Test func `a key that is revoked ends its sessions at once`() async throws {
        try await TestAPI.run { api in
            let (facts, key) = try await api.ledger.makeKey(name: "console", scopes: [.auditRead])
            let cookie = try await cookie(api, key: key)
            try await expectEqual(api.get("/v1/ledger/head", cookie).status, 200)
            _ = try await api.server.core.authenticator.keyring.revoke(id: facts.id)
            let late = try await api.get("/v1/ledger/head", cookie)
            expectEqual(late.refusal, "401 auth.invalid_credential")
            try await expectEqual(api.get("/console/session", cookie)["signedIn"], false)
        }
    }

    @Test func `a cookie that was changed, made up or made by another ledger is none`()
        async throws
    {
        var foreign = ""
        try await TestAPI.run { foreign = try await cookie($0, .admin) }
        try await TestAPI.run { api in
            let good = try await cookie(api, .admin)
            try await expectEqual(api.get("/v1/ledger/head", good).status, 200)
            var changed = Array(good)
            let middle = changed.count - 30
            changed[middle] = changed[middle] == "A" ? "B" : "A"
            let madeUp = ["", "x", "obk_x", String(repeating: "A", count: 54)]
                .map { "Cookie: onboard_console=\($0)" }
            for bad in madeUp + [foreign, String(changed)] {
                let answer = try await api.get("/v1/ledger/head", bad)
                expectEqual(answer.status, 401, "\(bad)")
            }
        }
    }

    @Test func `a tail that a session opened ends with it`() async throws {
        try await TestAPI.run { api in
            let address = try api.server.start()
            let (facts, key) = try await api.ledger.makeKey(name: "console", scopes: [.auditRead])
            let cookie = try await cookie(api, key: key)
            let client = try WireClient.connect(address)
            try await client.send(
                "GET /v1/ledger/events HTTP/1.1\r\nHost: h\r\n\(cookie)\r\n"
                    + "Accept: text/event-stream\r\n\r\n")
            _ = try await client.read(through: "\r\n\r\n")
            _ = try await api.start("ada@example.com")
            try await expectEqual(client.event()?.contains("SignUpStarted"), true)
            _ = try await api.server.core.authenticator.keyring.revoke(id: facts.id)
            _ = try await api.start("eve@example.com")
            try await expectNil(client.event())
        }
    }
}
