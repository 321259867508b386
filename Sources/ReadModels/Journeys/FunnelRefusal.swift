/// A question that cannot be answered as asked.
public enum FunnelRefusal: Error, Hashable, Sendable {
    case unknownFlow(String, known: [String])
    case unknownAttribute(String, known: [String])
    case unknownStage(String, known: [String])
    case unknownZone(String)
    /// The position is past the log's end, or before its beginning.
    case unknownPosition(head: Int64)
    case reversedRange
    case tooManyAttributes
    /// An attribute stands twice.
    case repeatedAttribute(String)
    /// A key names a group, and there are none.
    case keyWithoutGroups
    case tooManyCohorts(max: Int)
}
