/// A request method; the registered ones are cases, any other token keeps its spelling.
///
/// Methods are case-sensitive (RFC 9110 section 9.1): `get` is not `.get`.
package enum HTTPMethod: Sendable, Hashable {
    case get, head, post, put, patch, delete, options, connect, trace
    /// Any other token, as it is spelled; `init` never puts a registered name here.
    case other(String)

    package init(_ name: String) {
        self = Self.registered.first { $0.name == name } ?? .other(name)
    }

    /// The token as it stands on the request line.
    package var name: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .connect: "CONNECT"
        case .trace: "TRACE"
        case .other(let name): name
        }
    }

    /// Safe methods ask for no change (RFC 9110 section 9.2.1), so they may run side by side.
    package var isSafe: Bool {
        switch self {
        case .get, .head, .options, .trace: true
        default: false
        }
    }

    /// The methods of RFC 9110 section 9.3 and RFC 5789; all others are `other`.
    static let registered: [HTTPMethod] = [
        .get, .head, .post, .put, .patch, .delete, .options, .connect, .trace,
    ]
}
