import JSON
import Time

/// What the events of a flow without code add up to (X2).
///
/// Any type of event counts; `data` may hold an object `attributes`, of which the latest value of
/// each member is kept, but of the variant the first. Stages come from the flow's declaration, when
/// there is one.
public struct DeclaredState: Sendable, Equatable {
    public let flow: String
    public internal(set) var events = 0
    public internal(set) var lastEvent = ""
    /// The stage entered last; nil before the first, and without a declaration.
    public internal(set) var stage: String?
    /// The exit taken last; nil again when the subject enters a stage after it.
    public internal(set) var exit: String?
    public internal(set) var startedAt = Timestamp.earliest
    public internal(set) var updatedAt = Timestamp.earliest
    package internal(set) var attributes = JSONObject()
    private let stages: StageTable?

    package init(category: String, stages: StageTable?) {
        flow = category
        self.stages = stages
    }

    public static func == (a: DeclaredState, b: DeclaredState) -> Bool {
        a.flow == b.flow && a.events == b.events && a.lastEvent == b.lastEvent
            && a.stage == b.stage && a.exit == b.exit && a.startedAt == b.startedAt
            && a.updatedAt == b.updatedAt && a.attributes == b.attributes
    }

    /// `active`, `completed` at the last stage, or the exit's name; nil for an empty stream.
    public var status: String? {
        if events == 0 { return nil }
        if let exit { return exit }
        return stage != nil && stage == stages?.lastStage ? "completed" : "active"
    }

    package mutating func apply(
        type: String, data: UnsafeRawBufferPointer, at time: Timestamp
    ) throws(JSONError) {
        try unsafe JSONScanner.scan(data) { scanner throws(JSONError) in
            try scanner.object { (key, scanner) throws(JSONError) in
                switch key {
                case "attributes": try readAttributes(from: &scanner)
                default: try scanner.skip()
                }
            }
        }
        if events == 0 { startedAt = time }
        events += 1
        lastEvent = type
        updatedAt = time
        switch stages?.place(of: type) {
        case .stage(let name): (stage, exit) = (name, nil)
        case .exit(let name): exit = name
        case nil: break
        }
    }

    private mutating func readAttributes(from scanner: inout JSONScanner) throws(JSONError) {
        try scanner.object { (key, scanner) throws(JSONError) in
            let value = try scanner.value()
            // An experiment's variant is fixed once it is known (D4).
            if key == "variant", attributes[FlowAttribute.variant] != nil { return }
            // Spelt out, for a bare nil would be taken for JSON's null.
            attributes[key.string] = value.isNull ? JSONValue?.none : value
        }
    }

    package func attribute(_ name: String) -> String? {
        switch attributes[name] {
        case .string(let text): text
        case .number(let number): number.literal
        case .bool(let value): String(value)
        case .null, .array, .object, nil: nil
        }
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            guard events > 0 else { return }
            writer.member("flow", flow)
            writer.member("stage", stage)
            writer.member("exit", exit)
            writer.member("status", status)
            writer.member("events", events)
            writer.member("lastEvent", lastEvent)
            writer.member("startedAt", startedAt)
            writer.member("updatedAt", updatedAt)
            if !attributes.isEmpty { writer.member("attributes", attributes) }
        }
    }
}

/// What each type of event means in a flow; one table is shared by all of the flow's subjects.
package final class StageTable: Sendable {
    package enum Place: Sendable, Equatable {
        case stage(String)
        case exit(String)
    }

    package let lastStage: String?
    private let places: [String: Place]

    package init(_ declaration: FlowDeclaration) {
        var places: [String: Place] = [:]
        for exit in declaration.exits {
            for type in exit.on { places[type] = .exit(exit.name) }
        }
        for stage in declaration.stages {
            for type in stage.on { places[type] = .stage(stage.name) }
        }
        self.places = places
        lastStage = declaration.stages.last?.name
    }

    package func place(of type: String) -> Place? { places[type] }
}
