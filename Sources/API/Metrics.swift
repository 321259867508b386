import Synchronization

/// How often and how fast one route answered.
final class RouteMeter: Sendable {
    /// Upper bounds in microseconds: from what memory answers to what a person notices.
    static let bounds: [Int] = [
        25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 1_000_000,
    ]

    /// As `Route.name` has it: with the pattern, so that ids do not multiply the series.
    let route: String
    private let counted = Mutex(Counts())

    /// What was counted so far; `byClass` by the status' first digit, `byBound` with one more for
    /// what took longer than all bounds.
    struct Counts: Sendable {
        var byClass = [Int](repeating: 0, count: 6)
        var byBound = [Int](repeating: 0, count: RouteMeter.bounds.count + 1)
        var microseconds = 0
        var total: Int { byClass.reduce(0, +) }
    }

    init(_ route: String) { self.route = route }

    /// Counts an answer; gives the milliseconds that it took.
    @discardableResult
    func record(_ status: Int, since start: ContinuousClock.Instant) -> Double {
        let microseconds = Int((ContinuousClock.now - start) / .microseconds(1))
        let bound = Self.bounds.firstIndex { microseconds <= $0 } ?? Self.bounds.count
        counted.withLock { counts in
            counts.byClass[min(max(status / 100, 0), 5)] += 1
            counts.byBound[bound] += 1
            counts.microseconds += microseconds
        }
        return Double(microseconds) / 1000
    }

    /// A copy, all of one moment.
    var counts: Counts { counted.withLock { $0 } }
}

/// A kind of webhook deliveries that were kept for a person to look at.
struct UnmatchedWebhook: Hashable, Sendable {
    let provider: String
    /// As the `WebhookUnmatched` event has it.
    let reason: String
}

/// What the server counts, beside its routes.
final class Metrics: Sendable {
    /// The raw value is the series' name in `/metrics`.
    enum Counter: String, CaseIterable, Sendable {
        case webhooksRefused = "onboard_webhooks_refused_total"
        case webhooksTaken = "onboard_webhooks_taken_total"
        case effectsAttempted = "onboard_effects_attempted_total"
        case effectsFailed = "onboard_effects_failed_total"
        case effectsAbandoned = "onboard_effects_abandoned_total"
        case loginsRefused = "onboard_logins_refused_total"
        case requestsUnauthenticated = "onboard_requests_unauthenticated_total"
        case sessionsExpired = "onboard_sessions_expired_total"
        case refusalsWithoutSubject = "onboard_refusals_without_subject_total"
        case gateMisses = "onboard_gate_misses_total"

        /// The help text of the counter.
        var explanation: String {
            switch self {
            case .webhooksRefused: "Webhook deliveries with a wrong signature."
            case .webhooksTaken: "Webhook deliveries that were verified."
            case .effectsAttempted: "Attempts at effects, such as mails."
            case .effectsFailed: "Attempts that failed."
            case .effectsAbandoned: "Effects that will not be done."
            case .loginsRefused: "Sign-ins that were refused."
            case .requestsUnauthenticated: "Requests without a credential that is good."
            case .sessionsExpired: "Sessions whose expiry the server's own round recorded."
            case .refusalsWithoutSubject: "Refusals of requests that name no subject."
            case .gateMisses: "Questions at a gate for which the log had to be read."
            }
        }
    }

    /// Counters that were never counted are absent, and read as 0.
    private struct State {
        /// One per route, in the order in which they were made.
        var meters: [RouteMeter] = []
        var counters: [Counter: Int] = [:]
        var unmatched: [UnmatchedWebhook: Int] = [:]
    }

    private let state = Mutex(State())

    /// Makes a route's meter; once for each route.
    func meter(_ route: String) -> RouteMeter {
        let meter = RouteMeter(route)
        state.withLock { $0.meters.append(meter) }
        return meter
    }

    /// Adds to a counter; from any thread.
    func count(_ counter: Counter, _ amount: Int = 1) {
        state.withLock { $0.counters[counter, default: 0] += amount }
    }

    /// Counts a delivery that fits nobody; there are as many reasons as the code has words for.
    func countUnmatched(_ provider: String, reason: String) {
        let kind = UnmatchedWebhook(provider: provider, reason: reason)
        state.withLock { $0.unmatched[kind, default: 0] += 1 }
    }

    /// What fitted nobody so far, in the order of its labels.
    var unmatchedWebhooks: [(kind: UnmatchedWebhook, count: Int)] {
        state.withLock { $0.unmatched }.map { ($0.key, $0.value) }.sorted {
            ($0.kind.provider, $0.kind.reason) < ($1.kind.provider, $1.kind.reason)
        }
    }

    /// 0 for what has not happened.
    func value(_ counter: Counter) -> Int { state.withLock { $0.counters[counter] ?? 0 } }

    var meters: [RouteMeter] { state.withLock { $0.meters } }
}
