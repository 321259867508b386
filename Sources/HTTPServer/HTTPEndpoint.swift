/// What answers a request: it begins on the event loop, where it holds up every connection (memory
/// only, microseconds), and leaves to a task what cannot be answered there.
package struct HTTPEndpoint: Sendable {
    let reply: @Sendable (HTTPRequest, HTTPParameters) -> HTTPReply

    package init(_ reply: @escaping @Sendable (HTTPRequest, HTTPParameters) -> HTTPReply) {
        self.reply = reply
    }

    /// Answers on the event loop.
    package static func now(
        _ answer: @escaping @Sendable (HTTPRequest, HTTPParameters) -> HTTPResponse
    ) -> HTTPEndpoint {
        HTTPEndpoint { request, parameters in .now(answer(request, parameters)) }
    }

    /// Runs in a task of its own.
    package static func later(
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
