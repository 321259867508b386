/// All that one connection knows about HTTP, without socket, clock or thread.
///
/// Events go in through the mutating methods; `nextAction` says what to do about them until it
/// returns nil; then `output` is to be sent, and `wantsToRead` and `deadline` say what to wait for.
struct ConnectionState {
    enum Phase: Equatable {
        /// Requests are read and answered.
        case open
        /// The last exchange has begun; nothing more is read, and when all is sent we shut down.
        case closing
        /// Our side is shut; what the peer still sends is dropped until it hangs up, because a
        /// close with unread bytes would reset the answer away (RFC 9112 section 9.6).
        case lingering
        /// Over: the descriptor is to be closed, and whatever runs is to be cancelled.
        case closed
    }

    enum Action {
        /// Route and run the request; its answer comes back through `answer`.
        case perform(ExchangeID, HTTPRequest)
        /// Render the refusal of a request, which is nil when its header never came whole; its
        /// answer comes back through `answer`.
        case refuse(ExchangeID, HTTPRefusal, HTTPRequest?)
        /// Start the producer; its bytes come back through `streamBytes` and `streamEnded`.
        case startStream(ExchangeID, @Sendable (HTTPBodyWriter) async -> Void)
        /// The peer has closed its side: cancel what runs. An answer given anyway is still sent.
        case cancelRunning
        /// Everything is sent: close our side of the connection.
        case shutDownOutput
        /// Close the descriptor and cancel what runs.
        case close
    }

    /// What the connection waits for, which decides how long it may.
    enum Wait: Equatable {
        case nothing, firstByte, header, body, idle, send, linger
    }

    let limits: HTTPLimits
    var phase = Phase.open
    var parser: HTTPRequestParser
    var exchanges: [Exchange] = []
    var output = OutputBuffer()
    /// Exchanges that ended since this was last emptied.
    var completed: [CompletedExchange] = []

    /// A complete request that may not run beside those before it.
    var held: (request: HTTPRequest, keepsAlive: Bool)?
    var actions: [Action] = []
    /// The newest exchange's number; 0 before the first request.
    var lastID: UInt64 = 0
    /// True once the server stops: what is under way is the connection's last.
    var isDraining = false
    /// True once the peer is known to have closed its side, with what came before still to be read.
    var inputIsEnding = false
    /// True once all is read that the peer has sent before it closed its side.
    var inputHasEnded = false
    /// `Action.close` is said once.
    var hasReportedClose = false

    private var wait = Wait.firstByte
    private var waitingSince: UInt64

    init(limits: HTTPLimits, peer: HTTPPeer, at nanoseconds: UInt64) {
        self.limits = limits
        parser = HTTPRequestParser(limits: limits, peer: peer)
        waitingSince = nanoseconds
    }
}

// MARK: Events from the socket

extension ConnectionState {
    /// Takes in what was read; nothing is parsed before `nextAction`.
    mutating func received(_ bytes: ArraySlice<UInt8>, at arrival: HTTPArrival = HTTPArrival()) {
        if phase == .open { parser.append(bytes, at: arrival) }
    }

    /// The peer has closed its side while nothing is read, and there may be more to read: requests
    /// that it sent before are answered.
    mutating func inputEnds() {
        inputIsEnding = true
        giveUpWork()
    }

    /// There is nothing left to read: the peer has closed its side.
    mutating func inputEnded() {
        inputHasEnded = true
        giveUpWork()
    }

    /// The peer may have closed the connection with its side: TCP does not tell which.
    private mutating func giveUpWork() {
        if phase == .lingering || isStreaming {
            phase = .closed
        } else if !exchanges.isEmpty {
            actions.append(.cancelRunning)
        }
    }

    /// The connection is broken: a reset, or a failing send.
    mutating func aborted() { phase = .closed }

    /// Progress starts the send timeout anew; sending nothing does not.
    mutating func sent(_ count: Int, at nanoseconds: UInt64) {
        output.sent(count)
        if count > 0 { waitingSince = nanoseconds }
    }

    /// Answer what is under way, then close; an idle connection closes now (invariant 10).
    mutating func drain() { isDraining = true }

    /// Turns the connection away with a refusal instead of reading from it.
    mutating func turnAway(with refusal: HTTPRefusal) {
        phase = .closing
        beginRefusal(refusal)
    }
}

// MARK: What to do

extension ConnectionState {
    /// What to do next; nil when there is nothing until the next event. To be asked until it is
    /// nil.
    mutating func nextAction(at moment: Moment) -> Action? {
        if phase != .closed { sendReadyAnswers(at: moment) }
        if !actions.isEmpty && phase != .closed { return actions.removeFirst() }
        switch phase {
        case .open: return nextRequest(at: moment)
        case .closing:
            guard exchanges.isEmpty && output.isEmpty else { return nil }
            phase = inputHasEnded ? .closed : .lingering
            return inputHasEnded ? reportClose() : .shutDownOutput
        case .lingering: return nil
        case .closed: return reportClose()
        }
    }

    /// Drops everything: nothing can be sent or answered any more.
    private mutating func reportClose() -> Action? {
        guard !hasReportedClose else { return nil }
        hasReportedClose = true
        exchanges.removeAll()
        actions.removeAll()
        output.discard()
        return .close
    }

    private mutating func nextRequest(at moment: Moment) -> Action? {
        if let held {
            guard exchanges.isEmpty else { return nil }
            self.held = nil
            return begin(held.request, keepsAlive: held.keepsAlive)
        }
        guard mayParse else { return nil }
        switch parser.next() {
        case .request(let request, let keepsAlive):
            guard mayRunBeside(request) else {
                held = (request, keepsAlive)
                return nil
            }
            return begin(request, keepsAlive: keepsAlive)
        case .refused(let refusal):
            phase = .closing
            beginRefusal(refusal)
            return actions.removeLast()
        case .incomplete:
            return waitForMore(at: moment)
        }
    }

    /// Nothing complete is there: say 100 where that is due, or end the connection.
    private mutating func waitForMore(at moment: Moment) -> Action? {
        guard exchanges.isEmpty else { return nil }
        let isIdle = parser.progress == .betweenRequests
        if inputHasEnded || (isDraining && isIdle) {
            // With nothing said there is nothing that a reset could destroy: no need to linger.
            phase = output.isEmpty ? .closed : .closing
            return nextAction(at: moment)
        }
        if parser.awaitsContinue {
            parser.continueSent()
            output.write { $0.append(contentsOf: ResponseEncoder.continueLine) }
        }
        return nil
    }

    /// Requests are taken while neither answers nor their bytes pile up (invariant 5).
    private var mayParse: Bool {
        exchanges.count < limits.pipelinedRequestsMax
            && output.count < limits.outputBytesMax
            && exchanges.allSatisfy(\.isSafe)
            && !(isDraining && !exchanges.isEmpty)
    }

    /// RFC 9112 section 9.3.2: pipelined requests may run in parallel if all of them are safe.
    private func mayRunBeside(_ request: HTTPRequest) -> Bool {
        exchanges.isEmpty || request.method.isSafe
    }

    /// Gives the request its place among those under way; a last one ends reading.
    private mutating func begin(_ request: HTTPRequest, keepsAlive: Bool) -> Action {
        let goesOn = keepsAlive && !isDraining
        if !goesOn { phase = .closing }
        lastID += 1
        wait = .nothing
        let id = ExchangeID(number: lastID)
        exchanges.append(Exchange(id: id, request: request, keepsAlive: goesOn))
        return .perform(id, request)
    }

    /// A refusal is answered in its turn, like a request, and is the connection's last.
    private mutating func beginRefusal(_ refusal: HTTPRefusal) {
        lastID += 1
        wait = .nothing
        let id = ExchangeID(number: lastID)
        let request = parser.unfinishedRequest
        exchanges.append(Exchange(id: id, request: request, keepsAlive: false))
        actions.append(.refuse(id, refusal, request))
    }
}

// MARK: Waiting

extension ConnectionState {
    /// False while the connection has read ahead as far as it may, and when nothing is to come.
    var wantsToRead: Bool {
        guard !inputHasEnded else { return false }
        switch phase {
        case .open:
            return held == nil && mayParse || parser.bufferedCount < limits.readAheadBytesMax
        case .lingering: return true
        case .closing, .closed: return false
        }
    }

    /// Starts the clock of whatever the connection waits for now; call when actions have run out.
    mutating func settle(at nanoseconds: UInt64) {
        let now = currentWait
        if now != wait { waitingSince = nanoseconds }
        wait = now
    }

    /// When `timedOut` is due, unless something happens before.
    var deadline: UInt64? {
        let milliseconds: Int
        switch wait {
        case .nothing: return nil
        case .firstByte: milliseconds = limits.firstByteTimeoutMilliseconds
        case .header: milliseconds = limits.headerTimeoutMilliseconds
        case .body: milliseconds = limits.bodyTimeoutMilliseconds
        case .idle: milliseconds = limits.idleTimeoutMilliseconds
        case .send: milliseconds = limits.sendTimeoutMilliseconds
        case .linger: milliseconds = limits.lingerTimeoutMilliseconds
        }
        return waitingSince + UInt64(milliseconds) * 1_000_000
    }

    /// The deadline has passed: a request half sent is 408, anything else ends without a word.
    mutating func timedOut() {
        switch wait {
        case .nothing: break
        case .header, .body: turnAway(with: .requestTimeout)
        case .firstByte, .idle, .send, .linger: phase = .closed
        }
    }

    /// Sending comes first: a peer that takes nothing is not given the time of an idle one.
    private var currentWait: Wait {
        switch phase {
        case .closed: return .nothing
        case .lingering: return .linger
        case .open, .closing: break
        }
        if !output.isEmpty { return .send }
        guard exchanges.isEmpty && held == nil && phase == .open else { return .nothing }
        switch parser.progress {
        case .betweenRequests: return lastID == 0 ? .firstByte : .idle
        case .header: return .header
        case .body: return .body
        }
    }
}
