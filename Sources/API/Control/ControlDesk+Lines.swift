import HTTPServer
import JSON
import Onboarding
import OnboardingLedger
import Time

// What comes in lines of JSON: rows of an import, and an export that is restored.

extension ControlDesk {
    /// Appends rows to their subjects' streams, each once, in one transaction.
    ///
    /// The id in the path names the run: what it remembers of its subjects stays from batch to
    /// batch.
    /// - Throws: 400 `ledger.invalid_import_row` for the first row that is none; nothing is
    ///   appended.
    func addRows(
        _ request: HTTPRequest, _ parameters: HTTPParameters, _ id: String
    ) async throws -> HTTPResponse {
        let rows = try JSONLines(request.body).map { line, number in
            try ImportRow(parsing: line, lineNumber: number)
        }
        let session = imports.session(parameters["id"], core.ledger, now: core.clock.now())
        return Self.answer(try await session.add(rows))
    }

    /// Takes over what an earlier wizard kept (A10), in one transaction.
    ///
    /// - Throws: 400 `ledger.invalid_import_row` for the first row that is none; nothing is
    ///   appended.
    func addProgress(
        _ request: HTTPRequest, _ parameters: HTTPParameters, _ id: String
    ) async throws -> HTTPResponse {
        let rows = try JSONLines(request.body).map { line, number in
            switch WizardProgressRow.read(line, line: number) {
            case .success(let row): return row
            case .failure(let bad): throw ImportRow.refusal(bad.row.line, bad.row.reason)
            }
        }
        return Self.answer(
            try await core.wizards.importProgress(rows, correlationID: parameters["id"]))
    }

    /// Beyond any export: numbers are added to it.
    private static let firstLineMax = 1 << 48

    /// Takes in lines of an export, in order; the query names the first one's number.
    ///
    /// - Throws: 400 `ledger.invalid_restore_line`; nothing of the request is taken in.
    func restore(
        _ request: HTTPRequest, _ parameters: HTTPParameters, _ id: String
    ) async throws -> HTTPResponse {
        let first = request.queryValue("firstLine").flatMap { Int($0) } ?? 1
        return Self.answer(
            try await core.ledger.restore(
                JSONLines(request.body).all, firstLine: min(first, Self.firstLineMax)))
    }

    /// `{appended, skipped}`.
    private static func answer(_ counts: ImportCounts) -> HTTPResponse {
        .json(
            JSONWriter.encode { writer in
                writer.object { writer in
                    writer.member("appended", counts.appended)
                    writer.member("skipped", counts.skipped)
                }
            })
    }
}

/// The lines of a body, numbered from 1.
struct JSONLines: Sendable {
    private let body: [UInt8]

    init(_ body: [UInt8]) { self.body = body }

    /// Empty ones, too.
    var all: [[UInt8]] {
        body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { Array($0) }
    }

    /// What becomes of those that are not empty; stops at the first that `transform` refuses.
    func map<Value>(_ transform: ([UInt8], Int) throws -> Value) rethrows -> [Value] {
        try all.enumerated().compactMap { index, line in
            line.isEmpty ? nil : try transform(line, index + 1)
        }
    }
}

extension ImportRow {
    /// Reads `{line, stream, actor: {kind, id}, type, occurredAt, data}`.
    ///
    /// - Throws: 400 naming the line of the table that the row came from.
    init(parsing bytes: [UInt8], lineNumber: Int) throws(Problem) {
        var row = ImportRowForm()
        do throws(JSONError) {
            try JSONScanner.scan(bytes, limits: JSONLimits(bytesMax: 8 << 20)) {
                scanner throws(JSONError) in
                try scanner.object { (key, scanner) throws(JSONError) in
                    try row.read(key, &scanner)
                }
            }
        } catch {
            throw Self.refusal(row.line ?? lineNumber, error.explanation(in: bytes))
        }
        guard let stream = StreamID(row.stream), stream.category.utf8.count <= 40 else {
            throw Self.refusal(row.line ?? lineNumber, "stream: expected category-id")
        }
        guard let kind = EventActor.Kind(word: row.actorKind), !row.actorID.isEmpty else {
            throw Self.refusal(row.line ?? lineNumber, "actor: expected kind and id")
        }
        guard let data = row.data else {
            throw Self.refusal(row.line ?? lineNumber, "expected type and data")
        }
        do throws(UnfitEvent) { try OwnEvent.check([EventType(row.type)], in: stream) } catch {
            throw Self.refusal(row.line ?? lineNumber, error.explanation)
        }
        guard data.count <= Ledger.payloadBytesMax else {
            throw Self.refusal(
                row.line ?? lineNumber,
                "data: expected \(Ledger.payloadBytesMax) bytes at most, got \(data.count)")
        }
        self.init(
            line: row.line ?? lineNumber, stream: stream,
            actor: EventActor(kind: kind, id: row.actorID),
            event: NewEvent(
                type: EventType(row.type), data: data, occurredAt: row.occurredAt))
    }

    /// 400 with the line's number as the member `line`.
    static func refusal(_ line: Int, _ detail: String) -> Problem {
        Problem(.invalidImportRow, "Row of line \(line): \(detail).")
            .with("line", .number(JSONNumber(line)))
    }
}

/// A row's members while they are read.
private struct ImportRowForm {
    var line: Int?
    var stream = ""
    var actorKind = ""
    var actorID = ""
    var type = ""
    var occurredAt: Timestamp?
    var data: [UInt8]?

    /// Reads one member; unknown ones are passed over.
    mutating func read(_ key: JSONKey, _ scanner: inout JSONScanner) throws(JSONError) {
        switch key {
        case "line": line = Int(try scanner.int64())
        case "stream": stream = try scanner.string()
        case "actor": try readActor(&scanner)
        case "type": type = try scanner.string()
        case "occurredAt":
            let start = scanner.byteIndex
            guard let time = Timestamp(rfc3339: try scanner.string()) else {
                throw JSONError(.invalidValue(expected: "an RFC 3339 time"), at: start)
            }
            occurredAt = time
        case "data":
            guard try scanner.peek() == .object else {
                throw scanner.error(.typeMismatch(expected: .object))
            }
            // Written anew: a member that is there twice is refused.
            data = try scanner.value().encoded
        default: try scanner.skip()
        }
    }

    /// `{kind, id}`.
    private mutating func readActor(_ scanner: inout JSONScanner) throws(JSONError) {
        try scanner.object { (key, scanner) throws(JSONError) in
            switch key {
            case "kind": actorKind = try scanner.string()
            case "id": actorID = try scanner.string()
            default: try scanner.skip()
            }
        }
    }
}
