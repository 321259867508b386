import TestSupport
import Testing

@testable import HTTPServer

/// Requests over real sockets.
struct ServerTests {
    @Test func `a connection carries one request after another`() async throws {
        try await TestServer.run { test in
            let client = try await test.client()
            try await expectEqual(client.get("/now/a%20b").body, "a b")
            try await expectEqual(client.get("/later/c").body, "c")
            try await expectEqual(client.get("/now/d").body, "d")
            expectEqual(test.server.statistics.connectionsAccepted, 1)
        }
    }

    @Test func `pipelined requests are answered in order with one send`() async throws {
        try await TestServer.run { test in
            let client = try await test.client()
            await client.send(
                ["a", "b", "c"].map { "GET /now/\($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
            for word in ["a", "b", "c"] { try await expectEqual(client.response().body, word) }
            // It is counted when it is done.
            await expectTrue(eventually { test.server.statistics.sends == 1 })
        }
    }

    @Test func `pipelined asynchronous answers keep the order of their requests`() async throws {
        let (first, second) = (Signal(), Signal())
        let routes = [
            HTTPRoute(
                .get, "/first",
                .later { _, _ in
                    await second.wait()
                    first.happen()
                    return HTTPResponse(status: 200, body: .text("first"))
                }),
            HTTPRoute(
                .get, "/second",
                .later { _, _ in
                    second.happen()
                    return HTTPResponse(status: 200, body: .text("second"))
                }),
        ]
        try await TestServer.run(routes) { test in
            let client = try await test.client()
            await client.send(
                "GET /first HTTP/1.1\r\nHost: h\r\n\r\nGET /second HTTP/1.1\r\nHost: h\r\n\r\n")
            try await expectEqual(client.response().body, "first")
            try await expectEqual(client.response().body, "second")
        }
    }

    @Test func `what the loop cannot answer at once is answered by a task`() async throws {
        try await TestServer.run { test in
            let client = try await test.client()
            try await expectEqual(client.get("/either/now").body, "now at once")
            try await expectEqual(client.get("/either/later").body, "later in a task")
            await client.send(
                ["later", "now"].map { "GET /either/\($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
            try await expectEqual(client.response().body, "later in a task")
            try await expectEqual(client.response().body, "now at once")
        }
    }

    @Test func `an answer is one send`() async throws {
        try await TestServer.run { test in
            let client = try await test.client()
            for count in 1...3 {
                _ = try await client.get("/later/a")
                await expectTrue(eventually { test.server.statistics.sends == count })
            }
        }
    }

    @Test func `a request sent byte by byte is answered`() async throws {
        try await TestServer.run { test in
            let client = try await test.client()
            for byte in "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi".utf8 {
                await client.send([byte])
            }
            try await expectEqual(client.response().body, "hi")
        }
    }

    @Test func `a large body comes back whole`() async throws {
        try await TestServer.run(limits: .changed { $0.bodyBytesMax = 8 << 20 }) { test in
            let client = try await test.client()
            let body = String(repeating: "0123456789abcdef", count: 256 << 10)
            await client.send(
                "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                    + body)
            try await expectEqual(client.response().body, body)
        }
    }

    @Test func `a peer that goes on sending still hears why it was refused`() async throws {
        try await TestServer.run { test in
            let client = try await test.client()
            await client.send(
                "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 4000000\r\n\r\n"
                    + String(repeating: "x", count: 4_000_000))
            try await expectEqual(client.response().status, 413)
        }
    }

    @Test func `HEAD, OPTIONS, 404, 405 and 501 follow from the routes`() async throws {
        try await TestServer.run { test in
            let client = try await test.client()
            let requests = [
                ("OPTIONS", "/echo", 204, "POST, OPTIONS"),
                ("PUT", "/now/a", 405, "GET, HEAD, OPTIONS"),
                ("GET", "/nowhere", 404, nil), ("BREW", "/now/a", 501, nil),
                ("GET", "/now/%zz", 400, nil),
            ]
            for (method, path, status, allow) in requests {
                await client.send("\(method) \(path) HTTP/1.1\r\nHost: h\r\n\r\n")
                let response = try await client.response()
                expectEqual(response.status, status)
                expectEqual(response.field("Allow"), allow)
            }
            await client.send("HEAD /now/abc HTTP/1.1\r\nHost: h\r\n\r\n")
            try await expectEqual(client.head().field("Content-Length"), "3")
            try await expectEqual(client.get("/now/a").body, "a")
            expectEqual(test.server.statistics.connectionsAccepted, 1)
        }
    }

    @Test func `refusals are rendered by whoever configured the server`() async throws {
        try await TestServer.run { test in
            let client = try await test.client()
            let missing = try await client.get("/nowhere")
            expectEqual(missing.field("Code"), "http.not_found")
            expectEqual(missing.body, "/nowhere")
            await client.send("GET / HTTP/1.1\r\n\r\n")
            let malformed = try await client.response()
            expectEqual(malformed.field("Code"), "http.missing_host")
            expectEqual(malformed.body, "/")
            try await expectTrue(client.rest().isEmpty)
        }
    }

    @Test func `the observer is told of each request that was answered`() async throws {
        try await TestServer.run { test in
            let client = try await test.client()
            _ = try await client.get("/now/a")
            _ = try await client.get("/nowhere")
            _ = try await client.get("/later/b")
            let expected = ["/now/a 200", "/nowhere 404", "/later/b 200"]
            await expectTrue(eventually { test.observed.all == expected })
        }
    }

    @Test func `100 Continue comes before the answer`() async throws {
        try await TestServer.run { test in
            let client = try await test.client()
            await client.send(
                "POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                    + "Content-Length: 2\r\n\r\n")
            try await expectEqual(client.head().status, 100)
            await client.send("hi")
            try await expectEqual(client.response().body, "hi")
        }
    }

    @Test func `a peer on this machine is known as such`() async throws {
        try await TestServer.run { test in
            let response = try await test.client().get("/peer")
            expectEqual(response.body, "127.0.0.1 true")
        }
    }

    @Test func `several loops and listeners serve the same routes`() async throws {
        try await TestServer.run(
            listeners: [TestServer.local, TestServer.local], loops: 2
        ) { test in
            expectEqual(Set(test.server.addresses).count, 2)
            for address in test.server.addresses {
                for word in 0..<20 {
                    let client = try await TestClient.connect(address)
                    try await expectEqual(client.get("/later/\(word)").body, "\(word)")
                }
            }
            expectEqual(test.server.statistics.connectionsAccepted, 40)
        }
    }
}
