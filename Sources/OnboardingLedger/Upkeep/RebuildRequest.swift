import ReadModels
import Time

/// What is to be made anew, and what for.
public struct RebuildRequest: Sendable, Hashable {
    public var target: RebuildTarget
    /// Compares the new models with the current ones and throws them away.
    public var isDryRun: Bool
    /// Why, for the report.
    public var reason: RebuildReason

    public init(
        _ target: RebuildTarget = .all, isDryRun: Bool = false, reason: RebuildReason = .asked
    ) {
        (self.target, self.isDryRun, self.reason) = (target, isDryRun, reason)
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
