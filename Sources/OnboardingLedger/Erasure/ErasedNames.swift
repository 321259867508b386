import Digest
import EventLog
import Time

/// By which names people were erased, in the vault and under keyed digests alone: so that a second
/// request for an email is told of the first, and a provider's late report about an id is known for
/// one about somebody who is gone. Nothing can be read out of it; kept for good.
struct ErasedNames {
    private enum Kind: String {
        /// Normalized.
        case email = "erased-email"
        /// What a provider calls the person by.
        case id = "erased-id"

        var space: VaultSpace { VaultSpace(rawValue) }
    }

    private let emailKey: HMACKey
    private let idKey: HMACKey

    init(serverKey: [UInt8]) {
        let key = HMACKey(serverKey)
        emailKey = key.derived(for: Kind.email.rawValue)
        idKey = key.derived(for: Kind.id.rawValue)
    }

    private func digest(_ name: String, _ kind: Kind) -> [UInt8] {
        let key = kind == .email ? emailKey : idKey
        return key.authenticate(Array(name.utf8)).bytes
    }

    /// Inside the erasure's own transaction.
    func remember(_ erasureID: String, of traces: PersonTraces, in vault: Vault) throws {
        for email in traces.emails {
            try vault.put(Kind.email.space, digest(email, .email), Array(erasureID.utf8))
        }
        for id in traces.knownAs.union(traces.streamIDs) {
            try vault.put(Kind.id.space, digest(id, .id), Array(erasureID.utf8))
        }
    }

    /// The id of the erasure that the email was part of; nil when there is none.
    func erasure(ofEmail email: String, _ log: LogReader) throws -> String? {
        try log.vaultValue(Kind.email.space, digest(email, .email))
            .map { String(decoding: $0, as: UTF8.self) }
    }

    func isErased(id: String, _ log: LogReader) throws -> Bool {
        try log.vaultValue(Kind.id.space, digest(id, .id)) != nil
    }

    // MARK: Inside a command

    /// When somebody was last erased by the email; nil when nobody was.
    func erasedAt(email: String, _ transaction: CommandTransaction) throws -> Timestamp? {
        Self.time(try transaction.vaultValue(Kind.email.space, digest(email, .email)))
    }

    /// The same for what a provider calls them by.
    func erasedAt(id: String, _ transaction: CommandTransaction) throws -> Timestamp? {
        Self.time(try transaction.vaultValue(Kind.id.space, digest(id, .id)))
    }

    /// An erasure's id says when that was.
    private static func time(_ erasureID: [UInt8]?) -> Timestamp? {
        erasureID.map { UUIDv7(String(decoding: $0, as: UTF8.self))?.time ?? .earliest }
    }
}
