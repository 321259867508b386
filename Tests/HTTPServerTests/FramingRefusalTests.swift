import TestSupport
import Testing

@testable import HTTPServer

/// Invariant 2: what could be read in two ways is not read at all.
struct FramingRefusalTests {
    /// Each is refused with the code beside it; `~` stands for CRLF.
    static let refused: [(String, String)] = [
        // Request line
        ("GET  / HTTP/1.1~Host: h~~", "http.request_line"),
        (" GET / HTTP/1.1~Host: h~~", "http.request_line"),
        ("GET /~Host: h~~", "http.request_line"),
        ("GET~~", "http.request_line"),
        ("~~GET / HTTP/1.1~Host: h~~", "http.request_line"),
        ("GET / HTTP/1.1 ~Host: h~~", "http.request_line"),
        ("GET /a b HTTP/1.1~Host: h~~", "http.request_line"),
        ("GET\t/ HTTP/1.1~Host: h~~", "http.method"),
        ("G(T / HTTP/1.1~Host: h~~", "http.method"),
        ("GET / HTTP/1.10~Host: h~~", "http.version"),
        ("GET / http/1.1~Host: h~~", "http.version"),
        ("GET / HTTP/1,1~Host: h~~", "http.version"),
        ("GET / HTTP/x.1~Host: h~~", "http.version"),
        ("PRI * HTTP/2.0~~SM~~", "http.version_not_supported"),
        ("GET / HTTP/0.9~Host: h~~", "http.version_not_supported"),
        ("GET / HTTP/3.0~Host: h~~", "http.version_not_supported"),
        // Target
        ("GET a HTTP/1.1~Host: h~~", "http.target"),
        ("GET * HTTP/1.1~Host: h~~", "http.target"),
        ("GET /a#b HTTP/1.1~Host: h~~", "http.target"),
        ("GET /\u{7f} HTTP/1.1~Host: h~~", "http.target"),
        ("GET /é HTTP/1.1~Host: h~~", "http.target"),
        ("GET ftp://h/ HTTP/1.1~Host: h~~", "http.target"),
        ("GET http:///a HTTP/1.1~Host: h~~", "http.target"),
        ("GET http://h:x/a HTTP/1.1~Host: h~~", "http.target"),
        ("GET http://[::1/a HTTP/1.1~Host: h~~", "http.target"),
        ("GET http://a@h/ HTTP/1.1~Host: h~~", "http.target"),
        ("CONNECT / HTTP/1.1~Host: h~~", "http.target"),
        ("CONNECT h HTTP/1.1~Host: h~~", "http.target"),
        ("CONNECT h: HTTP/1.1~Host: h~~", "http.target"),
        ("GET /?a=%4 HTTP/1.1~Host: h~~", "http.percent_encoding"),
        ("GET /?a=%4g HTTP/1.1~Host: h~~", "http.percent_encoding"),
        ("GET /?a=%ff HTTP/1.1~Host: h~~", "http.percent_encoding"),
        // Line ends
        ("GET / HTTP/1.1\nHost: h~~", "http.bare_line_feed"),
        ("GET / HTTP/1.1~Host: h\n~", "http.bare_line_feed"),
        ("GET / HTTP/1.1~Host: h~\n", "http.bare_line_feed"),
        ("GET / HTTP/1.1\r\r\nHost: h~~", "http.version"),
        ("GET\r/ HTTP/1.1~Host: h~~", "http.bare_carriage_return"),
        ("GET / HTTP/1.1~Host: h\rX: y~~", "http.bare_carriage_return"),
        ("GET / HTTP/1.1~Ho\rst: h~~", "http.bare_carriage_return"),
        // Fields
        ("GET / HTTP/1.1~Host : h~~", "http.space_before_colon"),
        ("GET / HTTP/1.1~Host\t: h~~", "http.space_before_colon"),
        ("GET / HTTP/1.1~Host: h~ X: y~~", "http.folded_field"),
        ("GET / HTTP/1.1~\tHost: h~~", "http.folded_field"),
        ("GET / HTTP/1.1~: h~~", "http.field_name"),
        ("GET / HTTP/1.1~Host~~", "http.field_name"),
        ("GET / HTTP/1.1~Hé: h~~", "http.field_name"),
        ("GET / HTTP/1.1~(X): h~~", "http.field_name"),
        ("GET / HTTP/1.1~X: a\u{0}b~~", "http.field_value"),
        ("GET / HTTP/1.1~X: a\u{1b}b~~", "http.field_value"),
        ("GET / HTTP/1.1~X: a\u{7f}~~", "http.field_value"),
        (
            "GET / HTTP/1.1~X: a\(String(repeating: "\u{301}", count: 513))~~",
            "http.foreign_field_value"
        ),
        // Host
        ("GET / HTTP/1.1~~", "http.missing_host"),
        ("GET / HTTP/1.1~X: y~~", "http.missing_host"),
        ("GET / HTTP/1.1~Host: a~Host: a~~", "http.repeated_field"),
        ("GET / HTTP/1.0~Host: a~hOST: b~~", "http.repeated_field"),
        ("GET / HTTP/1.1~Host: a b~~", "http.invalid_host"),
        ("GET / HTTP/1.1~Host: a, b~~", "http.invalid_host"),
        ("GET / HTTP/1.1~Host: a/b~~", "http.invalid_host"),
        ("GET / HTTP/1.1~Host: a:b~~", "http.invalid_host"),
        ("GET / HTTP/1.1~Host: a@b~~", "http.invalid_host"),
        ("GET / HTTP/1.1~Host: h~Authorization: a~Authorization: b~~", "http.repeated_field"),
        // Lengths
        ("POST / HTTP/1.1~Host: h~Content-Length: ~~", "http.content_length"),
        ("POST / HTTP/1.1~Host: h~Content-Length: -1~~", "http.content_length"),
        ("POST / HTTP/1.1~Host: h~Content-Length: +1~~x", "http.content_length"),
        ("POST / HTTP/1.1~Host: h~Content-Length: 0x1~~x", "http.content_length"),
        ("POST / HTTP/1.1~Host: h~Content-Length: 1 1~~x", "http.content_length"),
        ("POST / HTTP/1.1~Host: h~Content-Length: 1,1~~x", "http.content_length"),
        ("POST / HTTP/1.1~Host: h~Content-Length: 1.0~~x", "http.content_length"),
        ("POST / HTTP/1.1~Host: h~Content-Length: ١~~x", "http.content_length"),
        (
            "POST / HTTP/1.1~Host: h~Content-Length: 1~Content-Length: 1~~x",
            "http.repeated_content_length"
        ),
        (
            "POST / HTTP/1.1~Host: h~Content-Length: 1~content-length: 2~~x",
            "http.repeated_content_length"
        ),
        (
            "POST / HTTP/1.1~Host: h~Content-Length: 99999999999999999999999~~",
            "http.content_too_large"
        ),
        // Transfer codings
        (
            "POST / HTTP/1.1~Host: h~Content-Length: 0~Transfer-Encoding: chunked~~0~~",
            "http.length_beside_transfer_coding"
        ),
        (
            "POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~Content-Length: 0~~0~~",
            "http.length_beside_transfer_coding"
        ),
        (
            "POST / HTTP/1.0~Transfer-Encoding: chunked~~0~~",
            "http.transfer_coding_in_old_version"
        ),
        ("POST / HTTP/1.1~Host: h~Transfer-Encoding: ~~", "http.transfer_coding"),
        ("POST / HTTP/1.1~Host: h~Transfer-Encoding: xchunked~~0~~", "http.transfer_coding"),
        ("POST / HTTP/1.1~Host: h~Transfer-Encoding: \"chunked\"~~0~~", "http.transfer_coding"),
        ("POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked;q=1~~0~~", "http.transfer_coding"),
        ("POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked, gzip~~0~~", "http.transfer_coding"),
        (
            "POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked, chunked~~0~~",
            "http.transfer_coding"
        ),
        (
            "POST / HTTP/1.1~Host: h~Transfer-Encoding: gzip, chunked~~0~~",
            "http.unsupported_transfer_coding"
        ),
        // Expectation
        ("POST / HTTP/1.1~Host: h~Expect: a miracle~~", "http.expectation_failed"),
        (
            "POST / HTTP/1.1~Host: h~Expect: 100-continue, x=y~~", "http.expectation_failed"
        ),
    ]

    @Test(arguments: refused)
    func `an ambiguous or malformed request is refused`(_ text: String, _ code: String) {
        let bytes = Array(text.replacing("~", with: "\r\n").utf8)
        for outcome in [Outcome(of: bytes), Outcome(bytewise: bytes)] {
            expectEqual(outcome, .refused(code, after: 0))
        }
    }

    /// Bodies behind `Transfer-Encoding: chunked`.
    static let refusedBodies: [(String, String)] = [
        ("~0~~", "http.chunk_size"),
        ("g~", "http.chunk_size"),
        ("-1~x~0~~", "http.chunk_size"),
        ("+1~x~0~~", "http.chunk_size"),
        ("0x1~x~0~~", "http.chunk_size"),
        (" 1~x~0~~", "http.chunk_size"),
        ("1_0~x~0~~", "http.chunk_size"),
        ("1 ~x~0~~", "http.chunk_extension"),
        ("1;~x~0~~", "http.chunk_extension"),
        ("1;a=~x~0~~", "http.chunk_extension"),
        ("1;a=\"b~x~0~~", "http.chunk_extension"),
        ("1;a b~x~0~~", "http.chunk_extension"),
        ("1;a=\"\u{1}\"~x~0~~", "http.chunk_extension"),
        ("1\nx~0~~", "http.bare_line_feed"),
        ("1~xy~0~~", "http.chunk_end"),
        ("1~x\n0~~", "http.chunk_end"),
        ("1~x\r0~~", "http.chunk_end"),
        ("0~\n", "http.bare_line_feed"),
        ("0~X~~", "http.field_name"),
        ("0~X : y~~", "http.space_before_colon"),
        ("0~ X: y~~", "http.folded_field"),
        ("0~X: \u{0}~~", "http.field_value"),
        ("0~Content-Length: 1~~", "http.forbidden_trailer"),
        ("0~transfer-encoding: chunked~~", "http.forbidden_trailer"),
        ("0~X: y~HOST: h~~", "http.forbidden_trailer"),
        ("0~Authorization: x~~", "http.forbidden_trailer"),
        ("ffffffffffffffffffff~", "http.content_too_large"),
        ("40001~", "http.content_too_large"),
    ]

    @Test(arguments: refusedBodies)
    func `a malformed chunked body is refused`(_ text: String, _ code: String) {
        let head = "POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~~"
        let bytes = Array((head + text).replacing("~", with: "\r\n").utf8)
        for outcome in [Outcome(of: bytes), Outcome(bytewise: bytes)] {
            expectEqual(outcome, .refused(code, after: 0))
        }
    }

    @Test func `nothing behind a refused request is run`() {
        var script = Script()
        script.receive(
            "GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\n\r\n"
                + "GET /c HTTP/1.1\r\nHost: h\r\n\r\n")
        script.receive("GET /d HTTP/1.1\r\nHost: h\r\n\r\n")
        expectEqual(script.performed.map(\.path), ["/a"])
        expectEqual(script.statuses, ["200", "400"])
        expectTrue(script.isShutDown)
    }

    @Test(arguments: [
        ("Host: h~Content-Length: 262145~X-Mine: 1~~", "http.content_too_large"),
        ("Host: h~Transfer-Encoding: chunked~X-Mine: 1~~40001~", "http.content_too_large"),
        ("Host: h~Transfer-Encoding: chunked~X-Mine: 1~~x~", "http.chunk_size"),
        ("Host: h~Expect: a miracle~X-Mine: 1~~", "http.expectation_failed"),
        ("X-Mine: 1~~", "http.missing_host"),
        ("Host: h~Authorization: a~Authorization: b~X-Mine: 1~~", "http.repeated_field"),
    ])
    func `a refusal knows the request whose header came whole`(_ text: String, _ code: String) {
        let bytes = Array("POST /a HTTP/1.1~\(text)".replacing("~", with: "\r\n").utf8)
        var (whole, bytewise) = (Script(), Script())
        whole.receive(bytes)
        bytewise.receiveBytewise(bytes)
        for script in [whole, bytewise] {
            expectEqual(script.refusals.map(\.code), [code])
            expectEqual(script.refused.map { $0?.path }, ["/a"])
            expectEqual(script.refused.map { $0?.fields["X-Mine"] }, ["1"])
            expectTrue(script.isShutDown)
        }
    }

    @Test(arguments: ["GET /a HTTP/1.1~X-Mine: 1~bad field~Host: h~~", "GET /a b~X-Mine: 1~~"])
    func `a refusal in the midst of a header is of no request`(_ text: String) {
        var script = Script()
        script.receive(text.replacing("~", with: "\r\n"))
        expectEqual(script.refusals.count, 1)
        expectTrue(script.refused.allSatisfy { $0 == nil })
    }

    @Test func `a refusal of HEAD has no body`() {
        var script = Script()
        script.receive("HEAD /a HTTP/1.1\r\nHost: h\r\nExpect: a miracle\r\n\r\n")
        expectTrue(script.sent.hasSuffix("\r\n\r\n"))
        expectTrue(script.sent.contains("Content-Length: 23\r\n"))
    }

    @Test func `every malformation has a refusal in the tables`() {
        let codes = Set((Self.refused + Self.refusedBodies).map(\.1))
        for reason in HTTPMalformation.allCases {
            expectTrue(codes.contains(HTTPRefusal.malformed(reason).code))
        }
    }
}
