import HTTPServer
import JSON
import OnboardingLedger

/// For whoever runs the server: alive, ready, and numbers (contract O1).
enum OperationsEndpoints {
    static let routes = [
        Route(.get, "/healthz", .open, "Whether the process answers.", now: health),
        Route(.get, "/readyz", .open, "Whether it takes requests.", later: ready),
        Route(
            .get, "/metrics", .loopbackOrAdmin, "Numbers in Prometheus' text format.",
            later: metrics),
    ]

    /// 200 for as long as there is somebody to answer.
    private static func health(_ core: APICore, _ call: Call) -> HTTPResponse {
        state("ok", core)
    }

    /// 503 while stopping, while the log's file is not in its place or files cannot be read, and
    /// for good once storage may not be trusted any more.
    private static func ready(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        if core.state.isStopping { throw Problem(.closing, "The server is stopping.") }
        if let failure = core.ledger.failure { throw failure }
        try await core.ledger.checkReads()
        return state("ready", core)
    }

    /// `{status, version}`, which nobody may keep.
    private static func state(_ word: String, _ core: APICore) -> HTTPResponse {
        var response = HTTPResponse.json(
            JSONWriter.encode { writer in
                writer.object { writer in
                    writer.member("status", word)
                    writer.member("version", core.configuration.version)
                }
            })
        response.fields.set("Cache-Control", "no-store")
        return response
    }

    /// O1. Counters begin at 0 with each start.
    private static func metrics(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var text = MetricsText()
        text.gauge(
            "onboard_ledger_head_position", "The last event's position.",
            core.ledger.bell.head.rawValue)
        text.gauge(
            "onboard_commands_waiting", "Commands that wait for the writer.",
            Int64(core.ledger.queuedCommandCount))
        text.gauge(
            "onboard_effects_queued", "Effects that are not over yet.",
            Int64(try await core.effects.queuedCount()))
        text.gauge(
            "onboard_writer_failed", "1 once storage may not be trusted any more.",
            core.ledger.failure == nil ? 0 : 1)
        text.gauge(
            "onboard_clock_behind_seconds", "How far the clock is behind the last event.",
            try await core.ledger.secondsBehind())
        if let free = core.ledger.directory.freeByteCount {
            text.gauge(
                "onboard_disk_free_bytes", "What the data directory's disk still takes.", free)
        }
        text.gauge(
            "onboard_change_streams", "Pages that follow a session or a space.",
            Int64(core.watch.watcherCount))
        text.gauge(
            "onboard_gate_streams", "Streams of which the gates hold facts in memory.",
            Int64(core.ledger.gateStreamCount))
        text.gauge(
            "process_resident_memory_bytes", "Resident memory.", ProcessMemory.residentBytes)
        if let statistics = core.state.statistics { text.sockets(statistics) }
        for counter in Metrics.Counter.allCases {
            text.counter(counter.rawValue, counter.explanation, core.metrics.value(counter))
        }
        text.unmatched(core.metrics.unmatchedWebhooks)
        text.refusals(core.ledger.refusalCounts)
        text.requests(core.metrics.meters)
        return HTTPResponse(
            status: 200,
            fields: [
                "Content-Type": "text/plain; version=0.0.4; charset=utf-8",
                "Cache-Control": "no-store",
            ], body: .text(text.text))
    }
}
