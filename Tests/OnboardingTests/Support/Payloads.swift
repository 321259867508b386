import JSON
import TestSupport
import Time

@testable import Onboarding

/// The golden payloads: what each type and version looked like when it was first written. Files are
/// added to the folder, never edited.
enum Golden {
    static let folder = "Tests/OnboardingTests/Golden"

    static func payload(_ name: String) throws -> (data: [UInt8], personal: [UInt8]?) {
        let file = try Repository.json("\(folder)/\(name)")
        // Guaranteed by the files' form: each has an object "data".
        return (file["data"]!.encoded, file["personal"]?.encoded)
    }

    static func payload(of kind: EventKind) throws -> (data: [UInt8], personal: [UInt8]?) {
        try payload("\(kind.rawValue).v\(kind.schemaVersion).json")
    }
}

/// Any event, whatever its family, for tests that go over all kinds.
struct AnyEvent: Equatable {
    let kind: EventKind
    let encoded: EncodedEvent
    /// The event itself, in words.
    let description: String

    init(_ kind: EventKind, data: [UInt8], personal: [UInt8]?) throws {
        let event: any DomainEvent =
            switch kind.family {
            case .signUp: try SignUpEvent.decode(kind, data, personal)
            case .profile: try ProfileEvent.decode(kind, data, personal)
            case .tenant: try TenantEvent.decode(kind, data, personal)
            case .wizard: try WizardEvent.decode(kind, data, personal)
            case .company: try CompanyEvent.decode(kind, data, personal)
            case .call: try CallEvent.decode(kind, data, personal)
            case .meeting: try MeetingEvent.decode(kind, data, personal)
            case .membership: try MembershipEvent.decode(kind, data, personal)
            case .access: try AccessEvent.decode(kind, data, personal)
            case .shop: try ShopEvent.decode(kind, data, personal)
            case .tally: try TallyEvent.decode(kind, data, personal)
            case .erasure: try ErasureEvent.decode(kind, data, personal)
            case .flow: try FlowEvent.decode(kind, data, personal)
            case .declared: try DeclaredEvent.decode(kind, data, personal)
            }
        self.kind = event.kind
        encoded = EncodedEvent(event)
        description = "\(event)"
    }
}

extension DomainEvent {
    /// Decodes a payload that is held in arrays.
    static func decode(
        _ kind: EventKind, _ data: [UInt8], _ personal: [UInt8]?
    ) throws -> Self {
        guard let personal else {
            return try unsafe data.withUnsafeBytes { data in
                try unsafe decode(kind, data: data, personal: nil)
            }
        }
        return try unsafe data.withUnsafeBytes { data in
            try unsafe personal.withUnsafeBytes { personal in
                try unsafe decode(kind, data: data, personal: personal)
            }
        }
    }
}

extension SubjectState {
    /// Applies a payload that is held in arrays.
    mutating func apply(
        _ type: String, _ data: String, personal: String? = nil, at time: Timestamp = noon
    ) throws {
        let (data, personal) = (Array(data.utf8), personal.map { Array($0.utf8) })
        try unsafe data.withUnsafeBytes { data in
            guard let personal else {
                return try unsafe apply(
                    type: type, kind: EventKind(rawValue: type), data: data, personal: nil,
                    at: time)
            }
            try unsafe personal.withUnsafeBytes { personal in
                try unsafe apply(
                    type: type, kind: EventKind(rawValue: type), data: data, personal: personal,
                    at: time)
            }
        }
    }

    /// The state's JSON.
    var json: JSONValue {
        get throws { try JSONValue(parsing: JSONWriter.encode { write(to: &$0) }) }
    }
}
