import Digest
import EventLog
import JSON
import Onboarding
import Time

/// What the vault keeps of a person: password hashes, refresh tokens, outcomes under idempotency
/// keys; and, of erasures by email, which one it was.
struct PersonSecrets {
    private static let erasedEmails = VaultSpace("erased-email")
    private static let searched = [IdempotencyKey.space, VaultSpace("refresh")]

    private var keys: [(space: VaultSpace, key: [UInt8])] = []

    /// - Parameter reader: sees what was committed.
    init(of traces: PersonTraces, _ log: LogReader) throws {
        for user in traces.userIDs.sorted() {
            try add(Ledger.passwordSpace, Array(user.utf8), log)
            try add(Ledger.epochSpace, Array(user.utf8), log)
        }
        for stream in traces.streams where stream.category == "session" {
            guard let id = UUIDv7(String(stream.id)) else { continue }
            try add(SignUps.pendingPasswords, id.bytes, log)
        }
        let words = PersonalWords(emails: traces.emails)
        let ids = Set(traces.userIDs).union(traces.streams.flatMap { [String($0.id), $0.name] })
        for space in Self.searched {
            for (key, value) in try log.vaultEntries(space) where Self.holds(value, words, ids) {
                keys.append((space, key))
            }
        }
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

    private mutating func add(_ space: VaultSpace, _ key: [UInt8], _ log: LogReader) throws {
        if try log.vaultValue(space, key) != nil { keys.append((space, key)) }
    }

    /// How many secrets there are to be removed.
    var count: Int { keys.count }

    /// Inside the erasure's own transaction.
    func remove(from vault: Vault) throws {
        for (space, key) in keys { try vault.remove(space, key) }
    }

    // MARK: Erasures by email

    /// Under a keyed digest, so that a second request for the same email is told of the first.
    static func remember(
        _ erasureID: String, of emails: Set<String>, serverKey: [UInt8], in vault: Vault
    ) throws {
        for email in emails {
            try vault.put(erasedEmails, digest(email, serverKey), Array(erasureID.utf8))
        }
    }

    /// The id of the erasure that the email was part of; nil when there is none.
    static func erasure(of email: String, serverKey: [UInt8], _ log: LogReader) throws -> String? {
        try log.vaultValue(erasedEmails, digest(email, serverKey))
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private static func digest(_ email: String, _ serverKey: [UInt8]) -> [UInt8] {
        let key = HMACSHA256.authenticate(Array("erased-email".utf8), key: serverKey).bytes
        return HMACSHA256.authenticate(Array(email.utf8), key: key).bytes
    }
}
