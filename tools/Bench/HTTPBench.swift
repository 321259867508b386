import API
import Digest
import HTTPServer
import OnboardingLedger
import Time

/// The whole server over loopback, with the driver in the same process: a write (a sign-up that
/// starts), a read of a session, and the same read by a client that has it already (304), over 1,
/// 16 and 64 connections that are kept alive and each wait for their answer.
struct HTTPBench {
    private static let connectionCounts = [1, 16, 64]

    private let size: BenchSize
    private let workspace: BenchWorkspace

    init(_ size: BenchSize, _ workspace: BenchWorkspace) {
        (self.size, self.workspace) = (size, workspace)
    }

    func run(_ checksum: inout Checksum) throws -> [BenchResult] {
        let ledger = try Ledger(LedgerOptions(directory: workspace.directory("http")))
        var configuration = APIConfiguration(isDev: false, version: "bench")
        configuration.jwtSecret = HMACKey([1]).authenticate([0]).bytes
        configuration.internalKey = "bench"
        configuration.mailer = .log
        let server = APIServer(
            configuration: configuration, ledger: ledger, clock: SystemClock(),
            listen: .tcp(host: "127.0.0.1", port: 0), log: { _ in })
        defer { try? blocking { await server.stop() } }
        let port = try server.start().port
        var results: [BenchResult] = []
        for count in Self.connectionCounts {
            results += try load(port, connectionCount: count, &checksum)
        }
        return results
    }

    private func load(_ port: Int, connectionCount: Int, _ checksum: inout Checksum) throws
        -> [BenchResult]
    {
        let client = try LoadClient(port: port, connectionCount: connectionCount)
        let requestCount = size.pick(smoke: 2 * connectionCount, full: 3000 + 200 * connectionCount)
        let token = try client.token(of: Self.start("reader-\(connectionCount)"))
        let read = Self.read(token, "")
        let etag = try client.answer(to: read).etag
        let writes = try client.run(requestCount, expecting: 200) { number in
            Self.start("writer-\(connectionCount)-\(number)")
        }
        let reads = try client.run(requestCount, expecting: 200) { _ in read }
        let known = Self.read(token, "If-None-Match: \(etag)\r\n")
        let unchanged = try client.run(requestCount, expecting: 304) { _ in known }
        let at = connectionCount == 1 ? "1 connection" : "\(connectionCount) connections"
        return [("writes", writes), ("reads", reads), ("304s", unchanged)].flatMap { name, load in
            checksum.add(load.latencies.count)
            return load.results("http \(name) over \(at)")
        }
    }

    private static func start(_ name: String) -> [UInt8] {
        let body = "{\"email\":\"\(name)@mail.example\",\"planDescriptor\":\"starter\"}"
        return Array(
            """
            POST /v1/onboarding/start HTTP/1.1\r
            Host: localhost\r
            User-Agent: onboard-bench\r
            Content-Type: application/json\r
            Content-Length: \(body.utf8.count)\r
            \r
            \(body)
            """.utf8)
    }

    private static func read(_ token: String, _ fields: String) -> [UInt8] {
        Array(
            """
            GET /v1/onboarding/session?sessionToken=\(token) HTTP/1.1\r
            Host: localhost\r
            User-Agent: onboard-bench\r
            \(fields)\r

            """.utf8)
    }
}
