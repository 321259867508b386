import JSON
import Onboarding

/// Reads the values of a flow's attributes from the states that hold them.
struct AttributeFields {
    private let fields: [(name: [UInt8], isLinked: Bool)]
    /// True for a team's own flow: its attributes are the members of `attributes`, whatever the
    /// state's own members are called.
    private let areInside: Bool

    init(_ declaration: FlowDeclaration) {
        fields = declaration.countedAttributes.map { (Array($0.field.utf8), $0.isLinked) }
        areInside = FlowCatalogue.builtIn.flow(declaration.flow) == nil
    }

    /// For each attribute its text; nil for those that the state does not have.
    func values(in state: UnsafeRawBufferPointer, isLinked: Bool) throws(JSONError) -> [String?] {
        var values = [String?](repeating: nil, count: fields.count)
        try unsafe JSONScanner.scan(state, limits: .trusted) { scanner throws(JSONError) in
            guard areInside else { return try read(&scanner, isLinked, into: &values) }
            try scanner.object { key, scanner throws(JSONError) in
                if key == "attributes", try scanner.peek() == .object {
                    try read(&scanner, isLinked, into: &values)
                } else {
                    try scanner.skip()
                }
            }
        }
        return values
    }

    /// Takes those members of the object ahead that are attributes.
    private func read(
        _ scanner: inout JSONScanner, _ isLinked: Bool, into values: inout [String?]
    ) throws(JSONError) {
        try scanner.object { key, scanner throws(JSONError) in
            let index = fields.firstIndex { $0.isLinked == isLinked && key.equals($0.name) }
            guard let index else {
                try scanner.skip()
                return
            }
            values[index] = try Self.text(&scanner)
        }
    }

    /// A scalar as the text that groups are named by; nil for null, objects and arrays, and for an
    /// empty text: it could be neither named nor asked for.
    private static func text(_ scanner: inout JSONScanner) throws(JSONError) -> String? {
        switch try scanner.peek() {
        case .string:
            let text = try scanner.string()
            return text.isEmpty ? nil : text
        case .number, .bool: return String(decoding: try scanner.rawValue(), as: UTF8.self)
        case .null, .object, .array:
            try scanner.skip()
            return nil
        }
    }
}
