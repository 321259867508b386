import Digest
import HTTPServer
import JSON
import OnboardingLedger
import TestSupport
import Testing
import Time

@testable import API

/// Credentials of section 0: tokens, API keys, scopes.
struct AuthenticationTests {
    private static let path = "/v1/ledger/head"

    // MARK: What is demanded

    @Test func `without a credential the answer says how to bring one`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.get(Self.path)
            expectEqual(answer.refusal, "401 auth.missing_credential")
            expectEqual(answer.fields["WWW-Authenticate"], "Bearer realm=\"onboard\"")
        }
    }

    @Test func `a key with the scope is let in, one with another is not`() async throws {
        try await TestAPI.run { api in
            for scope in APIScope.allCases {
                let answer = try await api.get(Self.path, try await api.key(scope))
                if scope == .auditRead || scope == .admin {
                    expectEqual(answer.status, 200, "\(scope)")
                } else {
                    expectEqual(answer.refusal, "403 auth.insufficient_scope", "\(scope)")
                    expectEqual(answer["requiredScope"], "audit:read")
                    let field = answer.fields["WWW-Authenticate"] ?? ""
                    expectTrue(field.contains("error=\"insufficient_scope\", scope=\"audit:read\""))
                }
            }
        }
    }

    @Test(arguments: [
        "Bearer obk_unknown", "Bearer", "Basic YTpi", "Bearer a b", "obk_x", "Bearer nonsense",
        "Bearer a.b.c",
    ])
    func `a credential that is none is 401 and says nothing more`(field: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.get(Self.path, "Authorization: \(field)")
            expectEqual(answer.refusal, "401 auth.invalid_credential")
            expectEqual(answer.fields["WWW-Authenticate"]?.contains("invalid_token"), true)
        }
    }

    @Test func `two credentials are none`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.get(
                Self.path, try await api.key(.auditRead), try await api.key(.auditRead))
            expectEqual(answer.status, 401)
        }
    }

    @Test func `a revoked key stops working at once`() async throws {
        try await TestAPI.run { api in
            let (facts, key) = try await api.ledger.makeKey(name: "k", scopes: [.auditRead])
            let field = "Authorization: bearer \(key)"
            try await expectEqual(api.get(Self.path, field).status, 200)
            try await expectTrue(api.server.core.authenticator.keyring.revoke(id: facts.id))
            try await expectEqual(api.get(Self.path, field).status, 401)
            try await expectEqual(api.server.core.authenticator.keyring.revoke(id: facts.id), false)
        }
    }

    @Test func `tokens of the secret before are believed, and signed no more`() async throws {
        let before = JWT(secret: Array("the one before".utf8))
        try await TestAPI.run({ $0.previousJWTSecret = Array("the one before".utf8) }) { api in
            func status(_ jwt: JWT) async throws -> Int {
                let claims = AccessTokens.claims(subject: "u1", now: api.clock.now())
                return try await api.get(
                    "/system/onboarding/resume", "Authorization: Bearer \(jwt.sign(claims))"
                ).status
            }
            try await expectEqual(status(before), 200)
            try await expectEqual(status(api.server.core.tokens.jwt), 200)
            try await expectEqual(status(JWT(secret: Array("another".utf8))), 401)
            let made = try await api.completed("ada@example.com").string("token")
            let token = try SignedToken(made)
            #expect(throws: TokenRefusal.wrongSignature) { try before.check(token) }
        }
    }

    @Test func `an admin of the configured domain may do all, and a role alone nothing`()
        async throws
    {
        try await TestAPI.run { api in
            let admin = api.person("u1", email: "boss@example.com", role: "admin")
            let answer = try await api.get(Self.path, admin)
            expectEqual(answer.status, 200)
            for (email, role) in [
                ("boss@evil.com", "admin"), ("boss@notexample.com", "admin"),
                ("boss@example.com", "user"), ("boss@example.com.evil.com", "admin"),
            ] {
                let field = api.person("u1", email: email, role: role)
                try await expectEqual(api.get(Self.path, field).status, 403, "\(email) \(role)")
            }
        }
    }

    // MARK: Tokens

    private static let secret = Array("dev-secret".utf8)
    private static let now: Int64 = 1_790_000_000

    private func token(_ header: String, _ payload: String, secret: [UInt8] = secret) -> String {
        let body =
            Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(payload.utf8))
        return body + "."
            + Base64URL.encode(HMACKey(secret).authenticate(utf8: body).bytes)
    }

    private func verify(_ token: String) throws(TokenRefusal) -> TokenClaims {
        let verifier = TokenVerifier(
            own: JWT(secret: Self.secret), provider: nil, issuer: nil, audience: nil)
        return try verifier.verify(token, now: StillClock().now())
    }

    private static let header = #"{"alg":"HS256","typ":"JWT"}"#

    @Test func `a token that this key signed is read`() throws {
        let claims = try verify(
            token(
                Self.header,
                """
                {"sub":"u1","email":"a@b.co","email_verified":true,"role":"client",
                "requested_role":"admin","phone":"+44","name":"A","exp":1790000001,
                "nbf":1789999999,"other":[1]}
                """
            ))
        expectEqual(claims.subject, "u1")
        expectEqual(claims.email, "a@b.co")
        expectEqual(claims.isEmailVerified, true)
        expectEqual(claims.requestedRole, "admin")
        expectEqual(claims.phone, "+44")
    }

    @Test func `a subject of another spelling is refused, and why`() async throws {
        try await TestAPI.run { api in
            let body: JSONValue = ["name": "Home"]
            let space = try await api.post("/v1/spaces", body, api.person("é"))
            let path = "/api/v1/client/tenants/\(space.string("id"))/onboarding"
            try await expectEqual(api.get(path, api.person("é")).status, 200)
            for path in [path, "/v1/tenants/\(space.string("id"))", "/v1/gate?flow=call&path=/"] {
                let answer = try await api.get(path, api.person("e\u{301}"))
                expectEqual(answer.refusal, "401 auth.invalid_credential")
                expectTrue(answer.string("detail").contains("NFC"))
            }
        }
    }

    @Test(arguments: [
        ("true", true), (#""true""#, true), (#""True""#, true), (#""TRUE""#, true),
        ("false", false), (#""False""#, false), (#""0""#, false), ("0", false), ("1", false),
        (#""no""#, false), (#""""#, false), ("[]", false), ("null", false),
    ])
    func `an email is verified where the token says so, and nowhere else`(
        claim: String, isVerified: Bool
    ) throws {
        let payload = #"{"sub":"u","email":"a@example.com","email_verified":\#(claim),"#
        let claims = try verify(token(Self.header, payload + #""exp":1790000001}"#))
        expectEqual(claims.isEmailVerified, isVerified)
        var asking = claims
        asking.requestedRole = "admin"
        expectEqual(Bearer(asking, adminEmailDomain: "example.com").isAdmin, isVerified)
    }

    @Test func `typ and other header members mean nothing`() throws {
        let header = #"{"typ":"at+jwt","kid":"../../etc/passwd","alg":"HS256"}"#
        try expectEqual(verify(token(header, #"{"sub":"u","exp":1790000001}"#)).subject, "u")
    }

    @Test(arguments: [
        #"{"alg":"none"}"#, #"{"alg":"HS384"}"#, #"{"alg":"RS256"}"#, #"{"alg":"hs256"}"#,
        #"{"typ":"JWT"}"#, #"{"alg":null}"#, #"{"alg":["HS256"]}"#,
        #"{"alg":"HS256","crit":["exp"]}"#,
    ])
    func `any algorithm but the pinned one is refused`(header: String) {
        #expect(throws: TokenRefusal.wrongAlgorithm) {
            try verify(token(header, #"{"sub":"u","exp":1790000001}"#))
        }
    }

    @Test func `an unsigned token is refused`() {
        let unsigned =
            Base64URL.encode(Array(#"{"alg":"none"}"#.utf8)) + "."
            + Base64URL.encode(Array(#"{"sub":"u","exp":1790000001}"#.utf8)) + "."
        #expect(throws: TokenRefusal.wrongAlgorithm) { try verify(unsigned) }
    }

    @Test func `another key's token, and a changed one, are refused`() {
        let payload = #"{"sub":"u","exp":1790000001}"#
        #expect(throws: TokenRefusal.wrongSignature) {
            try verify(token(Self.header, payload, secret: Array("other".utf8)))
        }
        let parts = token(Self.header, payload).split(separator: ".")
        let other = Base64URL.encode(Array(#"{"sub":"v","exp":1790000001}"#.utf8))
        #expect(throws: TokenRefusal.wrongSignature) {
            try verify("\(parts[0]).\(other).\(parts[2])")
        }
    }

    @Test(
        arguments: [
            (#"{"sub":"u","exp":1789999941}"#, nil), (#"{"sub":"u","exp":1790000000.5}"#, nil),
            (#"{"sub":"u","exp":1789999940}"#, TokenRefusal.expired),
            (#"{"sub":"u","exp":1790000001,"nbf":1790000060}"#, nil),
            (#"{"sub":"u","exp":1790000001,"nbf":1790000061}"#, .notYetValid),
            (#"{"sub":"u","exp":1790000001,"nbf":"soon"}"#, .malformed),
            (#"{"sub":"u"}"#, .incomplete), (#"{"exp":1790000001}"#, .incomplete),
            (#"{"sub":"","exp":1790000001}"#, .incomplete),
            (#"{"sub":7,"exp":1790000001}"#, .incomplete),
            (#"{"sub":"u","exp":"1790000001"}"#, .incomplete),
            (#"{"sub":"u","exp":-1}"#, .incomplete),
            (#"{"sub":"u","exp":1e300}"#, nil),
            (#"{"sub":"u","sub":"v","exp":1790000001}"#, .malformed),
            (#"{"sub":"\u00e9","exp":1790000001}"#, nil),
            (#"{"sub":"e\u0301","exp":1790000001}"#, .decomposedSubject),
            ("[]", .malformed), ("", .malformed),
        ] as [(String, TokenRefusal?)])
    func `times are held with a minute's leeway and claims must be whole`(
        payload: String, refusal: TokenRefusal?
    ) {
        do throws(TokenRefusal) {
            _ = try verify(token(Self.header, payload))
            expectNil(refusal)
        } catch { expectEqual(error, refusal) }
    }

    @Test(arguments: [
        "", ".", "..", "a", "a.b", "a.b.c.d", "=.=.=", String(repeating: "a", count: 9000),
    ])
    func `what is no token is malformed`(text: String) {
        #expect(throws: TokenRefusal.malformed) { try verify(text) }
    }

    @Test func `access tokens live for an hour`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.completed("ada@example.com")
            let field = "Authorization: Bearer \(answer.string("token"))"
            let path = "/v1/profiles/\(answer["user"]["id"]?.stringValue ?? "")"
            api.advance(3600)
            try await expectEqual(api.get(path, field).status, 200, "the leeway")
            api.advance(61)
            try await expectEqual(api.get(path, field).status, 401)
        }
    }
}
