import CSystem
import Glibc

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
            return unsafe onboard_unix_connect(descriptor, path) == 0
        case .loopback(let port):
            var one: Int32 = 1
            unsafe setsockopt(
                descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one,
                socklen_t(MemoryLayout<Int32>.size))
            var internet = sockaddr_in()
            internet.sin_family = sa_family_t(AF_INET)
            internet.sin_port = port.bigEndian
            internet.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
            return unsafe withUnsafeBytes(of: &internet) { bytes in
                guard let base = bytes.baseAddress else { return false }
                let any = unsafe base.assumingMemoryBound(to: sockaddr.self)
                return unsafe Glibc.connect(descriptor, any, socklen_t(bytes.count)) == 0
            }
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
        case EPIPE, ECONNRESET: .closed
        case EAGAIN: .silent
        default: .system(reason: SystemText.of(code))
        }
    }
}
