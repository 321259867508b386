import EventLog
import OnboardingLedger

/// Takes in what `onboard export` wrote, line by line (contract L15).
@MainActor struct LinesImport {
    let path: String
    /// Where the export must come to, as `onboard head --json` told it.
    let known: RestoreCheck.KnownHead?

    /// Looks through the whole export first, so that one which is cut or changed is refused before
    /// anything of it is taken in. What comes through a pipe can be read only once.
    ///
    /// - Returns: where it ends; nil when it was not looked through, or has no event.
    func check(against directory: DataDirectory) throws -> RestoreCheck.KnownHead? {
        if ByteSource.isPipe(path) { return nil }
        var check = try RestoreCheck(directory, reaching: known)
        do {
            try look(through: &check)
        } catch var error as RestoreLineError {
            error.takenIn = .nothing
            throw error
        }
        return check.end
    }

    private func look(through check: inout RestoreCheck) throws {
        var batches = LineBatches(try ByteSource(path))
        var last = 0
        while let batch = try batches.next() {
            for (index, line) in batch.lines.enumerated() {
                last = batch.firstLine + index
                try check.check(line, number: last)
            }
        }
        try check.finish(line: last)
    }

    /// Takes the lines in batch by batch, each in one transaction.
    /// - Parameter report: told how many lines are done.
    func run(through door: ImportDoor, report: (Int) -> Void) async throws -> ImportSummary {
        var batches = LineBatches(try ByteSource(path))
        var summary = ImportSummary()
        while let batch = try batches.next() {
            summary.add(try await door.restore(batch.lines, firstLine: batch.firstLine))
            report(summary.rowCount)
        }
        try await door.finishRestore()
        return summary
    }
}
