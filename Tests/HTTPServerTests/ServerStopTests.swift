import Synchronization
import TestSupport
import Testing

@testable import HTTPServer

/// Invariant 10: stopping loses no answer that is under way, and does not take for ever.
struct ServerStopTests {
    @Test func `stopping lets a request under way be answered and accepts no other`() async throws {
        let (started, finish) = (Signal(), Signal())
        let route = HTTPRoute(
            .post, "/work",
            .later { _, _ in
                started.happen()
                await finish.wait()
                return HTTPResponse(status: 200, body: .text("done"))
            })
        try await TestServer.run([route]) { test in
            let (client, idle) = (try await test.client(), try await test.client())
            _ = try await idle.get("/now/a")
            await client.send("POST /work HTTP/1.1\r\nHost: h\r\n\r\n")
            await started.wait()
            async let stopped: Void = test.server.stop(graceMilliseconds: 10_000)
            try await expectTrue(idle.rest().isEmpty)
            await #expect(throws: TestClient.Failure.self) { try await test.client() }
            finish.happen()
            let response = try await client.response()
            expectEqual(response.body, "done")
            expectEqual(response.field("Connection"), "close")
            try await expectTrue(client.rest().isEmpty)
            client.closeOutput()
            await stopped
            expectEqual(test.server.statistics.connectionsOpen, 0)
        }
    }

    @Test func `stopping ends streams at a whole chunk`() async throws {
        let stopping = Signal()
        let route = HTTPRoute(
            .get, "/events",
            .now { _, _ in
                HTTPResponse(
                    status: 200,
                    body: .stream { writer in
                        writer.onClose { stopping.happen() }
                        try? await writer.write(Array("one".utf8))
                        await stopping.wait()
                    })
            })
        try await TestServer.run([route]) { test in
            let client = try await test.client()
            await client.send("GET /events HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = try await client.head()
            try await expectEqual(client.chunk(), "one")
            async let stopped: Void = test.server.stop(graceMilliseconds: 10_000)
            try await expectNil(client.chunk())
            try await expectTrue(client.rest().isEmpty)
            client.closeOutput()
            await stopped
        }
    }

    @Test func `after the grace what still runs is cancelled and closed`() async throws {
        let (started, cancelled) = (Signal(), Signal())
        let route = HTTPRoute(
            .get, "/wait",
            .later { _, _ in
                started.happen()
                await withTaskCancellationHandler {
                    await cancelled.wait()
                } onCancel: {
                    cancelled.happen()
                }
                return HTTPResponse(status: 200)
            })
        try await TestServer.run([route]) { test in
            let client = try await test.client()
            await client.send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n")
            await started.wait()
            await test.server.stop(graceMilliseconds: 20)
            await cancelled.wait()
            try await expectTrue(client.rest().isEmpty)
        }
    }

    @Test func `stopping may be asked for by several, and again`() async throws {
        try await TestServer.run(loops: 2) { test in
            let client = try await test.client()
            _ = try await client.get("/now/a")
            async let first: Void = test.server.stop(graceMilliseconds: 10_000)
            async let second: Void = test.server.stop(graceMilliseconds: 10_000)
            _ = await (first, second)
            await test.server.stop(graceMilliseconds: 10_000)
            expectEqual(test.server.statistics.connectionsOpen, 0)
            try await expectTrue(client.rest().isEmpty)
            await #expect(throws: TestClient.Failure.self) { try await test.client() }
        }
    }

    @Test func `a server that was never started stops at once and does not start`() async {
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0),
            router: HTTPRouter(routes: []))
        await server.stop(graceMilliseconds: 1_000)
        let error = #expect(throws: HTTPServerError.self) { try server.start() }
        expectEqual(error?.code, .alreadyStarted)
    }
}
