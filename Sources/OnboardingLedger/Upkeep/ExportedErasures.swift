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
        let told = try checkRemains(log)
        guard let log, let firstPosition else { return }
        if firstPosition > 1 { try checkBefore(firstPosition, log) }
        for line in lacking where told[line.event.position.rawValue] == nil {
            guard let newest = try log.newestErasure(of: line.event)?.remains else {
                throw RestoreLineError.untold(line)
            }
            guard line.event.isAsErased(leaving: newest.digest) else {
                throw RestoreLineError.changedRemains(
                    line.event.position, toldAt: newest.toldAt, line: line.number)
            }
        }
    }

    /// Of an erased event the hash covers what it was, and the erasure what is left of it. Answers
    /// what the export tells of its erased events.
    private func checkRemains(_ log: LogReader?) throws -> [Int64: ToldRemains] {
        guard let first = erased.keys.min(), let last = erased.keys.max() else { return [:] }
        let told = told.remains(in: first.rawValue...last.rawValue)
        for (position, left) in erased.sorted(by: { $0.key < $1.key }) {
            guard let told = told[position.rawValue], told.digest != left.remains else { continue }
            // A part may end before an erasure that the ledger knows of.
            let newest = try log?.event(at: position).flatMap { try log?.newestErasure(of: $0) }
            if let newest, newest.remains.digest == left.remains { continue }
            throw RestoreLineError.changedRemains(
                position, toldAt: told.toldAt, line: left.line)
        }
        return told
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
