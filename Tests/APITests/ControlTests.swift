import Glibc
import HTTPServer
import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// The control socket, over the real socket.
struct ControlTests {
    private func run(_ body: (TestAPI, WireClient) async throws -> Void) async throws {
        try await TestAPI.run { api in
            _ = try api.server.start()
            let path = api.ledger.directory.controlSocket
            try await body(api, try WireClient.connect(HTTPAddress(host: path, port: 0)))
        }
    }

    @Test func `the socket is the owner's alone`() async throws {
        try await run { api, _ in
            var facts = stat()
            let result = unsafe stat(api.ledger.directory.controlSocket, &facts)
            expectEqual(result, 0)
            expectEqual(facts.st_mode & 0o777, 0o600)
        }
    }

    @Test func `the status names process, address, version and head`() async throws {
        try await run { api, client in
            _ = try await api.start("ada@example.com")
            let answer = try JSONValue(parsing: try await client.ask("GET /control/status").body)
            expectEqual(answer["pid"]?.int64Value, Int64(getpid()))
            expectEqual(answer["listen"]?.stringValue?.hasPrefix("http://127.0.0.1:"), true)
            expectEqual(answer["version"], "1.2.3")
            expectEqual(answer["dev"], true)
            expectEqual(answer["head"], 1)
        }
    }

    @Test func `its paths are not on the public door, nor the public ones on it`() async throws {
        try await run { api, client in
            let control = try await api.get("/control/status")
            expectEqual(control.status, 404)
            let plans = try await client.ask("GET /v1/billing/plans")
            expectEqual(plans.status, 404)
        }
    }

    @Test func `a key is made and revoked`() async throws {
        try await run { api, client in
            let made = try await client.ask(
                "POST /control/keys", #"{"name":"ci","scopes":["audit:read","jobs"]}"#)
            let facts = try JSONValue(parsing: made.body)
            expectEqual(facts.objectValue?.keys, ["id", "name", "scopes", "createdAt", "key"])
            let field = "Authorization: Bearer \(facts["key"]?.stringValue ?? "")"
            try await expectEqual(api.get("/v1/ledger/head", field).status, 200)
            let id = facts["id"]?.stringValue ?? ""
            try await expectEqual(client.ask("DELETE /control/keys/\(id)").status, 204)
            try await expectEqual(api.get("/v1/ledger/head", field).status, 401)
            let again = try await client.ask("DELETE /control/keys/\(id)")
            expectEqual(again.status, 404)
            try expectEqual(JSONValue(parsing: again.body)["code"], "ledger.key_not_found")
            let wrong = try await client.ask("POST /control/keys", #"{"name":"","scopes":["x"]}"#)
            expectEqual(wrong.status, 400)
        }
    }

    @Test func `a member that is not known is refused`() async throws {
        try await run { api, client in
            for (path, body, name) in [
                ("rebuild", #"{"dry_run":true}"#, "dry_run"),
                ("erase?by=ada", #"{"subject":"eve","reason":"asked","now":true}"#, "now"),
                ("keys", #"{"name":"ci","scopes":["jobs"],"scope":"admin"}"#, "scope"),
            ] {
                let answer = try await client.ask("POST /control/\(path)", body)
                expectEqual(answer.status, 400)
                let problem = try JSONValue(parsing: answer.body)
                expectEqual(
                    problem["errors"]?[0]?["pointer"], .string("/\(name)"), "\(answer.body)")
            }
            try await expectNil(api.ledger.rebuildStatus.outcome)
        }
    }

    @Test func `a rebuild tells its progress and ends with the same digests`() async throws {
        try await run { api, client in
            _ = try await api.completed("ada@example.com")
            let answer = try await client.ask("POST /control/rebuild", "")
            let lines = try answer.body.split(separator: "\n").map {
                try JSONValue(parsing: String($0))
            }
            let report = try required(lines.last?["report"])
            try await expectEqual(report["events"]?.int64Value, api.eventCount)
            expectEqual(report["views"]?.arrayValue?.count, 3)
            expectEqual(report["views"], report["replaced"])
        }
    }

    private static let flow = """
        {"flow":"loan","stages":[{"name":"submitted","on":["A_SUBMITTED"]},\
        {"name":"accepted","on":["A_ACCEPTED"]}],"attributes":["amount"]}
        """

    @Test func `a flow is declared, and a wrong one refused with its places`() async throws {
        try await run { api, client in
            let answer = try await client.ask("POST /control/flows", Self.flow)
            expectEqual(answer.body, #"{"flow":"loan","stages":["submitted","accepted"]}"#)
            let flows = try await api.get("/v1/flows")
            expectEqual(flows["flows"].arrayValue?.last?["flow"], "loan")
            let wrong = try await client.ask("POST /control/flows", #"{"flow":"x","stages":[]}"#)
            expectEqual(wrong.status, 400)
            let problem = try JSONValue(parsing: wrong.body)
            expectEqual(problem["code"], "flow.invalid_file")
            expectEqual(problem["errors"]?[0]?["pointer"], "/stages")
        }
    }

    private func row(_ line: Int, _ subject: Int, _ type: String) -> String {
        """
        {"line":\(line),"stream":"loan-\(subject)","actor":{"kind":"user","id":"112"},\
        "type":"\(type)","occurredAt":"2011-10-01T00:38:44.546+02:00","data":{"attributes":\
        {"amount":"\(subject)000"}}}
        """
    }

    @Test func `rows are imported once, and the funnel counts them`() async throws {
        try await run { api, client in
            _ = try await client.ask("POST /control/flows", Self.flow)
            let rows = (1...100).map { row($0 * 2, $0, "A_SUBMITTED") }
            let more = (1...40).map { row($0 * 2 + 1, $0, "A_ACCEPTED") }
            let body = (rows + more).joined(separator: "\n") + "\n"
            let first = try await client.ask("POST /control/imports/i1/rows", body)
            expectEqual(first.body, #"{"appended":140,"skipped":0}"#)
            try await expectEqual(client.ask("DELETE /control/imports/i1").status, 204)
            let second = try await client.ask("POST /control/imports/i2/rows", body)
            expectEqual(second.body, #"{"appended":0,"skipped":140}"#)
            let funnel = try await api.get(
                "/v1/analytics/funnel?flow=loan", try await api.key(.analyticsRead))
            expectEqual(funnel["stages"].arrayValue?.map { $0["subjects"] }, [100, 40])
            let event = try required(try await api.events("loan-7").first)
            expectEqual(event.occurredAt?.rfc3339, "2011-09-30T22:38:44.546Z")
            expectEqual(event.actor.id, "112")
        }
    }

    @Test(arguments: [
        "{", "[]", #"{"line":7}"#, #"{"line":7,"stream":"x","type":"T","data":{}}"#,
        #"{"line":7,"stream":"loan-1","actor":{"kind":"god","id":"1"},"type":"T","data":{}}"#,
        #"{"line":7,"stream":"loan-1","actor":{"kind":"user","id":"1"},"type":"T","data":[]}"#,
        #"{"line":7,"stream":"loan-1","actor":{"kind":"user","id":"1"},"type":"","data":{}}"#,
        #"{"line":7,"stream":"tenant-1","actor":{"kind":"user","id":"1"},"type":"T","data":{}}"#,
        #"{"line":7,"stream":"loan-1","actor":{"kind":"user","id":"1"},"type":"PersonErased","data":{}}"#,
    ])
    func `a row that is none is refused with its line, and nothing is appended`(row: String)
        async throws
    {
        try await run { api, client in
            let good = self.row(1, 1, "A_SUBMITTED")
            let answer = try await client.ask("POST /control/imports/i/rows", good + "\n" + row)
            expectEqual(answer.status, 400)
            let problem = try JSONValue(parsing: answer.body)
            expectEqual(problem["code"], "ledger.invalid_import_row")
            expectEqual(problem["line"]?.intValue, (row.contains("line") ? 7 : 2))
            try await expectEqual(api.eventCount, 0)
        }
    }

    @Test func `an export is restored into an empty ledger with the same hashes`() async throws {
        let lines = Lines()
        let hash = Lines()
        try await run { api, _ in
            _ = try await api.completed("ada@example.com")
            _ = try LedgerExport.run(
                api.ledger.directory, from: GlobalPosition(rawValue: 1), through: nil
            ) { lines.add(String(decoding: $0, as: UTF8.self)) }
            hash.add(try await api.ledger.head().hash.hex)
        }
        try await run { api, client in
            let answer = try await client.ask("POST /control/restore?firstLine=1", lines.text)
            expectEqual(answer.status, 200, "\(answer.body)")
            try await expectEqual(api.ledger.head().hash.hex, hash.text)
            let again = try await client.ask("POST /control/restore?firstLine=1", lines.text)
            try expectEqual(JSONValue(parsing: again.body)["appended"], 0)
            let broken = try await client.ask("POST /control/restore?firstLine=90", "{}\n")
            try expectEqual(JSONValue(parsing: broken.body)["line"], 90)
            let spaced = try await client.ask("POST /control/restore?firstLine=90", "\n\n{}\n")
            try expectEqual(JSONValue(parsing: spaced.body)["line"], 92, "empty lines count")
            let far = try await client.ask("POST /control/restore?firstLine=\(Int.max)", "\n{}\n")
            expectEqual(far.status, 400)
        }
    }

    @Test func `an export comes in whole although jobs are due between its batches`() async throws {
        let lines = Lines()
        try await TestAPI.run { api in
            for number in 0..<6 { _ = try await api.start("ada\(number)@example.com") }
            _ = try LedgerExport.run(
                api.ledger.directory, from: GlobalPosition(rawValue: 1), through: nil
            ) { lines.add(String(decoding: $0, as: UTF8.self)) }
        }
        let all = lines.text.split(separator: "\n")
        try await run { api, client in
            _ = try await api.post("/dev/clock", ["advanceSeconds": 90_000])
            for (index, line) in all.enumerated() {
                let answer = try await client.ask(
                    "POST /control/restore?firstLine=\(index + 1)", String(line))
                expectEqual(answer.status, 200, "\(answer.body)")
                _ = try await api.post("/dev/clock", ["advanceSeconds": 60])
            }
            try await expectEqual(api.eventCount, Int64(all.count))
            try await expectEqual(client.ask("DELETE /control/restore").status, 204)
            _ = try await api.post("/dev/clock", ["advanceSeconds": 60])
            let last = try await api.ledger.events(matching: EventFilter(), limit: 100).last
            expectEqual(last?.type.name, "SignUpExpired")
        }
    }

    @Test func `a row whose event would be too long is refused`() async throws {
        try await run { api, client in
            let long = String(repeating: "x", count: 262_144)
            let row = row(7, 1, "A_SUBMITTED").replacing("1000", with: long)
            let answer = try await client.ask("POST /control/imports/i/rows", row)
            expectEqual(answer.status, 400)
            try expectEqual(JSONValue(parsing: answer.body)["line"], 7)
            try await expectEqual(api.eventCount, 0)
        }
    }
}
