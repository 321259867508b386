import Digest
import Foundation
import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// Everybody who may knock at a route.
enum Knocker: Hashable, Sendable {
    case nobody
    /// Ada's own session token in the place of an access token.
    case sessionToken
    /// Owns the tenant that the matrix is about.
    case owner
    /// Belongs to Ada's tenant, and owns nothing.
    case member
    /// Has a tenant of their own.
    case otherUser
    case admin
    case key(APIScope)
    /// A good person's token from the identity provider.
    case provided
    case expired, tampered, unsigned, wrongSecret
    case foreignIssuer, foreignAudience, unknownKey, expiredProvided, confusedAlgorithm

    static let all: [Knocker] =
        people + APIScope.allCases.map(key) + forgers + [.nobody]

    static let people: [Knocker] = [.owner, .member, .otherUser, .admin, .provided]

    /// With a credential that is none.
    static let forgers: [Knocker] = [
        .sessionToken, .expired, .tampered, .unsigned, .wrongSecret, .foreignIssuer,
        .foreignAudience, .unknownKey, .expiredProvided, .confusedAlgorithm,
    ]
}

/// A server with people in it, and a credential for each who knocks.
struct Cast: Sendable {
    static let issuer = "https://id.example/"
    static let audience = "onboard"
    /// What stands in Ada's data, and nowhere else: whoever is shown one of them sees her data.
    static let secrets = ["ada@owner.example", "Adamantine Engines", "Lovelacia"]

    let api: TestAPI
    let sessionID: String
    let userID: String
    let tenantID: String
    let spaceID: String
    private let credentials: [Knocker: String]

    /// Runs a test with the whole cast.
    static func run(_ body: (Cast) async throws -> Void) async throws {
        let folder = TemporaryFolder()
        let document = TestProvider.document(TestProvider.keys[0])
        let keys = folder.file("jwks", String(decoding: document, as: UTF8.self))
        try await TestAPI.run { configuration in
            configuration.jwks = keys
            configuration.jwtIssuer = issuer
            configuration.jwtAudience = audience
        } _: { api in
            try await body(try await Cast(api))
        }
    }

    private init(_ api: TestAPI) async throws {
        self.api = api
        let session = try await api.start("ada@owner.example")
        try await api.verify(session, "ada@owner.example", lastName: "Lovelacia")
        let business = try await api.post(
            "/v1/onboarding/business", api.businessBody(session, name: "Adamantine Engines"))
        try required(business.status == 200)
        let ada = try await api.post(
            "/v1/onboarding/complete", ["sessionToken": .string(session)])
        try required(ada.status == 200, "\(ada.text)")
        sessionID = api.stream(session).replacing("session-", with: "")
        userID = ada["user"]["id"]?.stringValue ?? ""
        tenantID = ada["user"]["tenantId"]?.stringValue ?? ""
        spaceID = try await api.space(
            Self.bearer(ada.string("token")), ["name": "Adamantine Engines"])
        let eve = try await api.completed("eve@other.example")
        try await Self.addMember(to: tenantID, api)
        var credentials: [Knocker: String] = [
            .nobody: "", .sessionToken: Self.bearer(session),
            .owner: Self.bearer(ada.string("token")), .otherUser: Self.bearer(eve.string("token")),
            .member: api.person("member-1", email: "max@member.example"),
            .admin: api.person("admin-1", email: "root@example.com", role: "admin"),
        ]
        for scope in APIScope.allCases { credentials[.key(scope)] = try await api.key(scope) }
        credentials.merge(Self.forged(userID, api)) { $1 }
        self.credentials = credentials
    }

    /// `Authorization: …`, or nothing.
    func field(_ knocker: Knocker) -> String { credentials[knocker] ?? "" }

    func ask(_ line: String, _ knocker: Knocker, _ fields: [String] = []) async throws -> Answer {
        let lines = [line, field(knocker)] + fields
        return try await api.ask(lines.filter { !$0.isEmpty }.joined(separator: "\n"))
    }

    private static func bearer(_ token: String) -> String { "Authorization: Bearer \(token)" }

    /// A user whose profile names the tenant as theirs.
    private static func addMember(to tenantID: String, _ api: TestAPI) async throws {
        let created: JSONValue = [
            "source": "signup", "role": "member", "tenantId": .string(tenantID),
            "isEmailVerified": true, "method": "email",
        ]
        let personal: JSONValue = [
            "email": "max@member.example", "firstName": "Max", "lastName": "Member",
        ]
        let event = NewEvent(
            type: EventType("ProfileCreated"), data: created.encoded, personal: personal.encoded)
        _ = try await api.ledger.perform { transaction in
            try transaction.append(
                [
                    StreamAppend(
                        to: StreamID(category: "profile", id: "member-1"), expected: .none,
                        events: [event])
                ],
                metadata: EventMetadata(
                    actor: EventActor(kind: .system, id: "test"), correlationID: "r"))
        }
    }

    // MARK: Credentials that are none

    /// Each would be Ada's own token, if it were not for one thing.
    private static func forged(_ userID: String, _ api: TestAPI) -> [Knocker: String] {
        let seconds = api.clock.now().milliseconds / 1000
        var old = AccessTokens.claims(subject: userID, now: api.clock.now())
        old.expiresAt = seconds - 61
        let good = AccessTokens.claims(subject: userID, now: api.clock.now())
        let own = api.server.core.tokens.jwt
        let parts = own.sign(good).split(separator: ".")
        var admin = good
        admin.email = "root@example.com"
        admin.role = "admin"
        let none = Base64URL.encode(Array(#"{"alg":"none"}"#.utf8))
        var claims: JSONObject = [
            "iss": .string(issuer), "aud": [.string(audience)], "sub": .string(userID),
            "exp": .number(JSONNumber(seconds + 600)),
        ]
        func token(_ name: String, _ value: JSONValue) -> String {
            var changed = claims
            changed[name] = value
            return bearer(TestProvider.token(.object(changed)))
        }
        let confused = JWT(secret: TestProvider.keys[0].modulus).sign(good)
        var credentials: [Knocker: String] = [
            .expired: bearer(own.sign(old)),
            .tampered: bearer("\(parts[0]).\(Base64URL.encode(admin.encoded)).\(parts[2])"),
            .unsigned: bearer("\(none).\(parts[1])."),
            .wrongSecret: bearer(JWT(secret: Array("another".utf8)).sign(good)),
            .confusedAlgorithm: bearer(confused),
            .foreignIssuer: token("iss", "https://elsewhere.example/"),
            .foreignAudience: token("aud", ["another-app"]),
            .expiredProvided: token("exp", .number(JSONNumber(seconds - 61))),
            .unknownKey: bearer(
                TestProvider.token(.object(claims), key: TestProvider.keys[1])),
        ]
        claims["sub"] = "provided-1"
        credentials[.provided] = bearer(TestProvider.token(.object(claims)))
        return credentials
    }
}
