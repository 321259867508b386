/// What each type of event means in a flow; one table is shared by all of the flow's subjects.
package final class StageTable: Sendable {
    /// Where a type of event leads; a stage wins over an exit that names the same type.
    package enum Place: Sendable, Equatable {
        case stage(String)
        case exit(String)
    }

    /// Being there is being through.
    package let lastStage: String?
    /// The fields of steps that numbers are broken down by.
    package let attributes: Set<String>
    private let places: [String: Place]
    /// The stages' numbers by name, in their order.
    private let ranks: [String: Int]
    /// The types that lead to the first stage.
    private let firstTypes: Set<String>
    /// By type: the exits that it takes back.
    private let returns: [String: Set<String>]

    package init(_ declaration: FlowDeclaration) {
        var places: [String: Place] = [:]
        var returns: [String: Set<String>] = [:]
        for exit in declaration.exits {
            for type in exit.on { places[type] = .exit(exit.name) }
        }
        for stage in declaration.stages {
            for type in stage.on {
                places[type] = .stage(stage.name)
                returns[type] = Set(declaration.exitsTakenBack(by: type))
            }
        }
        for type in declaration.stages.first?.on ?? [] {
            returns[type] = Set(declaration.exits.map(\.name))
        }
        (self.places, self.returns) = (places, returns)
        ranks = Dictionary(
            declaration.stages.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first })
        firstTypes = Set(declaration.stages.first?.on ?? [])
        lastStage = declaration.stages.last?.name
        attributes = Set(declaration.attributes.map(\.field))
    }

    /// Nil for a type that moves nobody.
    package func place(of type: String) -> Place? { places[type] }

    /// Whether a stage comes later than another in the flow's order.
    func isBeyond(_ stage: String, _ other: String) -> Bool {
        (ranks[stage] ?? 0) > (ranks[other] ?? 0)
    }

    /// Whether a type leads to the first stage.
    func beginsAnew(_ type: String) -> Bool { firstTypes.contains(type) }

    /// The exits that a type takes back.
    func exitsTakenBack(by type: String) -> Set<String> { returns[type] ?? [] }

    /// Whether a subject that took the exit is back by an event of the type; who enters the first
    /// stage begins anew, whichever way they left.
    func takesBack(_ exit: String, _ type: String) -> Bool {
        returns[type]?.contains(exit) ?? false
    }
}
