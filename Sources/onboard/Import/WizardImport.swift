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
    /// - Parameter users: those of the lines before.
    private func add(
        _ batch: LineBatches.Batch, _ users: inout Set<String>, through door: ImportDoor,
        to summary: inout ImportSummary
    ) async throws {
        let read = WizardProgressLines(
            batch.lines, firstLine: batch.firstLine, users: &users, isStrict: isStrict)
        for row in read.bad { summary.add(row) }
        if !read.rows.isEmpty { summary.add(try await door.add(read.rows, lines: read.lines)) }
        if isStrict, let first = read.bad.first {
            throw CommandFailure.badRow(line: first.line, reason: first.reason)
        }
    }
}
