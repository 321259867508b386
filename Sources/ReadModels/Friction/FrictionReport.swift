import Time

/// How hard each step of a flow was for those who passed through it.
public struct FrictionReport: Sendable, Hashable {
    /// What happened at one step, for all subjects that began when the question asks for.
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

    /// How often something came, by its name.
    public struct Count: Sendable, Hashable {
        /// A refusal's code, or a field's JSON Pointer.
        public let name: String
        public let count: Int
    }

    /// The same for subjects that share a value, or for those of all values beyond fifty.
    public struct Group: Sendable, Hashable {
        /// The attribute's value, called as in a funnel's groups: one that is itself called
        /// `(none)` has a backslash before it; nil for subjects that have none.
        public let key: String?
        /// How many values are counted together here, because others have more subjects, to have
        /// none among them; nil for a value's own group.
        public let values: Int?
        /// How many there are in the group.
        public let subjects: Int
        /// In the order of the flow, all of them.
        public let steps: [Step]
    }

    public let flow: String
    /// As it was asked.
    public let since: Timestamp?
    /// As it was asked.
    public let until: Timestamp?
    /// The log's last position that is counted.
    public let head: Int64
    /// How many began when the question asks for and meet its conditions.
    public let subjects: Int
    /// Refusals that are only known as a number, beyond what an hour keeps: of all flows that a
    /// subject's stream is in, and of sign-ins to it.
    public let omitted: Int
    /// In the order of the flow, all of them.
    public let steps: [Step]
    /// The greatest first; nil when nothing was asked to group by.
    public let groups: [Group]?
}
