import EventLog
import JSON
import OnboardingLedger

/// Events as rows: where, when, what, by whom.
enum EventTable {
    static func table(
        _ events: [RecordedEvent], _ erasures: ErasureNotes, _ times: TimeColumns
    ) -> TextTable {
        var table = TextTable(
            [.number("Position", groupsThousands: false)] + times.columns + [
                .identifier("Stream"), .number("Version", groupsThousands: false),
                .flexible("Event", minimum: 14), .identifier("By", minimum: 10),
                .flexible("Data", minimum: 10, isOptional: true),
            ])
        for event in events { table.append(row(event, erasures[event], times)) }
        return table
    }

    private static func row(
        _ event: RecordedEvent, _ erasure: ErasureNote?, _ times: TimeColumns
    ) -> [TextTable.Cell] {
        [.number(Int(event.position.rawValue))] + times.cells(event.recordedAt, event.time) + [
            .text(event.stream.name), .number(Int(event.version.rawValue)),
            .text(event.type.name, .accent), .text(text(event.actor)),
            .text(data(event, erasure), .muted),
        ]
    }

    /// Of what an erasure took it is shown when, by whom and why.
    private static func data(_ event: RecordedEvent, _ erasure: ErasureNote?) -> String {
        let data = event.data == Array("{}".utf8) ? "" : ValueText.text(event.data)
        guard event.isErased else { return data }
        let erased = erasure?.shortSentence ?? "personal data erased"
        return data.isEmpty ? erased : "\(data) · \(erased)"
    }

    /// `kind:id`, as `--actor` takes it.
    static func text(_ actor: EventActor) -> String { "\(actor.kind.word):\(actor.id)" }
}

/// JSON values as people read them in a table: strings without quotes.
enum ValueText {
    /// A missing value is a dash; arrays and objects stay JSON.
    static func text(_ json: [UInt8]?) -> String {
        guard let json else { return Quantity.missing }
        if json.first == UInt8(ascii: "\""), let text = string(json) { return text }
        return String(decoding: json, as: UTF8.self)
    }

    /// Nil for what is no JSON string.
    private static func string(_ json: [UInt8]) -> String? {
        do { return try JSONValue(parsing: json, limits: .trusted).stringValue } catch {
            return nil
        }
    }
}
