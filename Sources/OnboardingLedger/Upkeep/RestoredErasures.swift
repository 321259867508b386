import EventLog
import Onboarding

/// Holds what one batch of an export says of erasures against the ledger: whoever was erased where
/// the export comes from is erased here too, or the batch is refused (contracts L14, L15).
struct RestoredErasures {
    private struct Telling {
        let line: Int
        let event: RecordedEvent
        let erasure: RecordedErasure
    }

    private let transaction: CommandTransaction
    private let lines: ErasedLines
    /// Of this batch.
    private var tellings: [Telling] = []
    private var erased: [ErasedLines.Line] = []
    private var restored: [Int64: RecordedEvent] = [:]
    /// Of the streams that this batch says lost everything personal.
    private var losses: [StreamID: ErasedLoss] = [:]

    init(_ transaction: CommandTransaction, _ lines: ErasedLines) {
        (self.transaction, self.lines) = (transaction, lines)
    }

    /// Notes the line of an event that the ledger has.
    mutating func noteHeld(_ event: RecordedEvent, line: Int) throws {
        guard event.isErased else { return }
        lines.noteErased(at: event.position, line: line)
        guard let held = try transaction.committedEvent(at: event.position),
            EventRemains(of: held) != EventRemains(of: event)
        else { return }
        let line = ErasedLines.Line(number: line, event: event, isHeldWhole: !held.isErased)
        erased.append(line)
        lines.wait(line)
    }

    /// Notes an event that was taken in.
    mutating func noteRestored(_ event: RecordedEvent, line: Int) throws {
        restored[event.position.rawValue] = event
        if event.isErased { lines.noteErased(at: event.position, line: line) }
        if event.type.name == EventKind.personErased.rawValue,
            let erasure = try RecordedErasure.reading.read(event)
        {
            tellings.append(Telling(line: line, event: event, erasure: erasure))
        }
        if event.type.name == EventKind.personalDataErased.rawValue { try noteMark(event) }
    }

    /// Notes a stream that lost everything personal. Its emails are known where this restore took
    /// them out of it; where one before did, and was cut short, its names have to do.
    private mutating func noteMark(_ event: RecordedEvent) throws {
        guard case .dataErased(let mark)? = try ErasureEvent.decoded(event), mark.extent == .all
        else { return }
        let emails = lines.loss(of: event.stream, to: mark.erasureID)?.emails ?? []
        // A batch may tell of several erasures of one stream.
        losses[event.stream] = ErasedLoss(
            erasureID: mark.erasureID, emails: emails.union(losses[event.stream]?.emails ?? []))
    }

    /// Asked at the batch's end.
    ///
    /// - Throws: `ErasedFirst` when the ledger's events must lose something before; then the batch
    ///   comes again. `RestoreLineError` when nobody knows what is to be left of them.
    func finish() throws {
        if tellings.isEmpty, erased.isEmpty, losses.isEmpty { return }
        let reader = try lines.makeReader()
        var found: [Int64: ErasingAsExported.Removal] = [:]
        for telling in tellings { try look(at: telling, &found) }
        for line in erased where found[line.event.position.rawValue] == nil {
            guard let told = try reader.newestErasure(of: line.event),
                line.isHeldWhole || line.event.isAsErased(leaving: told.remains.digest)
            else { continue }
            found[line.event.position.rawValue] = ErasingAsExported.Removal(
                line: line, erasureID: told.id)
        }
        guard found.isEmpty else {
            throw ErasedFirst(lines: found.sorted { $0.key < $1.key }.map { $0.value })
        }
        if losses.isEmpty { return }
        try transaction.writeVault { vault in
            try ErasedLoss.forgetPersons(
                losses, in: vault, transaction.log.serverKey, reader, now: transaction.now)
        }
    }

    /// Looks at the events that an erasure names. What one telling says of them need not be the
    /// last word: a later one, or another erasure, may tell of less that is left.
    private func look(at telling: Telling, _ found: inout [Int64: ErasingAsExported.Removal]) throws
    {
        var told = ToldErasures()
        told.add(telling.erasure, toldBy: telling.event)
        let remains = told.remains(in: 1...telling.event.position.rawValue)
        for (position, remains) in remains.sorted(by: { $0.key < $1.key }) {
            guard let event = try event(at: position),
                !event.isAsErased(leaving: remains.digest)
            else { continue }
            let line = lines[position]
            if let line, line.isHeldWhole || line.event.isAsErased(leaving: remains.digest) {
                found[position] = ErasingAsExported.Removal(
                    line: line, erasureID: String(telling.event.stream.id))
            } else if event.isErased {
                lines.noteTold(position, at: telling.event.position, line: telling.line)
            } else {
                throw RestoreLineError.lacking(
                    position, erasedBy: telling.event.position, line: telling.line)
            }
        }
    }

    /// Nil for one that another command of the same commit has just taken in.
    private func event(at position: Int64) throws -> RecordedEvent? {
        if let event = restored[position] { return event }
        return try transaction.committedEvent(at: GlobalPosition(rawValue: position))
    }
}
