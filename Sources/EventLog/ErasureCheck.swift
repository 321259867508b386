import Digest

/// Holds what was taken out of events against what the log says was erased, both ways.
struct ErasureCheck {
    /// Of the events that something was taken out of, what is there; nil where nothing needs more
    /// than the hash.
    private var erased: [Int64: SHA256Digest?] = [:]
    private var told = ToldErasures()

    /// Asked once per event, in the log's order, with the erasure that the event tells of, if any.
    mutating func note(_ event: RecordedEvent, _ erasure: RecordedErasure?) {
        if let erasure { told.add(erasure, toldBy: event) }
        if event.isErased { erased[event.position.rawValue] = .some(event.remainsDigest) }
    }

    /// Asked at the log's end, because an erasure comes after what it erases.
    ///
    /// - Parameter event: looks up an event that nothing was taken out of.
    func finish(size: Int64, event: (GlobalPosition) throws -> RecordedEvent?) throws {
        guard size > 0 else { return }
        let told = told.remains(in: 1...size)
        for position in Set(erased.keys).union(told.keys).sorted() {
            let place = GlobalPosition(rawValue: position)
            guard let told = told[position] else {
                throw ChainDefect(
                    kind: .unexplainedErasure, position: place,
                    explanation: "personal data is gone from it and no erasure tells of that")
            }
            if let rest = erased[position] {
                guard rest == told.digest else {
                    throw ChainDefect(
                        kind: .remainsMismatch, position: place,
                        explanation: "what an erasure left of it was changed")
                }
            } else if let event = try event(place), !event.isAsErased(leaving: told.digest) {
                throw ChainDefect(
                    kind: .undoneErasure, position: place,
                    explanation: "what the erasure at position \(told.toldAt) took out of it is "
                        + "still there")
            }
        }
    }
}
