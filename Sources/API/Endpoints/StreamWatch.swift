import OnboardingLedger
import Synchronization

/// Tells who watches single streams that theirs has grown.
///
/// One follower of the log looks at what each commit touched and wakes only those concerned, so
/// that a thousand quiet pages cost a commit nothing. Carries no events: who is woken reads.
final class StreamWatch: Sendable {
    /// What woke a watcher.
    enum Wake: Sendable {
        /// The stream grew.
        case changed
        /// Nothing happened for a while: time to show that the connection lives.
        case beat
    }

    /// One watcher's place; ends with it.
    final class Subscription: Sendable {
        let stream: StreamID
        fileprivate let id: Int
        private let watch: StreamWatch
        /// What the watcher has not been told yet; one change stands for many.
        private let pending = Mutex<Wake?>(nil)
        private let signals: AsyncStream<Void>
        private let signal: AsyncStream<Void>.Continuation

        fileprivate init(_ stream: StreamID, id: Int, _ watch: StreamWatch) {
            (self.stream, self.id, self.watch) = (stream, id, watch)
            (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        }

        /// Returns when the stream grew since the last call, or to beat; nil when cancelled.
        func next() async -> Wake? {
            for await _ in signals {
                let wake = pending.withLock { pending in
                    defer { pending = nil }
                    return pending
                }
                if let wake { return wake }
            }
            return nil
        }

        /// A change is never replaced by a beat.
        fileprivate func note(_ wake: Wake) {
            pending.withLock { pending in
                if pending != .changed { pending = wake }
            }
            signal.yield()
        }

        /// The watcher is gone; `next` then answers nil.
        func end() {
            watch.remove(self)
            signal.finish()
        }
    }

    /// One of the pages that may be followed at a time, from when it was let in until this is
    /// forgotten, also where its stream never began.
    final class Admission: Sendable {
        private let watch: StreamWatch

        fileprivate init(_ watch: StreamWatch) { self.watch = watch }

        deinit { watch.state.withLock { $0.admittedCount -= 1 } }
    }

    private struct State {
        var admittedCount = 0
        var nextID = 0
        /// By stream, then by id.
        var watchers: [StreamID: [Int: Subscription]] = [:]
        /// How many there are of all streams.
        var count = 0
        /// The log's head as the first of them came: who rested until then goes on from there.
        var beginning = GlobalPosition.start
    }

    private let state = Mutex(State())
    private let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation

    init() { (arrivals, arrival) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    /// Lets one more page in; nil when there are that many.
    func admit(atMost most: Int) -> Admission? {
        let isLetIn = state.withLock { state in
            guard state.admittedCount < most else { return false }
            state.admittedCount += 1
            return true
        }
        return isLetIn ? Admission(self) : nil
    }

    /// Begins to watch; whatever is committed from now on wakes the subscription.
    ///
    /// - Parameter head: the log's, as it is now or was before.
    func subscribe(_ stream: StreamID, after head: GlobalPosition) -> Subscription {
        let subscription = state.withLock { state in
            if state.watchers.isEmpty { state.beginning = head }
            state.nextID += 1
            let subscription = Subscription(stream, id: state.nextID, self)
            state.watchers[stream, default: [:]][subscription.id] = subscription
            state.count += 1
            return subscription
        }
        arrival.yield()
        return subscription
    }

    /// Forgets the watcher, and the stream with its last one.
    private func remove(_ subscription: Subscription) {
        state.withLock { state in
            let removed = state.watchers[subscription.stream]?.removeValue(forKey: subscription.id)
            if removed != nil { state.count -= 1 }
            if state.watchers[subscription.stream]?.isEmpty == true {
                state.watchers[subscription.stream] = nil
            }
        }
    }

    /// How many pages follow something.
    var watcherCount: Int { state.withLock { $0.count } }

    /// Wakes everybody, so that quiet connections show that they live.
    func beat() {
        let all = state.withLock { $0.watchers.values.flatMap(\.values) }
        for subscription in all { subscription.note(.beat) }
    }

    // MARK: The follower

    /// Follows the log until the task is cancelled or the ledger closes; rests while nobody
    /// watches.
    func follow(_ ledger: Ledger) async {
        var position = ledger.bell.head
        var newcomers = arrivals.makeAsyncIterator()
        while !Task.isCancelled && !ledger.bell.isClosed {
            if watcherCount == 0 {
                if await newcomers.next() == nil { return }
                position = beginning(after: position)
                continue
            }
            await ledger.bell.waitPast(position)
            do {
                let (streams, through) = try await ledger.changedStreams(after: position)
                position = through
                for stream in streams { wake(stream) }
            } catch {
                // Overloaded: those who wait learn of it at the next commit or beat.
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    /// Where to go on after a rest: what came during it concerns nobody who watches now.
    func beginning(after position: GlobalPosition) -> GlobalPosition {
        max(position, state.withLock { $0.beginning })
    }

    /// Wakes those who watch a stream.
    func wake(_ stream: StreamID) {
        let watchers = state.withLock { $0.watchers[stream].map { Array($0.values) } ?? [] }
        for subscription in watchers { subscription.note(.changed) }
    }
}
