import HTTPServer
import OnboardingLedger

/// The log as a download, line by line in constant memory; an import takes it in (contract L15).
enum ExportEndpoint {
    static let routes = [
        Route(
            .get, "/v1/ledger/export", .scope(.auditRead), isPersonal: true,
            "The log as JSON lines or CloudEvents.", later: export)
    ]

    /// L15. `from` and `to` are positions, both included; without `to` it ends at the head as it is
    /// now. It is broken off at its end when a person was erased meanwhile.
    private static func export(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var query = QueryForm(call.request, known: ["format", "from", "to"])
        query.refuseEmpty()
        let format =
            query.value("format", "jsonl or cloudevents") { ExportFormat(rawValue: $0) } ?? .jsonl
        let first = query.integer("from", in: 1...Int64.max) ?? 1
        let asked = query.integer("to", in: 1...Int64.max)
        if let asked, asked < first { query.refuse("to", "is before from, \(first)") }
        try query.check()
        // What comes while it is written is for the next export.
        let head = core.ledger.bell.head.rawValue
        // Right behind the end one begins that is empty until something comes.
        if asked ?? 0 > head || first > head + 1 {
            throw Problem(.positionNotFound, "The log has \(head) positions.")
        }
        let last = asked ?? head
        return HTTPResponse(
            status: 200, fields: ["Content-Type": ListFormat.linesMediaType],
            body: StreamTask.body("export", core) { writer in
                try await write(core, format, after: first - 1, through: last, writer)
            })
    }

    private static func write(
        _ core: APICore, _ format: ExportFormat, after position: Int64, through last: Int64,
        _ writer: HTTPBodyWriter
    ) async throws {
        var position = GlobalPosition(rawValue: position)
        let last = GlobalPosition(rawValue: last)
        let head = core.ledger.bell.head
        while position < last {
            // Read when there is room for it: nothing is sent that was erased meanwhile (L14).
            await writer.waitForRoom()
            guard
                let page = try await core.ledger.exportPage(
                    after: position, through: last, as: format)
            else { return }
            try await writer.write(page.lines)
            position = page.last
        }
        // Its first events may have what its later ones have no more; nothing else would tell.
        if try await core.ledger.hasErasure(after: head) { throw ErasedMeanwhile() }
    }
}
