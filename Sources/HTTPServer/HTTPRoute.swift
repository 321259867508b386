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
