/// Turns bytes into requests: a state machine that neither blocks nor knows where bytes are from.
///
/// It goes line by line and remembers how far it looked for a line's end, so that feeding one
/// byte at a time costs no more than a constant per byte, and finds the same (invariant 1).
struct HTTPRequestParser {
    enum Step {
        /// More bytes are needed.
        case incomplete
        /// A request is complete; the connection may be used after it if `keepsAlive`.
        case request(HTTPRequest, keepsAlive: Bool)
        /// The bytes are refused; nothing behind them can be trusted (invariant 2).
        case refused(HTTPRefusal)
    }

    /// What the next byte belongs to.
    enum Progress: Equatable {
        /// Before a request's first byte, inside its header, or inside its body.
        case betweenRequests, header, body
    }

    private enum Stage {
        /// Before or inside a request line.
        case requestLine
        /// Inside the field lines.
        case fields(RequestLine, start: Int)
        /// Inside a body of known length.
        case sizedBody(Head, count: Int)
        case chunkedBody(Head, ChunkedBody)
        /// After a refusal.
        case refused(HTTPRefusal)
    }

    /// A request whose body is still to come.
    private struct Head {
        var request: HTTPRequest
        var keepsAlive: Bool
        var expectsContinue: Bool
    }

    private let limits: HTTPLimits
    private let peer: HTTPPeer
    private var stage = Stage.requestLine
    private var bytes: [UInt8] = []
    /// Bytes before this index belong to requests already returned.
    private var start = 0
    /// Where the current line begins, and how many of its bytes hold no line feed.
    private var lineStart = 0
    private var scanned = 0
    private var entries: [HTTPFields.Entry] = []
    private var hasSkippedEmptyLine = false
    /// What was refused after its header had come whole.
    private var refusedRequest: HTTPRequest?
    /// When the current request's first byte came.
    private var arrival = HTTPArrival()
    /// When the newest bytes came, and where they begin.
    private var newest = (arrival: HTTPArrival(), start: 0)

    init(limits: HTTPLimits, peer: HTTPPeer) {
        self.limits = limits
        self.peer = peer
    }

    /// Bytes held that no request has taken yet.
    var bufferedCount: Int { bytes.count - start }

    /// What the bytes that came so far end in.
    var progress: Progress {
        switch stage {
        case .requestLine: bufferedCount == 0 ? .betweenRequests : .header
        case .fields: .header
        case .sizedBody, .chunkedBody: .body
        case .refused: .betweenRequests
        }
    }

    /// The request that is under way or was refused, without its body; nil before its header is
    /// whole.
    var unfinishedRequest: HTTPRequest? {
        switch stage {
        case .sizedBody(let head, _), .chunkedBody(let head, _): head.request
        case .requestLine, .fields, .refused: refusedRequest
        }
    }

    /// True while the peer may be holding its body back for a `100 Continue`: none of it is here.
    var awaitsContinue: Bool {
        guard bufferedCount == 0 else { return false }
        switch stage {
        case .sizedBody(let head, _): return head.expectsContinue
        case .chunkedBody(let head, let chunks):
            return head.expectsContinue && chunks.body.isEmpty
        default: return false
        }
    }

    /// Says that the `100 Continue` is on its way.
    mutating func continueSent() {
        switch stage {
        case .sizedBody(var head, let count):
            head.expectsContinue = false
            stage = .sizedBody(head, count: count)
        case .chunkedBody(var head, let chunks):
            head.expectsContinue = false
            stage = .chunkedBody(head, chunks)
        default: break
        }
    }

    /// Takes bytes in without looking at them; the time is that of a request that begins with them.
    mutating func append(_ new: ArraySlice<UInt8>, at arrival: HTTPArrival) {
        if progress == .betweenRequests { self.arrival = arrival }
        if start == bytes.count {
            discardAll()
        } else if start > limits.readAheadBytesMax {
            discardTaken()
        }
        newest = (arrival, bytes.count)
        bytes.append(contentsOf: new)
    }

    /// Goes as far as the bytes allow; to be called again after a request, until incomplete.
    mutating func next() -> Step {
        do throws(HTTPRefusal) {
            guard let head = try advance() else { return .incomplete }
            return .request(head.request, keepsAlive: head.keepsAlive)
        } catch {
            stage = .refused(error)
            return .refused(error)
        }
    }

    /// The next complete request; nil when bytes are missing.
    private mutating func advance() throws(HTTPRefusal) -> Head? {
        while true {
            switch stage {
            case .requestLine:
                guard try takeRequestLine() else { return nil }
            case .fields(let line, let fieldsStart):
                guard try takeField(line, fieldsStart: fieldsStart) else { return nil }
            case .sizedBody(var head, let count):
                guard bufferedCount >= count else { return nil }
                if count > 0 { head.request.body = Array(bytes[start..<start + count]) }
                finishRequest(at: start + count)
                return head
            case .chunkedBody(var head, var chunks):
                stage = .requestLine  // Frees the body for change in place.
                do throws(HTTPRefusal) {
                    start = try chunks.consume(bytes, from: start)
                } catch {
                    refusedRequest = head.request
                    throw error
                }
                guard chunks.isFinished else {
                    stage = .chunkedBody(head, chunks)
                    return nil
                }
                head.request.body = chunks.body
                finishRequest(at: start)
                return head
            case .refused(let refusal):
                throw refusal
            }
        }
    }

    /// The next request begins at `end`, with the time at which its bytes came.
    private mutating func finishRequest(at end: Int) {
        stage = .requestLine
        start = end
        lineStart = end
        scanned = 0
        hasSkippedEmptyLine = false
        if end >= newest.start { arrival = newest.arrival }
    }

    /// The line at `lineStart`, or nil when its end has not come and may still.
    private mutating func takeLine(
        max: Int, tooLong: HTTPRefusal
    ) throws(HTTPRefusal) -> Range<Int>? {
        guard
            let line = try Line.next(
                bytes, from: lineStart, scanned: scanned, max: max, tooLong: tooLong)
        else {
            scanned = bytes.count - lineStart
            return nil
        }
        lineStart = line.upperBound + 2
        scanned = 0
        return line
    }

    /// Reads the request line; skips one empty line before it (RFC 9112 section 2.2).
    private mutating func takeRequestLine() throws(HTTPRefusal) -> Bool {
        guard let line = try takeLine(max: limits.requestLineBytesMax, tooLong: .uriTooLong) else {
            return false
        }
        if line.isEmpty && !hasSkippedEmptyLine {
            hasSkippedEmptyLine = true
            start = lineStart
            return true
        }
        stage = .fields(try RequestLine(bytes, in: line), start: lineStart - start)
        return true
    }

    /// Reads one field line, or the empty line that ends the header.
    private mutating func takeField(
        _ line: RequestLine, fieldsStart: Int
    ) throws(HTTPRefusal) -> Bool {
        let origin = start + fieldsStart
        let room = limits.headerBytesMax - (lineStart - origin)
        let max = min(limits.fieldLineBytesMax, Swift.max(room, 0))
        guard let field = try takeLine(max: max, tooLong: .headerFieldsTooLarge) else {
            return false
        }
        if field.isEmpty {
            try finishHeader(line, origin..<field.lowerBound)
        } else {
            guard entries.count < limits.headerCountMax else { throw .headerFieldsTooLarge }
            entries.append(try FieldLine.parse(bytes, in: field, origin: origin))
        }
        return true
    }

    /// Judges the header as a whole, and decides how the body is read.
    private mutating func finishHeader(
        _ line: RequestLine, _ section: Range<Int>
    ) throws(HTTPRefusal) {
        var fields = HTTPFields(bytes: Array(bytes[section]), entries: entries)
        entries.removeAll(keepingCapacity: true)
        let framing: BodyFraming
        do throws(HTTPRefusal) {
            framing = try BodyFraming(fields, line.version, limits: limits)
        } catch {
            refusedRequest = request(line, fields)
            throw error
        }
        // RFC 9112 section 3.2.2: the target's own authority takes the Host field's place.
        if let authority = line.parsedTarget.authority { fields.set("Host", authority) }
        let head = Head(
            request: request(line, fields), keepsAlive: framing.keepsAlive,
            expectsContinue: framing.expectsContinue)
        start = lineStart
        switch framing.length {
        case .sized(let count): stage = .sizedBody(head, count: count)
        case .chunked: stage = .chunkedBody(head, ChunkedBody(limits: limits))
        }
    }

    private func request(_ line: RequestLine, _ fields: HTTPFields) -> HTTPRequest {
        HTTPRequest(
            method: line.method, target: line.target, path: line.parsedTarget.path,
            query: line.parsedTarget.query, version: line.version, fields: fields, body: [],
            peer: peer, arrival: arrival)
    }

    /// All bytes belong to requests already returned.
    private mutating func discardAll() {
        // A connection that once read much gives its memory back before the next request.
        bytes.removeAll(keepingCapacity: bytes.capacity <= 16 << 10)
        lineStart -= start
        start = 0
    }

    /// Moves what is left to the front, once there is enough before it to be worth it.
    private mutating func discardTaken() {
        bytes.removeSubrange(0..<start)
        lineStart -= start
        start = 0
    }
}
