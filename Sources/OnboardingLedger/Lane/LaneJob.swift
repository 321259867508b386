import EventLog

/// A command as the writer thread sees it.
protocol LaneJob: Sendable {
    /// Runs the command; what it throws is its own outcome, and what it wrote is undone.
    func run(in transaction: CommandTransaction) -> JobVerdict
    /// Does what waited for the batch's end, on the writer thread.
    func runAfterBatch(with desk: WriterDesk)
    /// Answers, once what it wrote is durable; on any thread.
    func complete()
    /// Answers that storage failed and nothing is known to have happened.
    func fail(_ failure: LogFailure)
}

/// What becomes of what a command wrote.
enum JobVerdict {
    /// It stands, once the batch is committed.
    case keep
    /// The domain said no: it is undone, and the batch goes on.
    case drop
    /// Storage failed beneath the command.
    case storageFailed(LogFailure)
}
