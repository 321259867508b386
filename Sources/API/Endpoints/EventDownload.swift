import HTTPServer
import JSON
import OnboardingLedger

/// Events as a table of comma-separated values or as JSON lines, in memory that does not grow with
/// their number.
///
/// What fits on one page is answered whole. More is streamed page by page; should reading fail in
/// between, the connection ends without the body's end, so that half of it is not taken for all.
struct EventDownload: Sendable {
    private static let pageCount = 1000

    private let query: EventsQuery
    private let format: ListFormat
    private let core: APICore

    init(_ query: EventsQuery, _ format: ListFormat, _ core: APICore) {
        (self.query, self.format, self.core) = (query, format, core)
    }

    /// One page whole, with a `Link` to the next where `limit` cut it; else all of it as a stream.
    func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
        let limit = query.limit ?? .max
        // One more than the last page needs says whether there are more.
        let first = try await page(beyond: query.after, min(Self.pageCount, limit) + 1)
        var fields =
            format == .csv
            ? HTTPResponse.download(CSVWriter.mediaType, "events.csv")
            : HTTPResponse.download(ListFormat.linesMediaType, "events.jsonl")
        let shown = Array(first.prefix(min(Self.pageCount, limit)))
        let bytes = try await encoded(shown, withTitles: true)
        if first.count == shown.count || shown.count == limit {
            if first.count > shown.count, let last = shown.last?.position {
                fields.set("Link", Self.link(request, after: last))
            }
            return HTTPResponse(status: 200, fields: fields, body: .bytes(bytes))
        }
        return HTTPResponse(
            status: 200, fields: fields,
            body: .stream { writer in
                await StreamTask.run(writer) { await send(bytes, shown, limit, writer) }
            })
    }

    /// Events beyond a position in the asked order.
    private func page(beyond position: GlobalPosition?, _ count: Int) async throws
        -> [RecordedEvent]
    {
        try await core.ledger.events(
            matching: query.filter, beyond: position, order: query.order, limit: count)
    }

    /// Sends what is there, then page after page, until `limit` or the end.
    private func send(
        _ bytes: [UInt8], _ shown: [RecordedEvent], _ limit: Int, _ writer: HTTPBodyWriter
    ) async {
        var (bytes, page, left) = (bytes, shown, limit - shown.count)
        do {
            while true {
                try await writer.write(bytes)
                guard let last = page.last?.position, left > 0 else { return }
                page = try await self.page(beyond: last, min(Self.pageCount, left))
                if page.isEmpty { return }
                left -= page.count
                bytes = try await encoded(page, withTitles: false)
            }
        } catch is HTTPStreamClosed {
            return
        } catch {
            core.log(LogLine(.warning, "download ended", ["reason": .string("\(error)")]))
            writer.breakOff()
        }
    }

    /// - Parameter withTitles: only a table's first page has them; lines have none.
    private func encoded(_ events: [RecordedEvent], withTitles: Bool) async throws -> [UInt8] {
        let erasures = try await core.ledger.erasures(among: events)
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

    /// Where the next page is (RFC 8288).
    private static func link(_ request: HTTPRequest, after position: GlobalPosition) -> String {
        let query = request.target.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        let kept = query.split(separator: "&").filter { !$0.hasPrefix("after=") }
        let items = kept.map(String.init) + ["after=\(position)"]
        return "<\(request.path)?\(items.joined(separator: "&"))>; rel=\"next\""
    }
}
