import EventLog
import ReadModels

/// The audit's answers as tables of comma-separated values (contract L6).
package enum AuditTables {
    // MARK: Events

    private static let eventTitles = [
        "position", "stream", "version", "type", "schemaVersion", "id", "recordedAt", "occurredAt",
        "actorKind", "actorId", "correlationId", "causationId", "origin", "data", "personal",
        "hash", "erasedAt", "erasedByKind", "erasedById", "erasedBecause",
    ]

    /// - Parameter erasure: the erasure that took something out of the event.
    private static func cells(_ event: RecordedEvent, _ erasure: ErasureNote?)
        -> [CSVWriter.Cell]
    {
        [
            .integer(event.position.rawValue), .text(event.stream.name),
            .integer(event.version.rawValue), .text(event.type.name),
            .integer(Int64(event.type.schemaVersion)), .text(event.id.text),
            .text(event.recordedAt.rfc3339), .text(event.occurredAt?.rfc3339),
            .text(event.actor.kind.word), .text(event.actor.id), .text(event.correlationID),
            .text(event.causationID), .json(event.origin), .json(event.data),
            .json(event.personal), .text(event.hash.hex), .text(erasure?.at.rfc3339),
            .text(erasure?.by.kind.word), .text(erasure?.by.id), .text(erasure?.reason),
        ]
    }

    /// Each event a line, with what its erasure left; JSON stands in its cell as it is.
    ///
    /// - Parameter withTitles: false for all pages of a table but the first.
    package static func events(
        _ events: [RecordedEvent], _ erasures: ErasureNotes, withTitles: Bool = true
    ) -> CSVWriter {
        var writer = CSVWriter(titles: withTitles ? eventTitles : [])
        for event in events { writer.append(cells(event, erasures[event])) }
        return writer
    }

    // MARK: Fields

    /// Each current field a line, with who set it last (L7).
    package static func blame(_ fields: [FieldBlame]) -> CSVWriter {
        var writer = CSVWriter(titles: [
            "field", "value", "setByKind", "setById", "at", "position", "version", "type",
            "correlationId", "recordedAt",
        ])
        for blame in fields {
            writer.append([
                .text(blame.field), .json(blame.value), .text(blame.setBy.kind.word),
                .text(blame.setBy.id), .text(blame.at.rfc3339), .integer(blame.position.rawValue),
                .integer(blame.version.rawValue), .text(blame.type), .text(blame.correlationID),
                .text(blame.recordedAt.rfc3339),
            ])
        }
        return writer
    }

    /// Each changed field a line, with the value before and after (L8).
    package static func changes(_ changes: [FieldChange]) -> CSVWriter {
        var writer = CSVWriter(titles: ["field", "before", "after"])
        for change in changes {
            writer.append([.text(change.field), .json(change.before), .json(change.after)])
        }
        return writer
    }
}
