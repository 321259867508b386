import JSON
import Onboarding
import OnboardingLedger
import ReadModels

/// What an email, a name or an id may mean: the subjects that the console's search finds for it
/// (contract W1), of a whole email those whose it is; if it is in no read model, by what else tells
/// whose it is, such as the token that they came with.
struct FoundSubjects {
    /// Of each kind the newest; whoever wants others says more.
    private static let countMax = 20

    private let text: String
    /// People first, then the ways that they go, then what they own.
    let rows: [ViewRow]
    /// True when there are more of a kind.
    let isCut: Bool

    init(_ text: String, _ reader: LedgerReader) throws {
        self.text = text
        var query = SubjectQuery()
        query.text = text
        query.limit = Self.countMax
        let pages = try [ViewName.profile, .session, .tenant].map {
            try reader.subjects($0, query)
        }
        var found = pages.flatMap(\.rows)
        var isCut = pages.contains { $0.next != nil }
        if let email = EmailAddress.validated(text) {
            // Who is found by a name has it nowhere; what merely ends in it is somebody else's.
            found.removeAll {
                $0.search.contains(email) && !$0.search.split(separator: " ").contains(email[...])
            }
            if found.isEmpty { (found, isCut) = (try reader.subjects(ofEmail: email), false) }
        }
        (rows, self.isCut) = (found, isCut)
    }

    /// A line for each; under `--json` `{query, subjects: [{stream, name?, email?, stage?, status?,
    /// version, updatedAt}], more}`.
    func show(_ context: CommandContext) throws {
        let states = try rows.map { try JSONValue(parsing: $0.state) }
        if context.isJSON { return try context.print { write(states, to: &$0) } }
        var table = TextTable([
            .text("Stream"), .flexible("Who"), .text("Where", isOptional: true),
            .text("Last change", isOptional: true),
        ])
        for (row, state) in zip(rows, states) {
            let who = [Self.name(state), Self.email(state)].compactMap { $0 }
            let place = [row.stage, row.status == row.stage ? nil : row.status].compactMap { $0 }
            table.append([
                .text(row.name), .text(who.joined(separator: " · ")),
                .text(place.joined(separator: " · "), .muted),
                .text(row.updatedAt.rfc3339, .muted),
            ])
        }
        try context.print(table)
        if isCut {
            try context.print(
                StyledText("There are more: give more of the email, name or id.", .muted))
        }
    }

    private func write(_ states: [JSONValue], to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("query", text)
            writer.member("subjects") { writer in
                writer.array { writer in
                    for (row, state) in zip(rows, states) {
                        writer.element { Self.write(row, state, to: &$0) }
                    }
                }
            }
            writer.member("more", isCut)
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
