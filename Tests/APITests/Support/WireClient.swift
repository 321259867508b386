import Dispatch
import Glibc
import HTTPServer
import Synchronization

/// A plain socket client; what blocks runs on threads that are not the cooperative pool's.
final class WireClient: Sendable {
    struct Failure: Error { let reason: String }

    private static let limitMilliseconds: Int32 = 60_000
    private let descriptor: Int32
    private let unread = Mutex<[UInt8]>([])
    private let events = Mutex("")

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    static func connect(_ address: HTTPAddress) throws -> WireClient {
        let isUnix = address.port == 0
        let number = socket(isUnix ? AF_UNIX : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let client = WireClient(number)
        let result = isUnix ? connectUnix(number, address.host) : connectTCP(number, address.port)
        guard result == 0 else { throw Failure(reason: "errno \(errno)") }
        return client
    }

    private static func connectTCP(_ number: Int32, _ port: Int) -> Int32 {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = in_port_t(port).bigEndian
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

    func send(_ text: String) async throws {
        try await blocking { [descriptor] in
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let count = unsafe rest.withUnsafeBytes {
                    unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { throw Failure(reason: "send: errno \(errno)") }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Sends a request and answers its status and body.
    func ask(_ line: String, _ body: String? = nil, fields: [String] = []) async throws -> (
        status: Int, body: String
    ) {
        var lines = ["\(line) HTTP/1.1", "Host: h"] + fields
        if let body { lines.append("Content-Length: \(body.utf8.count)") }
        try await send(lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
        let head = try await read(through: "\r\n\r\n")
        let status = Int(head.dropFirst(9).prefix(3)) ?? 0
        if let length = Self.field("Content-Length", head).flatMap({ Int($0) }) {
            return (status, try await read(count: length))
        }
        guard Self.field("Transfer-Encoding", head) == "chunked" else { return (status, "") }
        var text = ""
        while let chunk = try await chunk() { text += chunk }
        return (status, text)
    }

    static func field(_ name: String, _ head: String) -> String? {
        head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
            .map { String($0.dropFirst(name.count + 2)) }
    }

    /// The next chunk of a chunked body; nil for the last.
    func chunk() async throws -> String? {
        let size = Int(try await read(through: "\r\n").dropLast(1), radix: 16) ?? 0
        let text = try await read(count: size + 2)
        return size == 0 ? nil : String(decoding: Array(text.utf8).dropLast(2), as: UTF8.self)
    }

    /// The next server-sent event of a chunked body, however it was cut into chunks; a comment,
    /// which shows that a quiet connection lives, is none.
    func event() async throws -> String? {
        while true {
            let whole = events.withLock { text -> String? in
                guard let end = text.firstRange(of: "\n\n")?.upperBound else { return nil }
                defer { text = String(text[end...]) }
                return String(text[..<end])
            }
            if let whole, whole.hasPrefix(":") { continue }
            if let whole { return whole }
            guard let next = try await chunk() else { return nil }
            events.withLock { $0 += next }
        }
    }

    func read(through mark: String) async throws -> String {
        let mark = Array(mark.utf8)
        return try await read { $0.firstRange(of: mark)?.upperBound }
    }

    func read(count: Int) async throws -> String {
        try await read { $0.count >= count ? count : nil }
    }

    private func read(_ measure: @escaping @Sendable ([UInt8]) -> Int?) async throws -> String {
        try await blocking { [self] in
            while true {
                let taken = unread.withLock { bytes -> [UInt8]? in
                    guard let count = measure(bytes) else { return nil }
                    defer { bytes.removeFirst(count) }
                    return Array(bytes.prefix(count))
                }
                if let taken { return String(decoding: taken, as: UTF8.self) }
                try receive()
            }
        }
    }

    private func receive() throws {
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&watched, 1, Self.limitMilliseconds) == 1 else {
            throw Failure(reason: "nothing came in time")
        }
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        let count = unsafe recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else { throw Failure(reason: "the server hung up") }
        unread.withLock { $0 += chunk[..<count] }
    }

    private func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value)
        async throws -> Value
    {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
