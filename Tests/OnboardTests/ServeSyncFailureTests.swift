import Foundation
import JSON
import TestSupport
import Testing

@testable import onboard

/// A sync that fails under a running server: nobody knows what is on disk until it is started anew.
@Suite("Serve, sync failure", .serialized, .timeLimit(.minutes(5))) struct ServeSyncFailureTests {
    /// Each thread's 40th sync and all after it fail: opening takes the writer fewer.
    private static let tracer = [
        "/usr/bin/strace", "-f", "-o", "/dev/null", "-e", "trace=fdatasync,fsync", "-e",
        "inject=fdatasync,fsync:error=EIO:when=40+",
    ]

    private func start(_ number: Int, _ server: RunningServer) throws -> ServerAnswer {
        var request = ServerRequest(
            "POST", "/v1/onboarding/start",
            body: Array(
                #"{"email":"person\#(number)@example.com","planDescriptor":"starter"}"#.utf8))
        request.fields = [("Content-Type", "application/json"), ("Idempotency-Key", "k\(number)")]
        return try HTTPConnection(.loopback(port: server.port)).answer(to: request)
    }

    @Test(.enabled(if: Strace.isUsable, "strace is not installed or may not trace here"))
    func `the answer is 503, the server ends with 3, and a restart knows what it acknowledged`()
        async throws
    {
        let folder = TemporaryFolder()
        let server = try await RunningServer(folder.path, under: Self.tracer)
        var acknowledged: [ServerAnswer] = []
        var refused: ServerAnswer?
        while refused == nil, acknowledged.count < 200 {
            let answer = try start(acknowledged.count, server)
            if answer.status == 200 { acknowledged.append(answer) } else { refused = answer }
        }
        let refusal = try required(refused, "no command ever met the failing sync")
        expectEqual(refusal.status, 503)
        try expectEqual(JSONValue(parsing: refusal.body)["code"], "storage.outcome_unknown")
        try await expectEqual(server.end(), 3)

        let again = try await RunningServer(folder.path)
        for (number, answer) in acknowledged.enumerated() {
            let repeated = try start(number, again)
            expectEqual(repeated.fields["idempotent-replayed"], "true")
            expectEqual(repeated.body, answer.body)
        }
        try expectEqual(start(acknowledged.count, again).status, 200, "asking again finds out")
        try await expectEqual(again.stop(), 0)
        let events = try await Onboard.run(
            "log", "--json", "--limit", "1000", "--data", folder.path
        ).jsonLines
        let starts = events.count { $0["type"] == "SignUpStarted" }
        expectEqual(starts, acknowledged.count + 1, "none is lost and none is doubled")
    }
}
