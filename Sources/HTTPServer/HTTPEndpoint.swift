/// What answers a request: it begins on the event loop, where it holds up every connection (memory
/// only, microseconds), and leaves to a task what cannot be answered there.
package struct HTTPEndpoint: Sendable {
    let reply: @Sendable (HTTPRequest, HTTPParameters) -> HTTPReply

    package init(_ reply: @escaping @Sendable (HTTPRequest, HTTPParameters) -> HTTPReply) {
        self.reply = reply
    }

    /// Answers on the event loop.
    package static func immediate(
        _ answer: @escaping @Sendable (HTTPRequest, HTTPParameters) -> HTTPResponse
    ) -> HTTPEndpoint {
        HTTPEndpoint { request, parameters in .now(answer(request, parameters)) }
    }

    /// Runs in a task of its own.
    package static func asynchronous(
        _ answer: @escaping @Sendable (HTTPRequest, HTTPParameters) async -> HTTPResponse
    ) -> HTTPEndpoint {
        HTTPEndpoint { request, parameters in .later { await answer(request, parameters) } }
    }
}

/// What an endpoint says on the event loop.
package enum HTTPReply: Sendable {
    /// Sent as soon as the answers before it are out.
    case now(HTTPResponse)
    /// Runs in a task of its own, which is cancelled when the peer disconnects.
    case later(@Sendable () async -> HTTPResponse)
}

extension HTTPEndpoint {
    /// Answers without a loop.
    package func answer(_ request: HTTPRequest, _ parameters: HTTPParameters) async -> HTTPResponse
    {
        switch reply(request, parameters) {
        case .now(let response): response
        case .later(let work): await work()
        }
    }
}

/// The `{name}` segments of a route's pattern with what the path has in their place, decoded.
package struct HTTPParameters: Sendable, Hashable {
    private var items: [HTTPQueryItem] = []

    package init() {}

    /// For tests of endpoints: the values as they are after decoding.
    package init(_ items: [(name: String, value: String)]) {
        self.items = items.map(HTTPQueryItem.init)
    }

    /// The value of a parameter that the route's pattern names.
    ///
    /// - Precondition: the pattern has `{name}`; asking for another is a slip in the endpoint.
    package subscript(name: String) -> String {
        guard let item = items.first(where: { $0.name == name }) else {
            preconditionFailure("the route's pattern has no parameter {\(name)}")
        }
        return item.value
    }

    mutating func append(_ name: String, _ value: String) {
        items.append(HTTPQueryItem(name: name, value: value))
    }
}

/// A method and a path pattern with the endpoint that answers them.
package struct HTTPRoute: Sendable {
    package let method: HTTPMethod
    /// Segments split by "/"; `{name}` stands for any one segment that is not empty, and a last
    /// `{name...}` for all that is left.
    package let pattern: String
    package let endpoint: HTTPEndpoint

    package init(_ method: HTTPMethod, _ pattern: String, _ endpoint: HTTPEndpoint) {
        self.method = method
        self.pattern = pattern
        self.endpoint = endpoint
    }
}
