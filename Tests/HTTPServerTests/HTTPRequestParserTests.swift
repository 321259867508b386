import TestSupport
import Testing

@testable import HTTPServer

struct HTTPRequestParserTests {
    private func requests(_ text: String) -> [HTTPRequest] {
        var script = Script()
        script.receive(text.replacing("~", with: "\r\n"))
        expectTrue(script.refusals.isEmpty)
        return script.performed
    }

    private func request(_ text: String) throws -> HTTPRequest {
        try required(requests(text).first)
    }

    @Test func `a request came when its first byte was read, in whatever pieces it came`() {
        var parser = HTTPRequestParser(limits: HTTPLimits(), peer: .local)
        func arrivals(_ text: String, at time: UInt64) -> [HTTPArrival] {
            let arrival = HTTPArrival(wokenAtNanoseconds: time, readAtNanoseconds: time + 1)
            parser.append(Array(text.replacing("~", with: "\r\n").utf8)[...], at: arrival)
            var found: [HTTPArrival] = []
            while case .request(let request, _) = parser.next() { found.append(request.arrival) }
            return found
        }
        expectTrue(arrivals("GET /a HTTP/1.1~Host: h~", at: 10).isEmpty)
        let two = arrivals("~GET /b HTTP/1.1~Host: h~~POST /c HTTP/1.1~", at: 20)
        expectEqual(two.map(\.readAtNanoseconds), [11, 21])
        let rest = arrivals("Host: h~Content-Length: 2~~ok", at: 30)
        expectEqual(rest.map(\.wokenAtNanoseconds), [20])
        expectEqual(arrivals("GET /d HTTP/1.1~Host: h~~", at: 40).map(\.readAtNanoseconds), [41])
    }

    @Test func `a request line gives method, target, path and version`() throws {
        let request = try request("PATCH /a/b?c=d HTTP/1.1~Host: h~~")
        expectEqual(request.method, .patch)
        expectEqual(request.target, "/a/b?c=d")
        expectEqual(request.path, "/a/b")
        expectEqual(request.version, .http11)
    }

    @Test func `methods are case-sensitive`() throws {
        try expectEqual(request("get / HTTP/1.1~Host: h~~").method, .other("get"))
    }

    @Test func `query names and values are decoded`() throws {
        let request = try request("GET /?a=1&b+c=d%20e%26&f&&g==&%C3%A9=x HTTP/1.1~Host: h~~")
        expectEqual(
            request.query,
            [
                HTTPQueryItem(name: "a", value: "1"), HTTPQueryItem(name: "b c", value: "d e&"),
                HTTPQueryItem(name: "f", value: ""), HTTPQueryItem(name: "g", value: "="),
                HTTPQueryItem(name: "é", value: "x"),
            ])
        expectEqual(request.queryValue("b c"), "d e&")
    }

    @Test func `an absolute target gives the path and takes the place of Host`() throws {
        let request = try request("GET HTTP://Other:81/a?b=c HTTP/1.1~Host: h~~")
        expectEqual(request.path, "/a")
        expectEqual(request.queryValue("b"), "c")
        expectEqual(request.fields.values("host"), ["Other:81"])
    }

    @Test(arguments: ["http://h", "https://h?x=y", "http://[::1]:80"])
    func `an absolute target without path is the root`(_ target: String) throws {
        try expectEqual(request("GET \(target) HTTP/1.1~Host: h~~").path, "/")
    }

    @Test func `blanks around a field value are no part of it`() throws {
        let request = try request("GET / HTTP/1.1~Host: h~A: \t b c \t~B:~C: ~~")
        expectEqual(request.fields["a"], "b c")
        expectEqual(request.fields["b"], "")
        expectEqual(request.fields["c"], "")
    }

    @Test func `a body of known length is taken whole`() throws {
        let request = try request("POST / HTTP/1.1~Host: h~Content-Length: 005~~hello")
        expectEqual(request.body, Array("hello".utf8))
    }

    @Test func `a chunked body is joined, its extensions and trailers dropped`() throws {
        let request = try request(
            "POST / HTTP/1.1~Host: h~Transfer-Encoding: Chunked~~"
                + "5;a;b=c; d = \"e;\\\" f\"~hello~0A~, world!!!~000~X: y~Vary: *~~")
        expectEqual(request.body, Array("hello, world!!!".utf8))
        expectEqual(request.fields.count, 2)
    }

    @Test func `one empty line before a request is skipped`() {
        expectEqual(requests("~GET /a HTTP/1.1~Host: h~~~GET /b HTTP/1.1~Host: h~~").count, 2)
    }

    @Test func `a later minor version is read as 1.1`() throws {
        try expectEqual(request("GET / HTTP/1.7~Host: h~~").version, .http11)
    }

    @Test func `HTTP 1.0 needs no Host`() throws {
        try expectEqual(request("GET / HTTP/1.0~~").version, .http10)
    }

    @Test func `a Host may be empty, an address or have a port`() {
        for host in ["", "a.example", "127.0.0.1:80", "[::1]", "[::1]:8080", "a_b~c.d:"] {
            var script = Script()
            script.receive("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n")
            expectEqual(script.performed.count, 1, "\(host)")
        }
    }

    /// Invariants 1 and 12, over random cuts of requests that are good, bad and cut short.
    @Test func `cutting the bytes anywhere changes nothing`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed: seed)
        let samples = FramingRefusalTests.refused.map(\.0) + Self.good
        for _ in 0..<3_000 {
            var text = ""
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                text += samples.randomElement(using: &random) ?? ""
            }
            var bytes = Array(text.replacing("~", with: "\r\n").utf8)
            if Bool.random(using: &random) {
                let index = Int.random(in: bytes.indices, using: &random)
                bytes[index] = UInt8.random(in: .min ... .max, using: &random)
            }
            var whole = Script()
            whole.receive(bytes)
            var cut = Script()
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...min(rest.count, 20), using: &random)
                cut.receive(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            expectTrue(
                whole.sent == cut.sent && whole.refusals == cut.refusals
                    && whole.performed.map(\.body) == cut.performed.map(\.body),
                "seed \(seed): \(String(decoding: bytes, as: UTF8.self).debugDescription)")
        }
    }

    private static let good = [
        "GET /a HTTP/1.1~Host: h~~",
        "POST /b?c=%20 HTTP/1.1~Host: h~Content-Length: 4~~body",
        "POST /d HTTP/1.1~Host: h~Transfer-Encoding: chunked~~3;x=\"y\"~abc~1~d~0~T: u~~",
        "~HEAD /e HTTP/1.0~Connection: keep-alive~~",
        "OPTIONS * HTTP/1.1~Host: h~~",
    ]
}
