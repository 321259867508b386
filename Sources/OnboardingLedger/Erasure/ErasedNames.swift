import Digest
import EventLog
import Time

/// By which names people were erased, in the vault and under keyed digests alone: so that a second
/// request for an email is told of the first, and a provider's late report about an id is known for
/// one about somebody who is gone. Nothing can be read out of it; kept for good.
struct ErasedNames {
    private let emailKey: HMACKey
    private let idKey: HMACKey

    init(serverKey: [UInt8]) {
        let key = HMACKey(serverKey)
        emailKey = key.derived(for: VaultSpace.erasedEmail.name)
        idKey = key.derived(for: VaultSpace.erasedID.name)
    }

    /// - Parameter email: normalized.
    private func digest(ofEmail email: String) -> [UInt8] {
        emailKey.authenticate(utf8: email).bytes
    }

    private func digest(ofID id: String) -> [UInt8] { idKey.authenticate(utf8: id).bytes }

    /// Inside the erasure's own transaction.
    func remember(_ erasureID: String, of traces: PersonTraces, in vault: Vault) throws {
        for email in traces.emails {
            try vault.put(.erasedEmail, digest(ofEmail: email), Array(erasureID.utf8))
        }
        for id in traces.knownAs.union(traces.streamIDs) {
            try vault.put(.erasedID, digest(ofID: id), Array(erasureID.utf8))
        }
    }

    /// The id of the erasure that the email was part of; nil when there is none.
    func erasure(ofEmail email: String, _ log: LogReader) throws -> String? {
        try log.vaultValue(.erasedEmail, digest(ofEmail: email))
            .map { String(decoding: $0, as: UTF8.self) }
    }

    func isErased(id: String, _ log: LogReader) throws -> Bool {
        try log.vaultValue(.erasedID, digest(ofID: id)) != nil
    }

    // MARK: Inside a command

    /// When somebody was last erased by the email; nil when nobody was.
    func erasedAt(email: String, _ transaction: CommandTransaction) throws -> Timestamp? {
        Self.time(try transaction.vaultValue(.erasedEmail, digest(ofEmail: email)))
    }

    /// The same for what a provider calls them by.
    func erasedAt(id: String, _ transaction: CommandTransaction) throws -> Timestamp? {
        Self.time(try transaction.vaultValue(.erasedID, digest(ofID: id)))
    }

    /// An erasure's id says when that was.
    private static func time(_ erasureID: [UInt8]?) -> Timestamp? {
        erasureID.map { UUIDv7(String(decoding: $0, as: UTF8.self))?.time ?? .earliest }
    }
}
