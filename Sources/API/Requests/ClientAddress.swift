import Digest
import Glibc
import HTTPServer

/// Where a request comes from, seen past reverse proxies: those on this machine, and those that are
/// configured.
struct ClientAddress: Sendable, Hashable {
    /// The address without a port.
    let text: String
    /// True only for a process on this machine that asked by itself.
    let isLoopback: Bool

    /// A proxy that names another has seen the last address in its field itself; before that stands
    /// what that one saw, which counts if it is a proxy, too. From anyone else the field means
    /// nothing.
    init(_ request: HTTPRequest, trusting proxies: TrustedProxies) {
        let peer = request.peer
        let hops = request.fields.values("X-Forwarded-For").flatMap { $0.split(separator: ",") }
        guard ["X-Forwarded-For", "Forwarded"].contains(where: request.fields.contains),
            peer.isLoopback || proxies.contains(peer.address)
        else {
            (text, isLoopback) = (peer.address, peer.isLoopback)
            return
        }
        isLoopback = false
        var seen = peer.address
        for hop in hops.reversed() {
            let address = Self.withoutPort(hop.filter { $0 != " " })
            guard Self.isAddress(address) else { break }
            seen = address
            guard proxies.contains(address) else { break }
        }
        text = seen
    }

    /// Whoever counts by address counts by this: an IPv6 customer has a network of 2^64 addresses.
    var network: String {
        var address = in6_addr()
        guard text.contains(":"), !text.contains("."),
            unsafe inet_pton(AF_INET6, text, &address) == 1
        else { return text }
        return unsafe withUnsafeBytes(of: &address) { bytes in
            unsafe Hex.encode(Array(bytes.prefix(8))) + "/64"
        }
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
