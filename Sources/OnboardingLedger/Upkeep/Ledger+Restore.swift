import EventLog
import JSON
import ReadModels

extension Ledger {
    /// Takes in lines of an export, in order; those that the ledger has already are skipped.
    ///
    /// Of such an event the ledger keeps no more than its line has, once the line came that tells
    /// of the erasure: hashes stay, views follow, and `finishRestore` scrubs the files (L14).
    ///
    /// What providers delivered stays taken: which deliveries those were follows from the events.
    /// Each event keeps its position, times, salt and hash, and its hash must follow from the one
    /// before it (contract L15). One batch is one transaction. Jobs wait from the first one until
    /// `finishRestore`: what they record would stand where the export's next event belongs.
    /// - Parameter lines: empty ones are passed over.
    /// - Parameter firstLine: the number of the first line, for errors.
    public func restore(_ lines: [[UInt8]], firstLine: Int) async throws -> ImportCounts {
        let counts = try await takeIn(lines, firstLine)
        // The subjects of a flow that was declared in this batch were folded without its stages.
        try await rebuildOutdated()
        return counts
    }

    /// Takes in one batch, after what it tells of erasures was done in the ledger's own events.
    private func takeIn(_ lines: [[UInt8]], _ firstLine: Int) async throws -> ImportCounts {
        while true {
            do {
                return try await perform { [erasedLines] in
                    try Self.restore(lines, firstLine, erasedLines, $0)
                }
            } catch let first as ErasedFirst { try await eraseAsExported(first.lines) }
        }
    }

    /// Takes in one batch.
    static func restore(
        _ lines: [[UInt8]], _ firstLine: Int, _ erasedLines: ErasedLines,
        _ transaction: CommandTransaction
    ) throws -> ImportCounts {
        var counts = ImportCounts()
        var erasures = RestoredErasures(transaction, erasedLines)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            let number = firstLine + index
            let read = try Self.event(line, number)
            let (event, isNew) = try restore(read.event, number, transaction)
            try read.requireConsistent(line: number)
            if isNew {
                try event.requireUsableFlow(line: number)
                counts.appended += 1
                try erasures.noteRestored(event, line: number)
            } else {
                counts.skipped += 1
                try erasures.noteHeld(event, line: number)
            }
        }
        try erasures.finish()
        try transaction.noteRestore()
        return counts
    }

    /// Takes in one event, in the form that fits; not new is one that the ledger has, be it from a
    /// command of the same batch.
    private static func restore(
        _ event: RecordedEvent, _ number: Int, _ transaction: CommandTransaction
    ) throws -> (event: RecordedEvent, isNew: Bool) {
        if let held = try transaction.log.hashAndType(at: event.position) {
            if held.hash == event.hash {
                return (try fittingItself(event, number, transaction), false)
            }
            throw RestoreLineError(
                line: number, at: event.position,
                "the ledger has another event there (\(held.type)), so that it cannot take in the "
                    + "rest of this export; an empty directory can")
        }
        do {
            guard let fitting = event.fitting(after: transaction.log.headHash) else {
                // Refused with the reason, whatever its payload is.
                try transaction.restore(event, claims: [], deduplicationKey: nil)
                return (event, true)
            }
            try fitting.requireReadable(line: number)
            try transaction.restore(
                fitting, claims: try claims(fitting, transaction),
                deduplicationKey: StripeDeliveries.key(of: fitting)
                    ?? (try Spaces.key(of: fitting)))
            return (fitting, true)
        } catch let rejection as RestoreRejection {
            throw RestoreLineError(
                line: number, at: rejection.position, rejection.explanation)
        }
    }

    /// The line of an event that the ledger has must say what its hash covers.
    private static func fittingItself(
        _ event: RecordedEvent, _ number: Int, _ transaction: CommandTransaction
    ) throws -> RecordedEvent {
        let before = event.position.rawValue - 1
        let previous =
            before == 0
            ? .zero : try transaction.log.hashAndType(at: GlobalPosition(rawValue: before))?.hash
        guard let previous, let fitting = event.fitting(after: previous) else {
            throw RestoreLineError.brokenHash(event, line: number)
        }
        return fitting
    }

    /// - Throws: what is wrong with the line, and where in it.
    static func event(_ line: [UInt8], _ number: Int) throws(RestoreLineError) -> ExportedEvent {
        let read: ExportedEvent?
        do throws(JSONError) { read = try EventJSON.exported(line) } catch {
            throw RestoreLineError(line: number, explanation: error.explanation(in: line))
        }
        guard let read else {
            throw RestoreLineError(line: number, explanation: "it is no exported event")
        }
        try requirePlace(read.event, number)
        return read
    }

    /// Refuses a place that no event can have, before anybody counts on from it.
    private static func requirePlace(_ event: RecordedEvent, _ number: Int)
        throws(RestoreLineError)
    {
        let (position, version) = (event.position.rawValue, event.version.rawValue)
        guard position >= 1 else {
            throw RestoreLineError(
                line: number, explanation: "position \(position) is none: they begin at 1")
        }
        guard version >= 1, version <= position else {
            throw RestoreLineError(
                line: number, at: event.position,
                "\(event.stream) cannot be at version \(version) there")
        }
    }

    /// The keys that the event takes or gives up, worked out again from it and the state before.
    static func claims(_ event: RecordedEvent, _ transaction: CommandTransaction) throws
        -> [EventLog.ClaimChange]
    {
        let newest = try Upcasting.domain.newest(
            Upcasting.Payload(type: event.type, data: event.data, personal: event.personal))
        let state = try transaction.state(of: event.stream)
        return try state.claimChangesOfArrays(
            type: newest.type.name, data: newest.data, personal: newest.personal
        ).map(EventLog.ClaimChange.init)
    }
}
