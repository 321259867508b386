import Glibc
import HTTPServer
import JSON
import OnboardingLedger

/// For whoever runs the server: alive, ready, and numbers (contract O1).
enum OperationsEndpoints {
    static let routes = [
        Route(.get, "/healthz", .open, "Whether the process answers.", now: health),
        Route(.get, "/readyz", .open, "Whether it takes requests.", now: ready),
        Route(
            .get, "/metrics", .loopbackOrAdmin, "Numbers in Prometheus' text format.",
            later: metrics),
    ]

    /// 200 for as long as there is somebody to answer.
    private static func health(_ core: APICore, _ call: Call) -> HTTPResponse {
        state("ok", core)
    }

    /// 503 while stopping, while the log's file is not in its place, and for good once storage may
    /// not be trusted any more.
    private static func ready(_ core: APICore, _ call: Call) throws -> HTTPResponse {
        if core.state.isStopping { throw Problem(.closing, "The server is stopping.") }
        if let failure = core.ledger.failure { throw failure }
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

/// Prometheus' text exposition format, version 0.0.4.
private struct MetricsText {
    var text = ""

    /// A metric's two comment lines.
    mutating func head(_ name: String, _ type: String, _ explanation: String) {
        text += "# HELP \(name) \(explanation)\n# TYPE \(name) \(type)\n"
    }

    /// A number that may fall again.
    mutating func gauge(_ name: String, _ explanation: String, _ value: Int64) {
        head(name, "gauge", explanation)
        text += "\(name) \(value)\n"
    }

    /// What the sockets have seen, before any route.
    mutating func sockets(_ statistics: HTTPStatistics) {
        gauge("onboard_connections_open", "Connections now.", Int64(statistics.connectionsOpen))
        gauge("onboard_streams_open", "Streamed answers now.", Int64(statistics.streamsOpen))
        counter(
            "onboard_connections_accepted_total", "Connections that came.",
            statistics.connectionsAccepted)
        counter(
            "onboard_connections_refused_total", "Connections turned away.",
            statistics.connectionsRefused)
        counter(
            "onboard_requests_read_total", "Whole requests, whether or not a route was found.",
            statistics.requests)
        counter(
            "onboard_requests_refused_total", "Requests refused before a route was found.",
            statistics.refusals)
        counter("onboard_bytes_received_total", "Bytes read.", statistics.bytesReceived)
        counter("onboard_bytes_sent_total", "Bytes sent.", statistics.bytesSent)
        counter("onboard_sends_total", "Calls that sent them.", statistics.sends)
    }

    /// A number that only grows; its name ends in `_total`.
    mutating func counter(_ name: String, _ explanation: String, _ value: Int) {
        head(name, "counter", explanation)
        text += "\(name) \(value)\n"
    }

    /// What providers told that fits nobody, a sign-up's payment perhaps.
    mutating func unmatched(_ webhooks: [(kind: UnmatchedWebhook, count: Int)]) {
        let name = "onboard_webhooks_unmatched_total"
        head(name, "counter", "Webhook deliveries that fit nobody, kept to be looked at.")
        for (kind, count) in webhooks {
            let labels = "provider=\"\(kind.provider)\",reason=\"\(kind.reason)\""
            text += "\(name){\(labels)} \(count)\n"
        }
    }

    /// What became of the refusals that were told (section 8).
    mutating func refusals(_ counts: RefusalCounts) {
        for (word, explanation, count) in [
            ("recorded", "Refusals recorded beside their subjects.", counts.recorded),
            (
                "omitted", "Refusals beyond what an hour may have, which are counted.",
                counts.omitted
            ),
            ("unknown", "Refusals of subjects without events.", counts.unknown),
            ("dropped", "Refusals that the writer had no room for.", counts.dropped),
        ] {
            counter("onboard_refusals_\(word)_total", explanation, count)
        }
    }

    /// Only routes that were asked, so that the text stays short.
    mutating func requests(_ meters: [RouteMeter]) {
        let used = meters.map { ($0.route, $0.counts) }.filter { $0.1.total > 0 }
        head("onboard_requests_total", "counter", "Requests by route and class of status.")
        for (route, counts) in used {
            for (index, count) in counts.byClass.enumerated() where count > 0 {
                let labels = "route=\"\(route)\",status=\"\(index)xx\""
                text += "onboard_requests_total{\(labels)} \(count)\n"
            }
        }
        head("onboard_request_seconds", "histogram", "Seconds from request to answer, by route.")
        for (route, counts) in used { histogram(route, counts) }
    }

    /// Cumulative buckets, as Prometheus wants them; seconds.
    private mutating func histogram(_ route: String, _ counts: RouteMeter.Counts) {
        var sum = 0
        for (bound, count) in zip(RouteMeter.bounds, counts.byBound) {
            sum += count
            let seconds = Double(bound) / 1_000_000
            text += "onboard_request_seconds_bucket{route=\"\(route)\",le=\"\(seconds)\"} \(sum)\n"
        }
        text += "onboard_request_seconds_bucket{route=\"\(route)\",le=\"+Inf\"} \(counts.total)\n"
        let seconds = Double(counts.microseconds) / 1_000_000
        text += "onboard_request_seconds_sum{route=\"\(route)\"} \(seconds)\n"
        text += "onboard_request_seconds_count{route=\"\(route)\"} \(counts.total)\n"
    }
}

/// What the kernel says of this process's memory.
enum ProcessMemory {
    /// 0 where `/proc` does not tell.
    static var residentBytes: Int64 {
        let descriptor = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        let words = text.split(separator: " ")
        let pages = words.count > 1 ? Int64(words[1]) ?? 0 : 0
        return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
    }
}
