import Digest
import EventLog

/// The journeys of one flow as the views' file keeps them.
public struct JourneyReport: Sendable, Hashable {
    /// The flow's id.
    public let flow: String
    public let subjectCount: Int64
    /// They are those of the log up to here; what came since is followed when somebody asks.
    public let position: GlobalPosition
    /// Over everything that is kept of them.
    public let digest: SHA256Digest

    package init(
        flow: String, subjectCount: Int64, position: GlobalPosition, digest: SHA256Digest
    ) {
        (self.flow, self.subjectCount) = (flow, subjectCount)
        (self.position, self.digest) = (position, digest)
    }
}
