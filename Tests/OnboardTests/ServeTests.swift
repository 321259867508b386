import Foundation
import JSON
import TestSupport
import Testing

@testable import onboard

/// The server as a process: how it starts, what it refuses, how it ends, and the commands beside it.
struct ServeTests {
    @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
    func `a server says where it listens, answers, and ends when asked`(_ signal: Int32)
        async throws
    {
        let folder = TemporaryFolder()
        let server = try await RunningServer(folder.path)
        expectEqual(server.firstLine, "onboard: listening on http://127.0.0.1:\(server.port)\n")
        let answer = try HTTPConnection(.loopback(port: server.port))
            .answer(to: ServerRequest("GET", "/healthz"))
        expectEqual(answer.status, 200)
        try await expectEqual(server.stop(signal), 0)
        try await expectEqual(Onboard.run("verify", "--data", folder.path).code, 0)
    }

    @Test func `commands that write go through the server`() async throws {
        let folder = TemporaryFolder()
        let server = try await RunningServer(folder.path)
        let imported = try await Fixture.importLoans(Fixture.bad, into: folder.path, "--json")
        expectEqual(imported.json["appended"]?.intValue, 8)
        let again = try await Fixture.importLoans(Fixture.bad, into: folder.path, "--json")
        expectEqual(again.json["skipped"]?.intValue, 8)
        let rebuilt = try await Onboard.run("rebuild", "--json", "--data", folder.path).json
        expectEqual(rebuilt["views"], rebuilt["replaced"])
        expectEqual(rebuilt["events"]?.intValue, 9)
        let funnel = try await Onboard.run("funnel", "loan", "--json", "--data", folder.path)
        expectNotNil(funnel.json["subjects"])
        try await expectEqual(server.stop(), 0)
    }

    @Test func `an export is taken in by a running server`() async throws {
        let (folder, other) = (TemporaryFolder(), TemporaryFolder())
        _ = try await Fixture.importLoans(Fixture.sample, into: other.path)
        let server = try await RunningServer(folder.path)
        let lines = try await Onboard.run("export", "--data", other.path).out
        let taken = try await Onboard.run(
            "import", "--jsonl", "-", "--json", "--data", folder.path, input: lines)
        expectEqual(taken.json["appended"]?.intValue, 409)
        try await expectEqual(
            Onboard.run("verify", "--json", "--data", folder.path).json,
            (try await Onboard.run("verify", "--json", "--data", other.path)).json)
        try await expectEqual(server.stop(), 0)
    }

    @Test(arguments: [false, true])
    func `keys are made, listed and revoked, with and without a server`(_ isServed: Bool)
        async throws
    {
        let folder = TemporaryFolder()
        let server = isServed ? try await RunningServer(folder.path) : nil
        let made = try await Onboard.run(
            "keys", "add", "reports", "--scope", "analytics:read", "--json", "--data", folder.path
        ).json
        expectEqual(made["key"]?.stringValue?.hasPrefix("obk_"), true)
        let id = try required(made["id"]?.stringValue)
        func ids() async throws -> [String?] {
            try await Onboard.run("keys", "list", "--json", "--data", folder.path)
                .json["keys"]?.arrayValue?.map { $0["id"]?.stringValue } ?? []
        }
        try await expectEqual(ids(), [id])
        try await expectEqual(Onboard.run("keys", "revoke", id, "--data", folder.path).code, 0)
        try await expectEqual(ids(), [])
        let gone = try await Onboard.run("keys", "revoke", id, "--json", "--data", folder.path)
        expectTrue((gone.code, gone.complaint) == (1, "key.absent"))
        let leaked = try await Onboard.run(
            "keys", "add", "leaked", "--scope", "audit:read", "--data", folder.path)
        let key = leaked.out.trimmingCharacters(in: .newlines)
        let leakedID = try required(try await ids().first ?? nil)
        let revoked = try await Onboard.run("keys", "revoke", key, "--data", folder.path)
        expectTrue(revoked.code == 0 && revoked.out == "Revoked \(leakedID).\n", "\(revoked.err)")
        try await expectEqual(ids(), [])
        let again = try await Onboard.run("keys", "revoke", key, "--data", folder.path)
        expectTrue(again.code == 1 && again.err.contains("There is no such key."))
        if let server { try await expectEqual(server.stop(), 0) }
    }

    @Test(arguments: [false, true], ["/dev/full", nil])
    func `a key that could not be shown is revoked, with and without a server`(
        _ isServed: Bool, _ path: String?
    ) async throws {
        let folder = TemporaryFolder()
        let data = folder.path + "/data"
        let server = isServed ? try await RunningServer(data) : nil
        let adding = Onboard.process([
            "keys", "add", "reports", "--scope", "admin", "--data", data,
        ])
        let gone = Pipe()
        try gone.fileHandleForReading.close()
        adding.standardOutput =
            path.map { FileHandle(forWritingAtPath: $0) } ?? gone.fileHandleForWriting
        adding.standardError = FileHandle(forWritingAtPath: folder.file("err", ""))
        try adding.run()
        try await onThread { adding.waitUntilExit() }
        let err = folder.text("err")
        expectTrue(adding.terminationStatus == 1 && err.contains("was revoked"), "\(err)")
        let keys = try await Onboard.run("keys", "list", "--json", "--data", data).json["keys"]
        expectEqual(keys?.arrayValue?.isEmpty, true)
        if let server { try await expectEqual(server.stop(), 0) }
    }

    @Test(arguments: [false, true])
    func `a key without a name is refused, with and without a server`(_ isServed: Bool)
        async throws
    {
        let folder = TemporaryFolder()
        let data = folder.path + "/data"
        let server = isServed ? try await RunningServer(data) : nil
        for name in ["", " ", String(repeating: "x", count: 101)] {
            let refused = try await Onboard.run(
                "keys", "add", name, "--scope", "admin", "--json", "--data", data)
            expectTrue((refused.code, refused.complaint) == (2, "usage"))
            expectTrue(refused.err.contains("1 to 100 characters"), "\(refused.err)")
        }
        if let server {
            try await expectEqual(server.stop(), 0)
        } else {
            expectTrue(folder.entries.isEmpty)
        }
    }

    @Test func `what was revoked before a key that is none is told as JSON too`() async throws {
        let folder = TemporaryFolder()
        let made = try await Onboard.run(
            "keys", "add", "reports", "--scope", "admin", "--json", "--data", folder.path)
        let id = try required(made.json["id"])
        let revoked = try await Onboard.run(
            "keys", "revoke", id.stringValue ?? "", "nope", "--json", "--data", folder.path)
        expectTrue((revoked.code, revoked.complaint) == (1, "key.absent"))
        expectEqual(revoked.json, ["revoked": [id]])
    }

    @Test(arguments: [false, true])
    func `checkouts that never reported are asked about, with and without a server`(
        _ isServed: Bool
    ) async throws {
        let folder = TemporaryFolder()
        var server: RunningServer? = try await RunningServer(folder.path)
        var request = ServerRequest(
            "POST", "/api/stripe/checkout",
            body: Array(#"{"plan":"family","email":"ada@example.com"}"#.utf8))
        request.fields.append(("Content-Type", "application/json"))
        let opened = try HTTPConnection(.loopback(port: server?.port ?? 0)).answer(to: request)
        let id = try JSONValue(parsing: opened.body)["sessionId"]?.stringValue
        if !isServed {
            try await expectEqual(server?.stop(), 0)
            server = nil
        }
        let asked = try await Onboard.run("reconcile", "--json", "--data", folder.path)
        if isServed {
            expectTrue(asked.json["asked"] == 1 && asked.json["paid"] == 0)
            expectEqual(asked.json["checkouts"]?[0]?["checkoutSessionId"]?.stringValue, id)
            expectEqual(asked.json["checkouts"]?[0]?["outcome"], "open")
        } else {
            expectEqual(asked.complaint, "membership.payment_provider_unavailable")
            expectEqual(asked.code, 1)
        }
        if let server { try await expectEqual(server.stop(), 0) }
    }

    @Test func `with nothing to ask about no provider is needed`() async throws {
        let folder = TemporaryFolder()
        _ = try await Onboard.run("flow", "add", Fixture.flow, "--data", folder.path)
        let asked = try await Onboard.run("reconcile", "--data", folder.path)
        expectEqual(asked.code, 0)
        expectEqual(asked.out, "Every checkout and every subscription has reported.\n")
    }

    @Test func `a directory that is served cannot be served again`() async throws {
        let folder = TemporaryFolder()
        let server = try await RunningServer(folder.path)
        let second = try await Onboard.run(
            "serve", "--dev", "--listen", "127.0.0.1:0", "--json", "--data", folder.path)
        expectTrue((second.code, second.complaint) == (3, "storage.in_use"))
        expectEqual(second.out, "")
        try await expectEqual(server.stop(), 0)
    }

    @Test func `a directory that cannot be made is storage trouble`() async throws {
        let outcome = try await Onboard.run("serve", "--dev", "--json", "--data", "/dev/null/data")
        expectTrue((outcome.code, outcome.complaint) == (3, "storage.not_writable"))
    }

    @Test func `a path that has no room in a socket's address is served, and asked to write`()
        async throws
    {
        let folder = TemporaryFolder()
        let data = folder.path + "/" + String(repeating: "d", count: 200)
        let server = try await RunningServer(data)
        let added = try await Onboard.run("flow", "add", Fixture.flow, "--data", data)
        expectEqual(added.code, 0, "\(added.err)")
        try await expectEqual(server.stop(), 0)
        let logged = try await Onboard.run("log", "--json", "--data", data)
        expectTrue(logged.out.contains("FlowDeclared"), "\(logged.out)")
        let socket = data + "/control.sock"
        expectFalse(FileManager.default.fileExists(atPath: socket))
    }

    @Test func `a ledger of a newer version is left alone`() async throws {
        let folder = TemporaryFolder()
        _ = try await Fixture.importLoans(Fixture.bad, into: folder.path)
        // The format's number is the database's user_version: four bytes from the 61st on
        // (https://sqlite.org/fileformat.html, 1.3).
        let file = try required(FileHandle(forUpdatingAtPath: folder.path + "/ledger.sqlite"))
        try file.seek(toOffset: 60)
        file.write(Data([0, 0, 0, 99]))
        try file.close()
        let outcome = try await Onboard.run("serve", "--dev", "--json", "--data", folder.path)
        expectTrue((outcome.code, outcome.complaint) == (3, "storage.newer_format"))
    }

    @Test(.timeLimit(.minutes(2)))
    func `beside a server that does not answer commands end, and the doctor says so (L16)`()
        async throws
    {
        let folder = TemporaryFolder()
        let data = folder.path + "/data"
        let server = try await RunningServer(data)
        server.send(SIGSTOP)
        // Commands that wait for ever end all the same, once the test's time is over.
        try await withTaskCancellationHandler {
            async let writing = Onboard.run(
                "keys", "add", "reports", "--scope", "admin", "--json", "--data", data)
            async let looking = Onboard.run("doctor", "--data", data)
            let (key, doctor) = try await (writing, looking)
            expectTrue((key.code, key.complaint) == (3, "storage.in_use"))
            expectEqual(doctor.code, 0)
            expectTrue(doctor.out.contains("it does not answer on control.sock"), "\(doctor.out)")
        } onCancel: {
            server.send(SIGCONT)
        }
        server.send(SIGCONT)
        try await expectEqual(server.stop(), 0)
        withExtendedLifetime(folder) {}
    }

    @Test func `an address that is taken is said to be taken`() async throws {
        let (folder, other) = (TemporaryFolder(), TemporaryFolder())
        let server = try await RunningServer(folder.path)
        let second = try await Onboard.run(
            "serve", "--dev", "--listen", "127.0.0.1:\(server.port)", "--json", "--data",
            other.path)
        expectTrue((second.code, second.complaint) == (1, "listen.address_in_use"))
        try await expectEqual(server.stop(), 0)
    }

    @Test func `what is in the control socket's place is named`() async throws {
        let folder = TemporaryFolder()
        let path = folder.file("control.sock", "mine")
        let outcome = try await Onboard.run(
            "serve", "--dev", "--listen", "127.0.0.1:0", "--data", folder.path)
        expectEqual(outcome.code, 1)
        expectTrue(outcome.err.contains("What is at \(path) is no socket"), "\(outcome.err)")
        expectTrue(outcome.err.contains("ls -ld \(path)"))
        expectEqual(folder.text("control.sock"), "mine")
    }

    @Test(arguments: ["nowhere", "127.0.0.1:x", ":80", "1:2:3", "127.0.0.1:99999"])
    func `an address that is none is wrong usage`(_ address: String) async throws {
        let outcome = try await Onboard.run("serve", "--dev", "--listen", address)
        expectEqual(outcome.code, 2)
        expectTrue(outcome.err.contains("--listen"))
    }

    @Test func `without dev mode each missing secret is named and nothing starts`() async throws {
        let folder = TemporaryFolder()
        let outcome = try await Onboard.run("serve", "--data", "\(folder.path)/data")
        expectEqual(outcome.code, 2)
        for name in [
            "ONBOARD_JWT_SECRET", "ONBOARD_INTERNAL_KEY", "ONBOARD_STRIPE_WEBHOOK_SECRET",
            "ONBOARD_CAL_WEBHOOK_SECRET",
        ] {
            expectTrue(outcome.err.contains("\(name) is not set"))
        }
        expectTrue(folder.entries.isEmpty)
    }

    @Test func `with secrets from a file a server starts without dev endpoints`() async throws {
        let folder = TemporaryFolder()
        let secret = String(repeating: "x", count: 40)
        let file = folder.file(
            "settings.json",
            """
            {"ONBOARD_JWT_SECRET": "\(secret)", "ONBOARD_INTERNAL_KEY": "\(secret)",
             "ONBOARD_STRIPE_WEBHOOK_SECRET": "\(secret)", "ONBOARD_CAL_WEBHOOK_SECRET": "\(secret)"}
            """)
        let server = try await RunningServer(
            "\(folder.path)/data", ["--config", file], environment: ["ONBOARD_LOG": "json"])
        let connection = try HTTPConnection(.loopback(port: server.port))
        try expectEqual(connection.answer(to: ServerRequest("GET", "/dev/mailbox")).status, 404)
        try await expectEqual(server.stop(), 0)
        let lines = server.log.split(separator: "\n")
        expectFalse(lines.isEmpty)
        for line in lines { #expect(throws: Never.self) { try JSONValue(parsing: String(line)) } }
        expectFalse(server.log.contains(secret))
    }

    // MARK: Descriptors

    /// A shell's arguments that run what follows under limits of open files.
    private static func shell(_ limits: String) -> [String] {
        ["/bin/sh", "-c", #"\#(limits) && exec "$0" "$@""#]
    }

    @Test func `with few descriptors idle connections leave enough for commands and readers (O1)`()
        async throws
    {
        let folder = TemporaryFolder()
        let server = try await RunningServer(folder.path, under: Self.shell("ulimit -n 200"))
        let first = try HTTPConnection(.loopback(port: server.port))
        try expectEqual(first.answer(to: ServerRequest("GET", "/healthz")).status, 200)
        let idle = try (0..<190).map { _ in try HTTPConnection(.loopback(port: server.port)) }
        let made = try await Onboard.run(
            "keys", "add", "audit", "--scope", "audit:read", "--data", folder.path)
        expectEqual(made.code, 0, "\(made.err)")
        var request = ServerRequest("GET", "/v1/ledger/events?format=csv")
        let key = made.out.trimmingCharacters(in: .newlines)
        request.fields.append(("Authorization", "Bearer \(key)"))
        try expectEqual(first.answer(to: request).status, 200)
        withExtendedLifetime(idle) {}
        try await expectEqual(server.stop(), 0)
        expectTrue(server.log.contains("connectionsMax=50"))
    }

    @Test func `the soft limit of descriptors is raised as far as connections need`()
        async throws
    {
        let folder = TemporaryFolder()
        let server = try await RunningServer(
            folder.path, under: Self.shell("ulimit -Sn 200 && ulimit -Hn 2000"))
        let limits = try String(contentsOfFile: "/proc/\(server.processID)/limits", encoding: .utf8)
        let line = limits.split(separator: "\n").first { $0.hasPrefix("Max open files") } ?? ""
        expectEqual(line.split(separator: " ").dropFirst(3).prefix(2), ["2000", "2000"])
        try await expectEqual(server.stop(), 0)
        expectTrue(server.log.contains("connectionsMax=1744"))
    }

    // MARK: The log (O1)

    @Test func `the log says where the server listens, and has each request when asked to`()
        async throws
    {
        let folder = TemporaryFolder()
        let server = try await RunningServer(
            folder.path, environment: ["ONBOARD_LOG": "json", "ONBOARD_LOG_REQUESTS": "1"])
        let connection = try HTTPConnection(.loopback(port: server.port))
        for path in ["/healthz", "/nowhere?email=ada@example.com"] {
            _ = try connection.answer(to: ServerRequest("GET", path))
        }
        try await expectEqual(server.stop(), 0)
        let lines = try server.log.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        func line(_ what: JSONValue) -> JSONValue? { lines.first { $0["what"] == what } }
        let address = JSONValue.string("http://127.0.0.1:\(server.port)")
        expectEqual(line("listening")?["address"], address)
        expectEqual(line("listening")?["data"], .string(folder.path))
        expectTrue(line("request")?["route"] == "GET /healthz" && line("request")?["status"] == 200)
        expectEqual(line("request refused")?["code"], "http.not_found")
        expectFalse(server.log.contains("ada@example.com"))
    }

    @Test func `requests are not logged unless that is asked for`() async throws {
        let folder = TemporaryFolder()
        let server = try await RunningServer(folder.path)
        let connection = try HTTPConnection(.loopback(port: server.port))
        try expectEqual(connection.answer(to: ServerRequest("GET", "/healthz")).status, 200)
        try await expectEqual(server.stop(), 0)
        expectFalse(server.log.contains("/healthz"))
    }

    @Test func `a followed log shows what comes`() async throws {
        let folder = TemporaryFolder()
        let server = try await RunningServer(folder.path)
        let follower = Onboard.process(["log", "--follow", "--json", "--data", folder.path])
        let output = Pipe()
        follower.standardOutput = output
        try follower.run()
        _ = try await Fixture.importLoans(Fixture.bad, into: folder.path)
        let text = try await onThread {
            var text = ""
            while text.count(where: { $0 == "\n" }) < 9 {
                let piece = output.fileHandleForReading.availableData
                if piece.isEmpty { break }
                text += String(decoding: piece, as: UTF8.self)
            }
            return text
        }
        follower.terminate()
        let positions = text.split(separator: "\n").compactMap {
            try? JSONValue(parsing: String($0))["position"]?.intValue
        }
        expectEqual(positions, Array(1...9))
        try await expectEqual(server.stop(), 0)
    }
}
