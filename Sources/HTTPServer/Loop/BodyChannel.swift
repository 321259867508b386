import Synchronization

/// Between a stream's producer, in its task, and the event loop that sends what it writes.
///
/// Holds at most its bound and the write that crossed it; producers wait for the rest.
final class BodyChannel: Sendable {
    /// What became of the bytes that a producer offered.
    enum Offer {
        /// They are on their way; room for all of them is not asked, only that the bound was not
        /// reached.
        case accepted
        /// Wait for room and offer again.
        case full
        /// Nothing more is taken, ever.
        case closed(HTTPStreamClosed)
    }

    fileprivate struct State {
        var pending: [UInt8] = []
        var closed: HTTPStreamClosed?
        /// True once the producer has returned.
        var hasEnded = false
        /// True when the producer could not write all that belongs into the body.
        var isBrokenOff = false
        /// True from telling the loop that there is something until it takes it.
        var isSignalled = false
        var waiters: [CheckedContinuation<Void, Never>] = []
        var callbacks: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())
    private let bytesMax: Int
    private let signal: @Sendable () -> Void

    /// `signal` tells the loop to take; it is called outside the lock.
    init(bytesMax: Int, signal: @escaping @Sendable () -> Void) {
        self.bytesMax = bytesMax
        self.signal = signal
    }
}

// MARK: The producer's side

extension BodyChannel {
    /// True once `offer` would answer `closed`.
    var isClosed: Bool { state.withLock { $0.closed != nil } }

    /// Never waits. Tells the loop of the first bytes since it last took some, not of each.
    func offer(_ bytes: [UInt8]) -> Offer {
        let (offer, signals) = state.withLock { state -> (Offer, Bool) in
            if let reason = state.closed { return (.closed(reason), false) }
            if bytes.isEmpty { return (.accepted, false) }
            if state.pending.count >= bytesMax { return (.full, false) }
            state.pending.append(contentsOf: bytes)
            defer { state.isSignalled = true }
            return (.accepted, !state.isSignalled)
        }
        if signals { signal() }
        return offer
    }

    /// Returns when there is room or the channel is closed. Not ended by cancellation alone:
    /// whoever cancels a producer closes its channel.
    func waitForRoom() async {
        await withCheckedContinuation { continuation in
            let mustWait = state.withLock { state in
                guard state.closed == nil, state.pending.count >= bytesMax else { return false }
                state.waiters.append(continuation)
                return true
            }
            if !mustWait { continuation.resume() }
        }
    }

    /// The callback runs on whoever closes, outside the lock; at once when the channel is closed
    /// already, never once the producer has returned.
    func onClose(_ callback: @escaping @Sendable () -> Void) {
        let isDue = state.withLock { state in
            if state.closed == nil { state.callbacks.append(callback) }
            return state.closed != nil && !state.hasEnded
        }
        if isDue { callback() }
    }

    /// The loop looks at it once the producer has returned.
    func breakOff() { state.withLock { $0.isBrokenOff = true } }

    /// The producer has returned; what it wrote is still sent.
    func end() {
        let waiters = state.withLock { state in
            state.hasEnded = true
            if state.closed == nil { state.closed = .bodyEnded }
            state.callbacks = []
            return state.takeWaiters()
        }
        for waiter in waiters { waiter.resume() }
        signal()
    }
}

// MARK: The loop's side

extension BodyChannel {
    /// Takes what there is and lets the waiting producers go on; `isLast` when no more will come.
    func take() -> (bytes: [UInt8], isLast: Bool) {
        let (bytes, isLast, waiters) = state.withLock { state in
            state.isSignalled = false
            defer { state.pending = [] }
            return (state.pending, state.hasEnded, state.takeWaiters())
        }
        for waiter in waiters { waiter.resume() }
        return (bytes, isLast)
    }

    var isBrokenOff: Bool { state.withLock { $0.isBrokenOff } }

    /// Makes further writes throw and wakes whoever waits.
    func close(_ reason: HTTPStreamClosed) {
        let (waiters, callbacks) = state.withLock { state in
            if state.closed == nil { state.closed = reason }
            if reason == .peerGone { state.pending = [] }
            defer { state.callbacks = [] }
            return (state.takeWaiters(), state.callbacks)
        }
        for waiter in waiters { waiter.resume() }
        for callback in callbacks { callback() }
    }
}

extension BodyChannel.State {
    /// To be resumed by the caller, outside the lock.
    fileprivate mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
        defer { waiters = [] }
        return waiters
    }
}
