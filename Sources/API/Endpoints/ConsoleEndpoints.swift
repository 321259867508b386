import HTTPServer
import JSON
import Onboarding
import OnboardingLedger
import Time

/// The console's session (contract W1): an API key is shown once, and a cookie that holds none
/// stands for it from then on.
enum ConsoleEndpoints {
    static let routes = [
        Route(
            .post, "/console/session", .credentials, body: .json, isPersonal: true,
            "Begins a session of the console.", later: begin),
        Route(
            .get, "/console/session", .open, isPersonal: true,
            "Whether there is a session, and what it may see.", later: session),
        Route(
            .delete, "/console/session", .open, isPersonal: true, "Ends the session.", later: end),
    ]

    /// W1: `{key}` → 204 with the cookie. 401 for a key that is unknown or revoked, 403
    /// `auth.foreign_origin` for another site's page.
    private static func begin(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = try Form(call.request.body)
        let key = form.text("key", "an API key")
        try form.check()
        try refuseForeign(core, call)
        guard key.utf8.count <= Authenticator.keyBytesMax,
            let facts = try await core.authenticator.keyring.facts(key),
            let id = UUIDv7(facts.id)
        else { throw Authenticator.invalid }
        let cookie = core.authenticator.console.field(keyID: id, now: call.now, call.request)
        return HTTPResponse(status: 204, fields: ["Set-Cookie": cookie])
    }

    /// Who is signed out learns so with 200: for a page that asks, it is no failure.
    private static func session(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let facts = try await core.authenticator.consoleKey(call.request, now: call.now)
        let pass = core.authenticator.console.pass(call.request, now: call.now)
        return .json(
            JSONWriter.encode { writer in
                writer.object { writer in
                    writer.member("signedIn", facts != nil)
                    writer.member("isDev", core.configuration.isDev)
                    writer.member("version", core.configuration.version)
                    writer.member("now", call.now.rfc3339)
                    guard let facts, let pass else { return }
                    writer.member("name", facts.name)
                    writer.member("keyId", facts.id)
                    writer.member("scopes") { writer in
                        writer.array { writer in
                            for scope in facts.scopes { writer.element(scope.rawValue) }
                        }
                    }
                    writer.member("expiresAt", pass.expiresAt.rfc3339)
                }
            })
    }

    /// 204 with the cookie's end, whether or not there was a session; a copy of the cookie opens
    /// nothing any more.
    private static func end(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        try refuseForeign(core, call)
        if let pass = core.authenticator.console.pass(call.request, now: call.now) {
            try await core.authenticator.consolePasses.end(pass, now: call.now)
        }
        return HTTPResponse(
            status: 204, fields: ["Set-Cookie": ConsoleCookie.ending(call.request)])
    }

    /// No other site's page may sign anybody in or out; a program without an origin may.
    private static func refuseForeign(_ core: APICore, _ call: Call) throws(Problem) {
        guard call.request.fields.contains("Origin") else { return }
        try core.authenticator.checkOrigin(call.request)
    }
}
