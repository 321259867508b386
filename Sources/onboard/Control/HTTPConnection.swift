import Glibc

/// Where a server of ours listens.
enum ServerAddress: Sendable, Hashable {
    /// The control socket of a data directory.
    case unix(path: String)
    /// A port of this machine.
    case loopback(port: UInt16)
}

/// Why a request got no answer.
enum ConnectionFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// Nobody listens there.
    case refused(reason: String)
    /// The server went away before it had answered.
    case closed
    /// The server holds the connection and says nothing.
    case silent
    /// What came is no HTTP/1.1 answer.
    case malformed
    /// A system call failed for another reason.
    case system(reason: String)

    var description: String {
        switch self {
        case .refused(let reason): "No server answers: \(reason)."
        case .closed: "The server went away before it had answered."
        case .silent: "The server does not answer."
        case .malformed: "The answer is no HTTP."
        case .system(let reason): "Talking to the server failed: \(reason)."
        }
    }

    /// Empty where nothing but the description helps.
    var hint: String {
        switch self {
        case .closed: "See its log for why; then run the command again."
        case .silent: "See whether it was stopped."
        case .refused, .malformed, .system: ""
        }
    }
}

/// A connected socket to a server of ours, with blocking reads through a small buffer.
final class ByteSocket {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    /// Bytes before it were handed out.
    private var start = 0

    /// Connects; blocks until somebody has accepted.
    ///
    /// - Parameter patienceMilliseconds: as `wait(milliseconds:)` takes it.
    init(_ address: ServerAddress, patienceMilliseconds: Int) throws(ConnectionFailure) {
        descriptor =
            switch address {
            case .unix: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
            case .loopback: socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
            }
        guard descriptor >= 0 else { throw .system(reason: SystemText.last) }
        wait(milliseconds: patienceMilliseconds)
        guard Self.connect(descriptor, address) else { throw .refused(reason: SystemText.last) }
    }

    deinit { close(descriptor) }

    /// How long each call waits for the other side from here on; 0 for as long as it takes
    /// (socket(7), SO_RCVTIMEO).
    func wait(milliseconds: Int) {
        var time = timeval(
            tv_sec: milliseconds / 1000, tv_usec: suseconds_t(milliseconds % 1000 * 1000))
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            unsafe setsockopt(
                descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// False with `errno` set.
    private static func connect(_ descriptor: Int32, _ address: ServerAddress) -> Bool {
        switch address {
        case .unix(let path):
            var unix = sockaddr_un()
            unix.sun_family = sa_family_t(AF_UNIX)
            let bytes = Array(path.utf8)
            // The last byte stays zero.
            guard bytes.count < MemoryLayout.size(ofValue: unix.sun_path) else {
                errno = ENAMETOOLONG
                return false
            }
            unsafe withUnsafeMutableBytes(of: &unix.sun_path) { unsafe $0.copyBytes(from: bytes) }
            return connect(descriptor, &unix)
        case .loopback(let port):
            var one: Int32 = 1
            unsafe setsockopt(
                descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one,
                socklen_t(MemoryLayout<Int32>.size))
            var internet = sockaddr_in()
            internet.sin_family = sa_family_t(AF_INET)
            internet.sin_port = port.bigEndian
            internet.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
            return connect(descriptor, &internet)
        }
    }

    private static func connect<Address>(_ descriptor: Int32, _ address: inout Address) -> Bool {
        unsafe withUnsafeBytes(of: &address) { bytes in
            guard let base = bytes.baseAddress else { return false }
            let any = unsafe base.assumingMemoryBound(to: sockaddr.self)
            return unsafe Glibc.connect(descriptor, any, socklen_t(bytes.count)) == 0
        }
    }

    /// All of the bytes; blocks while the other side does not read.
    func send(_ bytes: [UInt8]) throws(ConnectionFailure) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { all in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: all[sent...])
                return unsafe Glibc.send(
                    descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                sent += count
            } else if errno != EINTR {
                throw Self.failure(errno)
            }
        }
    }

    /// The next line without its end (CRLF).
    func line() throws(ConnectionFailure) -> String {
        while true {
            if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = buffer[start..<end]
                start = end + 1
                let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
                return String(decoding: text, as: UTF8.self)
            }
            guard buffer.count - start < 1 << 16 else { throw .malformed }
            guard try fill() else { throw .closed }
        }
    }

    /// At most `count` bytes, whatever is there; empty at the end.
    func some(upTo count: Int) throws(ConnectionFailure) -> [UInt8] {
        if start == buffer.count, try !fill() { return [] }
        let end = min(start + count, buffer.count)
        defer { start = end }
        return Array(buffer[start..<end])
    }

    /// False when the other side has ended.
    private func fill() throws(ConnectionFailure) -> Bool {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        do throws(InputFile.Failure) {
            let bytes = try InputFile.read(1 << 16, from: descriptor)
            buffer += bytes
            return !bytes.isEmpty
        } catch { throw Self.failure(error.code) }
    }

    /// What a call's `errno` means: EAGAIN that the other side took too long.
    private static func failure(_ code: Int32) -> ConnectionFailure {
        switch code {
        case EPIPE: .closed
        case EAGAIN: .silent
        default: .system(reason: SystemText.of(code))
        }
    }
}

/// What is asked of a server.
struct ServerRequest: Sendable {
    var method: String
    /// Path and query, percent-encoded.
    var target: String
    /// Written as they are: neither names nor values may have a line's end.
    var fields: [(name: String, value: String)] = []
    var body: [UInt8] = []

    init(_ method: String, _ target: String, body: [UInt8] = []) {
        (self.method, self.target, self.body) = (method, target, body)
    }

    /// The request's head; `Host` is a matter of form on these sockets.
    fileprivate var head: [UInt8] {
        var text = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n"
        for field in fields { text += "\(field.name): \(field.value)\r\n" }
        if !body.isEmpty || method == "POST" || method == "PATCH" {
            text += "Content-Length: \(body.count)\r\n"
        }
        return Array((text + "\r\n").utf8)
    }
}

/// What a server answered.
struct ServerAnswer: Sendable {
    var status: Int
    /// Names in lower case; of several, the last.
    var fields: [String: String]
    var body: [UInt8] = []

    /// True for 2xx.
    var isSuccess: Bool { (200..<300).contains(status) }
}

/// An HTTP/1.1 connection for one request after the other (RFC 9112), as our own server needs it.
final class HTTPConnection {
    private let socket: ByteSocket

    /// - Parameter patienceMilliseconds: how long each wait for the server may take, until
    ///   `waitAsLongAsItTakes`; 0 for no limit.
    init(_ address: ServerAddress, patienceMilliseconds: Int = 0) throws(ConnectionFailure) {
        socket = try ByteSocket(address, patienceMilliseconds: patienceMilliseconds)
    }

    /// Lifts the limit on waiting.
    func waitAsLongAsItTakes() { socket.wait(milliseconds: 0) }

    /// Sends a request and waits for the whole answer.
    func answer(to request: ServerRequest) throws(ConnectionFailure) -> ServerAnswer {
        var body: [UInt8] = []
        var answer = try begin(request) { body += $0 }
        answer.body = body
        return answer
    }

    /// Sends a request and hands on the answer's body in pieces, as it comes.
    func begin(_ request: ServerRequest, onBody: ([UInt8]) -> Void) throws(ConnectionFailure)
        -> ServerAnswer
    {
        try socket.send(request.head + request.body)
        var answer = try head()
        // An interim answer (RFC 9110 section 15.2) comes before the real one.
        while (100..<200).contains(answer.status) { answer = try head() }
        if request.method == "HEAD" || answer.status == 204 || answer.status == 304 {
            return answer
        }
        if answer.fields["transfer-encoding"]?.lowercased() == "chunked" {
            try readChunks(onBody)
        } else if let length = answer.fields["content-length"] {
            guard let count = Int(length), count >= 0 else { throw .malformed }
            try read(count, onBody)
        } else {
            while case let piece = try socket.some(upTo: 1 << 16), !piece.isEmpty { onBody(piece) }
        }
        return answer
    }

    /// The status line and the fields, up to the empty line.
    private func head() throws(ConnectionFailure) -> ServerAnswer {
        let parts = try socket.line().split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), let status = Int(parts[1]) else {
            throw .malformed
        }
        var fields: [String: String] = [:]
        while case let line = try socket.line(), !line.isEmpty {
            guard let colon = line.firstIndex(of: ":") else { throw .malformed }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            fields[line[..<colon].lowercased()] = String(value)
        }
        return ServerAnswer(status: status, fields: fields)
    }

    /// Chunked coding (RFC 9112 section 7.1); extensions and trailers are passed over.
    private func readChunks(_ onBody: ([UInt8]) -> Void) throws(ConnectionFailure) {
        while true {
            let size = try socket.line().prefix { $0 != ";" }
            guard let count = Int(size, radix: 16), count >= 0 else { throw .malformed }
            if count == 0 { break }
            try read(count, onBody)
            guard try socket.line().isEmpty else { throw .malformed }
        }
        while try !socket.line().isEmpty {}
    }

    /// Exactly `count` bytes.
    private func read(_ count: Int, _ onBody: ([UInt8]) -> Void) throws(ConnectionFailure) {
        var left = count
        while left > 0 {
            let piece = try socket.some(upTo: left)
            guard !piece.isEmpty else { throw .closed }
            left -= piece.count
            onBody(piece)
        }
    }
}
