import JSON
import Time

extension FlowDeclaration {
    /// Reads a team's own flow from its file (X2; contract section 8, flow files).
    ///
    /// Members that are not known are refused, so that a misspelt one is not silently without
    /// effect. Without `transitions`, a subject moves to the next stage, over optional ones too,
    /// and from any stage but the last into any exit, where it stays unless it begins anew.
    public init(parsing file: [UInt8]) throws(FlowFileError) { try self.init(file, isNew: false) }

    /// - Parameter isNew: the file is to be declared, rather than one that was.
    init(_ file: [UInt8], isNew: Bool) throws(FlowFileError) {
        let root: JSONValue
        do {
            root = try JSONValue(parsing: file)
        } catch {
            throw FlowFileError(problems: [
                .init(FieldProblem(pointer: "", detail: error.explanation(in: file)))
            ])
        }
        var reader = FlowFileReader(isNew: isNew)
        let declaration = reader.declaration(FlowFileNode(root, pointer: ""))
        guard let declaration, reader.problems.isEmpty else {
            throw FlowFileError(
                problems: reader.problems.map {
                    .init($0, line: JSONPlaces.line(of: $0.pointer, in: file))
                })
        }
        self = declaration
    }
}

extension FlowDeclaration {
    /// Whether a category of streams is the ledger's own, so that no flow is called so.
    package static func isReserved(_ category: String) -> Bool {
        FlowFileReader.reserved.contains(category)
    }
}

/// A value of the file and where it stands.
struct FlowFileNode {
    let value: JSONValue
    /// A JSON Pointer (RFC 6901) from the file's top.
    let pointer: String

    init(_ value: JSONValue, pointer: String) { (self.value, self.pointer) = (value, pointer) }

    /// A member and its place; nil when there is none, or the value is no object.
    subscript(key: String) -> FlowFileNode? {
        value[key].map { FlowFileNode($0, pointer: pointer + "/" + JSONPointer.escaped(key)) }
    }

    /// Each element with its place.
    func elements(_ array: [JSONValue]) -> [FlowFileNode] {
        array.enumerated().map { FlowFileNode($1, pointer: "\(pointer)/\($0)") }
    }
}

/// Reads a file and gathers all that is wrong, so that its author mends it in one go.
struct FlowFileReader {
    let isNew: Bool
    var problems: [FieldProblem] = []

    init(isNew: Bool) { self.isNew = isNew }

    /// Categories of streams that are spoken for (contract section 8).
    fileprivate static let reserved: Set<String> = [
        "signup", "wizard", "membership", "call", "merchant", "session", "profile", "tenant",
        "refusals", "webhook", "effects", "erasure", "ledger", "flow", "meeting", "customer",
        "checkout",
    ]
    private static let nameCharactersMax = 60

    /// Reads the whole file; what it answers is good only while there are no problems. Nil without
    /// an object or an id, so that there is nothing to go on with.
    mutating func declaration(_ root: FlowFileNode) -> FlowDeclaration? {
        let members = [
            "flow", "stages", "exits", "transitions", "attributes", "expiry", "steps", "variants",
        ]
        guard isObject(root, members: members) else { return nil }
        let flow = flowID(root)
        let stages = array(root, "stages", "an array of at least one stage", countMin: 1)
            .compactMap { stage($0) }
        var exits = optionalArray(root, "exits", "an array of exits").compactMap { exit($0) }
        if let first = stages.first, first.isOptional {
            refuse(root.pointer + "/stages/0/optional", "expected false: a flow begins here")
        }
        let written = exits.count
        if root["steps"] != nil, root["expiry"] != nil { exits = Self.expiring(exits) }
        requireFew(root, stages, exits, written)
        requireDistinct(stages, exits, written)
        let transitions = transitions(root, stages, exits)
        let variants = FlowVariants.read(root.value["variants"]) { refuse($0, $1) }
        let attributes = attributes(root) + FlowVariants.attribute(of: root.value)
        let expiry = expiry(root)
        let steps = steps(root, stages, attributes)
        return flow.map { flow in
            FlowDeclaration(
                flow: flow, category: flow, stages: Self.opened(stages, transitions), exits: exits,
                transitions: transitions, attributes: attributes, expiry: expiry,
                steps: steps, variants: variants)
        }
    }

    /// Each stage with the pages of the optional ones right behind it: who may pass a stage by may
    /// open what comes then, as far as a move leads there.
    private static func opened(_ stages: [FlowStage], _ moves: [FlowTransition]) -> [FlowStage] {
        stages.enumerated().map { place, stage in
            var pages: [String] = []
            for (passed, next) in zip(stages[(place + 1)...], stages.dropFirst(place + 2)) {
                let isOpen = moves.contains { $0.from == stage.name && $0.to == next.name }
                guard passed.isOptional, isOpen else { break }
                if let route = passed.route, route != stage.route { pages.append(route) }
            }
            return FlowStage(
                stage.name, on: stage.on, isOptional: stage.isOptional, route: stage.route,
                alsoOpen: pages, required: stage.required)
        }
    }

    /// Numbers of stages and exits are kept in a byte, sets of exits in eight.
    ///
    /// - Parameter written: the exits that the file has; the one behind them is of its expiry.
    private mutating func requireFew(
        _ root: FlowFileNode, _ stages: [FlowStage], _ exits: [FlowExit], _ written: Int
    ) {
        let most = FlowDeclaration.stagesMax
        if stages.count > most { refuse(root.pointer + "/stages", "expected at most \(most)") }
        guard exits.count > most else { return }
        let own = exits.count - written
        let beside = own > 0 ? ", as the expiry takes one" : ""
        refuse(root.pointer + "/exits", "expected at most \(most - own)" + beside)
    }

    /// The id is the category of the subjects' streams too, and held to what those may be called.
    private mutating func flowID(_ root: FlowFileNode) -> String? {
        let expected = "a flow id: a lower-case letter, then up to 39 of a-z 0-9 _"
        guard let id = text(root, "flow", expected) else { return nil }
        let isPlain = id.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
        }
        guard isPlain, (1...40).contains(id.utf8.count), id.first?.isLetter == true else {
            refuse(root.pointer + "/flow", "expected " + expected)
            return nil
        }
        guard !Self.reserved.contains(id) else {
            refuse(root.pointer + "/flow", "\"\(id)\" is taken by the ledger itself")
            return nil
        }
        return id
    }

    /// Nil without a usable name; other faults are noted and the rest is read on.
    private mutating func stage(_ node: FlowFileNode) -> FlowStage? {
        guard isObject(node, members: ["name", "on", "optional", "route"]) else { return nil }
        guard let name = name(node) else { return nil }
        return FlowStage(
            name, on: types(node), isOptional: flag(node, "optional"), route: route(node))
    }

    private mutating func exit(_ node: FlowFileNode) -> FlowExit? {
        guard isObject(node, members: ["name", "on"]), let name = name(node) else { return nil }
        return FlowExit(name, on: types(node))
    }

    mutating func name(_ node: FlowFileNode) -> String? {
        let expected = "a name of 1 to \(Self.nameCharactersMax) letters, digits, _ or -"
        guard let name = text(node, "name", expected) else { return nil }
        let isPlain = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                || byte == 0x5F || byte == 0x2D
        }
        guard isPlain, (1...Self.nameCharactersMax).contains(name.utf8.count) else {
            refuse(node.pointer + "/name", "expected " + expected)
            return nil
        }
        return name
    }

    private mutating func types(_ node: FlowFileNode) -> [String] {
        array(node, "on", "an array of at least one event type", countMin: 1)
            .compactMap { type($0) }
    }

    private mutating func type(_ node: FlowFileNode) -> String? {
        guard let type = node.value.stringValue, isName(type) else {
            let expected = "an event type of 1 to \(EventKind.nameCharactersMax) characters"
            refuse(node.pointer, "expected " + expected)
            return nil
        }
        return type
    }

    private func isName(_ text: String) -> Bool {
        isNew ? EventKind.isName(text) : EventKind.isRecordedName(text)
    }

    /// Nil for a stage without a page, and for a route that was refused.
    private mutating func route(_ node: FlowFileNode) -> String? {
        guard node["route"] != nil, let route = text(node, "route", Self.expectedRoute) else {
            return nil
        }
        guard route.hasPrefix("/"), !route.hasPrefix("//"), isName(route),
            !route.contains(where: { " ?#\\".contains($0) })
        else {
            refuse(node.pointer + "/route", "expected " + Self.expectedRoute)
            return nil
        }
        return route
    }

    private static let expectedRoute = "a path such as \"/apply\""

    /// A name stands for one stage or exit, and a type of event leads to one.
    private mutating func requireDistinct(
        _ stages: [FlowStage], _ exits: [FlowExit], _ written: Int
    ) {
        var names: Set<String> = []
        var types: Set<String> = []
        let places =
            stages.enumerated().map { ("/stages/\($0)", $1.name, $1.on) }
            + exits.prefix(written).enumerated().map { ("/exits/\($0)", $1.name, $1.on) }
        for (pointer, name, on) in places {
            if !names.insert(name).inserted {
                refuse(pointer + "/name", "\"\(name)\" is there twice")
            }
            for (place, type) in on.enumerated() where !types.insert(type).inserted {
                refuse(pointer + "/on/\(place)", "\"\(type)\" is there twice")
            }
        }
        for exit in exits.dropFirst(written) {
            if names.contains(exit.name) {
                refuse("/expiry", "its exit is called \"\(exit.name)\", as a stage is")
            }
            for type in exit.on where types.contains(type) {
                refuse("/expiry", "its event is called \"\(type)\", as a stage's is")
            }
        }
    }

    private mutating func transitions(
        _ root: FlowFileNode, _ stages: [FlowStage], _ exits: [FlowExit]
    ) -> [FlowTransition] {
        guard root["transitions"] != nil else { return Self.derived(stages, exits) }
        var targets: [String: [String]] = [:]
        for stage in stages { targets[stage.name] = stage.on }
        for exit in exits { targets[exit.name] = exit.on }
        let sources = Set(targets.keys)
        return optionalArray(root, "transitions", "an array of transitions").flatMap {
            transition($0, sources: sources, targets: targets)
        }
    }

    /// Without `on`, every type that leads to the target makes the move.
    private mutating func transition(
        _ node: FlowFileNode, sources: Set<String>, targets: [String: [String]]
    ) -> [FlowTransition] {
        guard isObject(node, members: ["from", "to", "on"]),
            let from = text(node, "from", "the name of a stage or exit"),
            let to = text(node, "to", "the name of a stage or exit")
        else { return [] }
        if !sources.contains(from) {
            refuse(node.pointer + "/from", "\"\(from)\" is no stage and no exit")
        }
        guard let types = targets[to] else {
            refuse(node.pointer + "/to", "\"\(to)\" is no stage and no exit")
            return []
        }
        guard node["on"] != nil else { return types.map { .init(from: from, to: to, on: $0) } }
        guard let on = text(node, "on", "an event type"), types.contains(on) else {
            refuse(node.pointer + "/on", "expected an event type of \"\(to)\"")
            return []
        }
        return [FlowTransition(from: from, to: to, on: on)]
    }

    /// The moves of a file that names none: onward, over optional stages too, and out from
    /// everywhere but the end.
    private static func derived(_ stages: [FlowStage], _ exits: [FlowExit]) -> [FlowTransition] {
        var transitions: [FlowTransition] = []
        for (place, from) in stages.enumerated() {
            for to in stages.dropFirst(place + 1) {
                transitions += to.on.map { .init(from: from.name, to: to.name, on: $0) }
                if !to.isOptional { break }
            }
        }
        for exit in exits {
            for from in stages.dropLast() {
                transitions += exit.on.map { .init(from: from.name, to: exit.name, on: $0) }
            }
        }
        return transitions
    }

    private mutating func attributes(_ root: FlowFileNode) -> [FlowAttribute] {
        var seen: Set<String> = []
        return optionalArray(root, "attributes", "an array of names").compactMap { node in
            guard let name = node.value.stringValue, isName(name) else {
                refuse(node.pointer, "expected an attribute's name")
                return nil
            }
            guard seen.insert(name).inserted else {
                refuse(node.pointer, "\"\(name)\" is there twice")
                return nil
            }
            return FlowAttribute(name, field: name)
        }
    }

    /// Longer than nothing; nil for a flow without a limit.
    private mutating func expiry(_ root: FlowFileNode) -> ISO8601Duration? {
        let expected =
            "an ISO 8601 duration such as \"P30D\", in \(ISO8601Duration.units)"
        guard root["expiry"] != nil, let text = text(root, "expiry", expected) else { return nil }
        guard let duration = ISO8601Duration(text), duration.milliseconds > 0 else {
            refuse(root.pointer + "/expiry", "expected " + expected)
            return nil
        }
        return duration
    }
}

/// Reading single members.
extension FlowFileReader {
    mutating func refuse(_ pointer: String, _ detail: String) {
        problems.append(.init(pointer: pointer, detail: detail))
    }

    /// False for what is no object; each member that is not known is a problem of its own.
    mutating func isObject(_ node: FlowFileNode, members: [String]) -> Bool {
        guard let object = node.value.objectValue else {
            refuse(node.pointer, "expected an object")
            return false
        }
        for key in object.keys where !members.contains(key) {
            refuse(
                node.pointer + "/" + JSONPointer.escaped(key),
                "unknown member; known are \(members.joined(separator: ", "))")
        }
        return true
    }

    /// Nil, and a problem, when the member is missing or no string.
    mutating func text(
        _ node: FlowFileNode, _ key: String, _ expected: String
    ) -> String? {
        guard let text = node[key]?.value.stringValue else {
            refuse(node.pointer + "/" + key, "expected " + expected)
            return nil
        }
        return text
    }

    /// False when the member is missing.
    mutating func flag(_ node: FlowFileNode, _ key: String) -> Bool {
        guard let member = node[key] else { return false }
        guard let value = member.value.boolValue else {
            refuse(member.pointer, "expected true or false")
            return false
        }
        return value
    }

    /// Empty, and a problem, when the member is missing, no array or too short.
    private mutating func array(
        _ node: FlowFileNode, _ key: String, _ expected: String, countMin: Int = 0
    ) -> [FlowFileNode] {
        guard let member = node[key], let elements = member.value.arrayValue,
            elements.count >= countMin
        else {
            refuse(node.pointer + "/" + key, "expected " + expected)
            return []
        }
        return member.elements(elements)
    }

    /// The same, but a missing member is no problem.
    mutating func optionalArray(
        _ node: FlowFileNode, _ key: String, _ expected: String
    ) -> [FlowFileNode] {
        node[key] == nil ? [] : array(node, key, expected)
    }
}
