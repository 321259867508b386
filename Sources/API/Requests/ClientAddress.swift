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
        text = Self.looksLikeAddress(address) ? address : request.peer.address
    }

    /// Some proxies write where the connection came from, `203.0.113.9:4711` or `[2001:db8::9]:443`
    /// (RFC 7239 section 6); an IPv6 address without brackets has no port.
    private static func withoutPort(_ text: String) -> String {
        if text.hasPrefix("[") { return String(text.dropFirst().prefix { $0 != "]" }) }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? String(parts[0]) : text
    }

    /// Of the form of an IPv4 or IPv6 address, so that nothing else gets into an event.
    private static func looksLikeAddress(_ text: String) -> Bool {
        (2...45).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
                    || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
            }
    }
}
