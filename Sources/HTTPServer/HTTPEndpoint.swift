/// What answers a request.
package enum HTTPEndpoint: Sendable {
    /// Runs on the event loop and holds up every connection there: memory only, microseconds.
    case immediate(@Sendable (HTTPRequest, HTTPParameters) -> HTTPResponse)
    /// Runs in a task of its own, which is cancelled when the peer disconnects.
    case asynchronous(@Sendable (HTTPRequest, HTTPParameters) async -> HTTPResponse)
    /// Tried on the event loop as an immediate one; where that has no answer, in a task.
    case immediateOrAsynchronous(
        @Sendable (HTTPRequest, HTTPParameters) -> HTTPResponse?,
        @Sendable (HTTPRequest, HTTPParameters) async -> HTTPResponse)
}

/// The `{name}` segments of a route's pattern with what the path has in their place, decoded.
package struct HTTPParameters: Sendable, Hashable {
    private var items: [HTTPQueryItem] = []

    package init() {}

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
    /// Segments split by "/"; `{name}` stands for any one segment that is not empty.
    package let pattern: String
    package let endpoint: HTTPEndpoint

    package init(_ method: HTTPMethod, _ pattern: String, _ endpoint: HTTPEndpoint) {
        self.method = method
        self.pattern = pattern
        self.endpoint = endpoint
    }
}
