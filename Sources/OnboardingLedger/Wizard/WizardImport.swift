import EventLog
import JSON
import Onboarding
import Time

/// What version 2 of the wizard kept of one user (A10): a line of `onboard import --wizard`.
package struct WizardProgressRow: Sendable {
    package let line: Int
    package let userID: String
    /// From 0 to 3, as in this wizard.
    package let step: Int
    package let data: JSONValue
    /// When version 2 saved last; the import's events have it as occurred-at.
    package let updatedAt: Timestamp
    package let tenantID: String?

    /// Reads one line: `{userId, currentStep, stepData, updatedAt, tenantId?}`.
    package static func read(_ text: [UInt8], line: Int) -> Result<WizardProgressRow, BadLine> {
        do throws(BadLine) { return .success(try WizardProgressRow(text, line: line)) } catch {
            return .failure(error)
        }
    }

    /// A line that is no progress, and why.
    package struct BadLine: Error, Hashable {
        package let row: BadRow

        init(_ line: Int, _ reason: String) { row = BadRow(line: line, reason: reason) }
    }

    private init(_ text: [UInt8], line: Int) throws(BadLine) {
        let row = try Self.object(text, line)
        guard let userID = row["userId"]?.stringValue, !userID.isEmpty,
            StreamID("wizard-\(userID)") != nil
        else { throw BadLine(line, "userId is missing or no name") }
        guard let step = row["currentStep"]?.intValue, Wizard.stepNames.indices.contains(step)
        else { throw BadLine(line, "currentStep is no number from 0 to 3") }
        let data = row["stepData"] ?? [:]
        guard data.isNull || data.objectValue != nil else {
            throw BadLine(line, "stepData is no object")
        }
        guard data.encoded.count <= StepData.bytesMax else {
            throw BadLine(line, "stepData is over 64 KiB")
        }
        guard let updatedAt = row["updatedAt"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) })
        else { throw BadLine(line, "updatedAt is no RFC 3339 time") }
        let tenantID = row["tenantId"]?.stringValue
        guard tenantID.map({ !$0.isEmpty && StreamID("tenant-\($0)") != nil }) ?? true else {
            throw BadLine(line, "tenantId is no name")
        }
        (self.line, self.userID, self.step) = (line, userID, step)
        self.data = data.isNull ? [:] : data
        (self.updatedAt, self.tenantID) = (updatedAt, tenantID)
    }

    private static func object(_ text: [UInt8], _ line: Int) throws(BadLine) -> JSONObject {
        do throws(JSONError) {
            if let object = try JSONValue(parsing: text).objectValue { return object }
        } catch { throw BadLine(line, "it is no JSON: \(error.code)") }
        throw BadLine(line, "it is no object")
    }
}

extension Wizards {
    /// Takes over what version 2 kept (A10), in one transaction; a thousand rows make a good one.
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
