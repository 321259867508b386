import EventLog

/// A console's pass tells of itself until when it is good; only those that were signed out before
/// are kept (contract W1).
extension Ledger {
    /// Makes a pass useless at once; it stays so over restarts.
    package func endConsolePass(_ pass: ConsolePass) async throws {
        try await perform { transaction in
            try transaction.writeVault {
                try $0.put(.endedConsolePass, pass.bytes, [], expiresAt: pass.expiresAt)
            }
        }
    }

    /// Whether a pass was signed out.
    package func isEnded(_ pass: ConsolePass) async throws -> Bool {
        try await read { try $0.log.vaultValue(.endedConsolePass, pass.bytes) != nil }
    }
}
