import EventLog
import Onboarding
import Synchronization

/// Lines of an export that lack what the ledger still has of the same events, because somebody was
/// erased where the export comes from: they wait for the line that tells of the erasure (contract
/// L15). In memory only; an import that is cut short is run again.
final class ErasedLines: Sendable {
    /// An event as the export has it.
    struct Line: Sendable {
        let number: Int
        let event: RecordedEvent
        /// False when the ledger's event lost something too, but not the same.
        let isHeldWhole: Bool
    }

    private struct State {
        var waiting: [Int64: Line] = [:]
        /// Lines by their events' positions: those of erased events, and those that tell of an
        /// erasure after which the ledger's event is another than they say.
        var erased: [Int64: Int] = [:]
        var losses: [StreamID: ErasedLoss] = [:]
    }

    private let state = Mutex(State())
    private let directory: DataDirectory

    init(_ directory: DataDirectory) { self.directory = directory }

    /// A reader that sees what was committed before.
    func makeReader() throws(LogFailure) -> LogReader { try LogReader(directory: directory) }

    func wait(_ line: Line) { state.withLock { $0.waiting[line.event.position.rawValue] = line } }

    /// Notes that the event there is to be held, in the end, against what the log tells of its
    /// erasures: what one telling says need not be the last word.
    func noteErased(at position: GlobalPosition, line: Int) {
        state.withLock { state in
            state.erased[position.rawValue] = state.erased[position.rawValue] ?? line
        }
    }

    /// The line of an event that waits; nil when none does.
    subscript(position: Int64) -> Line? { state.withLock { $0.waiting[position] } }

    /// Lets go of lines whose events were reduced to them, with what the streams lost by that.
    func end(_ positions: [Int64], _ losses: [StreamID: ErasedLoss]) {
        state.withLock { state in
            for position in positions { state.waiting[position] = nil }
            state.losses.merge(losses) { _, later in later }
        }
    }

    /// What a stream lost to an erasure in this restore; nil when that was nothing.
    func loss(of stream: StreamID, to erasureID: String) -> ErasedLoss? {
        guard let loss = state.withLock({ $0.losses[stream] }) else { return nil }
        return loss.erasureID == erasureID ? loss : nil
    }

    /// Forgets everything at an export's end.
    ///
    /// - Returns: why the export is not whole: the first line of an erased event that neither it
    ///   nor the ledger tells of, be the event whole in the ledger or not, or that is not as was
    ///   told; nil when all was told.
    func forgetAll() throws -> RestoreLineError? {
        let state = state.withLock { state in
            defer { state = State() }
            return state
        }
        let whole = state.waiting.values.filter(\.isHeldWhole).min { $0.number < $1.number }
        if let whole { return .untold(whole) }
        guard let first = state.erased.keys.min(), let last = state.erased.keys.max() else {
            return nil
        }
        let reader = try makeReader()
        // An earlier part, or an import before, may have told of it.
        let told = try reader.toldErasures().remains(in: first...last)
        for (position, line) in state.erased.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) })
        {
            let place = GlobalPosition(rawValue: position)
            guard let event = try reader.event(at: place), event.isErased else { continue }
            guard let told = told[position] else { return .unbelieved(place, line: line) }
            if event.isAsErased(leaving: told.digest) { continue }
            var changed = RestoreLineError.changedRemains(place, toldAt: told.toldAt, line: line)
            changed.takenIn = .everything
            return changed
        }
        return nil
    }
}

extension LogReader {
    /// All that the log tells of erasures: one walk over it.
    fileprivate func toldErasures() throws -> ToldErasures {
        var filter = EventFilter()
        filter.types = [EventKind.personErased.rawValue]
        var told = ToldErasures()
        for event in try events(matching: filter, limit: .max) {
            if let erasure = try RecordedErasure.reading.read(event) {
                told.add(erasure, toldBy: event)
            }
        }
        return told
    }
}
