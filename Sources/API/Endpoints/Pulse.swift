import HTTPServer
import OnboardingLedger

/// Waits for the log to grow while keeping a stream alive that has nothing to say, be it that the
/// log is quiet or that what comes is none of the stream's.
struct Pulse: Sendable {
    /// Proxies close what is silent for a minute or less.
    static let interval = Duration.seconds(15)

    private let bell: Bell
    /// Takes the heartbeat's comment.
    private let writer: HTTPBodyWriter
    /// When the stream has been silent for the interval.
    private var beatsAt = ContinuousClock.now + Self.interval

    init(_ bell: Bell, _ writer: HTTPBodyWriter) { (self.bell, self.writer) = (bell, writer) }

    /// Something was written: the silence begins anew.
    mutating func noteWrite() { beatsAt = .now + Self.interval }

    /// True once the log is longer than `position`, or a heartbeat was sent; false when the peer,
    /// the server or the ledger is gone.
    mutating func waitPast(_ position: GlobalPosition) async -> Bool {
        let isSilent = await isSilent(orPast: position)
        guard !Task.isCancelled, !writer.isClosed, !bell.isClosed else { return false }
        guard isSilent else { return true }
        do throws(HTTPStreamClosed) {
            try await writer.write(HTTPServerSentEvent.keepAlive)
            noteWrite()
            return true
        } catch { return false }
    }

    /// True when it is time for a heartbeat before the log is longer than `position`.
    private func isSilent(orPast position: GlobalPosition) async -> Bool {
        if ContinuousClock.now >= beatsAt { return true }
        let end = beatsAt
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await bell.waitPast(position)
                return false
            }
            group.addTask {
                // Ends early, by throwing, when the bell rang first.
                try? await Task.sleep(until: end, clock: .continuous)
                return true
            }
            let first = await group.next() ?? true
            group.cancelAll()
            return first
        }
    }
}
