import JSON

/// A step of a team's own flow that the wizard's endpoints serve (X2).
public struct FlowStep: Sendable, Hashable {
    /// Unique in the flow; also the stage's that a step without `event` leads to.
    public let name: String
    /// For people.
    public let title: String?
    /// In the order of the file.
    public let fields: [FlowField]
    /// True when the flow may be completed without it.
    public let isOptional: Bool
    /// The type of event that says that the step is filled in; nil for one that leads nowhere.
    public let event: String?
    /// As it stands in the file.
    package let source: JSONValue

    package init(
        name: String, title: String? = nil, fields: [FlowField], isOptional: Bool = false,
        event: String? = nil, source: JSONValue
    ) {
        (self.name, self.title, self.fields) = (name, title, fields)
        (self.isOptional, self.event, self.source) = (isOptional, event, source)
    }

    /// Nil for a name that is no field of this step: byte by byte, as members of objects are named.
    package func field(_ name: String) -> FlowField? {
        fields.first { ExactText($0.name) == ExactText(name) }
    }

    /// The required fields that still have no value.
    package func missing(in data: JSONObject) -> [FlowField] {
        fields.filter { $0.isRequired && (data[$0.name]?.isNull ?? true) }
    }
}

/// A field of a step.
public struct FlowField: Sendable, Hashable {
    /// As in the step's data; unique in the flow, not only in the step.
    public let name: String
    /// True when the step leads nowhere without it.
    public let isRequired: Bool
    /// True when its values are kept apart in events, so that they can be erased (L14).
    public let isPersonal: Bool
    /// For people; nil where the schema has none.
    public let title: String?
    /// What a value must be.
    private let schema: JSONValue
    /// Where the schema's references lead.
    private let document: JSONSchema

    package init(name: String, isRequired: Bool, schema: JSONValue, document: JSONSchema) {
        (self.name, self.isRequired) = (name, isRequired)
        (self.schema, self.document) = (schema, document)
        var references: Set<String> = []
        isPersonal = Self.isPersonal(schema, document.root, &references)
        title = schema["title"]?.stringValue
    }

    /// The same mark as in the events' own schemas.
    static let personalMark = "x-personal"

    /// Whether the mark is anywhere in a schema, behind references too: a value is kept apart as a
    /// whole.
    private static func isPersonal(
        _ schema: JSONValue, _ document: JSONValue, _ references: inout Set<String>
    ) -> Bool {
        switch schema {
        case .array(let elements):
            return elements.contains { isPersonal($0, document, &references) }
        case .object(let object):
            if object[personalMark]?.boolValue == true { return true }
            if let reference = object["$ref"]?.stringValue, references.insert(reference).inserted,
                let schema = JSONPointer.value(at: String(reference.dropFirst()), in: document),
                isPersonal(schema, document, &references)
            {
                return true
            }
            return object.contains { isPersonal($0.value, document, &references) }
        case .null, .bool, .number, .string: return false
        }
    }

    /// How many names of a path into a value, from its first on, the field's schema has.
    func declaredCount(of path: ArraySlice<String>) -> Int {
        var schemas = [schema]
        for (count, name) in path.enumerated() {
            guard let below = document.schemas(below: schemas, at: name) else { return count }
            schemas = below
        }
        return path.count
    }

    /// What is wrong with a value, by pointers that begin at `pointer`.
    func problems(
        with value: JSONValue, at pointer: String, spending effort: inout CheckEffort
    ) -> [FieldProblem] {
        document.problems(with: value, by: schema, spending: &effort).map {
            FieldProblem(pointer: pointer + $0.pointer, detail: $0.detail)
        }
    }
}
