/// Names a request of one connection while it is under way; counted up from 1.
struct ExchangeID: Hashable, Sendable {
    let number: UInt64
}

/// A request and how far its answer has come.
struct Exchange {
    enum Situation {
        /// The endpoint has not answered.
        case running
        /// The answer is there, but earlier ones are not out yet.
        case answered(HTTPResponse)
        /// The head is out and the body is being written.
        case streaming
    }

    let id: ExchangeID
    /// Nil when no request's header came whole.
    let request: HTTPRequest?
    /// False when this is the last exchange of its connection.
    let keepsAlive: Bool
    var situation = Situation.running
    /// 0 until the head is written.
    var status = 0
    /// Body bytes written so far, without the framing of chunks.
    var bodyBytes = 0

    /// False for what never became a request: nothing may run beside it.
    var isSafe: Bool { request?.method.isSafe ?? false }
    var isHead: Bool { request?.method == .head }
    var isOldVersion: Bool { request?.version == .http10 }
}

/// An exchange that is over, for whoever counts and logs.
struct CompletedExchange {
    let request: HTTPRequest
    let status: Int
    let bodyBytes: Int
}

/// When something happens, as the event loop tells it: once per wake, not once per request.
struct Moment {
    /// The monotonic clock.
    var nanoseconds: UInt64
    /// The text of the `Date` field.
    var date: [UInt8]
}

/// Bytes on their way to the peer.
struct OutputBuffer {
    /// Up to so many sent bytes may stay before the rest, or as many as that is.
    private static let sentBytesMax = 1 << 20

    private(set) var bytes: [UInt8] = []
    /// How many of `bytes` the kernel has taken.
    private(set) var sentCount = 0

    var count: Int { bytes.count - sentCount }
    var isEmpty: Bool { count == 0 }

    mutating func write(_ body: (inout [UInt8]) -> Void) { body(&bytes) }

    /// Forgets bytes that the kernel has taken; keeps small buffers for the next answer.
    ///
    /// The rest is moved only where it is less than what was sent: however large an answer is, all
    /// moves together cost no more than it.
    mutating func sent(_ amount: Int) {
        precondition(amount <= count, "no more is sent than there was")
        sentCount += amount
        if sentCount == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= 16 << 10)
            sentCount = 0
        } else if sentCount > max(Self.sentBytesMax, bytes.count / 2) {
            bytes.removeSubrange(0..<sentCount)
            sentCount = 0
        }
    }

    /// For a connection that is over: gives the memory back, too.
    mutating func discard() { self = OutputBuffer() }
}
