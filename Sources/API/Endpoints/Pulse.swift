import HTTPServer
import OnboardingLedger

/// Waits for the log to grow while keeping a quiet stream alive.
struct Pulse: Sendable {
    /// Proxies close what is silent for a minute or less.
    static let interval = Duration.seconds(15)

    private let bell: Bell
    /// Takes the heartbeat's comment.
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
                try? await Task.sleep(for: Self.interval)
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
