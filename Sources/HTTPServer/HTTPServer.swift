import Synchronization

/// An HTTP/1.1 server: listeners, event-loop threads, and endpoints found by a router.
///
/// See DESIGN.md for what it promises. It starts once and lives until it is stopped.
package final class HTTPServer: Sendable {
    private enum LifePhase {
        /// Made, not started.
        case new
        /// From the beginning of `start` on, also while that is still at work.
        case running
        /// Told to stop; loops are still answering.
        case stopping
        /// All loops have ended.
        case stopped
    }

    private struct Life {
        var phase = LifePhase.new
        var loopsRunning = 0
        var inboxes: [LoopInbox] = []
        var listeners: [Listener] = []
        var counters: [LoopCounters] = []
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let configuration: HTTPServerConfiguration
    private let router: HTTPRouter
    private let observe: HTTPObserver
    private let state = Mutex(Life())

    /// - Parameter observe: told of each request whose answer is complete, once what the socket
    ///   took of it was sent: the status, the body's bytes, and the nanoseconds since its first
    ///   byte was read. Runs on an event loop; it is how `onboard bench` measures from within.
    package init(
        configuration: HTTPServerConfiguration, router: HTTPRouter,
        observe: @escaping HTTPObserver = { _, _, _, _ in }
    ) {
        self.configuration = configuration
        self.router = router
        self.observe = observe
    }

    /// Where the server listens, in the order of the configuration; empty before it starts.
    package var addresses: [HTTPAddress] { state.withLock { $0.listeners.map(\.address) } }

    /// The sum over all loops; each counter by itself is right, not all of one moment.
    package var statistics: HTTPStatistics {
        state.withLock { state in
            var total = HTTPStatistics()
            for counters in state.counters { counters.add(to: &total) }
            return total
        }
    }
}

// MARK: Starting

extension HTTPServer {
    /// Binds, listens and starts the loops; returns the first listener's address.
    @discardableResult
    package func start() throws(HTTPServerError) -> HTTPAddress {
        try claimStart()
        var listeners: [Listener] = []
        do throws(HTTPServerError) {
            for address in configuration.listeners {
                listeners.append(try Listener.open(address))
            }
            try startLoops(listeners)
        } catch {
            for listener in listeners { listener.close() }
            abandonStart()
            throw error
        }
        return listeners[0].address
    }

    /// A server starts once: a second call is refused even when the first one failed.
    private func claimStart() throws(HTTPServerError) {
        let isNew = state.withLock { state in
            defer { if state.phase == .new { state.phase = .running } }
            return state.phase == .new
        }
        guard isNew else {
            throw HTTPServerError(
                code: .alreadyStarted, operation: "start", systemError: 0, address: "")
        }
    }

    /// Makes everything that a loop needs before the first one runs.
    private func startLoops(_ listeners: [Listener]) throws(HTTPServerError) {
        do throws(SystemError) {
            let connectionCount = ConnectionCount()
            var contexts: [LoopContext] = []
            for _ in 0..<configuration.eventLoopCount {
                contexts.append(
                    LoopContext(
                        configuration: configuration, router: router, observe: observe,
                        listeners: listeners, inbox: try LoopInbox(), counters: LoopCounters(),
                        connectionCount: connectionCount))
            }
            state.withLock { state in
                state.listeners = listeners
                state.inboxes = contexts.map(\.inbox)
                state.counters = contexts.map(\.counters)
            }
            for context in contexts { try startLoop(context) }
        } catch {
            throw HTTPServerError(error, address: listeners[0].address.description)
        }
    }

    private func startLoop(_ context: LoopContext) throws(SystemError) {
        let loop = try EventLoop(context)
        state.withLock { $0.loopsRunning += 1 }
        do throws(SystemError) {
            try LoopThread.start { [self] in
                loop.run()
                loopEnded()
            }
        } catch {
            loopEnded()
            throw error
        }
    }

    /// Stops the loops that were started before one could not be.
    private func abandonStart() {
        for inbox in state.withLock({ $0.inboxes }) { inbox.put(.stop(graceMilliseconds: 0)) }
        state.withLock { $0.phase = .stopped }
    }
}

// MARK: Stopping

extension HTTPServer {
    /// Stops gracefully: refuses connections at once, closes idle ones, ends streams, lets
    /// requests under way be answered, and closes by force what is left after the grace.
    ///
    /// Returns when all is closed; may be called by several at a time.
    package func stop(graceMilliseconds: Int) async {
        let (listeners, inboxes) = state.withLock { state in
            let isFirst = state.phase == .running
            if isFirst { state.phase = .stopping }
            if state.phase == .new { state.phase = .stopped }
            return isFirst ? (state.listeners, state.inboxes) : ([], [])
        }
        for listener in listeners { listener.close() }
        for inbox in inboxes { inbox.put(.stop(graceMilliseconds: graceMilliseconds)) }
        await withCheckedContinuation { continuation in
            let mustWait = state.withLock { state in
                if state.loopsRunning > 0 { state.waiters.append(continuation) }
                return state.loopsRunning > 0
            }
            if !mustWait { continuation.resume() }
        }
    }

    /// On the thread of the loop that ended; the last one lets those who wait in `stop` go.
    private func loopEnded() {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.loopsRunning -= 1
            guard state.loopsRunning == 0 else { return [] }
            if state.phase == .stopping { state.phase = .stopped }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
