import Time

/// What is asked about a flow's friction (contract D3).
public struct FrictionQuery: Sendable, Hashable {
    public var flow: String
    /// Only subjects that began at or after.
    public var since: Timestamp?
    /// Only subjects that began before.
    public var until: Timestamp?
    /// The attribute by which subjects are grouped.
    public var by: String?
    /// Only subjects that have all of these values.
    public var conditions: [Condition] = []

    public struct Condition: Sendable, Hashable {
        public let attribute: String
        public let value: String

        public init(attribute: String, value: String) {
            (self.attribute, self.value) = (attribute, value)
        }

        /// Reads `plan=professional`; nil for anything else.
        public init?(_ text: String) {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else { return nil }
            self.init(attribute: String(parts[0]), value: String(parts[1]))
        }
    }

    public init(flow: String) { self.flow = flow }
}

/// How hard each step of a flow was for those who passed through it.
public struct FrictionReport: Sendable, Hashable {
    public struct Step: Sendable, Hashable {
        /// The stage's or the step's name.
        public let name: String
        /// What save-step calls it, in a flow that has numbered steps.
        public let number: Int?
        /// How many were there, or were refused there.
        public let subjects: Int
        /// How often something was kept that a person did there.
        public let saves: Int
        /// Half of those who spent time there spent less; nil when nobody did.
        public let medianSeconds: Double?
        /// Attempts with a stale version.
        public let conflicts: Int
        /// Other refusals by their code, the most frequent first.
        public let rejections: [Count]
        /// Attempts by somebody whose attempt before that one, at this step, was refused.
        public let retries: Int
        /// How often somebody came back here from a later step.
        public let returns: Int
        /// Refusals by the field that was wrong, the most frequent first; at most fifty.
        public let fields: [Count]
    }

    public struct Count: Sendable, Hashable {
        public let name: String
        public let count: Int
    }

    public struct Group: Sendable, Hashable {
        /// The attribute's value; nil for subjects that have none.
        public let key: String?
        public let subjects: Int
        public let steps: [Step]
    }

    public let flow: String
    public let since: Timestamp?
    public let until: Timestamp?
    /// The log's last position that is counted.
    public let head: Int64
    public let subjects: Int
    /// Refusals that are only known as a number, beyond what an hour keeps.
    public let omitted: Int
    public let steps: [Step]
    public let groups: [Group]?
}
