import OnboardingLedger

/// Takes over what an earlier wizard kept of its users, a row a line (contract A10).
@MainActor struct WizardImport {
    let path: String
    /// Stops at the first bad row instead of passing over it.
    let isStrict: Bool

    /// Takes the rows over batch by batch, each in one transaction.
    /// - Parameter report: told how many rows are done.
    func run(through door: ImportDoor, report: (Int) -> Void) async throws -> ImportSummary {
        var batches = LineBatches(try ByteSource(path))
        var (summary, users) = (ImportSummary(), Set<String>())
        while let batch = try batches.next() {
            try await add(batch, &users, through: door, to: &summary)
            report(summary.rowCount)
        }
        return summary
    }

    /// Under `--strict` the rows before the bad one are taken over, and then the import stops.
    ///
    /// - Parameter users: those of the lines before: a user has one wizard, and a second line would
    ///   be passed over as one that was imported before.
    private func add(
        _ batch: LineBatches.Batch, _ users: inout Set<String>, through door: ImportDoor,
        to summary: inout ImportSummary
    ) async throws {
        var (rows, lines) = ([WizardProgressRow](), [[UInt8]]())
        var firstBad: BadRow?
        for (index, line) in batch.lines.enumerated() where !line.isEmpty {
            switch WizardProgressRow.read(line, line: batch.firstLine + index) {
            case .success(let row) where users.insert(row.userID).inserted:
                rows.append(row)
                lines.append(line)
            case .success(let row):
                let bad = BadRow(line: row.line, reason: "userId stands on an earlier line, too")
                summary.add(bad)
                firstBad = firstBad ?? bad
            case .failure(let bad):
                summary.add(bad.row)
                firstBad = firstBad ?? bad.row
            }
            if isStrict, firstBad != nil { break }
        }
        if !rows.isEmpty { summary.add(try await door.add(rows, lines: lines)) }
        if isStrict, let firstBad {
            throw CommandFailure.badRow(line: firstBad.line, reason: firstBad.reason)
        }
    }
}
