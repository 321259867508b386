import EventLog
import Foundation
import Time

/// All that lies in the vault. What names a person is also in `PersonSecrets`, which an erasure
/// takes out.
extension VaultSpace {
    /// By the bytes of a user's id: the password's hash as text; until it is revoked.
    static let password = VaultSpace("password")
    /// By a session's bytes: a verified password's hash, until its session has become a user or was
    /// given up.
    static let pendingPassword = VaultSpace("password-pending")
    /// By a user's id: how often all that let the user in was revoked, as text; for good. No entry
    /// stands for never.
    static let signInEpoch = VaultSpace("sign-in-epoch")
    /// By the bytes of its id: a `RefreshFamily`; for `Ledger.refreshSeconds` from its last use.
    static let refreshFamily = VaultSpace("refresh")
    /// By the digest of the whole key, so that what is here opens nothing: its `APIKeyFacts`, until
    /// it is revoked.
    static let apiKey = VaultSpace("api-key")
    /// By a console pass's key id and end: nothing; from signing out until that end.
    static let endedConsolePass = VaultSpace("console-ended")
    /// By `IdempotencyKey.storedKey`: an outcome or a refusal; for `IdempotencyKey.keptSeconds`
    /// at most.
    static let idempotency = VaultSpace("idempotency")
    /// By a digest of the email that was sent a code: when it may be sent the next; until then.
    static let codeSent = VaultSpace("code-sent")
    /// By the job's word: when it ran last.
    static let job = VaultSpace("job")
    /// One entry, a `RestoreMark`; while an export is being taken in.
    static let restoreMark = VaultSpace("restore")
    /// By a digest of the normalized email that somebody was erased by: the erasure's id; for good.
    static let erasedEmail = VaultSpace("erased-email")
    /// The same by a digest of what a provider called them by.
    static let erasedID = VaultSpace("erased-id")
}

extension Timestamp {
    /// As the vault has it: milliseconds since 1970, as text.
    var vaultBytes: [UInt8] { Array(String(milliseconds).utf8) }

    init?(vaultBytes bytes: [UInt8]) {
        guard let milliseconds = Int64(String(decoding: bytes, as: UTF8.self)) else { return nil }
        self.init(milliseconds: milliseconds)
    }
}

extension Decodable {
    /// From the JSON that the vault has.
    init(vaultBytes bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    }
}

extension Encodable {
    /// As the vault has it: JSON.
    func makeVaultBytes() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }
}
