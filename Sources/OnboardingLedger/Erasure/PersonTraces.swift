import EventLog
import Time

/// Where the log tells of a person.
struct PersonTraces: Sendable, Hashable {
    var userIDs: Set<String> = []
    /// Normalized.
    var emails: Set<String> = []
    /// The person's own: everything personal in them goes.
    var streams: Set<StreamID> = []
    /// Events of other streams that hold an email of the person.
    var mentions: Set<Int64> = []
    /// Events of other streams that the person caused: their origin is where the person was.
    var origins: Set<Int64> = []
    /// What a provider calls the person by: their customers, subscriptions, checkouts and meetings.
    var knownAs: Set<String> = []
    /// Deliveries that fitted nobody and are about the person: all that they told goes.
    var deliveries: Set<Int64> = []

    /// What the log is looked through for. The person's own streams are none: a delivery can name
    /// one only after it began, and then it is looked at anyway.
    var clues: [Set<String>] { [userIDs, emails, knownAs] }

    /// The ids of the person's streams that the ledger made, by which a provider may know them.
    var streamIDs: Set<String> {
        Set(streams.lazy.filter { UUIDv7($0.id) != nil }.map { String($0.id) })
    }
}
