@testable import HTTPServer

/// A connection's state with endpoints that answer at once, driven without a socket.
struct Script {
    var state: ConnectionState
    var moment = Moment(nanoseconds: 1, date: Array("Sun, 06 Nov 1994 08:49:37 GMT".utf8))
    /// What was run, in order.
    var performed: [HTTPRequest] = []
    var refusals: [HTTPRefusal] = []
    /// What each refusal was of; nil for what never had a whole header.
    var refused: [HTTPRequest?] = []
    /// All bytes sent, as text.
    var sent = ""
    var isShutDown = false
    var isClosed = false
    /// What each request is answered with.
    var answer: (HTTPRequest) -> HTTPResponse = { request in
        HTTPResponse(status: 200, body: .text(request.path))
    }
    /// Requests that are left running, by path.
    var leftRunning: Set<String> = []
    var running: [String: ExchangeID] = [:]
    var producers: [ExchangeID] = []
    var cancellations = 0
    /// False while the peer takes nothing.
    var peerReads = true

    init(limits: HTTPLimits = HTTPLimits()) {
        state = ConnectionState(limits: limits, peer: .local, at: 1)
    }

    mutating func receive(_ text: String) { receive(Array(text.utf8)) }

    mutating func receive(_ bytes: [UInt8]) {
        state.received(bytes[...])
        drive()
    }

    mutating func receiveBytewise(_ bytes: [UInt8]) {
        for byte in bytes { receive([byte]) }
    }

    mutating func endInput() {
        state.inputEnded()
        drive()
    }

    mutating func pass(milliseconds: Int) {
        moment.nanoseconds += UInt64(milliseconds) * 1_000_000
        if let deadline = state.deadline, deadline <= moment.nanoseconds { state.timedOut() }
        drive()
    }

    mutating func finish(_ path: String, _ response: HTTPResponse) {
        guard let id = running.removeValue(forKey: path) else { return }
        state.answer(id, response, at: moment)
        drive()
    }

    mutating func stream(_ text: String) {
        state.streamBytes(Array(text.utf8))
        drive()
    }

    mutating func endStream() {
        state.streamEnded(at: moment)
        drive()
    }

    mutating func drain() {
        state.drain()
        drive()
    }

    mutating func drive() {
        repeat {
            while let action = state.nextAction(at: moment) { perform(action) }
        } while flush()
        state.settle(at: moment.nanoseconds)
    }

    private mutating func perform(_ action: ConnectionState.Action) {
        switch action {
        case .perform(let id, let request):
            performed.append(request)
            if leftRunning.contains(request.path) {
                running[request.path] = id
            } else {
                state.answer(id, answer(request), at: moment)
            }
        case .refuse(let id, let refusal, let request):
            refusals.append(refusal)
            refused.append(request)
            let response = HTTPResponse(status: refusal.status, body: .text(refusal.code))
            state.answer(id, response, at: moment)
        case .startStream(let id, _): producers.append(id)
        case .cancelRunning: cancellations += 1
        case .shutDownOutput: isShutDown = true
        case .close: isClosed = true
        }
    }

    private mutating func flush() -> Bool {
        guard peerReads, !state.output.isEmpty else { return false }
        let output = state.output
        sent += String(decoding: output.bytes[output.sentCount...], as: UTF8.self)
        state.sent(output.count, at: moment.nanoseconds)
        return true
    }

    /// The status lines sent, without the version.
    var statuses: [String] {
        sent.split(separator: "HTTP/1.1 ").map { String($0.prefix(3)) }
    }
}
