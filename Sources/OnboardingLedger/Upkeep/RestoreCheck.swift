import Digest
import EventLog
import ReadModels

/// Looks through an export before anything of it is taken in: whether each line is an event that
/// follows from the one before it, and the first from what the ledger has (contract L15).
package struct RestoreCheck {
    /// Where the log ended that was exported, as somebody knows from elsewhere.
    package struct KnownHead: Sendable, Hashable {
        package let size: GlobalPosition
        package let hash: SHA256Digest

        package init(size: GlobalPosition, hash: SHA256Digest) {
            (self.size, self.hash) = (size, hash)
        }
    }

    private let log: LogReader?
    /// What the ledger had at the beginning is not taken in again.
    private let held: GlobalPosition
    private let known: KnownHead?
    private var previous: RecordedEvent?
    private var erasures = ExportedErasures()
    /// How far each stream is: some 150 bytes for each.
    private var versions: [StreamID: Int64] = [:]

    /// A directory without a ledger is an empty one.
    ///
    /// - Parameter known: a head that the export must reach: without one, an export that was cut
    ///   at the end of a line is a whole one of a shorter log.
    package init(_ directory: DataDirectory, reaching known: KnownHead? = nil)
        throws(LogFailure)
    {
        log = try directory.holdsLedger ? try LogReader(directory: directory) : nil
        held = try log?.head().position ?? .start
        self.known = known
    }

    /// The last event that was looked at; nil for an export without any.
    package var end: KnownHead? {
        previous.map { KnownHead(size: $0.position, hash: $0.hash) }
    }

    /// - Throws: `RestoreLineError` with the line's number.
    package mutating func check(_ line: [UInt8], number: Int) throws {
        if line.isEmpty { return }
        let read = try Ledger.event(line, number)
        let event = read.event
        let expected = try expectedPosition(before: event)
        guard event.position == expected else {
            throw RestoreLineError(
                line: number,
                explanation: "position \(event.position) comes where \(expected) is expected")
        }
        guard let hash = try hashBefore(event), event.fitting(after: hash) != nil else {
            throw previous == nil && event.position.rawValue > 1
                ? RestoreLineError.unconnected(event, line: number)
                : RestoreLineError.brokenHash(event, line: number)
        }
        if let previous, event.recordedAt < previous.recordedAt {
            throw RestoreLineError(
                line: number, at: event.position,
                "it was recorded before the event ahead of it")
        }
        if let known, known.size == event.position, known.hash != event.hash {
            throw RestoreLineError(
                line: number, at: event.position,
                "it is another event than the one that the known head ends with")
        }
        try read.requireConsistent(line: number)
        if event.position > held { try event.requireReadable(line: number) }
        try event.requireUsableFlow(line: number)
        try count(event, line: number)
        try erasures.note(event, line: number, log)
        previous = event
    }

    /// A damaged ledger may have begun a stream twice: its hashes follow all the same.
    private mutating func count(_ event: RecordedEvent, line: Int) throws {
        let version = event.version.rawValue
        let expected = try (versions[event.stream] ?? versionBefore(event)) + 1
        guard version == expected else {
            throw RestoreLineError(
                line: line, at: event.position,
                "\(event.stream) is at version \(version) where \(expected) is expected")
        }
        versions[event.stream] = version
    }

    /// Of the first line of a stream; what the ledger has itself is compared by hashes.
    private func versionBefore(_ event: RecordedEvent) throws -> Int64 {
        guard let log else { return 0 }
        if event.position <= (try log.head().position) { return event.version.rawValue - 1 }
        return try log.version(of: event.stream).rawValue
    }

    /// Checks what only the whole export tells.
    ///
    /// - Parameter line: the number of its last line.
    package func finish(line: Int) throws {
        try erasures.finish(log)
        guard let known else { return }
        let held = try log?.head().position ?? .start
        let end = max(previous?.position ?? .start, held)
        guard known.size <= end else {
            throw RestoreLineError(
                line: line,
                explanation: "the export ends at position \(end), before \(known.size), where the "
                    + "known head is: it was cut, or is an older one")
        }
        // What lies before the export is the ledger's own.
        guard known.size <= held, known.size > .start else { return }
        guard try log?.hash(at: known.size) == known.hash else {
            throw RestoreLineError(
                line: line, explanation: "the ledger is of another log than the known head")
        }
    }

    /// The first line may be anything that the ledger has, or what comes next.
    private func expectedPosition(before event: RecordedEvent) throws -> GlobalPosition {
        if let previous { return previous.position.next }
        return min(event.position, (try log?.head().position ?? .start).next)
    }

    /// The hash that the event must follow from; nil when the ledger lacks the event before it.
    private func hashBefore(_ event: RecordedEvent) throws -> SHA256Digest? {
        if let previous { return previous.hash }
        if event.position.rawValue <= 1 { return .zero }
        return try log?.event(at: GlobalPosition(rawValue: event.position.rawValue - 1))?.hash
    }
}

extension RecordedEvent {
    /// Refuses a declared flow that no ledger can go on with: it would be read at every start.
    func requireUsableFlow(line: Int) throws(RestoreLineError) {
        guard stream.category == DeclaredFlows.category, type.name == DeclaredFlows.eventType.name
        else { return }
        do throws(UnusableDeclaration) {
            _ = try DeclaredFlows.declaration(self)
        } catch {
            throw RestoreLineError(
                line: line, at: position, "the flow that it declares \(error.explanation)")
        }
    }
}
