import JSON

/// One step from a schema version to the next (contract L10), for every payload of the first.
package struct Upcaster: Sendable {
    package let kind: EventKind
    /// The version that it reads; it makes the next one.
    package let fromVersion: Int
    /// Turns data, and personal data unless it is absent or erased, into the next version's.
    package let transform: @Sendable (JSONObject, JSONObject?) -> (JSONObject, JSONObject?)

    package init(
        _ kind: EventKind, fromVersion: Int,
        _ transform: @escaping @Sendable (JSONObject, JSONObject?) -> (JSONObject, JSONObject?)
    ) {
        (self.kind, self.fromVersion, self.transform) = (kind, fromVersion, transform)
    }
}

/// All the steps there are.
package enum Upcasters {
    package static let all: [Upcaster] = [
        // Version 1 named the plan by its descriptor alone; ids have always been made from it.
        Upcaster(.signUpStarted, fromVersion: 1) { data, personal in
            var data = data
            let descriptor = data["planDescriptor"]?.stringValue ?? ""
            data["planId"] = .string("plan_" + descriptor)
            return (data, personal)
        },
        // Version 1 named neither the flow nor the fields; both may be absent.
        Upcaster(.commandRefused, fromVersion: 1) { data, personal in (data, personal) },
        // Version 1 did not tell where others had mentioned the person; that may be absent.
        Upcaster(.personErased, fromVersion: 1) { data, personal in (data, personal) },
    ]

    /// True when payloads of this version must be upcast before they are decoded.
    package static func isOlder(type: String, schemaVersion: Int) -> Bool {
        EventKind(rawValue: type).map { schemaVersion < $0.schemaVersion } ?? false
    }

    /// Brings a payload up to the current version. One of a type that no built-in flow knows, or of
    /// the current version, comes back as it is.
    package static func upcast(
        type: String, fromVersion: Int, data: [UInt8], personal: [UInt8]?
    ) throws(UpcastFailure) -> UpcastPayload {
        guard let kind = EventKind(rawValue: type), fromVersion != kind.schemaVersion else {
            return UpcastPayload(schemaVersion: fromVersion, data: data, personal: personal)
        }
        guard fromVersion < kind.schemaVersion else {
            throw .newerVersion(type: type, schemaVersion: fromVersion, newest: kind.schemaVersion)
        }
        var payload = (
            try object(data),
            try personal.map { bytes throws(UpcastFailure) in try object(bytes) }
        )
        for version in fromVersion..<kind.schemaVersion {
            guard let step = all.first(where: { $0.kind == kind && $0.fromVersion == version })
            else { throw .noUpcaster(type: type, schemaVersion: version) }
            payload = step.transform(payload.0, payload.1)
        }
        return UpcastPayload(
            schemaVersion: kind.schemaVersion, data: JSONValue.object(payload.0).encoded,
            personal: payload.1.map { JSONValue.object($0).encoded })
    }

    /// Parsed without the limits for strangers' JSON: the log wrote it.
    private static func object(_ bytes: [UInt8]) throws(UpcastFailure) -> JSONObject {
        do throws(JSONError) {
            guard let object = try JSONValue(parsing: bytes, limits: .trusted).objectValue else {
                throw JSONError(.typeMismatch(expected: .object), at: 0)
            }
            return object
        } catch {
            throw .malformed(error)
        }
    }
}

/// A payload of a known schema version.
package struct UpcastPayload: Sendable, Equatable {
    package var schemaVersion: Int
    /// One JSON object in UTF-8.
    package var data: [UInt8]
    /// One JSON object in UTF-8; nil when there is none, or it was erased.
    package var personal: [UInt8]?
}

/// Why a stored payload cannot be brought to the current version.
package enum UpcastFailure: Error, Sendable, Equatable {
    /// A later program wrote it.
    case newerVersion(type: String, schemaVersion: Int, newest: Int)
    /// No step leads on from this version.
    case noUpcaster(type: String, schemaVersion: Int)
    /// What is stored is no JSON object.
    case malformed(JSONError)
}

extension UpcastFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .newerVersion(_, let version, let newest):
            "version \(version) is a newer program's, this one's newest is \(newest)"
        case .noUpcaster(_, let version): "nothing leads on from version \(version)"
        case .malformed(let error): error.description
        }
    }
}
