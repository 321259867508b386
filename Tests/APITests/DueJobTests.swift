import JSON
import OnboardingLedger
import TestSupport
import Testing
import Time

@testable import API

/// Jobs that run when the clock says so, through dev mode's clock and the control socket.
struct DueJobTests {
    @Test func `moving the clock over 02:00 closes what was abandoned, and says so`() async throws {
        try await TestAPI.run { api in
            let id = try await api.initialize("u1")
            _ = try await api.post("/dev/clock", ["advanceSeconds": 60])
            _ = try await api.post("/dev/clock", ["advanceSeconds": 691_200])
            let last = try required(try await api.events("tenant-\(id)").last)
            expectEqual(last.type.name, "TenantClosed")
            expectEqual(last.actor, EventActor(kind: .job, id: "cleanup-abandoned-tenants"))
            expectTrue(
                api.lines.all.contains { line in
                    line.what == "job done"
                        && line.facts.contains { $0.value == "cleanup-abandoned-tenants" }
                })
        }
    }

    @Test func `what was abandoned since 02:00 is left to the next run, or to who asks for one`()
        async throws
    {
        try await TestAPI.run { api in
            let id = try await api.initialize("u1")
            _ = try await api.post("/dev/clock", ["advanceSeconds": 604_801])
            try await expectEqual(api.types("tenant-\(id)").last, "CompanyInitialized")
            let closed = try await api.ask(
                "POST /jobs/cleanup-abandoned-tenants\n" + (try await api.key(.jobs)))
            expectEqual(closed.text, "{\"closedCount\":1,\"tenantIds\":[\"\(id)\"]}")
            let other = try await api.initialize("u2")
            _ = try await api.post("/dev/clock", ["advanceSeconds": 691_200])
            try await expectEqual(api.types("tenant-\(other)").last, "TenantClosed")
        }
    }

    @Test func `a job runs through the control socket, and one that is none is 404`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try api.server.start()
            let client = try WireClient.connect(
                .init(host: api.ledger.directory.controlSocket, port: 0))
            let id = try await api.initialize("u1")
            api.advance(8 * 86_400)
            // The server's own clock may have been faster: then there is nothing left to close.
            let run = try await client.ask("POST /control/jobs/cleanup-abandoned-tenants", "")
            let answer = try JSONValue(parsing: run.body)
            expectEqual(answer.objectValue?.keys, ["job", "count", "subjects"])
            expectEqual(answer["job"], "cleanup-abandoned-tenants")
            expectEqual(answer["count"]?.intValue, answer["subjects"]?.arrayValue?.count)
            try await expectEqual(api.types("tenant-\(id)").last, "TenantClosed")
            let none = try await client.ask("POST /control/jobs/sweep", "")
            expectEqual(none.status, 404)
        }
    }

    @Test func `an earlier wizard's progress comes in through the control socket`() async throws {
        try await TestAPI.run { api in
            _ = try api.server.start()
            let client = try WireClient.connect(
                .init(host: api.ledger.directory.controlSocket, port: 0))
            let rows = """
                {"userId":"u1","currentStep":2,"stepData":{"a":1},"updatedAt":"2026-01-05T10:00:00Z"}
                {"userId":"u2","currentStep":1,"stepData":null,"updatedAt":"2026-01-05T10:00:00Z"}
                """
            let first = try await client.ask("POST /control/imports/i1/wizard", rows)
            expectEqual(first.body, #"{"appended":2,"skipped":0}"#)
            let again = try await client.ask("POST /control/imports/i2/wizard", rows)
            expectEqual(again.body, #"{"appended":0,"skipped":2}"#)
            let resumed = try await api.resume("u1")
            expectTrue(resumed["currentStep"] == 2 && resumed["stepData"] == ["a": 1])
            expectEqual(resumed["updatedAt"], "2026-01-05T10:00:00.000Z")
            let bad = try await client.ask("POST /control/imports/i3/wizard", "\n{}")
            try expectEqual(JSONValue(parsing: bad.body)["line"], 2)
        }
    }
}
