import JSON
import Onboarding

// What people fill in is given and had as the bytes of a JSON object (contract L17).

/// What was given as JSON is none.
public struct MalformedJSON: Error, Sendable, Hashable {
    /// What is wrong, and at which byte.
    public let explanation: String
}

extension Wizards {
    /// Merges a step's fields into what is filled in (A2); null clears a field.
    ///
    /// - Parameters:
    ///   - step: 0 to 3.
    ///   - data: a JSON object, up to 64 KiB.
    ///   - version: the one that the save is based on; 0 before the first.
    ///   - demanded: the versions of which the wizard's stream must be at one (If-Match).
    /// - Throws: `MalformedJSON`, `WizardRejection`; `SaveConflict` for a stale version,
    ///   `VersionMismatch` for one that was not demanded, `IdempotencyConflict`.
    public func saveStep(
        _ step: Int, json data: [UInt8], version: Int, of userID: String, _ facts: RequestFacts,
        idempotency: IdempotencyKey? = nil, demanded: DemandedVersions? = nil
    ) async throws -> SavedStep {
        var request = SaveRequest(
            userID: userID, step: step, data: try JSONValue(given: data), version: version,
            facts: facts)
        (request.idempotency, request.expected) = (idempotency, demanded)
        return try await saveStep(request).value
    }
}

extension StepFlows {
    /// Merges a step's fields into what is filled in (X2); null clears a field.
    ///
    /// - Parameters:
    ///   - step: from 0, in the order in which the flow's file declares its steps.
    ///   - data: a JSON object, up to 64 KiB.
    ///   - version: the one that the save is based on; 0 before the first.
    /// - Throws: `MalformedJSON`, `StepRejection`; `SaveConflict` for a stale version.
    public func saveStep(
        _ step: Int, json data: [UInt8], version: Int, _ request: PlacedRequest
    ) async throws -> SavedStep {
        try await saveStep(step, try JSONValue(given: data), version: version, request).value
    }
}

extension ShopProfileChanged {
    /// Reads a merge patch, the body of M5: absent fields are kept, null clears.
    ///
    /// - Throws: `MalformedJSON`; `MerchantRejection.invalidShop` naming each wrong field.
    public init(json patch: [UInt8]) throws {
        try self.init(parsing: try JSONValue(given: patch).object())
    }
}

extension ProfilePatch {
    /// Reads the body of S4: absent fields are kept, null clears. What is wrong with a field is
    /// told when the profile is edited.
    ///
    /// - Throws: `MalformedJSON`.
    public init(json body: [UInt8]) throws(MalformedJSON) {
        self.init(reading: try JSONValue(given: body).object())
    }
}

extension CompanyInitialized {
    /// Reads the body of `initialize` (A0).
    ///
    /// - Throws: `MalformedJSON`; `CompanyFormError` naming each wrong field.
    public init(json body: [UInt8]) throws {
        try self.init(form: try JSONValue(given: body).object())
    }
}

extension WizardProgress {
    /// What is filled in, as a JSON object.
    public var stepDataJSON: [UInt8] { JSONValue.object(stepData).encoded }
}

extension StepProgress {
    /// What is filled in, as a JSON object.
    public var stepDataJSON: [UInt8] { JSONValue.object(stepData).encoded }
}

extension SaveConflict {
    /// What is filled in by now, as a JSON object.
    public var stepDataJSON: [UInt8] { JSONValue.object(stepData).encoded }
}

extension SaveConflict.Field {
    /// What the field is by now.
    public var valueJSON: [UInt8] { value.encoded }
}

extension JSONValue {
    fileprivate init(given bytes: [UInt8]) throws(MalformedJSON) {
        do { self = try JSONValue(parsing: bytes) } catch {
            throw MalformedJSON(explanation: "\(error)")
        }
    }

    fileprivate func object() throws(MalformedJSON) -> JSONObject {
        guard let objectValue else { throw MalformedJSON(explanation: "It is no object.") }
        return objectValue
    }
}
