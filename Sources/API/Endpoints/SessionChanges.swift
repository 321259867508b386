import HTTPServer
import OnboardingLedger

/// The session after each change, as server-sent events (contract K14).
///
/// The log's bell wakes the stream, which then pulls the session from its own position: nothing
/// is buffered for a page that does not read.
enum SessionChanges {
    static func answer(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let token = try SessionEndpoints.token(call.request)
        // Refuses what is not open before a stream begins.
        _ = try await core.signUps.session(token)
        let seen = call.request.fields["Last-Event-ID"].flatMap { Int64($0) }
        return .events { writer in
            await follow(core, token, seen: seen.map(StreamVersion.init), writer)
        }
    }

    /// Sends the session whenever its version is another than `seen`; ends when it is over.
    private static func follow(
        _ core: APICore, _ token: String, seen: StreamVersion?, _ writer: HTTPBodyWriter
    ) async {
        var seen = seen
        let pulse = Pulse(core.ledger.bell, writer)
        while !writer.isClosed {
            // Taken before the read, so that what comes in between rings again.
            let position = core.ledger.bell.head
            do {
                let snapshot = try await core.signUps.session(token)
                if snapshot.version != seen {
                    seen = snapshot.version
                    try await writer.write(event(snapshot, token))
                }
            } catch is HTTPStreamClosed {
                return
            } catch {
                try? await writer.write(ending(error))
                return
            }
            guard await pulse.waitPast(position) else { return }
        }
    }

    private static func event(_ snapshot: SignUps.Snapshot, _ token: String) -> [UInt8] {
        let data = SessionEndpoints.answer(snapshot, token: token)
        return HTTPServerSentEvent(
            id: String(snapshot.version.rawValue),
            data: String(decoding: data, as: UTF8.self)
        ).encoded
    }

    /// Says why there is no more to follow: completed, expired or given up.
    private static func ending(_ error: any Error) -> [UInt8] {
        let problem = Problem(error)
        return HTTPServerSentEvent(name: "end", data: "{\"code\":\"\(problem.code)\"}").encoded
    }
}

/// Waits for the log to grow while keeping a quiet stream alive.
struct Pulse: Sendable {
    /// Proxies close what is silent for a minute or less.
    private static let heartbeat = Duration.seconds(15)

    private let bell: Bell
    private let writer: HTTPBodyWriter

    init(_ bell: Bell, _ writer: HTTPBodyWriter) { (self.bell, self.writer) = (bell, writer) }

    /// True once the log is longer than `position`, or a heartbeat was sent; false when the peer,
    /// the server or the ledger is gone.
    func waitPast(_ position: GlobalPosition) async -> Bool {
        let isQuiet = await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await bell.waitPast(position)
                return false
            }
            group.addTask {
                // Ends early, by throwing, when the bell rang first.
                try? await Task.sleep(for: Self.heartbeat)
                return true
            }
            let first = await group.next() ?? true
            group.cancelAll()
            return first
        }
        guard !Task.isCancelled, !writer.isClosed, !bell.isClosed else { return false }
        guard isQuiet else { return true }
        do throws(HTTPStreamClosed) {
            try await writer.write(HTTPServerSentEvent.keepAlive)
            return true
        } catch { return false }
    }
}
