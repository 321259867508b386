import HTTPServer
import OnboardingLedger

/// The session after each change, as server-sent events (contract K14).
///
/// The stream is woken when its session's stream has grown and then reads the session: nothing is
/// buffered for a page that does not read.
enum SessionChanges {
    static func answer(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let token = try SessionEndpoints.token(call.request)
        // Refuses what is not open before a stream begins.
        let stream = try await core.signUps.session(token).stream
        let seen = call.request.fields["Last-Event-ID"].flatMap { Int64($0) }
        return .events { writer in
            await StreamTask.run(writer) {
                // Begins before the first read, so that what comes in between wakes it.
                let subscription = core.watch.subscribe(stream)
                await follow(
                    core, token, seen: seen.map(StreamVersion.init), subscription, writer)
                subscription.end()
            }
        }
    }

    /// Sends the session whenever its version is another than `seen`, and a comment when it is
    /// quiet; ends when the session, the peer or the server does.
    private static func follow(
        _ core: APICore, _ token: String, seen: StreamVersion?,
        _ subscription: StreamWatch.Subscription, _ writer: HTTPBodyWriter
    ) async {
        var seen = seen
        var wake: StreamWatch.Wake? = .changed
        while wake != nil {
            do {
                let snapshot = try await core.signUps.session(token)
                if snapshot.version != seen {
                    seen = snapshot.version
                    try await writer.write(event(snapshot, token))
                } else if wake == .beat {
                    try await writer.write(HTTPServerSentEvent.keepAlive)
                }
            } catch is HTTPStreamClosed {
                return
            } catch {
                try? await writer.write(ending(error))
                return
            }
            wake = await subscription.next()
        }
    }

    private static func event(_ snapshot: SignUps.Snapshot, _ token: String) -> [UInt8] {
        let data = SessionEndpoints.answer(snapshot, token: token)
        return HTTPServerSentEvent(
            id: String(snapshot.version.rawValue), data: String(decoding: data, as: UTF8.self)
        ).encoded
    }

    /// Says why there is no more to follow: completed, expired or given up.
    private static func ending(_ error: any Error) -> [UInt8] {
        let problem = Problem(error)
        return HTTPServerSentEvent(name: "end", data: "{\"code\":\"\(problem.code)\"}").encoded
    }
}
