import EventLog
import Onboarding
import Time

/// When an email was last sent a code, so that the limit of K2 holds across its sessions and across
/// a restart. Kept in the vault, by a digest of the email, until the next code may be sent.
struct CodeInterval {
    /// Between two codes to one email.
    static let seconds = SignUp.codeIntervalSeconds

    private let key: [UInt8]
    private let transaction: CommandTransaction

    init(of email: String, _ secrets: DerivedSecrets, _ transaction: CommandTransaction) {
        key = secrets.codeReceiver(email)
        self.transaction = transaction
    }

    /// Seconds until the email may be sent another code, rounded up; 0 when it may now.
    func secondsToWait() throws -> Int {
        guard let bytes = try transaction.vaultValue(.codeSent, key),
            let end = Timestamp(vaultBytes: bytes)
        else { return 0 }
        return transaction.now.secondsRoundedUp(until: end)
    }

    /// Notes that a code is sent now.
    func begin() throws {
        let end = transaction.now.adding(seconds: Self.seconds)
        try transaction.writeVault { vault in
            try vault.put(.codeSent, key, end.vaultBytes, expiresAt: end)
        }
    }
}
