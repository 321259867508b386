import JSON

/// One thing that a subject gives or does before it goes on: as the flow declares it (X1), or as
/// somebody still owes it (X3).
public struct Requirement: Sendable, Hashable {
    /// What is owed: something to know, or something to do.
    public enum Kind: Sendable, Hashable {
        /// A field to fill in, by its name on the wire.
        case field(String)
        /// Something to do, by a stable word.
        case action(String)
    }

    public let kind: Kind
    /// A sentence for the person.
    public let why: String
    /// The code of the refusal that the last value met; nil when none was refused, and in a
    /// declaration.
    public let code: String?

    init(_ kind: Kind, _ why: String, code: String? = nil) {
        (self.kind, self.why, self.code) = (kind, why, code)
    }

    static func field(_ name: String, _ why: String) -> Requirement { .init(.field(name), why) }

    static func action(_ name: String, _ why: String) -> Requirement { .init(.action(name), why) }

    /// The field's name, or the action's word.
    public var name: String {
        switch kind {
        case .field(let name), .action(let name): name
        }
    }

    /// True for something to do, false for a field to fill in.
    var isAction: Bool { if case .action = kind { true } else { false } }

    /// A code that the requirement has already goes before.
    func refused(_ codes: [String: String]) -> Requirement {
        guard code == nil, case .field(let name) = kind else { return self }
        return Requirement(kind, why, code: codes[name])
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            switch kind {
            case .field(let name): writer.member("field", name)
            case .action(let name): writer.member("action", name)
            }
            writer.member("why", why)
            writer.member("code", code)
        }
    }
}
