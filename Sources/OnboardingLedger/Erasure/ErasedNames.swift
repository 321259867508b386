import Digest
import EventLog

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
        func key(_ kind: Kind) -> HMACKey {
            HMACKey(HMACSHA256.authenticate(Array(kind.rawValue.utf8), key: serverKey).bytes)
        }
        (emailKey, idKey) = (key(.email), key(.id))
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
        for id in traces.knownAs {
            try vault.put(Kind.id.space, digest(id, .id), Array(erasureID.utf8))
        }
    }

    /// The id of the erasure that the email was part of; nil when there is none.
    func erasure(ofEmail email: String, _ log: LogReader) throws -> String? {
        try log.vaultValue(Kind.email.space, digest(email, .email))
            .map { String(decoding: $0, as: UTF8.self) }
    }

    // MARK: Inside a command

    func isErased(email: String, _ transaction: CommandTransaction) throws -> Bool {
        try transaction.vaultValue(Kind.email.space, digest(email, .email)) != nil
    }

    func isErased(id: String, _ transaction: CommandTransaction) throws -> Bool {
        try transaction.vaultValue(Kind.id.space, digest(id, .id)) != nil
    }
}
