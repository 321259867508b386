import JSON

/// Which names within a value a schema itself has.
extension JSONSchema {
    /// Schemas that speak of one value and are looked at; of what more say nothing is known.
    private static let schemasMax = 1000

    /// What speaks of a member or an element of that name, where `schemas` speak of the value that
    /// holds it; nil for a name that none of them has, which a person may have made up.
    ///
    /// An element's number is had where no other members are spoken of: a name may be a number.
    func schemas(below schemas: [JSONValue], at name: String) -> [JSONValue]? {
        let all = speaking(withOrBy: schemas)
        let properties = all.compactMap { $0["properties"]?[name] }
        if !properties.isEmpty { return properties }
        if all.contains(where: { $0["required"]?.arrayValue?.contains(.string(name)) == true }) {
            return []
        }
        let elements = all.compactMap { $0["items"] }
        guard !elements.isEmpty, JSONPointer.place(name) != nil,
            !all.contains(where: { $0["additionalProperties"] != nil })
        else { return nil }
        return elements
    }

    /// The schemas with their forms and with what they refer to, each reference once; none where
    /// there are too many.
    private func speaking(withOrBy schemas: [JSONValue]) -> [JSONValue] {
        var (all, waiting, followed): ([JSONValue], [JSONValue], Set<String>) = ([], schemas, [])
        while let schema = waiting.popLast() {
            guard all.count < Self.schemasMax else { return [] }
            all.append(schema)
            for keyword in ["allOf", "anyOf", "oneOf"] {
                waiting += schema[keyword]?.arrayValue ?? []
            }
            if let reference = schema["$ref"]?.stringValue, followed.insert(reference).inserted,
                let target = JSONPointer.value(at: String(reference.dropFirst()), in: root)
            {
                waiting.append(target)
            }
        }
        return all
    }
}
