import CSystem
import Glibc

/// A listening socket; several loops may accept from it.
final class Listener: Sendable {
    /// Where it was found to listen, with the port that a 0 came to.
    let address: HTTPAddress
    private let descriptor: Descriptor
    /// The file of a Unix socket, to be removed.
    private let path: String?

    var number: Int32 { descriptor.number }
    var isUnix: Bool { path != nil }

    private init(_ descriptor: consuming Descriptor, _ address: HTTPAddress, path: String?) {
        self.descriptor = descriptor
        self.address = address
        self.path = path
    }

    /// Binds and listens; a host name is looked up, which may wait for the network.
    static func open(_ address: HTTPListenAddress) throws(HTTPServerError) -> Listener {
        switch address {
        case .tcp(let host, let port): try openTCP(host: host, port: port)
        case .unix(let path, let mode): try openUnix(path: path, mode: mode)
        }
    }

    /// Ends listening for every loop at once: connecting is refused from here on.
    func close() {
        _ = shutdown(descriptor.number, Int32(SHUT_RDWR))
        if let path { _ = unsafe unlink(path) }
    }

    /// A connection that waits to be taken, already non-blocking; nil when none does.
    func accept() throws(SystemError) -> Descriptor? {
        do throws(SystemError) {
            let number = descriptor.number
            return try Descriptor("accept4") { onboard_accept(number) }
        } catch  where error.wouldBlock || error.code == ECONNABORTED {
            return nil
        }
    }
}

// MARK: TCP

extension Listener {
    private static func openTCP(host: String, port: Int) throws(HTTPServerError) -> Listener {
        let name = "\(host):\(port)"
        guard (0...65_535).contains(port) else {
            throw HTTPServerError(
                code: .addressInvalid, operation: "port", systemError: 0, address: name)
        }
        return try unsafe withAddresses(host, port) { info throws(SystemError) in
            let descriptor = try Descriptor("socket") {
                unsafe socket(info.ai_family, info.ai_socktype | socketFlags, info.ai_protocol)
            }
            let number = descriptor.number
            // A restart must not wait for the last run's connections to be forgotten.
            try setOption(number, SOL_SOCKET, SO_REUSEADDR)
            if unsafe info.ai_family == AF_INET6 {
                try setOption(number, Int32(IPPROTO_IPV6), IPV6_V6ONLY)
            }
            _ = try systemCall("bind") { unsafe bind(number, info.ai_addr, info.ai_addrlen) }
            _ = try systemCall("listen") { listen(number, backlog) }
            let (host, port) = SocketAddress.own(number)
            return Listener(descriptor, HTTPAddress(host: host, port: port), path: nil)
        }
    }

    /// Connections that the kernel completes before they are accepted.
    private static let backlog: Int32 = 1024
    private static let socketFlags = Int32(
        SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)

    /// Switches a socket option on.
    static func setOption(_ number: Int32, _ level: Int32, _ option: Int32) throws(SystemError) {
        var on: Int32 = 1
        _ = try systemCall("setsockopt") {
            unsafe setsockopt(number, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    /// Tries the addresses of a host in turn; throws what the last of them failed with.
    private static func withAddresses(
        _ host: String, _ port: Int, _ body: (addrinfo) throws(SystemError) -> Listener
    ) throws(HTTPServerError) -> Listener {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let result = unsafe getaddrinfo(host, String(port), &hints, &list)
        defer { if let list = unsafe list { unsafe freeaddrinfo(list) } }
        var failure = SystemError(operation: "getaddrinfo", code: result == 0 ? 0 : EADDRNOTAVAIL)
        var next = unsafe list
        while let info = unsafe next {
            do throws(SystemError) {
                return try unsafe body(info.pointee)
            } catch {
                failure = error
            }
            unsafe next = info.pointee.ai_next
        }
        throw HTTPServerError(failure, address: "\(host):\(port)")
    }
}

// MARK: Unix sockets

extension Listener {
    /// Takes the place of a socket that a dead server left; a live one is `addressInUse`, and what
    /// is no socket is `pathTaken`.
    private static func openUnix(path: String, mode: UInt32) throws(HTTPServerError) -> Listener {
        do throws(SystemError) {
            let descriptor = try unixSocket()
            let number = descriptor.number
            try removeStale(path)
            // Linux gives the file the socket's own mode at bind(2), less the umask, so that it is
            // never open wider than asked for; chmod(2) then makes it exact.
            _ = try systemCall("fchmod") { fchmod(number, mode) }
            _ = try systemCall("bind") { unsafe onboard_unix_bind(number, path) }
            _ = try systemCall("chmod") { unsafe chmod(path, mode) }
            _ = try systemCall("listen") { listen(number, backlog) }
            return Listener(descriptor, HTTPAddress(host: path, port: 0), path: path)
        } catch {
            throw HTTPServerError(error, address: path)
        }
    }

    private static func unixSocket() throws(SystemError) -> Descriptor {
        try Descriptor("socket") {
            socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | socketFlags, 0)
        }
    }

    /// Removes a socket file that nobody listens on any more; anything else there stays.
    private static func removeStale(_ path: String) throws(SystemError) {
        let probe = try unixSocket()
        let number = probe.number
        do throws(SystemError) {
            _ = try systemCall("connect") { unsafe onboard_unix_connect(number, path) }
        } catch {
            switch error.code {
            case ENOENT: return
            case ECONNREFUSED where isSocket(path):
                _ = try systemCall("unlink") { unsafe unlink(path) }
                return
            case EAGAIN: break  // Someone listens and is busy.
            case ECONNREFUSED: throw SystemError(operation: "bind", code: EEXIST)
            default: throw error
            }
        }
        throw SystemError(operation: "bind", code: EADDRINUSE)
    }

    private static func isSocket(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }
}

extension HTTPServerError {
    init(_ error: SystemError, address: String) {
        let code: Code =
            switch error.code {
            case EADDRINUSE: .addressInUse
            case EEXIST: .pathTaken
            case EADDRNOTAVAIL, EAFNOSUPPORT, ENAMETOOLONG, ENOENT, ENOTDIR, EINVAL:
                .addressInvalid
            case EACCES, EPERM, EROFS: .permissionDenied
            case EMFILE, ENFILE, ENOMEM, ENOBUFS, EAGAIN: .resourcesExhausted
            default: .systemCallFailed
            }
        self.init(
            code: code, operation: error.operation, systemError: error.code, address: address)
    }
}

/// Numeric addresses of sockets.
enum SocketAddress {
    /// An empty host when the kernel does not say.
    static func own(_ number: Int32) -> (host: String, port: Int) {
        read(number, peer: 0) ?? ("", 0)
    }

    /// The peer of a TCP socket; nil when it is no longer connected.
    static func peer(_ number: Int32) -> HTTPPeer? {
        guard let (host, _) = read(number, peer: 1) else { return nil }
        let isLoopback =
            host.hasPrefix("127.") || host == "::1" || host.hasPrefix("::ffff:127.")
        return HTTPPeer(address: host, isLoopback: isLoopback)
    }

    private static func read(_ number: Int32, peer: Int32) -> (host: String, port: Int)? {
        var port: UInt16 = 0
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard unsafe onboard_socket_address(number, peer, &text, &port) == 0 else { return nil }
        let characters = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return (String(decoding: characters, as: UTF8.self), Int(port))
    }
}
