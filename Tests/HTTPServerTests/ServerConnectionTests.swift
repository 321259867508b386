import Glibc
import Synchronization
import TestSupport
import Testing

@testable import HTTPServer

/// Peers that are slow, gone, too many or local.
struct ServerConnectionTests {
    @Test func `a peer that disconnects cancels its endpoint (invariant 9)`() async throws {
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
            var client: TestClient? = try await test.client()
            await client?.send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n")
            await started.wait()
            client = nil
            await cancelled.wait()
            await expectTrue(eventually { test.server.statistics.connectionsOpen == 0 })
        }
    }

    @Test func `a header that does not come is 408`() async throws {
        try await TestServer.run(limits: .changed { $0.headerTimeoutMilliseconds = 30 }) { test in
            let client = try await test.client()
            await client.send("GET /now/a HT")
            try await expectEqual(client.response().status, 408)
        }
    }

    @Test func `an idle connection is closed`() async throws {
        try await TestServer.run(limits: .changed { $0.idleTimeoutMilliseconds = 30 }) { test in
            let client = try await test.client()
            _ = try await client.get("/now/a")
            try await expectTrue(client.rest().isEmpty)
        }
    }

    @Test func `a connection over the limit is told 503 and the next one served`() async throws {
        try await TestServer.run(limits: .changed { $0.connectionsMax = 1 }) { test in
            var first: TestClient? = try await test.client()
            _ = try await first?.get("/now/a")
            let second = try await test.client()
            let response = try await second.response()
            expectEqual(response.status, 503)
            expectEqual(response.field("Retry-After"), "1")
            expectEqual(test.server.statistics.connectionsRefused, 1)
            first = nil
            second.closeOutput()
            await expectTrue(eventually { test.server.statistics.connectionsOpen == 0 })
            try await expectEqual(test.client().get("/now/b").body, "b")
        }
    }

    @Test func `when descriptors run out, who waits is served once there are some`() async {
        await #expect(processExitsWith: .success) {
            try await TestServer.run { test in
                var limit = rlimit(rlim_cur: 40, rlim_max: 40)
                guard unsafe setrlimit(Int32(RLIMIT_NOFILE.rawValue), &limit) == 0 else { exit(2) }
                let spare = unsafe open("/dev/null", O_RDONLY)
                var clients: [TestClient] = []
                while let client = try? await test.client() { clients.append(client) }
                // Two descriptors go to each connection; of an even number none is left over.
                if test.server.statistics.connectionsAccepted == clients.count {
                    close(spare)
                    clients.append(try await test.client())
                }
                guard test.server.statistics.connectionsAccepted < clients.count else { exit(4) }
                // The last one is connected, but the server has no descriptor to accept it with.
                let last = clients.removeLast()
                clients.removeAll()
                guard try await last.get("/now/a").body == "a" else { exit(3) }
            }
        }
    }

    // MARK: Unix sockets (invariant 13)

    private func withSocketPath(_ body: (String) async throws -> Void) async throws {
        let path = "/tmp/http-server-test-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
        defer { _ = unsafe unlink(path) }
        try await body(path)
    }

    private func mode(_ path: String) -> UInt32? {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? status.st_mode & 0o777 : nil
    }

    /// Binds a socket file and lets go of the socket, as a crash does.
    private func leaveStaleSocket(_ path: String) throws {
        let socket = Descriptor(Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &name.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let number = socket.number
        let result = unsafe withUnsafePointer(to: &name) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try required(result == 0)
    }

    @Test func `a Unix socket serves its owner only and goes with the server`() async throws {
        try await withSocketPath { path in
            try await TestServer.run(listeners: [.unix(path: path)]) { test in
                expectEqual(mode(path), 0o600)
                let response = try await test.client().get("/peer")
                expectEqual(response.body, "unix true")
            }
            expectNil(mode(path))
        }
    }

    @Test func `a stale socket file is replaced, a live one is not`() async throws {
        try await withSocketPath { path in
            try leaveStaleSocket(path)
            try await TestServer.run(listeners: [.unix(path: path)]) { _ in
                let second = HTTPServer(
                    configuration: HTTPServerConfiguration(listeners: [.unix(path: path)]),
                    router: HTTPRouter(routes: []))
                let error = #expect(throws: HTTPServerError.self) { try second.start() }
                expectEqual(error?.code, .addressInUse)
            }
        }
    }

    @Test(arguments: [false, true])
    func `a file or directory that is no socket is named as such, and left alone`(
        isDirectory: Bool
    ) async throws {
        try await withSocketPath { path in
            if isDirectory {
                try required(unsafe mkdir(path, 0o644) == 0)
            } else {
                close(unsafe open(path, O_CREAT | O_WRONLY, 0o644))
            }
            let server = HTTPServer(
                configuration: HTTPServerConfiguration(listeners: [.unix(path: path)]),
                router: HTTPRouter(routes: []))
            let error = #expect(throws: HTTPServerError.self) { try server.start() }
            expectTrue(error?.code == .pathTaken && error?.hint.contains(path) == true)
            expectEqual(mode(path), 0o644)
        }
    }

    @Test(arguments: [
        (
            HTTPListenAddress.unix(path: "/tmp/" + String(repeating: "x", count: 256)),
            HTTPServerError.Code.addressInvalid
        ),
        (.unix(path: "/nowhere/at/all.sock"), .addressInvalid),
        (.tcp(host: "203.0.113.1", port: 0), .addressInvalid),
        (.tcp(host: "127.0.0.1", port: 70_000), .addressInvalid),
        (.tcp(host: "no such host", port: 0), .addressInvalid),
    ])
    func `an address that cannot be is named in the error`(
        _ address: HTTPListenAddress, _ code: HTTPServerError.Code
    ) {
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(listeners: [address]),
            router: HTTPRouter(routes: []))
        let error = #expect(throws: HTTPServerError.self) { try server.start() }
        expectEqual(error?.code, code, "\(String(describing: error))")
    }

    @Test func `a port in use is named in the error`() async throws {
        try await TestServer.run { test in
            let second = HTTPServer(
                configuration: HTTPServerConfiguration(
                    host: "127.0.0.1", port: test.address.port),
                router: HTTPRouter(routes: []))
            let error = #expect(throws: HTTPServerError.self) { try second.start() }
            expectEqual(error?.code, .addressInUse)
            await second.stop(graceMilliseconds: 0)
        }
    }
}
