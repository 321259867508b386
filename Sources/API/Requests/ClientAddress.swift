import Glibc
import HTTPServer

/// Where a request comes from, seen past a reverse proxy on this machine.
struct ClientAddress: Sendable, Hashable {
    /// The address without a port.
    let text: String
    /// True only for a process on this machine that asked by itself.
    let isLoopback: Bool

    /// A peer on this machine that names another is a proxy, and the last address in its field is
    /// the one that it saw itself; from anyone else the field means nothing.
    init(_ request: HTTPRequest) {
        let named = request.fields.values("X-Forwarded-For").last
        guard request.peer.isLoopback, named != nil || request.fields.contains("Forwarded") else {
            (text, isLoopback) = (request.peer.address, request.peer.isLoopback)
            return
        }
        let last = named?.split(separator: ",").last.map { $0.filter { $0 != " " } } ?? ""
        isLoopback = false
        let address = Self.withoutPort(last)
        text = Self.isAddress(address) ? address : request.peer.address
    }

    /// Some proxies write where the connection came from, `203.0.113.9:4711` or `[2001:db8::9]:443`
    /// (RFC 7239 section 6); an IPv6 address without brackets has no port.
    private static func withoutPort(_ text: String) -> String {
        if text.hasPrefix("[") { return String(text.dropFirst().prefix { $0 != "]" }) }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? String(parts[0]) : text
    }

    /// An IPv4 or IPv6 address as inet_pton(3) reads one, so that nothing else gets into an event.
    private static func isAddress(_ text: String) -> Bool {
        var address = in6_addr()
        return [AF_INET, AF_INET6].contains { unsafe inet_pton($0, text, &address) == 1 }
    }
}
