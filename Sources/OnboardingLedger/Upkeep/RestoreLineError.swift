import EventLog

/// A line of an export that cannot be taken in.
public struct RestoreLineError: Error, Sendable, Hashable {
    /// Counted from 1.
    public let line: Int
    /// What is wrong, as the rest of a sentence.
    public let explanation: String
    public package(set) var takenIn = TakenIn.batchesBefore

    /// What of the export the ledger has in spite of the line.
    public enum TakenIn: Sendable {
        /// The whole export was looked through first.
        case nothing
        /// All batches ahead of the line's own.
        case batchesBefore
        case everything
    }

    package init(line: Int, explanation: String) {
        (self.line, self.explanation) = (line, explanation)
    }

    /// The line is about the event at a position.
    init(line: Int, at position: GlobalPosition, _ explanation: String) {
        self.init(line: line, explanation: "position \(position): \(explanation)")
    }
}

extension RestoreLineError {
    /// An event is erased in the export, and nothing tells of that.
    static func untold(_ position: GlobalPosition, line: Int) -> RestoreLineError {
        var error = RestoreLineError(
            line: line, at: position,
            "it is erased there and not here, and the export ends before that is told of: export "
                + "to the end (without --to)")
        error.takenIn = .everything
        return error
    }

    /// An event that was taken in is erased, and nothing tells of that.
    static func unbelieved(_ position: GlobalPosition, line: Int) -> RestoreLineError {
        var error = RestoreLineError(
            line: line, at: position,
            "it is erased, and the export ends before that is told of; onboard verify does not "
                + "believe it until the rest of the export is taken in too")
        error.takenIn = .everything
        return error
    }

    /// What is left of an erased event is covered by the erasure alone.
    static func changedRemains(_ position: GlobalPosition, toldAt: GlobalPosition, line: Int)
        -> RestoreLineError
    {
        RestoreLineError(
            line: line, at: position,
            "it is not what the erasure at position \(toldAt) left of it: the line was changed, or "
                + "the export ends before a later erasure is told of (export without --to)")
    }

    /// The hash does not cover what the line says.
    static func brokenHash(_ event: RecordedEvent, line: Int) -> RestoreLineError {
        RestoreLineError(
            line: line, at: event.position, "its hash does not follow from what it says")
    }

    /// The first line of a part does not continue what the ledger has: of such a line nobody can
    /// tell whether it was changed.
    static func unconnected(_ event: RecordedEvent, line: Int) -> RestoreLineError {
        RestoreLineError(
            line: line, at: event.position,
            "it does not follow from the event ahead of it that the ledger has: the export is "
                + "another ledger's (which, exported from position 1 on, an empty directory can "
                + "take in), or the line was changed")
    }

    /// An erasure took something out of an event that the ledger still has, and the export does
    /// not say what is left.
    static func lacking(_ position: Int64, erasedBy telling: GlobalPosition, line: Int)
        -> RestoreLineError
    {
        RestoreLineError(
            line: line, at: telling,
            "it tells of an erasure at position \(position), where the ledger still has what was "
                + "erased; take in the whole export instead (onboard export without --from), "
                + "which says what is left")
    }
}
