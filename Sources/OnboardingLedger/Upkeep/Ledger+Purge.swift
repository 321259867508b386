import EventLog

extension Ledger {
    /// Forgets what was kept only for a time and is over: outcomes under idempotency keys, refresh
    /// tokens. Nothing depends on that but the file's size: what is over is not read either. Also
    /// scrubs the files of what could not be scrubbed when somebody was erased.
    public func purgeExpired() async throws {
        try await perform { transaction in
            let now = transaction.now
            try transaction.writeVault { try $0.removeExpired(before: now) }
        }
        try await completeErasures()
    }
}
