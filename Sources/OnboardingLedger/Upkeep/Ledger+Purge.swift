import EventLog

extension Ledger {
    /// Forgets what was kept only for a time and is over: outcomes under idempotency keys, refresh
    /// tokens; and what files that could not be scrubbed still hold of erased people. Nothing depends on it but the file's size: what is over is not read either.
    public func purgeExpired() async throws {
        try await perform { transaction in
            let now = transaction.now
            try transaction.writeVault { try $0.removeExpired(before: now) }
        }
        try await completeErasures()
    }
}
