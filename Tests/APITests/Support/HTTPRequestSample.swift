import HTTPServer

/// Requests and answers that no server made.
enum HTTPRequestSample {
    static func make(_ method: String, _ target: String) throws -> HTTPRequest {
        try HTTPRequest(method: HTTPMethod(method), target: target)
    }

    static func answer(_ status: Int, _ body: String) -> Answer {
        Answer(
            HTTPResponse(
                status: status,
                fields: ["Content-Type": "application/json", "X-Request-Id": "r"],
                body: .bytes(Array(body.utf8))))
    }
}
