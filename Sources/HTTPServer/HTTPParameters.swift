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
