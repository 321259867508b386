import HTTPServer
import OnboardingLedger

/// One subject after each change, as server-sent events whose ids are its versions (contract K14,
/// F5).
///
/// The stream is woken when its subject's stream has grown and then reads the subject: nothing is
/// buffered for a page that does not read.
struct ChangeFeed: Sendable {
    /// A subject as its event shows it.
    struct Shown: Sendable {
        let version: StreamVersion
        /// The answer that a read of the subject has.
        let body: [UInt8]
    }

    let stream: StreamID
    /// Reads the subject; throws once there is no more to follow.
    let read: @Sendable () async throws -> Shown

    /// The stream of events. Whether the subject may be seen is asked before, so that what may not
    /// is refused as a read is.
    ///
    /// - Throws: 503 when the streams would take up more than three of four connections.
    func answer(_ core: APICore, _ call: Call) throws(Problem) -> HTTPResponse {
        let most = core.configuration.connectionsMax * 3 / 4
        guard let admission = core.watch.admit(atMost: most) else {
            throw Problem(.overloaded, "Too many pages are followed: ask for the subject.")
                .retrying(after: 30)
        }
        let seen = call.request.fields["Last-Event-ID"].flatMap { Int64($0) }
        return .events { writer in
            await StreamTask.run(writer) {
                // Begins before the first read, so that what comes in between wakes it.
                let subscription = core.watch.subscribe(
                    stream, after: core.ledger.bell.head)
                await follow(seen: seen.map(StreamVersion.init), subscription, writer)
                subscription.end()
                withExtendedLifetime(admission) {}
            }
        }
    }

    /// Sends the subject whenever its version is another than `seen`, and a comment when it is
    /// quiet; ends when the subject, the peer or the server does.
    private func follow(
        seen: StreamVersion?, _ subscription: StreamWatch.Subscription, _ writer: HTTPBodyWriter
    ) async {
        var seen = seen
        var wake: StreamWatch.Wake? = .changed
        while wake != nil {
            do {
                // Read when there is room for it: what was erased meanwhile is not sent (L14).
                await writer.waitForRoom()
                let shown = try await read()
                if shown.version != seen {
                    seen = shown.version
                    try await writer.write(Self.event(shown))
                } else if wake == .beat {
                    try await writer.write(HTTPServerSentEvent.keepAlive)
                }
            } catch is HTTPStreamClosed {
                return
            } catch {
                if let ending = Self.ending(error) { try? await writer.write(ending) }
                return
            }
            wake = await subscription.next()
        }
    }

    /// The version as the event's id, so that a browser names it as `Last-Event-ID` when it comes
    /// back.
    private static func event(_ shown: Shown) -> [UInt8] {
        HTTPServerSentEvent(
            id: String(shown.version.rawValue), data: String(decoding: shown.body, as: UTF8.self)
        ).encoded
    }

    /// Says why there is no more to follow, such as a session that was completed or has expired;
    /// nil where another token, or patience, may lead on: who comes back is told that.
    private static func ending(_ error: any Error) -> [UInt8]? {
        let problem = Problem(error)
        let isPassing = problem.status == 401 || problem.status == 429 || problem.status >= 500
        guard !isPassing else { return nil }
        return HTTPServerSentEvent(name: "end", data: "{\"code\":\"\(problem.code)\"}").encoded
    }
}
