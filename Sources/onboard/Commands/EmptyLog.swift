import EventLog
import OnboardingLedger

/// What `onboard log` says when no event matches: by which time it looked, and whether the other
/// one would find something.
enum EmptyLog {
    static let plain = "No events."

    /// Looks only for what the one or the other time left out.
    static func text(_ filter: EventFilter, _ reader: LedgerReader) throws -> String {
        let recorded = (filter.since, filter.until)
        let occurred = (filter.occurredSince, filter.occurredUntil)
        let isRecorded = (recorded.0 ?? recorded.1) != nil
        guard isRecorded != ((occurred.0 ?? occurred.1) != nil) else { return plain }
        var sentences = ["No events were recorded in that time."]
        var hint = "Some occurred in it: --occurred-since and --occurred-until go by that."
        if !isRecorded {
            sentences = ["No events occurred in that time."]
            hint = "Some were recorded in it: --since and --until go by that."
        }
        if let stream = filter.stream, let times = try StreamTimes(of: stream, reader.log) {
            sentences.append(times.sentence("The stream's events"))
        }
        var other = filter
        (other.since, other.until) = occurred
        (other.occurredSince, other.occurredUntil) = recorded
        if try !reader.audit.events(matching: other, limit: 1).isEmpty { sentences.append(hint) }
        return sentences.joined(separator: " ")
    }
}
