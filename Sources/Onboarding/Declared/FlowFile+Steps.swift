import JSON

/// Reading the steps that the wizard's endpoints serve (X2).
extension FlowFileReader {
    private static let stepMembers = [
        "name", "title", "fields", "required", "schema", "optional", "event",
    ]
    private static let schemaMembers = [
        "$schema", "$id", "$comment", "$defs", "title", "description", "type", "properties",
        "required", "additionalProperties",
    ]
    /// Steps are numbered, and a step's number is kept in a byte.
    private static let stepsMax = 64
    /// Of one step.
    private static let fieldsMax = 200

    /// Reads the steps; personal fields may not be attributes, which show in numbers.
    mutating func steps(
        _ root: FlowFileNode, _ stages: [FlowStage], _ attributes: [FlowAttribute]
    ) -> [FlowStep] {
        let nodes = optionalArray(root, "steps", "an array of steps")
        if nodes.count > Self.stepsMax {
            refuse(root.pointer + "/steps", "expected at most \(Self.stepsMax) steps")
        }
        if !nodes.isEmpty { refuseOwnTypes(stages) }
        let steps = nodes.compactMap { step($0, stages) }
        guard steps.count == nodes.count else { return steps }
        requireDistinct(nodes, steps)
        if isNew, root["variants"] != nil { refuseOwnVariant(nodes, steps) }
        for (place, attribute) in attributes.enumerated()
        where steps.contains(where: { $0.field(attribute.name)?.isPersonal == true }) {
            refuse(
                "/attributes/\(place)",
                "\"\(attribute.name)\" is personal: it would show in numbers")
        }
        return steps
    }

    /// The exits of a flow of steps whose time runs out: the ledger records that by itself.
    static func expiring(_ exits: [FlowExit]) -> [FlowExit] {
        let type = EventKind.flowExpired.rawValue
        if exits.contains(where: { $0.on.contains(type) }) { return exits }
        guard let place = exits.firstIndex(where: { $0.name == FlowExit.expired }) else {
            return exits + [FlowExit(FlowExit.expired, on: [type])]
        }
        var exits = exits
        exits[place] = FlowExit(FlowExit.expired, on: exits[place].on + [type])
        return exits
    }

    /// Nil without a usable name.
    private mutating func step(_ node: FlowFileNode, _ stages: [FlowStage]) -> FlowStep? {
        guard isObject(node, members: Self.stepMembers), let name = name(node) else { return nil }
        let title = node["title"] == nil ? nil : text(node, "title", "a title")
        return FlowStep(
            name: name, title: title, fields: fields(node), isOptional: flag(node, "optional"),
            event: event(node, name, stages), source: node.value)
    }

    /// The type that is named, else the first of the stage that the step is named for.
    private mutating func event(_ node: FlowFileNode, _ name: String, _ stages: [FlowStage])
        -> String?
    {
        guard node["event"] != nil else { return stages.first { $0.name == name }?.on.first }
        guard let event = text(node, "event", "an event type of a stage") else { return nil }
        if !stages.contains(where: { $0.on.contains(event) }) {
            refuse(node.pointer + "/event", "\"\(event)\" leads to no stage")
        }
        return event
    }

    /// Every save would lead back to the stage.
    private mutating func refuseOwnTypes(_ stages: [FlowStage]) {
        for kind in [EventKind.flowStepSaved, .flowExpired] {
            for (place, stage) in stages.enumerated() where stage.on.contains(kind.rawValue) {
                refuse("/stages/\(place)/on", "\"\(kind.rawValue)\" is the ledger's own word")
            }
        }
    }

    /// The flow gives a variant of its own, which a field of that name would say otherwise (D4).
    private mutating func refuseOwnVariant(_ nodes: [FlowFileNode], _ steps: [FlowStep]) {
        let name = FlowAttribute.variant
        for (node, step) in zip(nodes, steps) where step.field(name) != nil {
            refuse(
                node.pointer,
                "expected another name than \"\(name)\" for a field: the flow gives out variants")
        }
    }

    /// A field is one step's: all that is filled in stands in one object.
    private mutating func requireDistinct(_ nodes: [FlowFileNode], _ steps: [FlowStep]) {
        var (names, fields): (Set<String>, [String: String]) = ([], [:])
        for (node, step) in zip(nodes, steps) {
            if !names.insert(step.name).inserted {
                refuse(node.pointer + "/name", "\"\(step.name)\" is there twice")
            }
            for field in step.fields {
                if let other = fields[field.name] {
                    refuse(
                        node.pointer, "the field \"\(field.name)\" is one of \"\(other)\" already")
                }
                fields[field.name] = step.name
            }
        }
    }

    // MARK: Fields

    /// Either `fields` with `required` beside it, or `schema`, the schema of an object.
    private mutating func fields(_ node: FlowFileNode) -> [FlowField] {
        if let schema = node["schema"] {
            for name in ["fields", "required"] where node[name] != nil {
                refuse(node.pointer + "/" + name, "expected nothing here: there is a schema")
            }
            return fields(ofSchema: schema)
        }
        return fields(node["fields"], required: required(node), of: nil)
    }

    /// References in the fields' schemas lead into this one's `$defs`.
    private mutating func fields(ofSchema node: FlowFileNode) -> [FlowField] {
        guard isObject(node, members: Self.schemaMembers) else { return [] }
        if let type = node["type"], type.value != "object" {
            refuse(type.pointer, "expected \"object\": the step's fields are its properties")
        }
        if let others = node["additionalProperties"], others.value != false {
            refuse(others.pointer, "expected false: what no property names is refused")
        }
        if let definitions = node["$defs"] {
            var check = schemaCheck(node.value)
            for (name, schema) in definitions.value.objectValue ?? JSONObject() {
                check.check(schema, at: definitions.pointer + "/" + JSONPointer.escaped(name))
            }
            problems += check.problems
        }
        return fields(node["properties"], required: required(node), of: node.value)
    }

    /// Names that are no field are refused.
    private mutating func required(_ node: FlowFileNode) -> Set<String> {
        var names: Set<String> = []
        for element in optionalArray(node, "required", "an array of fields' names") {
            guard let name = element.value.stringValue else {
                refuse(element.pointer, "expected a field's name")
                continue
            }
            let properties = node["fields"] ?? node["properties"]
            if properties?.value[name] == nil { refuse(element.pointer, "\"\(name)\" is no field") }
            names.insert(name)
        }
        return names
    }

    private func schemaCheck(_ document: JSONValue) -> FlowSchemaCheck {
        FlowSchemaCheck(document: document, isNew: isNew)
    }

    /// - Parameter document: where references lead; nil for each field's own schema.
    private mutating func fields(
        _ node: FlowFileNode?, required: Set<String>, of document: JSONValue?
    ) -> [FlowField] {
        guard let node else { return [] }
        guard let members = node.value.objectValue else {
            refuse(node.pointer, "expected an object: a JSON Schema for each field")
            return []
        }
        if members.count > Self.fieldsMax {
            refuse(node.pointer, "expected at most \(Self.fieldsMax) fields")
        }
        let shared = document.map { JSONSchema($0) }
        return members.map { name, schema in
            var check = schemaCheck(document ?? schema)
            check.check(schema, at: node.pointer + "/" + JSONPointer.escaped(name))
            problems += check.problems
            return FlowField(
                name: name, isRequired: required.contains(name), schema: schema,
                document: shared ?? JSONSchema(schema))
        }
    }
}
