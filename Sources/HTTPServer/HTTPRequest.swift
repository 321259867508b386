/// A complete request: its framing was unambiguous and its body has arrived.
package struct HTTPRequest: Sendable {
    package let method: HTTPMethod
    /// The request target as it was sent, query and all.
    package let target: String
    /// The target's path, still percent-encoded; "/" when an absolute target has none.
    package let path: String
    /// The query's `name=value` pairs in order, percent-decoded, with `+` read as a space.
    package let query: [HTTPQueryItem]
    /// A later minor version of 1 counts as 1.1.
    package let version: HTTPVersion
    /// As they came, but `Host` is the target's own authority where that has one (RFC 9112 section
    /// 3.2.2).
    package var fields: HTTPFields
    /// Decoded, when it came in chunks; empty without one.
    package var body: [UInt8]
    package let peer: HTTPPeer
    package let arrival: HTTPArrival

    /// The first query value of the name.
    package func queryValue(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }
}

extension HTTPRequest {
    /// Makes a request without a wire, for tests of endpoints.
    ///
    /// - Throws: the refusal that a server would answer to such a target.
    package init(
        method: HTTPMethod, target: String, fields: HTTPFields = HTTPFields(), body: [UInt8] = [],
        peer: HTTPPeer = .local
    ) throws(HTTPRefusal) {
        let bytes = Array(target.utf8)
        let parsed = try RequestTarget(bytes, in: 0..<bytes.count, method: method)
        self.init(
            method: method, target: target, path: parsed.path, query: parsed.query,
            version: .http11, fields: fields, body: body, peer: peer, arrival: HTTPArrival())
    }
}

/// When a request came, by the monotonic clock.
package struct HTTPArrival: Sendable, Hashable {
    /// When the event loop woke to read it: whatever it served first came in between.
    package var wokenAtNanoseconds: UInt64 = 0
    /// When its first byte was read.
    package var readAtNanoseconds: UInt64 = 0

    package init(wokenAtNanoseconds: UInt64 = 0, readAtNanoseconds: UInt64 = 0) {
        self.wokenAtNanoseconds = wokenAtNanoseconds
        self.readAtNanoseconds = readAtNanoseconds
    }
}

/// Who is at the other end of the connection: a proxy, when one stands between.
package struct HTTPPeer: Sendable, Hashable {
    /// A numeric IP address, or "unix" for a Unix socket.
    package let address: String
    /// True for 127.0.0.0/8, ::1 and Unix sockets.
    package let isLoopback: Bool

    package init(address: String, isLoopback: Bool) {
        self.address = address
        self.isLoopback = isLoopback
    }

    /// The peer of a Unix socket: a process on this machine.
    package static let local = HTTPPeer(address: "unix", isLoopback: true)
}
