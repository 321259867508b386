/// Lines of what an earlier wizard kept (A10), and what each comes to.
package struct WizardProgressLines {
    /// Those that can be taken over, with the lines that they were read from.
    package private(set) var rows: [WizardProgressRow] = []
    package private(set) var lines: [[UInt8]] = []
    /// Those that cannot, and why.
    package private(set) var bad: [BadRow] = []

    /// Passes over blank lines, and over a byte order mark before the first.
    ///
    /// - Parameters:
    ///   - firstLine: the number of the first one, from 1.
    ///   - users: those of the lines before: a user has one wizard, and a second line would be
    ///     passed over as one that was imported before.
    ///   - isStrict: reads no further than the first bad line.
    package init(
        _ lines: [[UInt8]], firstLine: Int, users: inout Set<String>, isStrict: Bool = false
    ) {
        for (index, line) in lines.enumerated() {
            let isMarked = firstLine + index == 1 && line.starts(with: [0xEF, 0xBB, 0xBF])
            let line = isMarked ? Array(line.dropFirst(3)) : line
            if line.allSatisfy({ " \t\r".utf8.contains($0) }) { continue }
            switch WizardProgressRow.read(line, line: firstLine + index) {
            case .success(let row) where users.insert(row.userID).inserted:
                rows.append(row)
                self.lines.append(line)
            case .success(let row):
                bad.append(BadRow(line: row.line, reason: "userId stands on an earlier line, too"))
            case .failure(let line): bad.append(line.row)
            }
            if isStrict, !bad.isEmpty { break }
        }
    }
}

extension Wizards {
    /// Takes over what an earlier wizard kept (A10), in one transaction; a thousand lines make a
    /// good one. Who has saved in this ledger already is skipped, so that the same lines can be
    /// given again.
    ///
    /// - Parameters:
    ///   - lines: JSON objects `{userId, currentStep, stepData, updatedAt, tenantId?}`.
    ///   - firstLine: the number of the first one, from 1, by which bad ones are named.
    ///   - correlationID: of the events.
    /// - Returns: how many were taken over or skipped, and those that are no progress.
    public func importProgress(
        _ lines: [[UInt8]], firstLine: Int = 1, correlationID: String
    ) async throws -> (counts: ImportCounts, bad: [BadRow]) {
        var users: Set<String> = []
        let read = WizardProgressLines(lines, firstLine: firstLine, users: &users)
        return (try await importProgress(read.rows, correlationID: correlationID), read.bad)
    }
}
