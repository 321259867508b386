import EventLog
import ReadModels

/// That the read models have folded more than the log has: an older log, or another one, stands in
/// its place.
struct ViewsAhead {
    let position: Int64
    let head: Int64

    /// What that is, for a person.
    var sentence: String { "The read models are \(whereabouts)" }

    /// What it was, once the models were made anew.
    var pastSentence: String { "The read models were \(whereabouts)" }

    private var whereabouts: String {
        "at position \(position), past the end of the log at \(head): an older log stands in its "
            + "place, or another one."
    }
}

extension LedgerReader {
    /// Nil when all is well. The models never pass the log, so they are asked first.
    func viewsAhead() throws -> ViewsAhead? {
        let position = try ViewName.allCases.map { try views().checkpoint($0) ?? 0 }.max() ?? 0
        let head = try log.head().position.rawValue
        return position > head ? ViewsAhead(position: position, head: head) : nil
    }

    /// For answers that take rows and events together.
    ///
    /// - Throws: `damaged` when the models have what the log has not.
    func requireViewsWithinLog() throws(LogFailure) {
        let found: ViewsAhead?
        do { found = try viewsAhead() } catch { throw LogFailure(carrying: error) }
        guard let ahead = found else { return }
        throw LogFailure(
            .damaged, ahead.sentence,
            hint: "Look for the newer log; to go on with this one: onboard rebuild")
    }
}
