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
        text = Self.looksLikeAddress(last) ? last : request.peer.address
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
