/// What a subject at a stage gives or does before it goes on, as the flow declares it (X1). What
/// somebody still owes (X3) comes from it.
public struct FlowRequirement: Sendable, Hashable {
    /// A field to fill in, or something to do.
    public let kind: Requirement.Kind
    /// A sentence for the person.
    public let why: String

    /// The field's name, or the action's word.
    public var name: String {
        switch kind {
        case .field(let name), .action(let name): name
        }
    }

    static func field(_ name: String, _ why: String) -> FlowRequirement {
        FlowRequirement(kind: .field(name), why: why)
    }

    static func action(_ name: String, _ why: String) -> FlowRequirement {
        FlowRequirement(kind: .action(name), why: why)
    }
}

extension Requirement {
    /// What is declared, owed by somebody; `code` says why the last value was refused.
    init(_ declared: FlowRequirement, code: String? = nil) {
        self.init(declared.kind, declared.why, code: code)
    }
}
