import Pages
import TestSupport
import Testing

@testable import API

/// How pages are served (contracts W1, W2).
struct PageTests {
    @Test func `a deep link answers its app's page`() async throws {
        try await TestAPI.run { api in
            for app in ["console", "portal"] {
                let page = try await api.get("/\(app)")
                expectEqual(page.status, 200)
                expectEqual(page.fields["Content-Type"], "text/html; charset=utf-8")
                for path in [
                    "/", "/signup/onboarding/verify", "/a/b/c/d/e", "/streams/session-%2F",
                ] {
                    let deep = try await api.get("/\(app)\(path)")
                    expectEqual(deep.bytes, page.bytes, "\(path)")
                }
            }
        }
    }

    @Test func `every file has its media type and a tag, and costs nothing the second time`()
        async throws
    {
        try await TestAPI.run { api in
            for file in PageCatalogue.files {
                let first = try await api.get("/pages/\(file.path)")
                let text = first.text.replacing(/icons\.svg\?v=\w+/, with: "icons.svg")
                expectEqual(text, file.text, "\(file.path)")
                expectEqual(first.fields["Content-Type"], file.mediaType)
                let tag = try required(first.fields["ETag"])
                let second = try await api.ask("GET /pages/\(file.path)\nIf-None-Match: \(tag)")
                expectTrue(second.status == 304 && second.bytes.isEmpty, "\(file.path)")
                let other = try await api.ask("GET /pages/\(file.path)\nIf-None-Match: \"x\"")
                expectEqual(other.status, 200)
            }
        }
    }

    /// A tab without a network draws pictures that it has not drawn yet (W2).
    @Test func `pictures are asked for by their digest and kept`() async throws {
        try await TestAPI.run { api in
            let script = try await api.get("/pages/shared/dom.js").text
            let path = try required(script.firstMatch(of: /\/pages\/shared\/icons\.svg\?v=\w+/))
            let pictures = try await api.get(String(path.output))
            expectTrue(pictures.text.contains("<symbol id=\"offline\""))
            expectEqual(pictures.fields["Cache-Control"], "max-age=31536000, immutable")
            let others = try await api.get("/pages/shared/icons.svg?v=1")
            expectEqual(others.fields["Cache-Control"], "no-cache")
        }
    }

    @Test func `pages run nothing that is not a file of this server`() async throws {
        try await TestAPI.run { api in
            for path in ["/console", "/portal", "/pages/shared/dom.js"] {
                let fields = try await api.get(path).fields
                let policy = try required(fields["Content-Security-Policy"])
                expectTrue(policy.contains("default-src 'self'"))
                expectTrue(policy.contains("frame-ancestors 'none'"))
                expectFalse(policy.contains("unsafe"))
                expectEqual(fields["X-Content-Type-Options"], "nosniff")
                expectEqual(fields["Referrer-Policy"], "no-referrer")
                expectEqual(fields["Cache-Control"], "no-cache")
                expectNil(fields["Set-Cookie"])
            }
        }
    }

    @Test func `what is no file is 404, however it is spelt`() async throws {
        try await TestAPI.run { api in
            for path in [
                "/pages/", "/pages/none.js", "/pages/../Package.swift", "/pages/portal",
                "/pages/%2e%2e/PageText.swift", "/pages//portal/index.html",
            ] {
                let answer = try await api.get(path)
                expectEqual(answer.status, 404, "\(path)")
                expectEqual(answer["code"], "page.not_found", "\(path)")
            }
        }
    }

    /// Contract O3: outside dev mode nothing of the portal exists.
    @Test func `the portal is dev mode's`() {
        let paths = RouteTable.routes(isDev: false).map(\.path)
        expectFalse(paths.contains { $0.hasPrefix("/portal") })
        expectTrue(paths.contains("/console"))
    }
}
