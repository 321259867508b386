import HTTPServer
import JSON
import OnboardingLedger

/// The log's live tail as server-sent events whose ids are positions (contract L6).
///
/// Begins behind `Last-Event-ID`, else behind `after`, else with what comes next. Events come in
/// the order of the log, each once: who was cut off goes on behind the last one that it saw. Each
/// is as it was when there was room for it: somebody who reads slowly is sent nothing that was
/// erased meanwhile (L14).
enum EventTail {
    /// Events that are read at a time; the credential is looked at again before each write.
    private static let pageCount = 200

    /// - Throws: 400 or 404 for a `Last-Event-ID` that this log cannot have given.
    static func answer(_ core: APICore, _ call: Call, _ query: EventsQuery) async throws
        -> HTTPResponse
    {
        let start = try await lastSeen(core, call) ?? query.after ?? core.ledger.bell.head
        return .events { writer in
            await StreamTask.run(writer) { await follow(core, call, query, start, writer) }
        }
    }

    /// Nil for a client that has seen nothing.
    private static func lastSeen(_ core: APICore, _ call: Call) async throws -> GlobalPosition? {
        guard let text = call.request.fields["Last-Event-ID"], !text.isEmpty else { return nil }
        guard let number = Int64(text), number >= 0 else {
            throw Problem(.invalidQuery, "Last-Event-ID is the position of an event that was seen.")
        }
        let position = GlobalPosition(rawValue: number)
        try await core.require(position)
        return position
    }

    /// Goes on as long as the credential that opened it is good: a key may be revoked, a pass end.
    private static func follow(
        _ core: APICore, _ call: Call, _ query: EventsQuery, _ start: GlobalPosition,
        _ writer: HTTPBodyWriter
    ) async {
        var pages = EventPages(
            core.ledger, query.filter, beyond: start, limit: query.limit ?? .max,
            pageCount: pageCount)
        var pulse = Pulse(core.ledger.bell, writer)
        while !writer.isClosed && pages.left > 0 {
            do {
                await writer.waitForRoom()
                _ = try await core.authenticator.caller(
                    call.request, .scope(.auditRead), now: core.clock.now())
                if let stretch = try await pages.next() {
                    try await writer.write(encoded(stretch))
                    pulse.noteWrite()
                }
            } catch is HTTPStreamClosed {
                return
            } catch is Problem {
                return
            } catch is TurnedAway {
                return
            } catch {
                core.log(LogLine(.warning, "tail ended", ["reason": .string("\(error)")]))
                return
            }
            guard let seen = pages.seenThrough, pages.left > 0 else { continue }
            guard await pulse.waitPast(seen) else { return }
        }
    }

    private static func encoded(_ stretch: EventPages.Stretch) -> [UInt8] {
        stretch.events.reduce(into: []) { bytes, event in
            bytes += encoded(event, stretch.erasures[event])
        }
    }

    /// The position as the event's id, the event's JSON as its data.
    private static func encoded(_ event: RecordedEvent, _ erasure: ErasureNote?) -> [UInt8] {
        let data = JSONWriter.encode(reserving: 1024) {
            EventJSON.write(event, erasure: erasure, to: &$0)
        }
        return HTTPServerSentEvent(
            id: String(event.position.rawValue), data: String(decoding: data, as: UTF8.self)
        ).encoded
    }
}
