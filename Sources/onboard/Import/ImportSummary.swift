import OnboardingLedger

/// What an import did.
struct ImportSummary: Sendable, Equatable {
    /// Bad rows that are named; of more, only the number is kept.
    static let badRowsNamedMax = 1000

    /// Rows, or an export's lines, that this run appended.
    var appended = 0
    /// Rows that had been imported before.
    var skipped = 0
    /// Rows that a condition left out.
    var leftOut = 0
    /// Rows, skipped ones too, whose subject may be an email, which no erasure can take out of a
    /// name.
    var subjectsLikeEmails = 0
    /// All of them, named or not.
    var bad = 0
    /// The first of them, in the table's order.
    var badRows: [BadRow] = []
    /// Where an export ends that was looked through.
    var end: RestoreCheck.KnownHead?

    /// What a batch came to.
    mutating func add(_ counts: ImportCounts) {
        appended += counts.appended
        skipped += counts.skipped
    }

    /// A bad row, named while there are not too many.
    mutating func add(_ row: BadRow) {
        bad += 1
        if badRows.count < Self.badRowsNamedMax { badRows.append(row) }
    }

    /// How many rows were dealt with, one way or another.
    var rowCount: Int { appended + skipped + leftOut + bad }
}
