import EventLog
import JSON
import Onboarding
import Time

extension Wizards {
    /// Takes over what an earlier wizard kept (A10), in one transaction; a thousand rows make a
    /// good one.
    ///
    /// Who has saved in this ledger already is skipped, so an interrupted import is simply run
    /// again and never overwrites anything newer; so is whose onboarding is complete, for the
    /// wizard has served. A tenant that is named and not known here comes along, in progress, as
    /// far as the data describe it.
    package func importProgress(_ rows: [WizardProgressRow], correlationID: String) async throws
        -> ImportCounts
    {
        let metadata = EventMetadata(
            actor: EventActor(kind: .system, id: "import"), correlationID: correlationID)
        let counts = try await ledger.perform { transaction in
            var counts = ImportCounts()
            for row in rows {
                let appends = try Self.appends(of: row, transaction)
                if appends.isEmpty {
                    counts.skipped += 1
                } else {
                    try transaction.append(appends, metadata: metadata)
                    counts.appended += 1
                }
            }
            return counts
        }
        // Not of these rows: a flow's declaration may have been cut short.
        try await ledger.rebuildOutdated()
        return counts
    }

    /// What a row comes to; nothing for one that is skipped.
    private static func appends(
        of row: WizardProgressRow, _ transaction: CommandTransaction
    ) throws -> [StreamAppend] {
        let known = try Tenants.tenant(of: row.userID, transaction)
        if known?.state.company.onboardingStatus == .completed { return [] }
        let saves = try saves(of: row, transaction)
        return try known == nil ? saves + tenant(of: row, transaction) : saves
    }

    /// The row's fields as the user's first save; nothing for who has saved here.
    private static func saves(
        of row: WizardProgressRow, _ transaction: CommandTransaction
    ) throws -> [StreamAppend] {
        let stream = try stream(row.userID)
        var state = try wizard(stream, transaction)
        let events = try Wizard.decide(.importProgress(step: row.step, data: row.data), state)
        if events.isEmpty { return [] }
        return [
            StreamAppend(
                to: stream, expected: .none,
                events: state.take(events, at: row.updatedAt).map {
                    NewEvent($0, occurredAt: row.updatedAt)
                })
        ]
    }

    /// The tenant in progress; nothing when the row names none or the tenant is here.
    private static func tenant(
        of row: WizardProgressRow, _ transaction: CommandTransaction
    ) throws -> [StreamAppend] {
        guard let id = row.tenantID else { return [] }
        let stream = StreamID(category: "tenant", id: id)
        guard try transaction.version(of: stream) == .empty else { return [] }
        let company = CompanyInitialized(importing: row.data.objectValue ?? [:])
        let created = WorkspaceCreated(
            name: company.tenantName, ownerID: row.userID, source: WorkspaceCreated.importSource)
        var state = TenantState()
        let events =
            state.take([.workspaceCreated(created)], at: row.updatedAt)
            + state.company.take([.initialized(company)], at: row.updatedAt)
        return [
            StreamAppend(
                to: stream, expected: .none,
                events: events.map { NewEvent($0, occurredAt: row.updatedAt) })
        ]
    }
}

extension NewEvent {
    /// The domain's encoded event as the log takes it, with the time at which it happened.
    init(_ event: EncodedEvent, occurredAt: Timestamp) {
        self.init(event)
        self.occurredAt = occurredAt
    }
}
