import EventLog
import Onboarding
import ReadModels

extension Ledger {
    /// Says how hard each step of a flow is (contract D3).
    ///
    /// - Throws: `FunnelRefusal` for a question that cannot be answered as asked.
    public func friction(_ query: FrictionQuery) async throws -> FrictionReport {
        await refusals.whenRecorded()
        let frictions = frictions
        return try await readWhileWanted { reader in
            try frictions.friction(query, reader)
        }
    }

    /// What a subject was refused last (contract D2); nil when it never met a refusal.
    public func lastError(of subject: StreamID) async throws -> LastError? {
        await refusals.whenRecorded()
        return try await read { try $0.log.lastError(of: subject) }
    }
}

extension LedgerReader {
    /// The same for a program that asks once, straight from the files.
    package func friction(_ query: FrictionQuery) throws -> FrictionReport {
        try FrictionBook(try flow(query.flow)).friction(query, log, try views())
    }
}
