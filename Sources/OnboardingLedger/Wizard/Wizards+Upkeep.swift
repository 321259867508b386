import EventLog
import Onboarding
import Time

extension Wizards {
    /// Closes the tenants whose onboarding was left unfinished for over seven days; the wizards'
    /// saves stay (A5). Answers their ids.
    public func closeAbandoned(_ facts: RequestFacts) async throws -> [String] {
        let before = ledger.clock.now().adding(seconds: -Wizard.abandonedAfterSeconds)
        let candidates = try await ledger.read { reader in
            try reader.views().tenants(.inProgress(createdBefore: before))
        }
        let metadata = facts.metadata(.job, "cleanup-abandoned-tenants")
        var closed: [String] = []
        for name in candidates {
            guard let stream = StreamID(name) else { continue }
            let id = String(stream.id)
            let isClosed = try await ledger.perform { transaction in
                let tenant = try Self.tenant(id: id, transaction)
                return try !Self.run(.closeIfAbandoned, tenant, metadata, transaction).isEmpty
            }
            if isClosed { closed.append(id) }
        }
        return closed
    }

    /// Opens a closed tenant again (A5); an open one stays as it is. Answers whether it was closed.
    public func reopen(
        tenantID: String, reason: String?, adminID: String, _ facts: RequestFacts,
        idempotency: IdempotencyKey? = nil
    ) async throws -> Once<Bool> {
        let metadata = facts.metadata(.admin, adminID)
        return try await ledger.performOnce(idempotency) { transaction in
            let tenant = try Self.tenant(id: tenantID, transaction)
            return try !Self.run(.reopen(reason: reason), tenant, metadata, transaction).isEmpty
        }
    }
}
