import HTTPServer
import JSON
import Onboarding
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// The steps of a membership, taken as a page takes them.
extension TestAPI {
    /// `Authorization: Bearer …` for a person whose email the issuer vouches for, or not.
    func member(_ subject: String, email: String? = nil, isVerified: Bool? = true) -> String {
        var claims = AccessTokens.claims(subject: subject, now: clock.now())
        claims.email = email ?? "\(subject)@example.com"
        claims.isEmailVerified = isVerified
        return "Authorization: Bearer \(server.core.tokens.jwt.sign(claims))"
    }

    func profile(_ field: String) async throws -> Answer {
        try await get("/api/user/profile", field)
    }

    func patch(_ body: JSONValue, _ fields: String...) async throws -> Answer {
        let text = String(decoding: body.encoded, as: UTF8.self)
        let lines = (["Content-Type: application/json"] + fields).joined(separator: "\n")
        return try await ask("PATCH /api/user/profile\n\(lines)\n\n\(text)")
    }

    /// Opens a checkout for a membership; its id.
    func order(_ body: JSONValue = ["plan": "family"], _ fields: String...) async throws -> String {
        let text = String(decoding: body.encoded, as: UTF8.self)
        let lines = (["Content-Type: application/json"] + fields).joined(separator: "\n")
        let answer = try await ask("POST /api/stripe/checkout\n\(lines)\n\n\(text)")
        try required(answer.status == 200, "\(answer.text)")
        return answer.string("sessionId")
    }

    /// Pays for a membership in the sandbox.
    func pay(_ field: String, plan: String = "family") async throws -> Answer {
        let id = try await order(["plan": .string(plan)], field)
        let paid = try await ask("POST /dev/checkout/\(id)/pay")
        try required(paid.status == 200, "\(paid.text)")
        return paid
    }

    static let completeProfile: JSONValue = [
        "first_name": "Ada", "last_name": "Lovelace", "is_onboarded": true,
    ]

    /// Where the membership's gate sends a token's subject; nil when they may stay.
    func membershipGate(_ subject: String, _ path: String = "/sanctuary") async throws -> String? {
        try await get("/v1/gate?flow=membership&path=\(path)", person(subject))["location"]
            .stringValue
    }
}
