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

    /// A line for each; under `--json` `{query, subjects, more}`.
    func show(_ context: CommandContext) throws {
        let rows = try SubjectRows(rows)
        if context.isJSON {
            return try context.print { writer in
                writer.object { writer in
                    writer.member("query", text)
                    writer.member("subjects") { rows.write(to: &$0) }
                    writer.member("more", isCut)
                }
            }
        }
        try context.print(rows.table)
        if isCut {
            try context.print(
                StyledText("There are more: give more of the email, name or id.", .muted))
        }
    }
}
