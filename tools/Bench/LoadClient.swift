import Glibc
import JSON

/// A client of many connections on one thread: each sends a request, waits for its answer, and
/// sends the next.
final class LoadClient {
    private var connections: [LoadConnection] = []

    init(port: Int, connectionCount: Int) throws {
        for _ in 0..<connectionCount { connections.append(try LoadConnection(port: port)) }
    }

    /// Sends one request and waits for its answer.
    func answer(to request: [UInt8]) throws -> LoadAnswer {
        let connection = connections[0]
        try connection.send(request)
        while true {
            if let answer = try connection.receive() { return answer }
        }
    }

    /// The session token that a start's answer holds.
    func token(of request: [UInt8]) throws -> String {
        let answer = try answer(to: request)
        guard answer.status == 200,
            let token = try JSONValue(parsing: answer.body).objectValue?["sessionToken"]?
                .stringValue
        else { throw BenchFailure.wrongOutcome("a start was answered \(answer.status)") }
        return token
    }

    /// Sends `count` requests over all connections.
    ///
    /// - Parameter make: the request of a number from 0 on.
    func run(_ count: Int, expecting status: Int, _ make: (Int) -> [UInt8]) throws -> LoadReport {
        try play((0..<count).map(make), expecting: status)
    }

    /// Sends requests that are made already, so that the driver costs as little as it can.
    func play(_ requests: [[UInt8]], expecting status: Int) throws -> LoadReport {
        var (sentCount, answeredCount) = (0, 0)
        var latencies = Array(repeating: 0.0, count: requests.count)
        let watch = Stopwatch()
        var starts = Array(repeating: 0.0, count: connections.count)
        var numbers = Array(repeating: 0, count: connections.count)
        func sendNext(_ index: Int) throws {
            guard sentCount < requests.count else { return }
            numbers[index] = sentCount
            sentCount += 1
            starts[index] = watch.seconds
            try connections[index].send(requests[numbers[index]])
        }
        for index in connections.indices { try sendNext(index) }
        var descriptors = connections.map {
            pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0)
        }
        while answeredCount < requests.count {
            guard unsafe poll(&descriptors, nfds_t(descriptors.count), 10_000) > 0 else {
                throw BenchFailure.wrongOutcome("the server does not answer")
            }
            for index in descriptors.indices where descriptors[index].revents != 0 {
                guard let answered = try connections[index].receiveStatus() else { continue }
                guard answered == status else {
                    throw BenchFailure.wrongOutcome("a request was answered \(answered)")
                }
                latencies[numbers[index]] = watch.seconds - starts[index]
                answeredCount += 1
                try sendNext(index)
            }
        }
        return LoadReport(seconds: watch.seconds, latencies: latencies)
    }
}

/// An answer as far as a load cares.
struct LoadAnswer {
    let status: Int
    let etag: String
    let body: [UInt8]
}

/// One connection with a blocking socket.
final class LoadConnection {
    let descriptor: Int32
    private var received: [UInt8] = []

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard descriptor >= 0, result == 0 else {
            throw BenchFailure.wrongOutcome("the server cannot be reached")
        }
        var isOn: Int32 = 1
        _ = unsafe setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { _ = close(descriptor) }

    /// A request fits the socket's buffer, which is empty by then.
    func send(_ bytes: [UInt8]) throws {
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count == bytes.count else { throw BenchFailure.wrongOutcome("a request was cut") }
    }

    /// Reads what there is; the answer once it is whole.
    func receive() throws -> LoadAnswer? {
        try read()
        return takeAnswer()
    }

    private func read() throws {
        let count = unsafe withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 8) { room in
            let count = unsafe recv(descriptor, room.baseAddress, room.count, 0)
            if count > 0 {
                unsafe received.append(
                    contentsOf: UnsafeRawBufferPointer(rebasing: room.prefix(count)))
            }
            return count
        }
        guard count > 0 else { throw BenchFailure.wrongOutcome("the server hung up") }
    }

    /// The same for who wants nothing but the status: none of the answer becomes text.
    func receiveStatus() throws -> Int? {
        try read()
        guard let headEnd = find(Self.blankLine) else { return nil }
        var length = 0
        if let field = find(Self.lengthField), field < headEnd {
            for byte in received[(field + 18)...].prefix(while: { $0 != 0x0D }) {
                length = length * 10 + Int(byte &- 0x30)
            }
        }
        guard received.count >= headEnd + 4 + length, received.count > 12 else { return nil }
        let status = received[9..<12].reduce(0) { $0 * 10 + Int($1 &- 0x30) }
        received.removeFirst(headEnd + 4 + length)
        return status
    }

    private static let blankLine = Array("\r\n\r\n".utf8)
    private static let lengthField = Array("\r\nContent-Length: ".utf8)

    /// Where a text begins that the bytes received so far have.
    private func find(_ text: [UInt8]) -> Int? {
        let bytes = received
        guard bytes.count >= text.count else { return nil }
        for start in 0...bytes.count - text.count where bytes[start] == text[0] {
            var length = 1
            while length < text.count && bytes[start + length] == text[length] { length += 1 }
            if length == text.count { return start }
        }
        return nil
    }

    private func takeAnswer() -> LoadAnswer? {
        guard let headEnd = Self.headEnd(received) else { return nil }
        let head = received[..<headEnd]
        let bodyStart = headEnd + 4
        let length = Int(Self.value(of: "Content-Length: ", in: head)) ?? 0
        guard received.count >= bodyStart + length else { return nil }
        let answer = LoadAnswer(
            status: Int(Self.value(of: "HTTP/1.1 ", in: head).prefix(3)) ?? 0,
            etag: Self.value(of: "ETag: ", in: head),
            body: Array(received[bodyStart..<bodyStart + length]))
        received.removeFirst(bodyStart + length)
        return answer
    }

    /// What stands behind `name` in the line that begins with it; empty when there is none. By
    /// bytes: the driver must not cost more than what it drives.
    private static func value(of name: String, in head: ArraySlice<UInt8>) -> String {
        var start = head.startIndex
        while start < head.endIndex {
            let end = head[start...].firstIndex(of: UInt8(ascii: "\r")) ?? head.endIndex
            let line = head[start..<end]
            if line.starts(with: name.utf8) {
                return String(decoding: line.dropFirst(name.utf8.count), as: UTF8.self)
            }
            start = end + 2
        }
        return ""
    }

    /// Where the blank line is that ends the head.
    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        let (cr, lf) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))
        return bytes.indices.dropLast(3).first { index in
            bytes[index] == cr && bytes[index + 1] == lf && bytes[index + 2] == cr
                && bytes[index + 3] == lf
        }
    }
}
