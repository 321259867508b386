import EventLog
import JSON
import ReadModels

// What changed in a stream and who did it, as the API and the command write it (contracts L7, L8).

extension StreamDifference {
    /// `{stream, from, to, changes, erasures?}`.
    package func write(_ erasures: [ErasureNote], to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("stream", stream.name)
            writer.member("from", from.rawValue)
            writer.member("to", to.rawValue)
            writer.member("changes") { writer in
                writer.array { writer in
                    for change in changes { writer.element { change.write(to: &$0) } }
                }
            }
            ErasureNote.write(erasures, to: &writer)
        }
    }
}

extension FieldChange {
    /// `{field, before, after}` and what `FieldBlame` has of the event; a field that was not there
    /// before, or is not there after, is null.
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("field", field)
            writer.member("before", raw: before ?? FieldBlame.null)
            writer.member("after", raw: after ?? FieldBlame.null)
            setBy.writeOrigin(to: &writer)
        }
    }
}

extension FieldBlame {
    fileprivate static let null = Array("null".utf8)

    /// `{field, value, setBy, at, recordedAt?, position, version, type, correlationId, erased?}`.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("field", field)
            writer.member("value", raw: value ?? Self.null)
            writeOrigin(to: &writer)
        }
    }

    /// The members that say who gave the field its value, when and through what: `recordedAt`
    /// stands where it is not `at`, `erased` marks a value that an erasure took.
    fileprivate func writeOrigin(to writer: inout JSONWriter) {
        writer.member("setBy") { setBy.write(to: &$0) }
        writer.member("at", at.rfc3339)
        if recordedAt != at { writer.member("recordedAt", recordedAt.rfc3339) }
        writer.member("position", position.rawValue)
        writer.member("version", version.rawValue)
        writer.member("type", type)
        writer.member("correlationId", correlationID)
        if isErased { writer.member("erased", true) }
    }
}
