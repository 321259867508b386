import Time

/// The ways that subjects took from a stage, to completion and to loss.
public struct PathsReport: Sendable, Hashable {
    /// Ways beyond these are only counted.
    public static let shownMax = 10

    /// One way, and how many took it.
    public struct Path: Sendable, Hashable {
        /// The stages that were entered, in order, beginning with the one asked about; at the end
        /// the exit that was taken, if any. The one asked about alone where it was entered only
        /// behind the furthest one.
        public let steps: [String]
        public let subjects: Int
        /// Of all that came to the same end.
        public let share: Double
    }

    /// Those who came to one end.
    public struct End: Sendable, Hashable {
        public let subjects: Int
        /// How many different ways there were.
        public let pathCount: Int
        /// The most common ones, the most common first.
        public let paths: [Path]
    }

    public let flow: String
    /// The stage that was asked about.
    public let from: String
    /// What was taken as the present.
    public let asOf: Timestamp
    /// The log's last position that is counted.
    public let head: Int64
    /// How many reached the stage.
    public let subjects: Int
    /// How many of them may still go on.
    public let open: Int
    /// Those who reached the last stage.
    public let completed: End
    /// Those who stopped for good.
    public let lost: End
}
