import JSON

/// What happens to a team's own flow as such, in `flow-<id>`.
public enum FlowEvent: Sendable, Equatable {
    /// Also a new form of it: the newest one counts.
    case declared(FlowDeclared)
}

/// A flow was declared: what its file says, whose members `FlowDeclaration(parsing:)` understands.
public struct FlowDeclared: Sendable, Equatable {
    /// Those of the file, in its order.
    package var members = JSONObject()

    public init() {}
}

extension FlowEvent: DomainEvent {
    package var kind: EventKind { FlowDeclared.kind }

    package func writeData(to writer: inout JSONWriter) {
        switch self {
        case .declared(let payload): payload.writeData(to: &writer)
        }
    }

    package func writePersonal(to writer: inout JSONWriter) -> Bool { false }

    package static func decode(
        _ kind: EventKind, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?
    ) throws(JSONError) -> FlowEvent {
        switch kind {
        case .flowDeclared: .declared(unsafe try .init(data: data, personal: personal))
        default: throw JSONError(.invalidValue(expected: "a flow's declaration"), at: 0)
        }
    }
}

extension FlowDeclared: EventPayload {
    static let kind = EventKind.flowDeclared
    static let required: [StaticString] = ["flow", "stages"]
    private static let optional: Set<String> = [
        "exits", "transitions", "attributes", "expiry", "steps", "variants",
    ]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        let name = key.string
        let place = Self.required.firstIndex { key == $0 }
        if place == nil, !Self.optional.contains(name) {
            try scanner.skip()
        } else {
            members[name] = try scanner.value()
        }
        return place
    }

    func writeMembers(to writer: inout JSONWriter) {
        for (name, value) in members { writer.member(key: name, value) }
    }
}
