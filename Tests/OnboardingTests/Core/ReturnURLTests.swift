import TestSupport
import Testing

@testable import Onboarding

/// S9: only paths of the same origin.
struct ReturnURLTests {
    @Test(arguments: [
        "/", "/sanctuary", "/a/b/", "/onboarding?step=2&x=%20", "/a#top", "/caf%C3%A9",
        "/a%20b", "/a?next=https://other.example", "/a.b/..c/.d",
    ])
    func `a path of the same origin comes back as it is`(text: String) {
        expectEqual(ReturnURL.validated(text, home: "/home"), text)
    }

    @Test(arguments: [
        "", "sanctuary", "//evil.example", "///evil.example", "https://evil.example",
        "javascript:alert(1)", "/\\evil.example", "\\\\evil.example", "/a\\b",
        "/\u{9}/evil.example",
        "/a\nb", " /a", "/a b", "/%2fevil.example", "/%2Fevil.example", "/%5cevil.example",
        "/%255cevil.example", "/%252fevil.example", "/%25252fevil.example", "/%2525252f", "/a//b",
        "/./a", "/../a", "/a/../b", "/%2e%2e/a", "/%2e/", "/a/..", "/%", "/%2", "/%zz", "/a%00",
        "/a%0d%0aSet-Cookie:x", "/a?x=%0d%0aLocation:y", "/a?x=%5c", "/é", "?a", "#a", "/a%09",
        "data:text/html,x", "//", "/%2f", "/100%25",
    ])
    func `anything else is replaced by the home`(text: String) {
        expectEqual(ReturnURL.validated(text, home: "/home"), "/home")
    }

    @Test func `none at all, and one without end, are the home`() {
        expectEqual(ReturnURL.validated(nil, home: "/home"), "/home")
        let long = "/" + String(repeating: "a", count: ReturnURL.bytesMax)
        expectEqual(ReturnURL.validated(long, home: "/home"), "/home")
    }
}
