/// What is asked of a server.
struct ServerRequest: Sendable {
    var method: String
    /// Path and query, percent-encoded.
    var target: String
    /// Written as they are: neither names nor values may have a line's end.
    var fields: [(name: String, value: String)] = []
    var body: [UInt8] = []

    init(_ method: String, _ target: String, body: [UInt8] = []) {
        (self.method, self.target, self.body) = (method, target, body)
    }

    /// The request's head; `Host` is a matter of form on these sockets.
    var head: [UInt8] {
        var text = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n"
        for field in fields { text += "\(field.name): \(field.value)\r\n" }
        if !body.isEmpty || method == "POST" || method == "PATCH" {
            text += "Content-Length: \(body.count)\r\n"
        }
        return Array((text + "\r\n").utf8)
    }
}
