import Glibc
import Synchronization

@testable import HTTPServer

/// A plain socket client. What blocks runs on a thread of its own, because blocking the few
/// threads of the cooperative pool would keep the server's endpoints from running.
final class TestClient: Sendable {
    enum Failure: Error {
        case cannotConnect(Int32)
        /// Nothing came for the time a test may wait.
        case timedOut
        case connectionEnded(String)
    }

    private static let limitMilliseconds: Int32 = 10_000
    private let descriptor: Descriptor
    private let unread = Mutex<[UInt8]>([])

    private init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

    static func connect(_ address: HTTPAddress, receiveBytes: Int32? = nil) async throws
        -> TestClient
    {
        try await onThread { () throws -> TestClient in
            let isUnix = address.port == 0
            let number = socket(isUnix ? AF_UNIX : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            let client = TestClient(Descriptor(number))
            if var size = receiveBytes {
                unsafe setsockopt(number, SOL_SOCKET, SO_RCVBUF, &size, 4)
            }
            let result = isUnix ? connectUnix(number, address.host) : connectTCP(number, address)
            guard result == 0 else { throw Failure.cannotConnect(errno) }
            return client
        }
    }

    private static func connectTCP(_ number: Int32, _ address: HTTPAddress) -> Int32 {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = in_port_t(address.port).bigEndian
        name.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return unsafe withUnsafePointer(to: &name) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func connectUnix(_ number: Int32, _ path: String) -> Int32 {
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &name.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        return unsafe withUnsafePointer(to: &name) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

// MARK: Sending and receiving

extension TestClient {
    func send(_ text: String) async { await send(Array(text.utf8)) }

    /// Sends all bytes, or as many as the server takes before it hangs up.
    func send(_ bytes: [UInt8]) async {
        let number = descriptor.number
        await onThread {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = unsafe rest.withUnsafeBytes {
                    unsafe Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    func get(_ path: String, _ fields: String = "") async throws -> TestResponse {
        await send("GET \(path) HTTP/1.1\r\nHost: h\r\n\(fields)\r\n")
        return try await response()
    }

    /// The next answer, its body joined when chunked.
    func response(hasBody: Bool = true) async throws -> TestResponse {
        let head = try await read { bytes in
            bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound
        }
        var response = TestResponse(head: String(decoding: head, as: UTF8.self))
        guard hasBody else { return response }
        if let count = response.field("Content-Length").flatMap({ Int($0) }) {
            response.body = try await text(count)
        } else if response.field("Transfer-Encoding") == "chunked" {
            while let chunk = try await chunk() { response.body += chunk }
        }
        return response
    }

    /// The head of the next answer, whose body is to be read by chunks.
    func head() async throws -> TestResponse { try await response(hasBody: false) }

    /// The next chunk; nil for the last one.
    func chunk() async throws -> String? {
        let line = try await read { $0.firstRange(of: Array("\r\n".utf8))?.upperBound }
        let size = Int(String(decoding: line.dropLast(2), as: UTF8.self), radix: 16) ?? 0
        let chunk = try await text(size + 2).dropLast(1)  // CRLF is one character.
        return size == 0 ? nil : String(chunk)
    }

    private func text(_ count: Int) async throws -> String {
        String(decoding: try await read { $0.count >= count ? count : nil }, as: UTF8.self)
    }

    /// All that comes until the server closes its side.
    func rest() async throws -> String {
        do {
            _ = try await read { _ in nil }
        } catch Failure.connectionEnded(let rest) {
            return rest
        }
        return ""
    }

    func closeOutput() { _ = shutdown(descriptor.number, Int32(SHUT_WR)) }

    /// Reads until the measure says how many bytes are wanted, and takes them.
    private func read(_ measure: @escaping @Sendable ([UInt8]) -> Int?) async throws -> [UInt8] {
        try await onThread { [self] () throws -> [UInt8] in
            while true {
                let taken = unread.withLock { bytes -> [UInt8]? in
                    guard let count = measure(bytes) else { return nil }
                    defer { bytes.removeFirst(count) }
                    return Array(bytes.prefix(count))
                }
                if let taken { return taken }
                try receive()
            }
        }
    }

    private func receive() throws {
        var watched = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&watched, 1, Self.limitMilliseconds) == 1 else { throw Failure.timedOut }
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        let count = unsafe recv(descriptor.number, &chunk, chunk.count, 0)
        guard count > 0 else {
            throw Failure.connectionEnded(
                unread.withLock { String(decoding: $0, as: UTF8.self) })
        }
        unread.withLock { $0 += chunk[..<count] }
    }
}

/// An answer as a client sees it.
struct TestResponse: Sendable {
    let head: String
    var body = ""

    var status: Int { Int(head.dropFirst(9).prefix(3)) ?? 0 }

    func field(_ name: String) -> String? {
        head.split(separator: "\r\n").first { $0.hasPrefix(name + ": ") }
            .map { String($0.dropFirst(name.count + 2)) }
    }
}

/// Runs what blocks on a thread of its own.
func onThread<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        do throws(SystemError) {
            try LoopThread.start { continuation.resume(with: Result(catching: body)) }
        } catch {
            continuation.resume(throwing: error)
        }
    }
}

func onThread(_ body: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
        do throws(SystemError) {
            try LoopThread.start {
                body()
                continuation.resume()
            }
        } catch {
            continuation.resume()
        }
    }
}

/// Something that happens once and that others wait for.
final class Signal: Sendable {
    private struct State {
        var hasHappened = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var hasHappened: Bool { state.withLock(\.hasHappened) }

    func happen() {
        let waiters = state.withLock { state in
            state.hasHappened = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isDue = state.withLock { state in
                if !state.hasHappened { state.waiters.append(continuation) }
                return state.hasHappened
            }
            if isDue { continuation.resume() }
        }
    }
}

/// Looks for a fact that nothing announces until it holds, for as long as a test may wait.
func eventually(_ fact: @escaping @Sendable () -> Bool) async -> Bool {
    let end = LoopClock.nanoseconds() + 10_000_000_000
    while !fact() {
        if LoopClock.nanoseconds() > end { return false }
        await onThread { _ = poll(nil, 0, 2) }
    }
    return true
}
