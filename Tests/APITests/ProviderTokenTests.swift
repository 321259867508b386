import Digest
import Foundation
import FoundationNetworking
import HTTPServer
import JSON
import OnboardingLedger
import Synchronization
import TestSupport
import Testing
import Time

@testable import API

/// RS256 tokens of an identity provider, believed by its JWKS (contract section 0).
struct ProviderTokenTests {
    private static let first = TestProvider.keys[0]
    private static let second = TestProvider.keys[1]
    private static let now = StillClock().now()
    private static let secret = Array("a secret of thirty-two bytes, or more".utf8)
    private static let claims: JSONValue = [
        "iss": "https://id.example/", "aud": ["app", "other"], "sub": "user_1",
        "exp": 1_790_000_060,
    ]

    /// A file that plays the provider.
    private struct Keys {
        let path = NSTemporaryDirectory() + "onboard-jwks-" + UUID().uuidString
        let provider: ProviderKeys

        init(_ document: [UInt8]) {
            provider = ProviderKeys(.file(path), report: { _ in })
            put(document)
        }

        func put(_ document: [UInt8]) {
            _ = FileManager.default.createFile(atPath: path, contents: Data(document))
        }

        func remove() { try? FileManager.default.removeItem(atPath: path) }
    }

    private func verifier(
        _ document: [UInt8] = TestProvider.document(first), issuer: String? = nil,
        audience: String? = nil
    ) async -> TokenVerifier {
        let keys = Keys(document)
        defer { keys.remove() }
        await keys.provider.refresh(now: Self.now)
        return TokenVerifier(
            own: JWT(secret: Self.secret), provider: keys.provider, issuer: issuer,
            audience: audience)
    }

    private func refusal(_ verifier: TokenVerifier, _ token: String, now: Timestamp = now)
        -> TokenRefusal?
    {
        do throws(TokenRefusal) {
            _ = try verifier.verify(token, now: now)
            return nil
        } catch { return error }
    }

    private func changed(_ claims: JSONValue, _ changes: [String: JSONValue?]) -> JSONValue {
        var object = claims.objectValue ?? JSONObject()
        for (name, value) in changes { object[name] = value }
        return .object(object)
    }

    // MARK: Keys and algorithms

    @Test func `a provider's token is believed by its key's id`() async throws {
        let verifier = await verifier(TestProvider.document(Self.first, Self.second))
        for key in [Self.first, Self.second] {
            let token = TestProvider.token(Self.claims, key: key)
            try expectEqual(verifier.verify(token, now: Self.now).subject, "user_1")
        }
        let swapped = TestProvider.token(
            Self.claims, key: Self.first, header: ["alg": "RS256", "kid": "test-2"])
        expectEqual(refusal(verifier, swapped), .wrongSignature)
        let decomposed = TestProvider.token(changed(Self.claims, ["sub": "e\u{301}"]))
        expectEqual(refusal(verifier, decomposed), .decomposedSubject)
        let unnamed = TestProvider.token(Self.claims, header: ["alg": "RS256"])
        expectEqual(refusal(verifier, unnamed), .unknownKey, "one of two")
        expectNil(refusal(await self.verifier(), unnamed), "the only one")
    }

    /// RFC 8725 section 2.1: the public key, which everybody has, is no secret for HS256.
    @Test func `no key serves another algorithm than its own`() async throws {
        let verifier = await verifier()
        let payload = Base64URL.encode(Self.claims.encoded)
        func token(_ header: JSONValue, tag key: [UInt8]) -> String {
            let text = Base64URL.encode(header.encoded) + "." + payload
            return text + "."
                + Base64URL.encode(HMACKey(key).authenticate(utf8: text).bytes)
        }
        let named: JSONValue = ["alg": "HS256", "kid": "test-1"]
        let publicForms = [
            Self.first.modulus, TestProvider.document(Self.first), [],
            Array(Base64URL.encode(Self.first.modulus).utf8),
        ]
        for key in publicForms {
            expectEqual(refusal(verifier, token(named, tag: key)), .wrongSignature)
        }
        expectNil(refusal(verifier, token(["alg": "HS256"], tag: Self.secret)))
        expectEqual(
            refusal(verifier, token(["alg": "RS256", "kid": "test-1"], tag: Self.secret)),
            .wrongSignature)
        for name in ["none", "None", "RS384", "PS256", "ES256", "HS512", "rs256"] {
            let header: JSONValue = ["alg": .string(name), "kid": "test-1"]
            expectEqual(
                refusal(verifier, TestProvider.token(Self.claims, header: header)), .wrongAlgorithm)
        }
        let none = TokenVerifier(
            own: JWT(secret: Self.secret), provider: nil, issuer: nil, audience: nil)
        expectEqual(refusal(none, TestProvider.token(Self.claims)), .wrongAlgorithm)
    }

    @Test func `a changed token is refused`() async throws {
        let verifier = await verifier()
        let parts = TestProvider.token(Self.claims).split(separator: ".")
        let other = Base64URL.encode(changed(Self.claims, ["sub": "user_2"]).encoded)
        expectEqual(refusal(verifier, "\(parts[0]).\(other).\(parts[2])"), .wrongSignature)
        expectEqual(refusal(verifier, "\(parts[0]).\(parts[1])."), .wrongSignature)
    }

    @Test(arguments: [
        #"{"keys":[{"kty":"oct","kid":"test-1","k":"c2VjcmV0"}]}"#, #"{"keys":[]}"#, "{}", "[]", "",
        #"{"keys":[{"kty":"EC","kid":"x","crv":"P-256","x":"AA","y":"AA"}]}"#,
        #"{"keys":[{"kty":"RSA","kid":"x","n":"AQAB","e":"AQAB"}]}"#,
        #"{"keys":[{"kty":"RSA","kid":"x","n":"!","e":"AQAB"}]}"#, "<html>",
    ])
    func `a document without a usable key is no key set`(_ document: String) {
        #expect(throws: JSONWebKeySet.Failure.self) {
            try JSONWebKeySet(parsing: Array(document.utf8))
        }
    }

    @Test(arguments: [
        (#""use":"enc""#, false), (#""use":"sig""#, true), (#""alg":"RS512""#, false),
        (#""alg":"PS256""#, false), (#""key_ops":["encrypt"]"#, false),
        (#""key_ops":["verify"]"#, true), (#""x5t":"whatever""#, true),
    ])
    func `a key is taken for what it says it is for`(_ member: String, _ isUsable: Bool) {
        let modulus = Base64URL.encode(Self.first.modulus)
        let document =
            #"{"keys":[{"kty":"RSA","kid":"k","n":"\#(modulus)","e":"AQAB",\#(member)}]}"#
        let set = try? JSONWebKeySet(parsing: Array(document.utf8))
        expectEqual((set?.key("k") != nil), isUsable)
    }

    // MARK: For whom, by whom, until when

    @Test(
        arguments: [
            ([:], nil), (["iss": "https://other.example/"], .foreign), (["iss": nil], .foreign),
            (["iss": ["https://id.example/"]], .foreign), (["aud": "app"], nil),
            (["aud": ["other"]], .foreign), (["aud": nil], .foreign), (["aud": "ap"], .foreign),
            (["aud": []], .foreign), (["exp": 1_789_999_000], .expired),
            (["nbf": 1_790_000_100], .notYetValid), (["exp": nil], .incomplete),
            (["sub": nil], .incomplete),
        ] as [([String: JSONValue?], TokenRefusal?)])
    func `a provider's token must be by whom, for whom and when it may`(
        _ changes: [String: JSONValue?], _ expected: TokenRefusal?
    ) async {
        let verifier = await verifier(issuer: "https://id.example/", audience: "app")
        let token = TestProvider.token(changed(Self.claims, changes))
        expectEqual(refusal(verifier, token), expected)
    }

    /// A secret may be shared with another service: what names that one is not for us.
    @Test func `an own token needs no issuer, but may not name another`() async {
        let verifier = await verifier(issuer: "https://id.example/", audience: "app")
        let own = JWT(secret: Self.secret)
        let plain = own.sign(TokenClaims(subject: "u", expiresAt: 1_790_000_060))
        expectNil(refusal(verifier, plain))
        for (name, value) in [("iss", "https://other.example/"), ("aud", "other")] {
            let text =
                Base64URL.encode(Array(#"{"alg":"HS256"}"#.utf8)) + "."
                + Base64URL.encode(changed(Self.claims, [name: .string(value)]).encoded)
            let tag = HMACKey(Self.secret).authenticate(utf8: text)
            expectEqual(refusal(verifier, text + "." + Base64URL.encode(tag.bytes)), .foreign)
        }
    }

    @Test func `a remembered token still ends`() async throws {
        let tokens = VerifiedTokens(await verifier(), adminEmailDomain: "")
        let token = TestProvider.token(Self.claims)
        for _ in 0..<2 { try expectEqual(tokens.bearer(token, now: Self.now).id, "user_1") }
        let later = Timestamp(milliseconds: Self.now.milliseconds + 120_000)
        #expect(throws: TokenRefusal.expired) { try tokens.bearer(token, now: later) }
    }

    // MARK: Loading

    @Test func `an unknown key's id loads the keys again, once a minute`() async throws {
        let keys = Keys(TestProvider.document(Self.first))
        defer { keys.remove() }
        try await TestAPI.run {
            $0.jwks = keys.path
        } _: { api in
            try await rotate(keys, api)
        }
    }

    private func rotate(_ keys: Keys, _ api: TestAPI) async throws {
        let believed = 404
        try await expectEqual(status(Self.first, api), believed, "there is no such profile yet")
        keys.put(TestProvider.document(Self.second))
        try await expectEqual(status(Self.second, api), 401, "asked a moment ago")
        try await expectEqual(status(Self.first, api), believed)
        api.advance(60)
        try await expectEqual(status(Self.second, api), believed)
        try await expectEqual(status(Self.first, api), 401, "the provider took the key back")
        api.advance(60)
        keys.put([])
        try await expectEqual(status(Self.first, api), 401)
        try await expectEqual(status(Self.second, api), believed, "the last good set is kept")
        expectTrue(api.lines.all.contains { $0.text(at: Self.now).contains("JWKS") })
    }

    /// What a profile's route says to a token that is signed with this key.
    private func status(_ key: TestProvider.Key, _ api: TestAPI) async throws -> Int {
        let token = TestProvider.token(changed(Self.claims, ["exp": 1_799_999_999]), key: key)
        return try await api.get("/v1/profiles/user_1", "Authorization: Bearer \(token)").status
    }

    @Test func `without any keys nobody is signed out, and they are looked for soon again`()
        async throws
    {
        let keys = Keys([])
        defer { keys.remove() }
        try await TestAPI.run {
            $0.jwks = keys.path
        } _: { api in
            let token = TestProvider.token(
                changed(Self.claims, ["exp": 1_799_999_999]), key: Self.first)
            let answer = try await api.get("/v1/profiles/user_1", "Authorization: Bearer \(token)")
            expectEqual(answer.refusal, "503 auth.provider_unavailable")
            expectEqual(answer.fields["Retry-After"], "5")
            keys.put(TestProvider.document(Self.first))
            api.advance(5)
            try await expectEqual(status(Self.first, api), 404)
            try await expectEqual(status(Self.second, api), 401, "there are keys now")
        }
    }

    @Test func `keys come from an address, within limits, and through no redirect`() async throws {
        let document = TestProvider.document(Self.first)
        let asked = Mutex(0)
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0),
            router: HTTPRouter(routes: [
                HTTPRoute(
                    .get, "/keys",
                    .now { _, _ in
                        asked.withLock { $0 += 1 }
                        return HTTPResponse(status: 200, body: .bytes(document))
                    }),
                HTTPRoute(
                    .get, "/long",
                    .now { _, _ in
                        let spaces = [UInt8](repeating: 0x20, count: ProviderKeys.documentBytesMax)
                        return HTTPResponse(status: 200, body: .bytes(spaces + document))
                    }),
                HTTPRoute(
                    .get, "/moved",
                    .now { _, _ in
                        HTTPResponse(status: 302, fields: ["Location": "/keys"])
                    }),
                HTTPRoute(.get, "/broken", .now { _, _ in HTTPResponse(status: 500) }),
            ]))
        let base = try server.start().description
        let keys = ProviderKeys(ProviderKeys.Source(base + "/keys"), report: { _ in })
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<10 { group.addTask { await keys.refresh(now: Self.now) } }
        }
        expectTrue(keys.areKnown)
        expectEqual(asked.withLock { $0 }, 1, "whoever comes meanwhile waits for the first")
        for path in ["/long", "/moved", "/broken", "/none"] {
            let reason = Mutex("")
            let none = ProviderKeys(ProviderKeys.Source(base + path)) { text in
                reason.withLock { $0 = text }
            }
            await none.refresh(now: Self.now)
            expectFalse(none.areKnown, "\(path)")
            expectTrue(reason.withLock { !$0.isEmpty }, "\(path)")
        }
        await server.stop(graceMilliseconds: 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a client that hangs up keeps the keys from nobody`() async throws {
        let document = TestProvider.document(Self.first)
        let asked = Mutex(0)
        let isSlow = Mutex(true)
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0),
            router: HTTPRouter(routes: [
                HTTPRoute(
                    .get, "/keys",
                    .later { _, _ in
                        asked.withLock { $0 += 1 }
                        while isSlow.withLock({ $0 }) { await Task.yield() }
                        return HTTPResponse(status: 200, body: .bytes(document))
                    })
            ]))
        let source = ProviderKeys.Source(try server.start().description + "/keys")
        let keys = ProviderKeys(source, timeoutSeconds: 60, report: { _ in })
        // The server cancels the task of a request whose peer is gone.
        let gone = Task { await keys.refresh(now: Self.now) }
        while asked.withLock({ $0 }) == 0 { await Task.yield() }
        gone.cancel()
        await gone.value
        expectFalse(keys.areKnown, "its own wait is over, and nothing else")
        let other = Task { await keys.refresh(now: Self.now) }
        isSlow.withLock { $0 = false }
        await other.value
        await keys.refresh(now: Self.now)
        expectTrue(keys.areKnown)
        expectEqual(asked.withLock { $0 }, 1)
        await server.stop(graceMilliseconds: 0)
    }

    /// With a JWKS alone, the tokens of the server's own users are signed under the ledger's key.
    @Test func `without a secret, own users still get tokens that nobody can forge`() async throws {
        let keys = Keys(TestProvider.document(Self.first))
        defer { keys.remove() }
        try await TestAPI.run {
            $0.jwks = keys.path
            $0.jwtSecret = []
        } _: { api in
            let answer = try await api.completed("ada@example.com")
            let path = "/v1/profiles/\(answer["user"]["id"]?.stringValue ?? "")"
            let field = "Authorization: Bearer \(answer.string("token"))"
            try await expectEqual(api.get(path, field).status, 200)
            let guessed = JWT(secret: []).sign(AccessTokens.claims(subject: "u", now: Self.now))
            try await expectEqual(api.get(path, "Authorization: Bearer \(guessed)").status, 401)
        }
    }

    // MARK: Claims

    private func read(_ text: String) throws -> TokenClaims {
        try TokenClaims(required(try JSONValue(parsing: text).objectValue))
    }

    /// Supabase: a database role at the top, the app's own below `app_metadata`, and what the user
    /// may write below `user_metadata`.
    @Test func `supabase's claims are read, and what the user wrote gives no role`() throws {
        let claims = try read(
            """
            {"iss":"https://p.supabase.co/auth/v1","sub":"0f3c2d4e-1111-4222-8333-444455556666",
            "aud":"authenticated","exp":1790000060,"iat":1790000000,"email":"john@example.com",
            "phone":"","app_metadata":{"provider":"email","role":"client"},"user_metadata":{
            "role":"admin","requested_role":"admin","full_name":"John Doe","email_verified":true,
            "phone":"+1","email":"boss@example.com"},"role":"authenticated","aal":"aal1",
            "session_id":"s","is_anonymous":false}
            """)
        expectEqual(claims.email, "john@example.com")
        expectEqual(claims.isEmailVerified, false, "the user's own word proves nothing")
        expectEqual(claims.role, "client")
        expectEqual(claims.requestedRole, "admin")
        expectEqual(claims.name, "John Doe")
        expectNil(claims.phone)
        let forged = try read(
            #"{"sub":"u","exp":1,"role":"authenticated","user_metadata":{"role":"admin"}}"#)
        expectEqual(forged.role, "authenticated")
    }

    @Test func `who writes the wish to be an admin makes no admin of an unproven email`() throws {
        func isAdmin(_ members: String) throws -> Bool {
            let text = #"{"sub":"u","exp":1,"email":"eve@example.com",\#(members)}"#
            return Bearer(try read(text), adminEmailDomain: "example.com").isAdmin
        }
        let wish = #""user_metadata":{"requested_role":"admin","email_verified":true}"#
        try expectFalse(isAdmin(wish))
        try expectFalse(isAdmin(#""email_verified":false,"# + wish))
        try expectTrue(isAdmin(#""email_verified":true,"# + wish))
        try expectTrue(isAdmin(#""requested_role":"admin""#), "the issuer's own word")
    }

    @Test func `google's and auth0's claims are read`() throws {
        let google = try read(
            """
            {"iss":"https://accounts.google.com","azp":"c","aud":"c","sub":"1122",
            "email":"ada@gmail.com","email_verified":"true","given_name":"Ada",
            "family_name":"Lovelace","iat":1790000000,"exp":1790003600}
            """)
        expectEqual(google.isEmailVerified, true)
        expectEqual(google.name, "Ada Lovelace")
        let auth0 = try read(
            """
            {"iss":"https://t.eu.auth0.com/","sub":"auth0|5f7c","aud":["a","b"],"exp":1790003600,
            "email":"a@b.example","email_verified":false,"phone_number":"+441","scope":"openid"}
            """)
        expectEqual(auth0.isEmailVerified, false)
        expectEqual(auth0.phone, "+441")
        expectNil(auth0.role)
    }

    @Test func `clerk's claims are read`() throws {
        let clerk = try read(
            """
            {"azp":"https://app.example","exp":1790000060,"fva":[1,-1],"iat":1790000000,
            "iss":"https://x.clerk.accounts.dev","nbf":1789999990,"sid":"sess_1","sub":"user_2x",
            "v":2}
            """)
        expectEqual(clerk.subject, "user_2x")
        expectNil(clerk.email)
        expectNil(clerk.isEmailVerified)
    }
}
