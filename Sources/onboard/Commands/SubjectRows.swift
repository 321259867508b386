import JSON
import ReadModels

/// Rows of the read models as a command shows them: who it is, and where they stand.
struct SubjectRows {
    private let rows: [(row: ViewRow, state: JSONValue)]

    init(_ rows: [ViewRow]) throws {
        self.rows = try rows.map { ($0, try JSONValue(parsing: $0.state, limits: .trusted)) }
    }

    /// A line for each.
    var table: TextTable {
        var table = TextTable([
            .text("Stream"), .flexible("Who"), .text("Where", isOptional: true),
            .text("Last change", isOptional: true),
        ])
        for (row, state) in rows {
            let who = [Self.name(state), Self.email(state)].compactMap { $0 }
            let place = [row.stage, row.status == row.stage ? nil : row.status].compactMap { $0 }
            table.append([
                .text(row.name), .text(who.joined(separator: " · ")),
                .text(place.joined(separator: " · "), .muted),
                .text(row.updatedAt.rfc3339, .muted),
            ])
        }
        return table
    }

    /// `[{stream, name?, email?, stage?, status?, version, updatedAt}]`.
    func write(to writer: inout JSONWriter) {
        writer.array { writer in
            for (row, state) in rows { writer.element { Self.write(row, state, to: &$0) } }
        }
    }

    private static func write(_ row: ViewRow, _ state: JSONValue, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("stream", row.name)
            writer.member("name", name(state))
            writer.member("email", email(state))
            writer.member("stage", row.stage)
            writer.member("status", row.status)
            writer.member("version", row.version)
            writer.member("updatedAt", row.updatedAt.rfc3339)
        }
    }

    /// A person's name, else what a business is called.
    private static func name(_ state: JSONValue) -> String? {
        func text(_ value: JSONValue?) -> String? {
            value?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
        }
        let names = ["firstName", "lastName"].compactMap { text(state[$0]) }
        if !names.isEmpty { return names.joined(separator: " ") }
        return text(state["businessName"]) ?? text(state["name"])
            ?? text(state["stepData"]?["entityName"])
    }

    private static func email(_ state: JSONValue) -> String? {
        let email = (state["email"] ?? state["stepData"]?["email"])?.stringValue
        return email.flatMap { $0.isEmpty ? nil : $0 }
    }
}
