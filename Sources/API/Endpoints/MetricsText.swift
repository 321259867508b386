import HTTPServer
import OnboardingLedger

/// Prometheus' text exposition format, version 0.0.4.
struct MetricsText {
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
            ("unknown", "Refusals about nobody that there is.", counts.unknown),
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
