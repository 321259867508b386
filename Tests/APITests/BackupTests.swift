import Foundation
import HTTPServer
import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// The log as a download, while it is served (contracts L16, L17).
@Suite(.timeLimit(.minutes(5))) struct BackupTests {
    private func leftovers(_ api: TestAPI) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: api.ledger.directory.path)
            .filter { $0.hasPrefix("snapshot-") }
    }

    @Test func `a backup says what it holds, is an admin's alone, and leaves no file`() async throws
    {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            try await expectEqual(api.get("/v1/admin/backup").status, 401)
            let auditor = try await api.key(.auditRead)
            try await expectEqual(
                api.get("/v1/admin/backup", auditor).refusal, "403 auth.insufficient_scope")
            let admin = try await api.key(.admin)
            let head = try await api.ledger.head()
            let answer = try await api.get("/v1/admin/backup", admin)
            expectEqual(answer.status, 200)
            expectEqual(answer.fields["Content-Type"], "application/vnd.sqlite3")
            expectEqual(answer.fields["Onboard-Size"], "\(head.size)")
            expectEqual(answer.fields["Onboard-Root"], head.root.hex)
            expectEqual(answer.fields["Cache-Control"], "no-store")
            try expectTrue(leftovers(api).isEmpty)
            expectTrue(api.lines.all.contains { $0.what == "backup taken" })
        }
    }

    @Test func `one is made at a time, and one that nobody reads on is over`() async throws {
        try await TestAPI.run { api in
            // Larger than what the server and the sockets hold for a client that does not read.
            for number in 0..<40 {
                let stream = StreamID(category: "big", id: "\(number)")
                try await api.ledger.perform { transaction in
                    _ = try transaction.append(
                        [
                            StreamAppend(
                                to: stream, expected: .any,
                                events: [
                                    NewEvent(
                                        type: EventType("Noted"),
                                        data: Array(
                                            "{\"t\":\"\(String(repeating: "x", count: 240_000))\"}"
                                                .utf8))
                                ])
                        ],
                        metadata: EventMetadata(
                            actor: EventActor(kind: .system, id: "test"), correlationID: "r"))
                }
            }
            let address = try api.server.start()
            let admin = try await api.key(.admin)
            do {
                let client = try WireClient.connect(address)
                try await client.send(
                    "GET /v1/admin/backup HTTP/1.1\r\nHost: h\r\n\(admin)\r\n\r\n")
                let head = try await client.read(through: "\r\n\r\n")
                expectTrue(head.hasPrefix("HTTP/1.1 200"))
                let second = try await api.get("/v1/admin/backup", admin)
                expectEqual(second.refusal, "409 ledger.work_running")
                try expectTrue(leftovers(api).isEmpty, "what is sent has no name any more")
            }
            // The client has gone: the next one may come.
            while try await api.get("/v1/admin/backup", admin).status == 409 { await Task.yield() }
        }
    }
}
