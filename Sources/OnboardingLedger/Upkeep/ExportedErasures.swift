import EventLog
import Onboarding

/// Holds what a whole export says of erasures against the ledger, before anything of it is taken in
/// (contracts L14, L15).
struct ExportedErasures {
    private var firstPosition: Int64?
    private var told = ToldErasures()
    /// The lines that begin to tell of an erasure, by their positions.
    private var tellingLines: [GlobalPosition: Int] = [:]
    /// Lines that lack what the ledger has of their events.
    private var lacking: [ErasedLines.Line] = []

    /// Notes the export's next event.
    ///
    /// - Parameter log: the ledger's own; nil when there is none yet.
    mutating func note(_ event: RecordedEvent, line: Int, _ log: LogReader?) throws {
        firstPosition = firstPosition ?? event.position.rawValue
        if event.type.name == EventKind.personErased.rawValue,
            let erasure = try RecordedErasure.reading.read(event)
        {
            told.add(erasure, toldBy: event)
            tellingLines[event.position] = line
        }
        guard event.isErased, let held = try log?.event(at: event.position), !held.isErased,
            held.hash == event.hash
        else { return }
        lacking.append(ErasedLines.Line(number: line, event: event, isHeldWhole: true))
    }

    /// Checks what only the whole export tells: that it says what is left of every event that it
    /// tells an erasure of, and tells of the erasure of every event that the ledger must reduce.
    func finish(_ log: LogReader?) throws {
        guard let log, let firstPosition else { return }
        if firstPosition > 1 { try checkBefore(firstPosition, log) }
        guard let first = lacking.first, let last = lacking.last else { return }
        let told = told.remains(in: first.event.position.rawValue...last.event.position.rawValue)
        for line in lacking {
            let remains =
                try told[line.event.position.rawValue] ?? log.newestErasure(of: line.event)?.remains
            guard let remains else { throw RestoreLineError.untold(line) }
            guard line.event.isAsErased(leaving: remains.digest) else {
                throw RestoreLineError(
                    line: line.number, at: line.event.position,
                    "it is not what the erasure at position \(remains.toldAt) left of it")
            }
        }
    }

    /// What lies before the export is the ledger's own: nobody says what is left of it.
    private func checkBefore(_ firstPosition: Int64, _ log: LogReader) throws {
        let told = told.remains(in: 1...firstPosition - 1)
        for (position, remains) in told.sorted(by: { $0.key < $1.key }) {
            guard let event = try log.event(at: GlobalPosition(rawValue: position)),
                !event.isAsErased(leaving: remains.digest)
            else { continue }
            throw RestoreLineError.lacking(
                position, erasedBy: remains.toldAt, line: tellingLines[remains.toldAt] ?? 0)
        }
    }
}
