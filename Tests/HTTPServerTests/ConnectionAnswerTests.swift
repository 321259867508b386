import TestSupport
import Testing

@testable import HTTPServer

/// How answers look on the wire (invariants 7 and 8), streams, and draining (invariant 10).
struct ConnectionAnswerTests {
    private static func request(_ method: String, _ version: String = "1.1") -> String {
        "\(method) /a HTTP/\(version)\r\nHost: h\r\n\r\n"
    }

    private func sent(_ method: String, _ response: HTTPResponse) -> String {
        var script = Script()
        script.answer = { _ in response }
        script.receive(Self.request(method))
        return script.sent
    }

    private static let head = "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

    @Test func `an answer has its date, fields, length and body`() {
        let response = HTTPResponse(
            status: 200, fields: ["ETag": "\"7\"", "A": "b"], body: .text("hello"))
        expectEqual(
            sent("GET", response),
            Self.head + "ETag: \"7\"\r\nA: b\r\nContent-Length: 5\r\n\r\nhello")
    }

    @Test func `an answer without body has length 0`() {
        expectEqual(sent("GET", HTTPResponse(status: 200)), Self.head + "Content-Length: 0\r\n\r\n")
    }

    @Test(arguments: [204, 304])
    func `a status without body has no length`(_ status: Int) {
        let sent = sent("GET", HTTPResponse(status: status, body: .text("dropped")))
        expectFalse(sent.contains("Content-Length"))
        expectTrue(sent.hasSuffix("\r\n\r\n"))
    }

    @Test func `HEAD is answered with the length of the body it leaves out`() {
        expectEqual(
            sent("HEAD", HTTPResponse(status: 200, body: .text("hello"))),
            Self.head + "Content-Length: 5\r\n\r\n")
    }

    @Test func `framing fields of an endpoint are left out`() {
        let response = HTTPResponse(
            status: 200,
            fields: [
                "Content-Length": "99", "transfer-encoding": "chunked", "Date": "x",
                "Keep-Alive": "1", "Trailer": "x", "Connection": "upgrade",
            ])
        expectEqual(sent("GET", response), Self.head + "Content-Length: 0\r\n\r\n")
    }

    @Test func `no field value can end its line`() {
        let response = HTTPResponse(status: 200, fields: ["A": "b\r\nSet-Cookie: c"])
        expectTrue(sent("GET", response).contains("A: b  Set-Cookie: c\r\n"))
    }

    // MARK: Streams

    private func streaming(_ text: String = request("GET")) -> Script {
        var script = Script()
        script.answer = { request in
            request.path == "/a"
                ? HTTPResponse(status: 200, body: .stream { _ in }) : HTTPResponse(status: 201)
        }
        script.receive(text)
        return script
    }

    @Test func `a stream is sent in chunks and ends with an empty one`() {
        var script = streaming()
        script.stream("hello")
        script.stream("")
        script.stream("0123456789abcdefX")
        script.endStream()
        expectEqual(
            script.sent,
            Self.head + "Transfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n11\r\n0123456789abcdefX\r\n0\r\n\r\n")
        expectEqual(script.state.phase, .open)
    }

    @Test func `a stream to a 1.0 peer is raw and ends with the connection`() {
        var script = streaming(
            "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        script.stream("hello")
        script.endStream()
        expectEqual(script.sent, Self.head + "Connection: close\r\n\r\nhello")
        expectTrue(script.isShutDown)
    }

    @Test func `HEAD starts no stream`() {
        let script = streaming(Self.request("HEAD"))
        expectTrue(script.producers.isEmpty)
        expectEqual(script.sent, Self.head + "Transfer-Encoding: chunked\r\n\r\n")
    }

    @Test func `answers behind a stream wait for its end`() {
        var script = streaming(
            Self.request("GET") + "GET /b HTTP/1.1\r\nHost: h\r\n\r\n")
        script.stream("hello")
        expectEqual(script.performed.count, 2)
        expectEqual(script.statuses, ["200"])
        script.endStream()
        expectEqual(script.statuses, ["200", "201"])
    }

    @Test(arguments: [false, true])
    func `of answers that are ready together a peer that does not read holds up all but one`(
        isLastClosing: Bool
    ) {
        let bytesMax = HTTPLimits().outputBytesMax
        var script = Script()
        script.peerReads = false
        script.leftRunning = ["/a", "/b", "/c"]
        let close = isLastClosing ? "Connection: close\r\n" : ""
        script.receive(
            ["/a", "/b"].map { "GET \($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined()
                + "GET /c HTTP/1.1\r\nHost: h\r\n\(close)\r\n")
        for (path, status) in [("/c", 203), ("/b", 202), ("/a", 201)] {
            let body = String(repeating: "x", count: bytesMax)
            script.finish(path, HTTPResponse(status: status, body: .text(body)))
        }
        expectTrue((bytesMax..<2 * bytesMax).contains(script.state.output.count))
        script.peerReads = true
        script.drive()
        expectEqual(script.statuses, ["201", "202", "203"])
        expectEqual(script.isShutDown, isLastClosing)
    }

    @Test func `a stream is not pulled while the peer does not read`() {
        var script = streaming()
        script.peerReads = false
        script.stream(String(repeating: "x", count: HTTPLimits().outputBytesMax))
        expectFalse(script.state.wantsStreamBytes)
        script.peerReads = true
        script.drive()
        expectTrue(script.state.wantsStreamBytes)
    }

    @Test func `a peer that leaves a stream ends the connection`() {
        var script = streaming()
        script.endInput()
        expectTrue(script.isClosed)
    }

    // MARK: Draining

    @Test func `draining closes an idle connection at once`() {
        var script = Script()
        script.receive(Self.request("GET"))
        script.drain()
        expectTrue(script.isClosed)
    }

    @Test func `draining lets a request under way be answered`() {
        var script = Script()
        script.leftRunning = ["/a"]
        script.receive(Self.request("POST"))
        script.drain()
        expectFalse(script.isClosed)
        script.finish("/a", HTTPResponse(status: 200))
        expectTrue(script.sent.contains("Connection: close\r\n"))
        expectTrue(script.isShutDown)
    }

    @Test func `draining lets a request half sent be finished`() {
        var script = Script()
        script.receive("GET /a HTTP/1.1\r\nHost")
        script.drain()
        script.receive(": h\r\n\r\n")
        expectEqual(script.statuses, ["200"])
        expectTrue(script.isShutDown)
    }

    @Test func `draining begins no pipelined request behind those under way`() {
        var script = Script()
        script.leftRunning = ["/a"]
        script.receive(Self.request("POST"))
        script.drain()
        script.receive("GET /b HTTP/1.1\r\nHost: h\r\n\r\n")
        script.finish("/a", HTTPResponse(status: 200))
        expectEqual(script.performed.map(\.path), ["/a"])
        expectTrue(script.isShutDown)
    }

    @Test func `draining closes after a stream has ended`() {
        var script = streaming()
        script.drain()
        script.stream("bye")
        script.endStream()
        expectTrue(script.sent.hasSuffix("3\r\nbye\r\n0\r\n\r\n"))
        expectTrue(script.isShutDown)
    }

    @Test func `a connection turned away hears why and is not read`() {
        var script = Script()
        script.state.turnAway(with: .overloaded)
        script.drive()
        script.receive(Self.request("GET"))
        expectEqual(script.statuses, ["503"])
        expectTrue(script.performed.isEmpty && script.isShutDown)
    }
}
