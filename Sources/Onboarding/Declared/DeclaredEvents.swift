import JSON

/// What happens in a team's own flow beside the types that its file names (X2).
public enum DeclaredEvent: Sendable, Equatable {
    /// Fields were filled in, changed or cleared.
    case stepSaved(FlowStepSaved)
    /// Recorded by a job, once, for a subject that is not through.
    case expired(FlowExpired)
}

/// The person got on with a step, or changed what was filled in.
public struct FlowStepSaved: Sendable, Equatable {
    /// From 0.
    public var step = 0
    /// The step's name in the flow's file, as it was then.
    public var name = ""
    /// The fields that changed, with their new values; null for one that was cleared.
    package var fields = JSONObject()
    /// Personal. The same for fields that the flow's file marks so.
    package var personalFields = JSONObject()
    /// Facts by which numbers are broken down, such as the variant that the flow gave.
    package var attributes = JSONObject()

    public init() {}

    package init(step: Int, name: String, fields: JSONObject, personalFields: JSONObject) {
        (self.step, self.name) = (step, name)
        (self.fields, self.personalFields) = (fields, personalFields)
    }
}

/// The flow's time ran out before the subject was through.
public struct FlowExpired: Sendable, Equatable {
    public init() {}
}

extension DeclaredEvent: DomainEvent {
    package var kind: EventKind {
        switch self {
        case .stepSaved: FlowStepSaved.kind
        case .expired: FlowExpired.kind
        }
    }

    package func writeData(to writer: inout JSONWriter) {
        switch self {
        case .stepSaved(let payload): payload.writeData(to: &writer)
        case .expired(let payload): payload.writeData(to: &writer)
        }
    }

    package func writePersonal(to writer: inout JSONWriter) -> Bool {
        switch self {
        case .stepSaved(let payload): payload.writePersonal(to: &writer)
        case .expired(let payload): payload.writePersonal(to: &writer)
        }
    }

    package static func decode(
        _ kind: EventKind, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?
    ) throws(JSONError) -> DeclaredEvent {
        switch kind {
        case .flowStepSaved: .stepSaved(unsafe try .init(data: data, personal: personal))
        case .flowExpired: .expired(unsafe try .init(data: data, personal: personal))
        default: throw JSONError(.invalidValue(expected: "a declared flow's event"), at: 0)
        }
    }
}

extension FlowExpired: EventPayload {
    static let kind = EventKind.flowExpired
}

extension FlowStepSaved: EventPayload {
    static let kind = EventKind.flowStepSaved
    static let required: [StaticString] = ["step", "name"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "step":
            step = try scanner.int(in: PayloadBounds.counts)
            return 0
        case "name":
            name = try scanner.string()
            return 1
        case "fields": fields = try scanner.valueObject()
        case "attributes": attributes = try scanner.valueObject()
        default: try scanner.skip()
        }
        return nil
    }

    mutating func readPersonal(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) {
        switch key {
        case "personalFields": personalFields = try scanner.valueObject()
        default: try scanner.skip()
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("step", step)
        writer.member("name", name)
        if !fields.isEmpty { writer.member("fields", fields) }
        if !attributes.isEmpty { writer.member("attributes", attributes) }
    }

    var hasPersonal: Bool { !personalFields.isEmpty }

    func writePersonalMembers(to writer: inout JSONWriter) {
        writer.member("personalFields", personalFields)
    }
}
