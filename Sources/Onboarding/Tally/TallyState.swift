import JSON
import Time

/// How many events a stream has, and which came last: all that is worth knowing of some streams.
public struct TallyState: Sendable, Equatable {
    /// All events of the stream, whatever their type.
    public internal(set) var count = 0
    /// Its type; empty for an empty stream.
    public internal(set) var lastEvent = ""
    /// How often each refusal's code, webhook's reason or effect's outcome came.
    public internal(set) var counts: [String: Int] = [:]
    /// When the latest refusals were recorded, oldest first: as many as an hour may have.
    package internal(set) var recentRefusals: [Timestamp] = []
    /// When it was last recorded that some were left out.
    package internal(set) var omittedAt: Timestamp?
    /// When the first event happened.
    public internal(set) var startedAt = Timestamp.earliest
    /// When the last one did.
    public internal(set) var updatedAt = Timestamp.earliest

    public init() {}

    /// Counts an event of any type, also of one that no codec reads.
    mutating func note(_ type: String, at time: Timestamp) {
        if count == 0 { startedAt = time }
        count += 1
        lastEvent = type
        updatedAt = time
    }
}

extension TallyState: FoldedState {
    package mutating func evolve(_ event: TallyEvent, at time: Timestamp) {
        note(event.kind.rawValue, at: time)
        switch event {
        case .webhookUnmatched(let event): counts[event.reason, default: 0] += 1
        case .commandRefused(let event):
            counts[event.code, default: 0] += 1
            if recentRefusals.count == RefusalLimit.countMax { recentRefusals.removeFirst() }
            recentRefusals.append(time)
        case .refusalsOmitted(let event):
            counts["omitted", default: 0] += event.count
            omittedAt = time
        case .effectSucceeded(let event): counts["\(event.kind) succeeded", default: 0] += 1
        case .effectFailed(let event): counts["\(event.kind) failed", default: 0] += 1
        case .effectAbandoned(let event): counts["\(event.kind) abandoned", default: 0] += 1
        }
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            guard count > 0 else { return }
            writer.member("events", count)
            writer.member("lastEvent", lastEvent)
            writer.member("startedAt", startedAt)
            writer.member("updatedAt", updatedAt)
            guard !counts.isEmpty else { return }
            writer.member("counts") { writer in
                writer.object { writer in
                    for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
                        writer.member(key: name, count)
                    }
                }
            }
        }
    }
}
