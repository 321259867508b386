import EventLog
import Onboarding
import ReadModels
import Time

/// One erasure on the writer thread, between batches.
struct Erasing {
    enum Ending: Sendable {
        /// Recorded under this id.
        case erased(String)
        /// There is nothing left to erase; with the erasure of before, if it is still known.
        case nothing(String?)
        /// Events came since the search that tell more to look for.
        case foundMore
    }

    private let desk: WriterDesk
    private let log: LogReader
    private let request: ErasureRequest
    private let subject: ErasureSubject
    private let now: Timestamp

    init(
        _ desk: WriterDesk, _ log: LogReader, _ request: ErasureRequest, _ subject: ErasureSubject
    ) {
        (self.desk, self.log, self.request, self.subject) = (desk, log, request, subject)
        now = desk.now
    }

    /// - Parameter position: how far the search that found `traces` had come.
    func run(_ traces: PersonTraces, _ found: PersonSecrets.Search, through position: Int64) throws
        -> Ending
    {
        var search = PersonSearch(log, traces)
        let head = desk.log.headPosition.rawValue
        _ = try search.findsMore(after: position, through: head)
        if search.traces.clues != traces.clues { return .foundMore }
        let plan = try ErasurePlan(search.traces, log)
        if plan.words.occur(in: request.reason) { throw ErasureRefusal.reasonIsPersonal }
        let secrets = try PersonSecrets(of: search.traces, found, log, now: now)
        if plan.events.isEmpty && secrets.count == 0 {
            return .nothing(try earlierErasure(search.traces))
        }
        let id = try record(plan, secrets, search.traces)
        defer { desk.log.ring() }
        try desk.foldAgain()
        return .erased(id)
    }

    /// The newest erasure that touched the person: by a digest of the email, else by the streams'
    /// marks.
    private func earlierErasure(_ traces: PersonTraces) throws -> String? {
        if case .email(let email) = subject,
            let id = try ErasedNames(serverKey: desk.log.serverKey).erasure(ofEmail: email, log)
        {
            return id
        }
        let notes = try traces.streams.flatMap { try log.erasureNotes(of: $0) }
        return notes.max { $0.position < $1.position }?.erasureID
    }

    /// In one transaction: all of it happened, or nothing.
    private func record(
        _ plan: ErasurePlan, _ secrets: PersonSecrets, _ traces: PersonTraces
    ) throws -> String {
        let id = UUIDv7.fresh(at: now).text
        let open = Set(try plan.streams.keys.filter { try hasOpenCheckout($0) })
        let appends = appends(id, plan, secrets)
        try desk.log.begin()
        desk.log.beginCommand()
        let receipt: AppendReceipt
        do {
            receipt = try desk.log.append(appends, metadata: metadata, recordedAt: now) {
                _, _, _, _ in
            }
        } catch { throw error.cause }
        try callForExpiries(of: open, appends, receipt)
        for event in plan.events {
            try desk.log.erase(event)
            FailPoint.pass("after-erased-event")
        }
        let vault = try desk.log.makeVault()
        try secrets.remove(from: vault)
        try ErasedNames(serverKey: desk.log.serverKey).remember(id, of: traces, in: vault)
        try desk.log.markUnscrubbed()
        try desk.log.keepCommand()
        try desk.log.commit()
        return id
    }

    /// Whether the stream is a sign-up's whose checkout can still be paid: the erasure ends it.
    private func hasOpenCheckout(_ stream: StreamID) throws -> Bool {
        guard stream.category == "session",
            case .signUp(let session) = try desk.views.state(of: stream),
            let checkout = session.checkout
        else { return false }
        return now < checkout.expiresAt
    }

    /// Has the open checkouts of these streams expire, because of their marks: who is forgotten
    /// pays for nothing any more, and is not known to the provider again.
    private func callForExpiries(
        of streams: Set<StreamID>, _ appends: [StreamAppend], _ receipt: AppendReceipt
    ) throws {
        guard !streams.isEmpty, var position = receipt.positions?.lowerBound.rawValue else {
            return
        }
        let queue = try desk.log.makeEffectQueue()
        for append in appends {
            if streams.contains(append.stream) {
                let key = EffectKey(
                    cause: GlobalPosition(rawValue: position),
                    kind: EffectKind.checkoutExpiry.rawValue)
                try queue.put(QueuedEffect(key, attemptCount: 0, dueAt: now))
            }
            position += Int64(append.events.count)
        }
    }

    private var metadata: EventMetadata {
        EventMetadata(actor: request.actor, correlationID: request.requestID)
    }

    /// The erasure's own stream, and a mark in each stream that lost something; a stream that lost
    /// all gives up its claims there, so that the email can sign up afresh.
    private func appends(_ id: String, _ plan: ErasurePlan, _ secrets: PersonSecrets)
        -> [StreamAppend]
    {
        let tellings = plan.tellings(
            subject: subject.kind, reason: request.reason, secretCount: secrets.count)
        let erasure = StreamAppend(
            to: StreamID(category: "erasure", id: id), expected: .none,
            events: tellings.map { NewEvent(EncodedEvent(ErasureEvent.personErased($0))) })
        let marks = plan.streams.sorted { $0.key.name < $1.key.name }.map { stream, extent in
            let mark = PersonalDataErased(erasureID: id, reason: request.reason, extent: extent)
            var event = NewEvent(EncodedEvent(ErasureEvent.dataErased(mark)))
            if extent == .all { event.claims = plan.claims.map { .release(Claim($0)) } }
            return StreamAppend(to: stream, expected: .any, events: [event])
        }
        return [erasure] + marks
    }
}
