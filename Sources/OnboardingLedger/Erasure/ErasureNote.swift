import EventLog
import JSON
import Onboarding
import Time

/// That a stream lost personal data: when, by whom and why.
public struct ErasureNote: Sendable, Hashable {
    public let erasureID: String
    /// Where the stream tells of it: earlier events of the stream may have lost something.
    public let position: GlobalPosition
    /// The stream's version by this telling; states of earlier ones may have lost something.
    public let version: StreamVersion
    public let at: Timestamp
    public let by: EventActor
    /// Why, in the words of the request.
    public let reason: String
    /// Whether the stream was the person's.
    public let extent: PersonalDataErased.Extent

    /// One line for a person.
    public var sentence: String {
        "Personal data was erased on \(at.rfc3339) by \(by.kind.word) \(by.id) because: \(reason)"
    }

    /// The same beside the event that lost something, where there is little room.
    public var shortSentence: String {
        "personal data erased on \(at.rfc3339) by \(by.kind.word):\(by.id): \(reason)"
    }

    /// The members `id`, `position`, `at`, `by` and `reason`.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", erasureID)
            writer.member("position", position.rawValue)
            writer.member("at", at.rfc3339)
            writer.member("by") { by.write(to: &$0) }
            writer.member("reason", reason)
        }
    }

    /// The member `erasures`, left out when there are none.
    package static func write(_ notes: [ErasureNote], to writer: inout JSONWriter) {
        guard !notes.isEmpty else { return }
        writer.member("erasures") { writer in
            writer.array { writer in for note in notes { writer.element { note.write(to: &$0) } } }
        }
    }
}

extension LogReader {
    /// Costs a look into the stream's index and its events since the first erasure.
    package func erasureNotes(of stream: StreamID) throws -> [ErasureNote] {
        var filter = EventFilter()
        filter.stream = stream
        filter.types = [EventKind.personalDataErased.rawValue]
        return try events(matching: filter, limit: .max).compactMap { event in
            guard case .dataErased(let erased)? = try ErasureEvent.decoded(event) else {
                return nil
            }
            return ErasureNote(
                erasureID: erased.erasureID, position: event.position, version: event.version,
                at: event.recordedAt, by: event.actor, reason: erased.reason,
                extent: erased.extent)
        }
    }
}
