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

    /// What to do about it.
    var hint: String { "Look for the newer log; to go on with this one: onboard rebuild" }

    private var whereabouts: String {
        "at position \(position), past the end of the log at \(head): an older log stands in its "
            + "place, or another one."
    }
}

extension LedgerReader {
    /// How many events the models lack when they hold nothing at all, as after a kill before they
    /// were made; nil when they hold something, or there is nothing to hold.
    func eventsWithoutViews() throws -> Int64? {
        if isBesideWriter { return nil }
        let position = try viewsPosition()
        let head = try log.head().position.rawValue
        return position == 0 && head > 0 ? head : nil
    }

    private func viewsPosition() throws -> Int64 {
        try ViewName.allCases.map { try views().checkpoint($0) ?? 0 }.max() ?? 0
    }

    /// Nil when all is well. The models never pass the log, so they are asked first.
    func viewsAhead() throws -> ViewsAhead? {
        let position = try viewsPosition()
        let head = try log.head().position.rawValue
        return position > head ? ViewsAhead(position: position, head: head) : nil
    }

    /// For answers that take rows and events together.
    ///
    /// - Throws: `damaged` when the models have what the log has not, or nothing of what it has.
    func requireViewsOfLog() throws(LogFailure) {
        let found: ViewsAhead?
        let lacking: Int64?
        do {
            found = try viewsAhead()
            lacking = try eventsWithoutViews()
        } catch { throw LogFailure(carrying: error) }
        if let lacking {
            throw LogFailure(
                .damaged, "The read models hold none of the log's \(lacking) events.",
                hint: "Make them anew from the log: onboard rebuild")
        }
        guard let ahead = found else { return }
        throw LogFailure(.damaged, ahead.sentence, hint: ahead.hint)
    }
}
