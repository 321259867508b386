/// An answer as an endpoint gives it; the server adds what framing needs.
///
/// `Date`, `Content-Length`, `Transfer-Encoding`, `Connection`, `Keep-Alive` and `Trailer` are the
/// server's: those an endpoint sets are left out, but `Connection: close` is honoured.
package struct HTTPResponse: Sendable {
    /// From 200 to 599: another is a slip that ends the process.
    package var status: Int
    package var fields: HTTPFields
    package var body: HTTPBody

    package init(status: Int, fields: HTTPFields = HTTPFields(), body: HTTPBody = .none) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

/// The body of an answer.
package enum HTTPBody: Sendable {
    /// No body: `Content-Length: 0`, or none at all for 1xx, 204 and 304.
    case none
    /// The whole body, sent with its length in one piece.
    case bytes([UInt8])
    /// A body of unknown length, as server-sent events are: the closure runs in a task of its own
    /// once all earlier answers are out, and the body ends when it returns.
    case stream(@Sendable (HTTPBodyWriter) async -> Void)
}

extension HTTPBody {
    package static func text(_ text: String) -> HTTPBody { .bytes(Array(text.utf8)) }
}
