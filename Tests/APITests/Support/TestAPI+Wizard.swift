import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// The wizard, used as its pages use it.
extension TestAPI {
    static let company: JSONValue = [
        "accountType": "business", "entityName": "Analytical Engines", "country": "gb",
        "currency": "gbp", "fiscalYearStart": 4, "taxId": "GB 123",
    ]

    func save(
        _ user: String, _ step: Int, _ data: JSONValue, version: Int, _ fields: String...
    ) async throws -> Answer {
        let body: JSONValue = [
            "step": .number(JSONNumber(step)), "data": data,
            "version": .number(JSONNumber(version)),
        ]
        let text = String(decoding: body.encoded, as: UTF8.self)
        let lines = ["Content-Type: application/json", person(user)] + fields
        return try await ask(
            "POST /system/onboarding/save-step\n\(lines.joined(separator: "\n"))\n\n\(text)")
    }

    func resume(_ user: String, _ fields: String...) async throws -> Answer {
        let lines = ["GET /system/onboarding/resume", person(user)] + fields
        return try await ask(lines.joined(separator: "\n"))
    }

    func status(_ user: String) async throws -> String {
        try await get("/system/onboarding/status", person(user)).string("status")
    }

    /// Makes a user's tenant; its id.
    func initialize(_ user: String) async throws -> String {
        let answer = try await post("/onboarding/initialize", Self.company, person(user))
        try required(answer.status == 201, "\(answer.text)")
        return answer.string("tenantId")
    }

    func complete(_ user: String, _ fields: String...) async throws -> Answer {
        let lines = ["POST /onboarding/complete", person(user)] + fields
        return try await ask(lines.joined(separator: "\n"))
    }
}
