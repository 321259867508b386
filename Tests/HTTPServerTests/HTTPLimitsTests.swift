import TestSupport
import Testing

@testable import HTTPServer

/// Invariant 5, the incoming half: each limit holds at its value and not one byte past it.
struct HTTPLimitsTests {
    private func outcome(_ text: String, _ change: (inout HTTPLimits) -> Void) -> Outcome {
        var limits = HTTPLimits()
        change(&limits)
        let bytes = Array(text.replacing("~", with: "\r\n").utf8)
        var bytewise = Script(limits: limits)
        bytewise.receiveBytewise(bytes)
        let whole = Outcome(of: bytes, limits: limits)
        if case .refused(let code, _) = whole {
            expectEqual(bytewise.refusals.map(\.code), [code])
        }
        return whole
    }

    private static let accepted = Outcome.accepted(requests: 1)

    @Test func `a request line over its limit is 414`() {
        let change: (inout HTTPLimits) -> Void = { $0.requestLineBytesMax = 15 }
        expectEqual(outcome("GET /a HTTP/1.1~Host: h~~", change), Self.accepted)
        expectEqual(
            outcome("GET /ab HTTP/1.1~Host: h~~", change), .refused("http.uri_too_long", after: 0))
        expectEqual(HTTPRefusal.uriTooLong.status, 414)
    }

    @Test func `a request line without end is refused as soon as it is too long`() {
        var script = Script()
        script.receive(String(repeating: "A", count: HTTPLimits().requestLineBytesMax + 2))
        expectEqual(script.refusals, [.uriTooLong])
    }

    @Test func `a field line over its limit is 431`() {
        let change: (inout HTTPLimits) -> Void = { $0.fieldLineBytesMax = 7 }
        expectEqual(outcome("GET / HTTP/1.1~Host: h~~", change), Self.accepted)
        expectEqual(
            outcome("GET / HTTP/1.1~Host: hh~~", change),
            .refused("http.header_fields_too_large", after: 0))
    }

    @Test func `a header over its limit is 431`() {
        let change: (inout HTTPLimits) -> Void = { $0.headerBytesMax = 13 }
        expectEqual(outcome("GET / HTTP/1.1~Host: h~A: b~~", change), Self.accepted)
        expectEqual(
            outcome("GET / HTTP/1.1~Host: h~A: bc~~", change),
            .refused("http.header_fields_too_large", after: 0))
        expectEqual(HTTPRefusal.headerFieldsTooLarge.status, 431)
    }

    @Test func `one field too many is 431`() {
        let change: (inout HTTPLimits) -> Void = { $0.headerCountMax = 2 }
        expectEqual(outcome("GET / HTTP/1.1~Host: h~A: b~~", change), Self.accepted)
        expectEqual(
            outcome("GET / HTTP/1.1~Host: h~A: b~C: d~~", change),
            .refused("http.header_fields_too_large", after: 0))
    }

    @Test func `a body over its limit is 413 before it is read`() {
        let change: (inout HTTPLimits) -> Void = { $0.bodyBytesMax = 10 }
        let head = "POST / HTTP/1.1~Host: h~Content-Length: "
        expectEqual(outcome(head + "10~~0123456789", change), Self.accepted)
        expectEqual(outcome(head + "11~~", change), .refused("http.content_too_large", after: 0))
        expectEqual(HTTPRefusal.contentTooLarge.status, 413)
    }

    @Test func `chunks over the body's limit are 413`() {
        let change: (inout HTTPLimits) -> Void = { $0.bodyBytesMax = 10 }
        let head = "POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~~"
        expectEqual(outcome(head + "8~01234567~2~89~0~~", change), Self.accepted)
        expectEqual(
            outcome(head + "8~01234567~3~", change), .refused("http.content_too_large", after: 0))
    }

    @Test func `a chunk's line over its limit is refused`() {
        let change: (inout HTTPLimits) -> Void = { $0.chunkLineBytesMax = 5 }
        let head = "POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~~"
        expectEqual(outcome(head + "1;abc~x~0~~", change), Self.accepted)
        expectEqual(
            outcome(head + "1;abcd~x~0~~", change), .refused("http.chunk_extension", after: 0))
    }

    @Test func `trailers have the header's limits`() {
        let change: (inout HTTPLimits) -> Void = { $0.headerCountMax = 2 }
        let head = "POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~~0~"
        expectEqual(outcome(head + "A: b~C: d~~", change), Self.accepted)
        expectEqual(
            outcome(head + "A: b~C: d~E: f~~", change),
            .refused("http.header_fields_too_large", after: 0))
    }
}
