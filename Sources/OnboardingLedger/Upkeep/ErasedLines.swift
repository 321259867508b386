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

    /// The line of an erased event, else one that tells of its erasure.
    private struct Mention {
        let line: Int
        /// Where the ledger begins to tell of the erasure; nil for the event's own line.
        var toldAt: GlobalPosition?
    }

    private struct State {
        var waiting: [Int64: Line] = [:]
        /// Of events that are erased there or here, by position.
        var erased: [Int64: Mention] = [:]
        var losses: [StreamID: ErasedLoss] = [:]
    }

    private let state = Mutex(State())
    private let directory: DataDirectory

    init(_ directory: DataDirectory) { self.directory = directory }

    /// A reader that sees what was committed before.
    func makeReader() throws(LogFailure) -> LogReader { try LogReader(directory: directory) }

    func wait(_ line: Line) { state.withLock { $0.waiting[line.event.position.rawValue] = line } }

    /// Notes the line of an event that is erased: in the end it is held against what the log tells
    /// of its erasures, for what one telling says need not be the last word.
    func noteErased(at position: GlobalPosition, line: Int) {
        state.withLock { $0.erased[position.rawValue] = Mention(line: line) }
    }

    /// Notes a line that tells of an erasure after which the ledger's event is not as it says.
    func noteTold(_ position: Int64, at telling: GlobalPosition, line: Int) {
        state.withLock { state in
            guard state.erased[position] == nil else { return }
            state.erased[position] = Mention(line: line, toldAt: telling)
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
        if let whole { return .untold(whole.event.position, line: whole.number) }
        guard let first = state.erased.keys.min(), let last = state.erased.keys.max() else {
            return nil
        }
        let reader = try makeReader()
        // An earlier part, or an import before, may have told of it.
        let told = try reader.toldErasures().remains(in: first...last)
        for (position, mention) in state.erased.sorted(by: { $0.key < $1.key }) {
            let place = GlobalPosition(rawValue: position)
            guard let event = try reader.event(at: place), event.isErased else { continue }
            guard let told = told[position] else {
                return .unbelieved(place, line: mention.line)
            }
            if event.isAsErased(leaving: told.digest) { continue }
            var error =
                mention.toldAt.map { .lacking(position, erasedBy: $0, line: mention.line) }
                ?? RestoreLineError.changedRemains(place, toldAt: told.toldAt, line: mention.line)
            error.takenIn = .everything
            return error
        }
        return nil
    }
}

extension LogReader {
    /// All that the log tells of erasures: one walk over it.
    func toldErasures() throws -> ToldErasures {
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
