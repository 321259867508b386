import EventLog
import JSON

/// An event as a line of an export has it.
struct ExportedEvent {
    let event: RecordedEvent
    /// What the line says beside the event that is not so; nil when there is nothing.
    let contradiction: String?

    /// Asked once the event's hash was found to follow: what stands beside it follows from it.
    ///
    /// - Throws: `RestoreLineError` for a line of which a reader would believe what is not so.
    func requireConsistent(line: Int) throws(RestoreLineError) {
        guard let contradiction else { return }
        throw RestoreLineError(line: line, at: event.position, contradiction)
    }
}

/// The members of a line, held against what they must be.
struct ExportedMembers {
    private let object: JSONObject
    /// The first thing that is not as it must be.
    private(set) var contradiction: String?

    init(_ object: JSONObject) { self.object = object }

    /// Notes what was found elsewhere, unless something was found before.
    mutating func note(_ found: String) { contradiction = contradiction ?? found }

    /// Refuses members that no export has.
    mutating func require(_ known: Set<String>) {
        if let name = object.keys.first(where: { !known.contains($0) }) {
            note("its member \(name) is unknown")
        }
    }

    /// Refuses a member that is there and is not what it must be.
    mutating func require(_ name: String, _ isRight: (JSONValue) -> Bool) {
        if let value = object[name], !isRight(value) { note("its \(name) is not the event's") }
    }
}
