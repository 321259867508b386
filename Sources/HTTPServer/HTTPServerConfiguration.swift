/// Where a server listens, how many threads it has, its limits, and how its refusals look.
package struct HTTPServerConfiguration: Sendable {
    /// Makes the answer to a refusal; the request is nil when its header never came whole, and may
    /// lack its body. Runs on the event loop. The server sets the status, and `Allow` or
    /// `Retry-After` where they are due.
    package typealias RefusalRendering =
        @Sendable (_ refusal: HTTPRefusal, _ request: HTTPRequest?) -> HTTPResponse

    /// At least one; `addresses` has their order.
    package var listeners: [HTTPListenAddress]
    /// Event-loop threads; one carries about a hundred thousand small requests a second.
    package var eventLoopCount: Int
    package var limits: HTTPLimits
    package var renderRefusal: RefusalRendering

    package init(
        listeners: [HTTPListenAddress], eventLoopCount: Int = 1,
        limits: HTTPLimits = HTTPLimits(),
        renderRefusal: @escaping RefusalRendering = Self.plainRefusal
    ) {
        precondition(!listeners.isEmpty, "a server listens somewhere")
        precondition(eventLoopCount > 0, "a server has at least one event loop")
        self.listeners = listeners
        self.eventLoopCount = eventLoopCount
        self.limits = limits
        self.renderRefusal = renderRefusal
    }

    /// One TCP listener; port 0 takes a free one, which `start()` names.
    package init(
        host: String, port: Int, eventLoopCount: Int = 1, limits: HTTPLimits = HTTPLimits(),
        renderRefusal: @escaping RefusalRendering = Self.plainRefusal
    ) {
        self.init(
            listeners: [.tcp(host: host, port: port)], eventLoopCount: eventLoopCount,
            limits: limits, renderRefusal: renderRefusal)
    }

    /// Says in plain text what was wrong.
    package static let plainRefusal: RefusalRendering = { refusal, _ in
        HTTPResponse(
            status: refusal.status, fields: ["Content-Type": "text/plain; charset=utf-8"],
            body: .text(refusal.explanation + "\n"))
    }
}

/// Where to listen.
package enum HTTPListenAddress: Sendable, Hashable {
    /// A host name or numeric address and a port; port 0 takes a free one.
    case tcp(host: String, port: Int)
    /// A socket file; 0600 lets only its owner connect. A stale file is replaced, a live one not.
    case unix(path: String, mode: UInt32 = 0o600)
}

/// Where a server was found to listen.
package struct HTTPAddress: Sendable, Hashable, CustomStringConvertible {
    /// A numeric IP address, or the path of a Unix socket.
    package let host: String
    /// 0 for a Unix socket.
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    package var description: String {
        if port == 0 { return "unix:\(host)" }
        return host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
    }
}
