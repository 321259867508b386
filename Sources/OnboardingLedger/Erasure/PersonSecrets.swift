import EventLog
import JSON
import Onboarding
import Time

/// What the vault keeps of a person: password hashes, refresh tokens, outcomes under idempotency
/// keys.
struct PersonSecrets {
    /// Where an entry stands.
    struct Place: Hashable, Sendable {
        let space: VaultSpace
        let key: [UInt8]
    }

    /// What names the person in some part of it, of all that is kept. Looking through that may take
    /// seconds, so it is done on a reader's thread, before the erasure.
    struct Search: Sendable {
        fileprivate let places: [Place]
        /// When the log had its last event: what was kept later is not among the places.
        fileprivate let since: Timestamp

        init(of traces: PersonTraces, _ log: LogReader) throws {
            since = try log.head().recordedAt ?? .earliest
            places = try PersonSecrets.searched.flatMap { space, _ in
                try PersonSecrets.places(in: space, of: traces, log)
            }
        }
    }

    /// Each with how long an entry is kept from when it was last written.
    private static let searched: [(space: VaultSpace, seconds: Int64)] = [
        (space: .idempotency, seconds: IdempotencyKey.keptSeconds),
        (space: .refreshFamily, seconds: Ledger.refreshSeconds),
    ]

    private var places: Set<Place> = []
    /// The next epoch of those who had a password: who is being let in by it meanwhile is not.
    private var epochs: [(key: [UInt8], value: [UInt8])] = []

    /// What was found and is still there, and what was kept since.
    ///
    /// - Parameter log: sees what was committed.
    /// - Parameter now: nothing was kept an hour or more after it, wherever clocks were set back
    ///   to.
    init(of traces: PersonTraces, _ search: Search, _ log: LogReader, now: Timestamp) throws {
        for user in traces.userIDs.sorted() {
            let key = Array(user.utf8)
            guard try log.vaultValue(.password, key) != nil else { continue }
            places.insert(Place(space: .password, key: key))
            let epoch = try log.vaultValue(.signInEpoch, key).signInEpoch + 1
            epochs.append((key, Array(String(epoch).utf8)))
        }
        for stream in traces.streams where stream.category == "session" {
            guard let id = UUIDv7(String(stream.id)) else { continue }
            try add(Place(space: .pendingPassword, key: id.bytes), log)
        }
        for place in search.places { try add(place, log) }
        for (space, seconds) in Self.searched {
            let last = max(search.since, now).adding(seconds: seconds + 3600)
            let expiry = search.since.adding(seconds: seconds)...last
            places.formUnion(try Self.places(in: space, expiring: expiry, of: traces, log))
        }
    }

    private static func places(
        in space: VaultSpace, expiring expiry: ClosedRange<Timestamp>? = nil,
        of traces: PersonTraces, _ log: LogReader
    ) throws -> [Place] {
        let words = PersonalWords(emails: traces.emails)
        let ids = Set(traces.userIDs).union(traces.streams.flatMap { [String($0.id), $0.name] })
        var places: [Place] = []
        try log.scanVault(space, expiring: expiry) { key, value in
            if holds(value, words, ids) { places.append(Place(space: space, key: key)) }
        }
        return places
    }

    /// Whether what is kept names the person by an id or an email, in whatever part of it.
    private static func holds(_ value: [UInt8], _ words: PersonalWords, _ ids: Set<String>) -> Bool
    {
        guard let kept = try? JSONValue(parsing: value, limits: .trusted) else {
            let text = String(decoding: value, as: UTF8.self)
            return words.emailOccurs(in: text) || ids.contains { text.contains($0) }
        }
        return kept.texts.contains { ids.contains($0) || words.emailOccurs(in: $0) }
    }

    private mutating func add(_ place: Place, _ log: LogReader) throws {
        if try log.vaultValue(place.space, place.key) != nil { places.insert(place) }
    }

    /// How many secrets there are to be removed.
    var count: Int { places.count }

    /// Inside the erasure's own transaction.
    func remove(from vault: Vault) throws {
        for place in places { try vault.remove(place.space, place.key) }
        for (key, value) in epochs { try vault.put(.signInEpoch, key, value) }
    }
}
