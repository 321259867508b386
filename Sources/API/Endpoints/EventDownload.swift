import HTTPServer
import JSON
import OnboardingLedger

/// Events as a table of comma-separated values or as JSON lines, in memory that does not grow with
/// their number.
///
/// What is short is answered whole. More is streamed in stretches, each as it was when there was
/// room for it: nothing is sent that was erased meanwhile (L14). Should reading fail in between,
/// the connection ends without the body's end, so that half of it is not taken for all.
struct EventDownload: Sendable {
    /// Events that are read at a time.
    private static let pageCount = 1000

    private let query: EventsQuery
    private let format: ListFormat
    private let core: APICore
    /// Exclusive. Newest first it begins at the head as it is now: what comes meanwhile belongs to
    /// no page.
    private let start: GlobalPosition?

    init(_ query: EventsQuery, _ format: ListFormat, _ core: APICore) {
        (self.query, self.format, self.core) = (query, format, core)
        let head = core.ledger.bell.head.rawValue
        start =
            query.after
            ?? (query.order == .newestFirst ? GlobalPosition(rawValue: head + 1) : nil)
    }

    /// All that match or, where `limit` cuts that, a page with a `Link` to the next.
    func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
        var fields =
            format == .csv
            ? HTTPResponse.download(CSVWriter.mediaType, "events.csv")
            : HTTPResponse.download(ListFormat.linesMediaType, "events.jsonl")
        // The fields come first, so where the page ends is found out before it is sent.
        if let limit = query.limit,
            let last = try await core.ledger.end(
                ofPage: limit, matching: query.filter, beyond: start, order: query.order)
        {
            fields.set("Link", PageLink.next(request, after: "\(last)"))
        }
        var pages = pages()
        let first = try await pages.next()
        if first == nil || pages.isAtEnd {
            return HTTPResponse(status: 200, fields: fields, body: .bytes(encoded(first, true)))
        }
        return HTTPResponse(
            status: 200, fields: fields,
            body: StreamTask.body("download", core) { try await send($0) })
    }

    private func pages() -> EventPages {
        EventPages(
            core.ledger, query.filter, beyond: start, order: query.order,
            limit: query.limit ?? .max, pageCount: Self.pageCount)
    }

    /// Sends stretch after stretch, until `limit` or the end.
    private func send(_ writer: HTTPBodyWriter) async throws {
        var (pages, isFirst) = (pages(), true)
        while !pages.isAtEnd {
            await writer.waitForRoom()
            guard let stretch = try await pages.next() else { return }
            try await writer.write(encoded(stretch, isFirst))
            isFirst = false
        }
    }

    /// - Parameter withTitles: only a table's beginning has them; lines have none.
    private func encoded(_ stretch: EventPages.Stretch?, _ withTitles: Bool) -> [UInt8] {
        let (events, erasures) = (stretch?.events ?? [], stretch?.erasures ?? .none)
        if format == .csv {
            return AuditTables.events(events, erasures, withTitles: withTitles).bytes
        }
        return events.reduce(into: []) { lines, event in
            lines += JSONWriter.encode(reserving: 1024) {
                EventJSON.write(event, erasure: erasures[event], to: &$0)
            }
            lines.append(UInt8(ascii: "\n"))
        }
    }
}
