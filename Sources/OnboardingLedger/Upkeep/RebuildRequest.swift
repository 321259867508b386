import ReadModels
import Time

/// Which read models are to be made anew, and what for.
public struct RebuildRequest: Sendable, Hashable {
    /// The models to be made; empty for the audit index.
    public var models: Set<ViewName>
    /// Compares the new models with the current ones and throws them away.
    public var isDryRun: Bool
    /// Why, for the report.
    public var reason: RebuildReason
    /// Makes the audit index anew, and no read model.
    public private(set) var isAuditIndex = false

    /// The audit index, which nothing is compared with: `onboard verify` does that.
    public static let auditIndex: RebuildRequest = {
        var request = RebuildRequest(models: [], reason: .asked)
        request.isAuditIndex = true
        return request
    }()

    /// - Parameter model: nil for all.
    public init(_ model: ViewName? = nil, isDryRun: Bool = false, reason: RebuildReason = .asked) {
        self.init(
            models: model.map { [$0] } ?? Set(ViewName.allCases), isDryRun: isDryRun,
            reason: reason)
    }

    init(models: Set<ViewName>, isDryRun: Bool = false, reason: RebuildReason) {
        (self.models, self.isDryRun, self.reason) = (models, isDryRun, reason)
    }

    /// Nil for several.
    public var model: ViewName? { models.count == 1 ? models.first : nil }

    /// All that can be made anew by itself.
    package static let targets = ViewName.allCases.map(\.rawValue) + [RebuildReport.auditIndex]

    /// What the request names in texts; nil for several.
    package var target: String? {
        isAuditIndex ? RebuildReport.auditIndex : model?.rawValue
    }
}

/// What a rebuild does at a time.
public enum RebuildPhase: String, Sendable, CaseIterable {
    /// The log is folded into new models; counted in events.
    case folding
    /// The new models are compared with the current ones; counted in rows.
    case comparing
    /// The new models follow the log, which has gone on meanwhile; counted in events.
    case catchingUp
    /// Commands wait for the new models to take the old ones' place.
    case switching
}

public typealias RebuildStep = WorkStep<RebuildPhase>
public typealias RebuildStatus = WorkStatus<RebuildRequest, RebuildPhase, RebuildReport>
