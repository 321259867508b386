import EventLog
import JSON
import Onboarding
import ReadModels
import Time

/// Where a user is in the wizard (A1); a user without progress is at its beginning.
public struct WizardProgress: Sendable {
    public let userID: String
    /// Nil before there is a tenant.
    public let tenantID: String?
    public let status: OnboardingStatus
    /// How many saves there are.
    public let version: StreamVersion
    public private(set) var currentStep = 0
    package private(set) var stepData = JSONObject()
    /// When the last save was; nil before the first.
    public private(set) var updatedAt: Timestamp?
    /// True when the tenant changed after the last save: who holds this version of the wizard may
    /// still not know the tenant or its status.
    public let isTenantNewer: Bool
}

// Reads run on reader threads and never wait for a commit (A11).

extension Wizards {
    /// Where a user is, at the cost of one row: what the wizard's saves add up to stands in the
    /// read model, however many they are.
    public func progress(of userID: String) async throws -> WizardProgress {
        let stream = try Self.stream(userID)
        return try await ledger.read { reader in
            let tenant = try Tenants.tenant(of: userID, reader)
            let row = try reader.log.internedID(of: stream).flatMap { streamID in
                try reader.views().row(.session, streamID: streamID)
            }
            return try WizardProgress(
                userID, row, tenant, isTenantNewer: Self.isNewer(tenant?.stream, stream, reader))
        }
    }

    /// By positions: times may be equal.
    private static func isNewer(
        _ tenant: StreamID?, _ wizard: StreamID, _ reader: LedgerReader
    ) throws -> Bool {
        guard let tenant, let changed = try reader.log.lastPosition(of: tenant) else {
            return false
        }
        guard let saved = try reader.log.lastPosition(of: wizard) else { return true }
        return changed > saved
    }

    /// How far a user's onboarding is (A3).
    public func status(of userID: String) async throws -> OnboardingStatus {
        try await ledger.read { reader in
            try Tenants.tenant(of: userID, reader)?.state.company.onboardingStatus ?? .new
        }
    }
}

extension WizardProgress {
    fileprivate init(
        _ userID: String, _ row: ViewRow?, _ tenant: FoundTenant?, isTenantNewer: Bool
    ) throws {
        (self.userID, tenantID) = (userID, tenant?.id)
        status = tenant?.state.company.onboardingStatus ?? .new
        self.isTenantNewer = isTenantNewer
        version = row.map { StreamVersion(rawValue: $0.version) } ?? .empty
        guard let row else { return }
        let state = try row.parsedState()
        currentStep = state["currentStep"]?.intValue ?? 0
        stepData = state["stepData"]?.objectValue ?? JSONObject()
        updatedAt = row.updatedAt
    }
}
