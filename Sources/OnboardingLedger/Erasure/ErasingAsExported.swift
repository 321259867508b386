import Digest
import EventLog
import JSON
import Onboarding
import ReadModels

/// Reduces events that the ledger has to what an export has of them (contracts L14, L15); on the
/// writer thread, between batches. All hashes stay, and nothing is appended: the export brings what
/// tells of the erasure.
struct ErasingAsExported {
    /// An event of the export, and the erasure that names it.
    struct Removal: Sendable {
        let line: ErasedLines.Line
        let erasureID: String
    }

    private let desk: WriterDesk
    /// Sees the events as they are before.
    private let log: LogReader

    init(_ desk: WriterDesk, _ log: LogReader) { (self.desk, self.log) = (desk, log) }

    /// In one transaction: all of it happened, or nothing.
    ///
    /// - Returns: what each stream lost.
    func run(_ lines: [Removal]) throws -> [StreamID: ErasedLoss] {
        guard let first = lines.map(\.line.event.position).min() else { return [:] }
        let losses = try losses(lines)
        try desk.views.expectChange(from: first)
        try desk.log.begin()
        desk.log.beginCommand()
        for line in lines { try takeOut(line.line) }
        let gone = try losses.filter { try log.hasLostAll($0.key, to: $0.value.erasureID) }
        try ErasedLoss.forgetPersons(
            gone, in: desk.log.makeVault(), desk.log.serverKey, log, now: desk.now)
        try desk.log.markUnscrubbed()
        try desk.log.keepCommand()
        try desk.log.commit()
        try desk.foldAgain(Set(losses.keys))
        return losses
    }

    private func losses(_ lines: [Removal]) throws -> [StreamID: ErasedLoss] {
        var losses: [StreamID: ErasedLoss] = [:]
        for line in lines {
            let stream = line.line.event.stream
            if losses[stream] != nil { continue }
            let events = try log.events(of: stream, limit: .max)
            losses[stream] = ErasedLoss(
                erasureID: line.erasureID,
                emails: PersonSearch.ownEmails(of: stream, events))
        }
        return losses
    }

    /// The rest must be what the hash covers, as far as it does: then an erasure can have left it.
    private func takeOut(_ line: ErasedLines.Line) throws {
        let event = line.event
        let before = GlobalPosition(rawValue: event.position.rawValue - 1)
        let previous = try before == .start ? SHA256Digest.zero : log.hash(at: before)
        guard let previous, event.follows(previous),
            let held = try log.event(at: event.position), held.hash == event.hash
        else { throw RestoreLineError.brokenHash(event, line: line.number) }
        try desk.log.erase(event)
        try desk.log.release(Self.lostKeys(held, event), of: event.stream)
    }

    /// The keys of the emails that the event no longer has.
    private static func lostKeys(_ held: RecordedEvent, _ left: RecordedEvent) -> [Claim] {
        func emails(_ event: RecordedEvent) -> Set<String> {
            let value = event.personal.flatMap { try? JSONValue(parsing: $0, limits: .trusted) }
            return Set((value?.texts ?? []).compactMap { EmailAddress.validated($0) })
        }
        return ErasurePlan.claims(emails(held).subtracting(emails(left))).map { Claim($0) }
    }
}

/// What must be taken out of the ledger's events before a batch of an export can be taken in.
struct ErasedFirst: Error {
    let lines: [ErasingAsExported.Removal]
}
