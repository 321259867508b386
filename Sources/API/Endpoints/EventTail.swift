import HTTPServer
import JSON
import OnboardingLedger

/// The log's live tail as server-sent events whose ids are positions (contract L6).
///
/// Begins behind `Last-Event-ID`, else behind `after`, else with what comes next.
enum EventTail {
    private static let pageCount = 200

    static func answer(_ core: APICore, _ call: Call, _ query: EventsQuery) -> HTTPResponse {
        let last = call.request.fields["Last-Event-ID"].flatMap { Int64($0) }
        let start =
            last.map { GlobalPosition(rawValue: $0) } ?? query.after ?? core.ledger.bell.head
        return .events { writer in
            await StreamTask.run(writer) { await follow(core, query.filter, start, writer) }
        }
    }

    private static func follow(
        _ core: APICore, _ filter: EventFilter, _ start: GlobalPosition, _ writer: HTTPBodyWriter
    ) async {
        var position = start
        let pulse = Pulse(core.ledger.bell, writer)
        while !writer.isClosed {
            let head = core.ledger.bell.head
            do {
                let events = try await core.ledger.events(
                    matching: filter, beyond: position, limit: pageCount)
                let erasures = try await core.ledger.erasures(among: events)
                for event in events {
                    try await writer.write(encoded(event, erasures[event]))
                }
                // A full page may have more behind it; else everything up to the head was seen.
                let last = events.last?.position ?? position
                position = events.count == pageCount ? last : max(last, head)
                if events.count == pageCount { continue }
            } catch is HTTPStreamClosed {
                return
            } catch {
                core.log(LogLine(.warning, "tail ended", ["reason": .string("\(error)")]))
                return
            }
            guard await pulse.waitPast(position) else { return }
        }
    }

    private static func encoded(_ event: RecordedEvent, _ erasure: ErasureNote?) -> [UInt8] {
        let data = JSONWriter.encode(reserving: 1024) {
            EventJSON.write(event, erasure: erasure, to: &$0)
        }
        return HTTPServerSentEvent(
            id: String(event.position.rawValue), data: String(decoding: data, as: UTF8.self)
        ).encoded
    }
}
