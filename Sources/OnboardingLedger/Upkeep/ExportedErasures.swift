import Digest
import EventLog
import Onboarding

/// Holds what a whole export says of erasures against the ledger, before anything of it is taken in
/// (contracts L14, L15).
struct ExportedErasures {
    private var firstPosition: Int64?
    private var told = ToldErasures()
    /// The lines that begin to tell of an erasure, by their positions.
    private var tellingLines: [GlobalPosition: Int] = [:]
    /// Of each line of an erased event, what is there beside what the hash covers.
    private var erased: [GlobalPosition: (line: Int, remains: SHA256Digest?)] = [:]
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
        guard event.isErased else { return }
        erased[event.position] = (line, event.remainsDigest)
        guard let held = try log?.event(at: event.position), !held.isErased,
            held.hash == event.hash
        else { return }
        lacking.append(ErasedLines.Line(number: line, event: event, isHeldWhole: true))
    }

    /// Checks what only the whole export tells: that it says what is left of every event that it
    /// tells an erasure of, and tells of the erasure of every event that the ledger must reduce.
    func finish(_ log: LogReader?) throws {
        try checkRemains(log)
        guard let log, let firstPosition, firstPosition > 1 else { return }
        try checkBefore(firstPosition, log)
    }

    /// Of an erased event the hash covers what it was, and the erasure what is left of it.
    private func checkRemains(_ log: LogReader?) throws {
        guard let first = erased.keys.min(), let last = erased.keys.max() else { return }
        let range = first.rawValue...last.rawValue
        let told = told.remains(in: range)
        let doubtful = erased.filter { position, left in
            guard let told = told[position.rawValue] else { return true }
            return told.digest != left.remains
        }
        if doubtful.isEmpty { return }
        // A part may end before an erasure that the ledger knows of.
        let held = try log?.toldErasures().remains(in: range) ?? [:]
        let lacking = Dictionary(
            lacking.map { ($0.event.position, $0) }, uniquingKeysWith: { first, _ in first })
        for (position, left) in doubtful.sorted(by: { $0.key < $1.key }) {
            let known = held[position.rawValue]
            if let known, known.digest == left.remains { continue }
            if let told = told[position.rawValue] ?? (lacking[position] == nil ? nil : known) {
                throw RestoreLineError.changedRemains(
                    position, toldAt: told.toldAt, line: left.line)
            }
            if let line = lacking[position] {
                throw RestoreLineError.untold(position, line: line.number)
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
