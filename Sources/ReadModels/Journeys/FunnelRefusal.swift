/// A question that cannot be answered as asked.
public enum FunnelRefusal: Error, Hashable, Sendable {
    /// No flow has that id; those that there are.
    case unknownFlow(String, known: [String])
    /// The flow declares no such attribute; those that it does.
    case unknownAttribute(String, known: [String])
    /// An attribute was asked for in bands whose width, as it was written, is no number above 0.
    case wrongBandWidth(String, width: String)
    /// The flow has no such stage; those that it has, in order.
    case unknownStage(String, known: [String])
    /// No time zone of tzdata is called so.
    case unknownZone(String)
    /// The position is past the log's end, or before its beginning.
    case unknownPosition(head: Int64)
    /// `until` is not after `since`.
    case reversedRange
    /// More than two to group by.
    case tooManyAttributes
    /// An attribute stands twice.
    case repeatedAttribute(String)
    /// A key names a group, and there are none.
    case keyWithoutGroups
    /// The range has more days, weeks or months with subjects in them than are shown.
    case tooManyCohorts(max: Int)
    /// The attribute has more values than an experiment compares.
    case tooManyVariants(max: Int)
}
