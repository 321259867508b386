import EventLog
import OnboardingLedger

/// Takes in what `onboard export` wrote, line by line (contract L15).
@MainActor struct LinesImport {
    let path: String
    /// Where the export must come to, as `onboard head --json` told it.
    let known: RestoreCheck.KnownHead?

    /// Looks through the whole export first, so that one which is cut or changed is refused before
    /// anything of it is taken in. What comes through standard input can be read only once.
    ///
    /// - Returns: where it ends; nil when it was not looked through, or has no event.
    func check(against directory: DataDirectory) throws -> RestoreCheck.KnownHead? {
        if path == "-" { return nil }
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

/// Takes over what version 2 of the wizard kept of its users, a row a line (contract A10).
@MainActor struct WizardImport {
    let path: String
    /// Stops at the first bad row instead of passing over it.
    let isStrict: Bool

    /// Takes the rows over batch by batch, each in one transaction.
    /// - Parameter report: told how many rows are done.
    func run(through door: ImportDoor, report: (Int) -> Void) async throws -> ImportSummary {
        var batches = LineBatches(try ByteSource(path))
        var summary = ImportSummary()
        while let batch = try batches.next() {
            try await add(batch, through: door, to: &summary)
            report(summary.rowCount)
        }
        return summary
    }

    /// Under `--strict` the rows before the bad one are taken over, and then the import stops.
    private func add(
        _ batch: LineBatches.Batch, through door: ImportDoor, to summary: inout ImportSummary
    ) async throws {
        var (rows, lines) = ([WizardProgressRow](), [[UInt8]]())
        var firstBad: BadRow?
        for (index, line) in batch.lines.enumerated() where !line.isEmpty {
            switch WizardProgressRow.read(line, line: batch.firstLine + index) {
            case .success(let row):
                rows.append(row)
                lines.append(line)
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

/// The lines of a file in batches, empty lines too.
struct LineBatches {
    /// Lines that follow each other, and the number of the first, from 1.
    struct Batch {
        var firstLine: Int
        var lines: [[UInt8]] = []
    }

    /// As much as a batch may have: an exported event, or a row, takes far less.
    private static let lineBytesMax = 4 << 20

    private let source: ByteSource
    private var splitter = LineSplitter()
    private var lineNumber = 0
    private var isAtEnd = false

    init(_ source: ByteSource) { self.source = source }

    /// Nil at the end of the file.
    mutating func next() throws(CommandFailure) -> Batch? {
        var batch = Batch(firstLine: lineNumber + 1)
        var size = BatchSize()
        while !size.isFull, let line = try nextLine() {
            lineNumber += 1
            batch.lines.append(line)
            size.add(byteCount: line.count)
        }
        return batch.lines.isEmpty ? nil : batch
    }

    /// Nil at the end of the file.
    private mutating func nextLine() throws(CommandFailure) -> [UInt8]? {
        while true {
            if let line = splitter.next() { return line }
            if isAtEnd { return nil }
            guard splitter.heldByteCount <= Self.lineBytesMax else {
                throw .lineTooLong(line: lineNumber + 1, bytesMax: Self.lineBytesMax)
            }
            let bytes = try source.next()
            isAtEnd = bytes.isEmpty
            isAtEnd ? splitter.end() : splitter.feed(bytes)
        }
    }
}
