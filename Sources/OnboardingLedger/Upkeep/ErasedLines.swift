import EventLog
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
        /// Of events that are erased here as there, by position.
        var untold: [Int64: Int] = [:]
        var losses: [StreamID: ErasedLoss] = [:]
    }

    private let state = Mutex(State())
    private let directory: DataDirectory

    init(_ directory: DataDirectory) { self.directory = directory }

    /// A reader that sees what was committed before.
    func makeReader() throws(LogFailure) -> LogReader { try LogReader(directory: directory) }

    func wait(_ line: Line) { state.withLock { $0.waiting[line.event.position.rawValue] = line } }

    /// Notes the line of an event that is erased there, and is or will be here: a verification
    /// believes that once the line came that tells of it.
    func noteErased(at position: GlobalPosition, line: Int) {
        state.withLock { $0.untold[position.rawValue] = line }
    }

    /// Notes that the export told of the erasure of these, and that they are as it says.
    func noteTold(_ positions: some Sequence<Int64>) {
        state.withLock { state in
            for position in positions { state.untold[position] = nil }
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
        if state.untold.isEmpty { return nil }
        let reader = try makeReader()
        for (position, line) in state.untold.sorted(by: { $0.value < $1.value }) {
            let position = GlobalPosition(rawValue: position)
            // An earlier part, or an import before, may have told of it.
            guard let event = try reader.event(at: position), event.isErased else { continue }
            guard let told = try reader.newestErasure(of: event)?.remains else {
                return .unbelieved(position, line: line)
            }
            if event.isAsErased(leaving: told.digest) { continue }
            var changed = RestoreLineError.changedRemains(
                position, toldAt: told.toldAt, line: line)
            changed.takenIn = .everything
            return changed
        }
        return nil
    }
}
