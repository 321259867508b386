import HTTPServer
import JSON
import SQLite
import TestSupport
import Testing

@testable import API

/// Contract O1, and browsers of other origins.
@Suite(.timeLimit(.minutes(5))) struct OperationsTests {
    @Test func `alive and ready are told apart`() async throws {
        try await TestAPI.run { api in
            let health = try await api.get("/healthz")
            expectEqual(health.json, ["status": "ok", "version": "1.2.3"])
            expectEqual(health.fields["Cache-Control"], "no-store")
            try await expectEqual(api.get("/readyz")["status"], "ready")
            api.server.core.state.stop()
            try await expectEqual(api.get("/readyz").refusal, "503 storage.closing")
            expectFalse(api.lines.all.contains { $0.level == .error })
            try await expectEqual(api.get("/healthz").status, 200)
        }
    }

    @Test func `who cannot read is not ready`() async throws {
        try await TestAPI.run { api in
            try await expectEqual(api.get("/readyz").status, 200)
            do {
                let views = try SQLiteConnection.open(
                    path: api.ledger.directory.viewsFile, mode: .readWrite)
                try views.execute("ALTER TABLE view RENAME TO elsewhere")
            }
            try await expectEqual(api.get("/readyz").refusal, "503 storage.failed")
            try await expectEqual(api.get("/healthz").status, 200)
        }
    }

    @Test func `numbers are for this machine and for admins`() async throws {
        try await TestAPI.run { api in
            _ = try await api.start("ada@example.com")
            try await expectEqual(api.get("/metrics").status, 401)
            try await expectEqual(api.get("/metrics", try await api.key(.auditRead)).status, 403)
            try await expectEqual(api.get("/metrics", try await api.key(.admin)).status, 200)
            try await api.refusalsAreRecorded()
            let local = HTTPPeer(address: "127.0.0.1", isLoopback: true)
            let answer = try await api.ask("GET /metrics", peer: local)
            expectEqual(answer.fields["Content-Type"], "text/plain; version=0.0.4; charset=utf-8")
            for line in [
                "onboard_ledger_head_position 2", "onboard_writer_failed 0",
                "# TYPE onboard_request_seconds histogram",
                "# TYPE onboard_connections_refused_total counter",
                "onboard_connections_refused_total 0", "onboard_connections_accepted_total 0",
                "onboard_streams_open 0", "onboard_requests_read_total 0",
                "onboard_bytes_received_total 0", "onboard_bytes_sent_total 0",
                "onboard_sends_total 0",
                "# TYPE onboard_requests_refused_total counter",
                "onboard_requests_total{route=\"POST /v1/onboarding/start\",status=\"2xx\"} 1",
                "onboard_requests_total{route=\"GET /metrics\",status=\"4xx\"} 2",
                "onboard_request_seconds_count{route=\"POST /v1/onboarding/start\"} 1",
            ] { expectTrue(answer.text.contains(line + "\n"), "\(line)") }
            let proxied = try await api.ask(
                "GET /metrics\nX-Forwarded-For: 203.0.113.9", peer: local)
            expectEqual(proxied.status, 401, "a proxy's visitors are not this machine")
        }
    }

    @Test func `effects are counted, and those that wait`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            try await api.effectsAreOver()
            let local = HTTPPeer(address: "127.0.0.1", isLoopback: true)
            let text = try await api.ask("GET /metrics", peer: local).text
            for line in [
                "onboard_effects_attempted_total 2", "onboard_effects_failed_total 0",
                "onboard_effects_abandoned_total 0", "onboard_effects_queued 0",
            ] { expectTrue(text.contains(line + "\n"), "\(line)") }
        }
    }

    @Test func `every line of the numbers has the exposition's form`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            let local = HTTPPeer(address: "127.0.0.1", isLoopback: true)
            let text = try await api.ask("GET /metrics", peer: local).text
            expectTrue(text.hasSuffix("\n"))
            let sample = #/[a-z_]+(\{([a-z]+="[^"\\]*",?)+\})? [0-9.e+-]+/#
            for line in text.split(separator: "\n") where !line.hasPrefix("#") {
                expectNotNil(line.wholeMatch(of: sample), "\(line)")
            }
        }
    }

    // MARK: Other origins

    @Test func `a page of an allowed origin may ask and read`() async throws {
        try await TestAPI.run {
            $0.allowedOrigins = ["https://app.example"]
        } _: { api in
            let preflight = try await api.ask(
                """
                OPTIONS /v1/onboarding/session
                Origin: https://app.example
                Access-Control-Request-Method: DELETE
                Access-Control-Request-Headers: content-type
                """)
            expectEqual(preflight.status, 204)
            expectEqual(preflight.fields["Access-Control-Allow-Origin"], "https://app.example")
            expectEqual(preflight.fields["Access-Control-Allow-Methods"]?.contains("DELETE"), true)
            let headers = preflight.fields["Access-Control-Allow-Headers"] ?? ""
            for name in ["Idempotency-Key", "If-Match", "Authorization", "X-Onboarding-Variant"] {
                expectTrue(headers.contains(name))
            }
            for path in ["/healthz", "/v1/onboarding/session", "/nowhere"] {
                let answer = try await api.get(path, "Origin: https://app.example")
                expectEqual(answer.fields["Access-Control-Allow-Origin"], "https://app.example")
                expectEqual(answer.fields["Vary"], "Origin")
                let exposed = answer.fields["Access-Control-Expose-Headers"] ?? ""
                for name in [
                    "ETag", "Idempotent-Replayed", "Link", "Content-Disposition", "Onboard-Size",
                    "Onboard-Root",
                ] {
                    expectTrue(exposed.split(separator: ", ").contains { $0 == name }, "\(name)")
                }
                expectNil(answer.fields["Access-Control-Allow-Credentials"])
            }
        }
    }

    @Test(arguments: [
        "https://evil.example", "null", "https://app.example.evil.io", "http://app.example",
    ])
    func `a page of another origin reads nothing`(origin: String) async throws {
        try await TestAPI.run {
            $0.allowedOrigins = ["https://app.example"]
        } _: { api in
            let answer = try await api.get("/healthz", "Origin: \(origin)")
            expectNil(answer.fields["Access-Control-Allow-Origin"])
            let preflight = try await api.ask(
                "OPTIONS /v1/onboarding/start\nOrigin: \(origin)\n"
                    + "Access-Control-Request-Method: POST"
            )
            expectEqual(preflight.status, 204)
            expectNil(preflight.fields["Access-Control-Allow-Methods"])
        }
    }

    @Test func `the app's own origin is always allowed, and a star means any`() async throws {
        try await TestAPI.run {
            $0.allowedOrigins = []
            $0.appURL = "https://app.example/start"
        } _: { api in
            let own = try await api.get("/healthz", "Origin: https://app.example")
            expectEqual(own.fields["Access-Control-Allow-Origin"], "https://app.example")
        }
        try await TestAPI.run { api in
            let any = try await api.get("/healthz", "Origin: https://anywhere.example")
            expectEqual(any.fields["Access-Control-Allow-Origin"], "*")
        }
    }

    @Test func `without an origin nothing is said of origins`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.get("/healthz")
            expectNil(answer.fields["Access-Control-Allow-Origin"])
            let options = try await api.ask("OPTIONS /healthz\nX-Request-Id: mine")
            expectEqual(options.fields["X-Request-Id"], "mine")
            expectEqual(options.fields["Allow"], "GET, HEAD, OPTIONS")
        }
    }

    // MARK: The log

    @Test func `requests are logged when asked for, without secrets`() async throws {
        try await TestAPI.run {
            $0.logsRequests = true
        } _: { api in
            let token = try await api.verified("ada@example.com")
            let code = try api.code("ada@example.com")
            _ = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            let text = api.lines.all.map { $0.json(at: api.clock.now()) }.joined(separator: "\n")
            expectTrue(text.contains("POST /v1/onboarding/email/verify"))
            for secret in [token, code, TestAPI.password, "ada@example.com"] {
                expectFalse(text.contains(secret))
            }
            let line = try required(api.lines.all.last)
            expectTrue(
                line.text(at: api.clock.now()).hasPrefix("2026-09-21T14:13:20.000Z info request"))
        }
    }
}
