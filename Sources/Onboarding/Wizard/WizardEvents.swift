import JSON

/// What can happen to a user's wizard (stream `wizard-<userId>`): saves and nothing else, so that
/// the stream's version counts them (A0).
public enum WizardEvent: Sendable, Equatable {
    case stepSaved(StepSaved)
}

/// The person got on with a step, or changed what was filled in (A2).
public struct StepSaved: Sendable, Equatable {
    /// 0 to 3: account, user, entity, complete.
    public var step = 0
    /// The experiment's variant that this subject was given, if any; in the first save (D4).
    public var variant: String?
    /// Personal. The fields that changed, with their new values; null for one that was cleared.
    package var data = JSONObject()

    public init() {}

    package init(step: Int, data: JSONObject) { (self.step, self.data) = (step, data) }
}

extension WizardEvent: DomainEvent {
    package var kind: EventKind { .stepSaved }

    package func writeData(to writer: inout JSONWriter) {
        switch self {
        case .stepSaved(let payload): payload.writeData(to: &writer)
        }
    }

    package func writePersonal(to writer: inout JSONWriter) -> Bool {
        switch self {
        case .stepSaved(let payload): payload.writePersonal(to: &writer)
        }
    }

    package static func decode(
        _ kind: EventKind, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?
    ) throws(JSONError) -> WizardEvent {
        switch kind {
        case .stepSaved: .stepSaved(unsafe try .init(data: data, personal: personal))
        default: throw JSONError(.invalidValue(expected: "a wizard event"), at: 0)
        }
    }
}

extension StepSaved: EventPayload {
    static let kind = EventKind.stepSaved
    static let required: [StaticString] = ["step"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "step":
            // As the schema has it.
            step = try scanner.int(in: 0...3)
            return 0
        case "variant":
            variant = try scanner.optionalString()
            return nil
        default:
            try scanner.skip()
            return nil
        }
    }

    mutating func readPersonal(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) {
        switch key {
        case "data": data = try scanner.valueObject()
        default: try scanner.skip()
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("step", step)
        writer.member("variant", variant)
    }

    var hasPersonal: Bool { !data.isEmpty }

    func writePersonalMembers(to writer: inout JSONWriter) { writer.member("data", data) }
}
