import EventLog
import Onboarding
import ReadModels

extension Ledger {
    /// Says how hard each step of a flow is (contract D3).
    ///
    /// - Throws: `FunnelRefusal` for a question that cannot be answered as asked.
    public func friction(_ query: FrictionQuery) async throws -> FrictionReport {
        let frictions = frictions
        return try await readThroughout { reader in
            try frictions.friction(query, try reader.declaration(of: query.flow), reader)
        }
    }

    /// What a subject was refused last (contract D2); nil when it never met a refusal.
    public func lastError(of subject: StreamID) async throws -> LastError? {
        try await read { try $0.log.lastError(of: subject) }
    }
}

extension LedgerReader {
    /// The same for a program that asks once, straight from the files.
    package func friction(_ query: FrictionQuery) throws -> FrictionReport {
        try FrictionBook(try declaration(of: query.flow)).friction(query, log, try views())
    }

    /// - Throws: `FunnelRefusal.unknownFlow`.
    fileprivate func declaration(of flow: String) throws -> FlowDeclaration {
        let flows = try log.flowCatalogue()
        guard let declaration = flows.flow(flow) else {
            throw FunnelRefusal.unknownFlow(flow, known: flows.flows.map(\.flow))
        }
        return declaration
    }
}
