/// What is wrong with the log, and where.
public struct ChainDefect: Error, Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        /// An event is missing: positions jump.
        case gap
        /// A stream's versions do not go up by one.
        case versionOrder
        /// The hash does not follow from the event and the one before it.
        case hashMismatch
        /// The event was recorded before the one ahead of it.
        case timeOrder
        /// The log ends before its anchor, or holds another event there.
        case anchorMismatch
        /// The anchor says nothing: whether the log's end was cut off is not known.
        case brokenAnchor
        /// A stored subtree root does not follow from the events.
        case merkleMismatch
        /// The log does not begin with the one whose tree head was published.
        case headMismatch
        /// Personal data is gone, and the log tells of no erasure.
        case unexplainedErasure
        /// The same while an export is half taken in, whose rest may tell of the erasure.
        case halfTakenErasure
        /// The log tells of an erasure, and what it took out is still there.
        case undoneErasure
        /// What an erasure left of an event is not what the erasure says.
        case remainsMismatch
        /// A stream, type or actor has a name although no event is of it.
        case strayName
        /// SQLite finds a page or an index damaged: a stream or name may not be found, or be there
        /// twice.
        case damagedFile
        /// The file has a table, index or trigger that is not its format's, or lacks one.
        case foreignPart
        /// A deduplication key names events that are not those of one append.
        case strayKey
        /// The file cannot be read on, or names what is not there.
        case unreadable
    }

    public let kind: Kind
    /// The first bad position; the one behind the last where every event is as it was recorded.
    public let position: GlobalPosition
    /// What is wrong, as a sentence without its full stop.
    public let explanation: String

    package init(kind: Kind, position: GlobalPosition, explanation: String) {
        (self.kind, self.position) = (kind, position)
        self.explanation = explanation.hasSuffix(".") ? String(explanation.dropLast()) : explanation
    }
}
