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
