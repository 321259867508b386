import EventLog
import Onboarding

/// Why events cannot be appended as they are; nothing was.
public enum UnfitEvent: Error, Sendable, Hashable {
    /// The category's events come from the commands of a built-in flow alone.
    case builtInCategory(String)
    /// The type's name is no line of 1 to 200 characters.
    case badTypeName
    /// Only the ledger itself records the type.
    case reservedType(String)
    /// Data or personal data is no JSON object.
    case noObject(type: String)
    /// The payload is longer than 262,144 bytes.
    case tooLong(type: String)
    /// It takes unique keys or gives them up, which only the built-in flows do.
    case holdsKeys(type: String)
    /// `attributes` in its data is no JSON object, from which funnels read them.
    case badAttributes(type: String)
    /// It occurred before the year 0 or after the year 9999, which RFC 3339 cannot write.
    case badTime(type: String)
    /// The metadata's origin is no JSON object.
    case badOrigin

    /// What is wrong, in words that end a sentence.
    public var explanation: String {
        switch self {
        case .builtInCategory(let category): "\"\(category)\" is taken by the ledger itself"
        case .badTypeName:
            "an event's name is one line of 1 to \(EventKind.nameCharactersMax) characters"
        case .reservedType(let type): "only the ledger itself records \(type)"
        case .noObject(let type): "the data of \(type) is no JSON object"
        case .tooLong(let type):
            "the data of \(type) has more than \(Ledger.payloadBytesMax) bytes"
        case .holdsKeys(let type): "\(type) cannot take unique keys"
        case .badAttributes(let type): "the attributes of \(type) are no JSON object"
        case .badTime(let type): "\(type) occurred before the year 0 or after the year 9999"
        case .badOrigin: "the origin is no JSON object"
        }
    }
}

/// What a team's own events may be called, by whatever door they come: as in a flow's file.
package enum OwnEvent {
    /// Checks the names; payloads are each door's own.
    package static func check(_ types: [EventType], in stream: StreamID) throws(UnfitEvent) {
        let category = String(stream.category)
        if FlowDeclaration.isReserved(category) { throw .builtInCategory(category) }
        for type in types.map(\.name) {
            if !EventKind.isName(type) { throw .badTypeName }
            if EventKind.isReserved(type) { throw .reservedType(type) }
        }
    }
}
