import EventLog
import Time

/// What a funnel is asked for (contract D1).
public struct FunnelQuery: Sendable, Hashable {
    /// The flow's id.
    public var flow: String
    /// Only journeys that begin at or after.
    public var since: Timestamp?
    /// Only journeys that begin before.
    public var until: Timestamp?
    /// How long after entering the first stage the others count, inclusive; nil: for ever.
    public var windowMilliseconds: Int64?
    /// What is taken as the present: later events do not count, and open is told from lost by it;
    /// nil: the head's recording time.
    public var asOf: Timestamp?
    /// The log's position up to which events count: the funnel as it stood then.
    public var position: GlobalPosition?
    /// The attributes by which subjects are grouped, two at most.
    public var by: [String] = []
    /// Groups by when subjects entered the first stage, beside `by`.
    public var cohort: CohortPeriod?
    /// The time zone in which cohorts begin, by its tzdata name.
    public var zone = "UTC"
    /// Only the group of this name.
    public var key: String?
    /// How stages must follow each other to count.
    public var order = StageOrder.ordered
    /// Only subjects of whom all of these hold.
    public var filters: [AttributeFilter] = []

    public init(flow: String) { self.flow = flow }
}

/// How the stages of a journey must follow each other (contract D1).
public enum StageOrder: String, Sendable, CaseIterable {
    /// One after the other, whatever happens between.
    case ordered
    /// One right after the other: any other event of the subject between ends the journey.
    case strict
    /// In any order after the first; a stage counts as reached when those before it are, too.
    case any
}
