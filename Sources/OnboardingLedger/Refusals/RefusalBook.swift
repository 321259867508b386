import EventLog
import Onboarding
import ReadModels
import Synchronization
import Time

/// What became of the refusals that were told so far.
public struct RefusalCounts: Sendable, Hashable {
    /// Recorded, each as an event.
    public var recorded = 0
    /// Beyond what an hour may have: recorded as a number, now or later.
    public var omitted = 0
    /// They are about nobody that there is.
    public var unknown = 0
    /// Not recorded, because too many waited or the writer took no more.
    public var dropped = 0
}

/// Takes refusals to the writer after their answers were decided, and keeps how many there are of
/// each subject in bounds.
///
/// Who is refused does not wait for it; who asks what was refused does (`whenRecorded`). What one
/// subject is refused within an hour costs at most twenty events and one that counts the rest;
/// refusals that wait together share a job of the lane.
final class RefusalBook: Sendable {
    /// Refusals that may wait for the writer.
    static let waitingMax = 1024
    /// Subjects that are held because their hour is full; about 300 bytes each.
    static let fullMax = 20_000
    /// A subject that rests so long is told about: a burst then makes one count, not several.
    private static let restMilliseconds: Int64 = 1000

    /// What is to be recorded.
    fileprivate enum Note: Sendable {
        case refused(Refusal)
        /// So many more of a subject were left out.
        case omitted(StreamID, Int)
    }

    fileprivate struct State {
        var waiting: [Note] = []
        /// True while a job of the lane is on its way that will take what waits.
        var isJobWaiting = false
        /// Jobs of the lane that are not over.
        var jobCount = 0
        /// By the stream whose refusals these are.
        var full: [StreamID: FullSubject] = [:]
        /// Those of the full ones that are told of under another name: an email, an identity.
        var otherNames: [Refusal.Subject: StreamID] = [:]
        var anonymous = AnonymousHour()
        var counts = RefusalCounts()
    }

    private let state = Mutex(State())
    private let lane: CommandLane
    private let clock: CommandClock

    init(lane: CommandLane, clock: CommandClock) { (self.lane, self.clock) = (lane, clock) }

    var counts: RefusalCounts { state.withLock { $0.counts } }

    // MARK: Who tells

    /// Takes note of a refusal; never blocks and never fails.
    func note(_ refusal: Refusal) {
        let now = clock.now
        let isSent = state.withLock { state in
            if let stream = state.stream(of: refusal.subject),
                state.full[stream]?.omits(refusal, at: now) == true
            {
                state.full[stream]?.omit(at: now)
                state.counts.omitted += 1
                return true
            }
            guard state.waiting.count < Self.waitingMax else {
                state.counts.dropped += 1
                return true
            }
            return !state.add([.refused(refusal)]) || sendJob()
        }
        if !isSent { finish(taken: takeWaiting(), nil) }
    }

    /// Records how many refusals were left out of the subjects that rest or whose hour is over.
    ///
    /// - Parameter isLast: of all subjects, because the ledger closes.
    func settle(isLast: Bool = false) {
        let now = clock.now
        let isSent = state.withLock { state in
            var notes: [Note] = []
            for (stream, subject) in state.full {
                if isLast && subject.omittedCount > 0
                    || subject.isDue(at: now, Self.restMilliseconds)
                {
                    notes.append(.omitted(stream, subject.omittedCount))
                    state.full[stream]?.settle(at: now)
                }
            }
            state.forget(at: now)
            return notes.isEmpty || !state.add(notes) || sendJob()
        }
        if !isSent { finish(taken: takeWaiting(), nil) }
    }

    /// Returns once what was told before is recorded, or known not to be; without it where the
    /// writer has no room or takes a second for something else, as an erasure may.
    func whenRecorded() async {
        guard state.withLock({ $0.jobCount > 0 }) else { return }
        // The lane takes its jobs in their order.
        await waiting(atMost: .seconds(1)) { [lane] in try? await lane.perform { _ in } }
    }

    /// While the state is held: whoever sees that a job is on its way is behind it in the queue.
    ///
    /// - Returns: false for a lane that takes no more. What waits is dropped then: refusals are
    ///   worth less than commands.
    private func sendJob() -> Bool {
        do throws(LogFailure) {
            try lane.add(RefusalJob(self))
            return true
        } catch { return false }
    }

    // MARK: On the writer thread

    /// Empties what waits; whatever comes after needs another job.
    fileprivate func takeWaiting() -> [Note] {
        state.withLock { state in
            defer { state.waiting.removeAll(keepingCapacity: true) }
            state.isJobWaiting = false
            return state.waiting
        }
    }

    /// What came of notes, told to the book once that is in the log.
    fileprivate struct Recorded {
        var counts = RefusalCounts()
        /// Refusals of subjects whose hour is full.
        var leftOut: [LeftOut] = []
    }

    /// A refusal of a subject whose hour is full.
    fileprivate struct LeftOut {
        let stream: StreamID
        let subject: FullSubject
        let at: Timestamp
        /// Another name that always stands for the stream; nil where it was told by its own, or is
        /// recorded here only while there is no other place.
        let otherName: Refusal.Subject?
    }

    /// Appends what is to be recorded.
    fileprivate func record(_ notes: [Note], _ transaction: CommandTransaction) throws -> Recorded {
        var outcome = Recorded()
        for note in notes {
            switch note {
            case .refused(let refusal): try record(refusal, transaction, &outcome)
            case .omitted(let subject, let omitted):
                guard let stream = Refusal.stream(of: subject) else { continue }
                try transaction.append(
                    to: stream, TallyEvent(RefusalsOmitted(count: omitted)),
                    EventMetadata(
                        actor: EventActor(kind: .system, id: "refusals"),
                        correlationID: transaction.freshID().text))
            }
        }
        return outcome
    }

    /// Appends a refusal, or counts it where it may not be.
    private func record(
        _ refusal: Refusal, _ transaction: CommandTransaction, _ outcome: inout Recorded
    ) throws {
        guard let (subject, isNamed) = try Self.subject(of: refusal, transaction),
            let stream = Refusal.stream(of: subject)
        else {
            outcome.counts.unknown += 1
            return
        }
        guard case .tally(let tally) = try transaction.state(of: stream) else { return }
        let now = transaction.now
        let most = refusal.isAnonymous ? RefusalLimit.anonymousMax : RefusalLimit.countMax
        if let next = RefusalLimit.nextTime(after: tally.recentRefusals, now: now, most: most) {
            outcome.leftOut.append(
                LeftOut(
                    stream: subject,
                    subject: FullSubject(refusal, until: next, tally.omittedAt), at: now,
                    otherName: isNamed && refusal.subject != .stream(subject)
                        ? refusal.subject : nil))
            return
        }
        // Strangers have their share of the hour: what is beyond is counted here alone.
        guard !refusal.isAnonymous || state.withLock({ $0.anonymous.take(at: now) }) else {
            outcome.counts.omitted += 1
            return
        }
        try transaction.append(
            to: stream, refusal.event(at: try transaction.state(of: subject)),
            transaction.metadata(refusal.facts, refusal.actor))
        outcome.counts.recorded += 1
    }

    /// The stream that the refusal is recorded beside; nil when there is none. Named where that is
    /// the subject's own, and not of who tried.
    private static func subject(of refusal: Refusal, _ transaction: CommandTransaction) throws
        -> (stream: StreamID, isNamed: Bool)?
    {
        switch refusal.subject {
        case .stream(let stream):
            if let found = try found(stream, refusal, transaction) { return (found, true) }
            return try refusal.orElse.flatMap { try found($0, refusal, transaction) }
                .map { ($0, false) }
        case .account(let email):
            guard let user = try transaction.holder(of: .userEmail(email)) else { return nil }
            return try StreamID("profile-\(user.id)").flatMap {
                try found($0, refusal, transaction)
            }.map { ($0, true) }
        }
    }

    /// The subject's own stream; for a person whose identity was linked to a user, that user's. Of
    /// who is signed in nothing need be recorded yet: a first step that is refused is an attempt.
    private static func found(
        _ subject: StreamID, _ refusal: Refusal, _ transaction: CommandTransaction
    ) throws -> StreamID? {
        // A key that was found in the vault: there are no more of them than an admin made.
        if subject.category == Refusal.keyCategory {
            return refusal.actor.kind == .apiKey ? subject : nil
        }
        if try transaction.version(of: subject) > .empty { return subject }
        let isOwn =
            refusal.isOwn(subject) && Self.isUsers(subject.category, transaction.flows)
        if isOwn || ["profile", "wizard"].contains(subject.category),
            let user = try transaction.holder(of: .identity(String(subject.id))),
            let stream = StreamID("\(subject.category)-\(user.id)"),
            try isOwn || transaction.version(of: stream) > .empty
        {
            return stream
        }
        return isOwn ? subject : nil
    }

    /// Whether streams of the category bear users' ids, as an erasure looks for them: a path may
    /// name any flow, and made-up ones are none.
    private static func isUsers(_ category: Substring, _ flows: FlowCatalogue) -> Bool {
        ["profile", "wizard"].contains(category)
            || flows.flows.contains { !$0.steps.isEmpty && $0.category == category }
    }

    /// - Parameter outcome: nil when nothing of what was taken is in the log.
    fileprivate func finish(taken: [Note], _ outcome: Recorded?) {
        state.withLock { state in
            state.jobCount -= 1
            guard let outcome else { return state.drop(taken) }
            state.counts.recorded += outcome.counts.recorded
            state.counts.omitted += outcome.counts.omitted
            state.counts.unknown += outcome.counts.unknown
            for refusal in outcome.leftOut { state.leaveOut(refusal) }
        }
    }
}

extension RefusalBook.State {
    /// True when a job must be sent to take what was added.
    fileprivate mutating func add(_ notes: [RefusalBook.Note]) -> Bool {
        waiting += notes
        if isJobWaiting { return false }
        isJobWaiting = true
        jobCount += 1
        return true
    }

    /// Whose refusals those of a subject are, as far as is known without asking.
    fileprivate func stream(of subject: Refusal.Subject) -> StreamID? {
        if let other = otherNames[subject] { return other }
        guard case .stream(let stream) = subject else { return nil }
        return stream
    }

    /// Remembers that the subject's hour is full, so that its next refusals go no further than
    /// memory.
    fileprivate mutating func leaveOut(_ refusal: RefusalBook.LeftOut) {
        guard full[refusal.stream] != nil || full.count < RefusalBook.fullMax else {
            counts.dropped += 1
            return
        }
        full[refusal.stream, default: refusal.subject].take(refusal.subject)
        full[refusal.stream]?.omit(at: refusal.at)
        counts.omitted += 1
        if let name = refusal.otherName, otherNames.count < RefusalBook.fullMax {
            otherNames[name] = refusal.stream
        }
    }

    /// Lets go of the subjects of whom another may be recorded and nothing is left to tell.
    fileprivate mutating func forget(at now: Timestamp) {
        let count = full.count
        full = full.filter { !$0.value.isOver(at: now) }
        guard full.count < count else { return }
        otherNames = otherNames.filter { full[$0.value] != nil }
    }

    /// Counts what could not be recorded; of those left out nothing but their number was to be.
    fileprivate mutating func drop(_ notes: [RefusalBook.Note]) {
        for note in notes {
            switch note {
            case .refused: counts.dropped += 1
            case .omitted(_, let count):
                counts.omitted -= count
                counts.dropped += count
            }
        }
    }
}

extension CommandTransaction {
    fileprivate func append(to stream: StreamID, _ event: TallyEvent, _ metadata: EventMetadata)
        throws
    {
        try append(
            [StreamAppend(to: stream, expected: .any, events: [NewEvent(EncodedEvent(event))])],
            metadata: metadata)
    }
}

/// What nobody is known to have tried, whomever it was about: so much of it is recorded an hour and
/// no more, so that strangers cannot make the log grow.
struct AnonymousHour: Sendable {
    /// Over all accounts together.
    static let countMax = 1000

    private var count = 0
    private var since = Timestamp.earliest

    /// False when the hour has had as many as it may.
    mutating func take(at now: Timestamp) -> Bool {
        if now >= since.adding(seconds: RefusalLimit.windowSeconds) { (count, since) = (0, now) }
        count += 1
        return count <= Self.countMax
    }
}

/// A subject that was refused as often within an hour as is recorded.
private struct FullSubject {
    /// When another refusal may be recorded of who has proven who they are, and of who has not:
    /// strangers have less of the hour, and the rest of it is the subject's.
    private var (untilKnown, untilAnonymous) = (Timestamp.earliest, Timestamp.earliest)
    /// How many were left out since the log was last told.
    private(set) var omittedCount = 0
    private var lastAt = Timestamp.earliest
    /// When the log was last told.
    private var toldAt: Timestamp?

    init(_ refusal: Refusal, until: Timestamp, _ toldAt: Timestamp?) {
        if refusal.isAnonymous { untilAnonymous = until } else { untilKnown = until }
        self.toldAt = toldAt
    }

    /// When either may be recorded.
    private var until: Timestamp { max(untilKnown, untilAnonymous) }

    /// True while such a refusal may not be recorded.
    func omits(_ refusal: Refusal, at now: Timestamp) -> Bool {
        now < (refusal.isAnonymous ? untilAnonymous : untilKnown)
    }

    /// Takes over what another refusal showed.
    mutating func take(_ other: FullSubject) {
        untilKnown = max(untilKnown, other.untilKnown)
        untilAnonymous = max(untilAnonymous, other.untilAnonymous)
    }

    /// Counts one that is left out.
    mutating func omit(at now: Timestamp) {
        omittedCount += 1
        lastAt = now
    }

    /// The log is told of those that were left out until now.
    mutating func settle(at now: Timestamp) {
        omittedCount = 0
        toldAt = now
    }

    /// Once an hour, when the subject rests or another refusal may be recorded.
    func isDue(at now: Timestamp, _ rest: Int64) -> Bool {
        let isTold = toldAt.map { now < $0.adding(seconds: RefusalLimit.windowSeconds) } ?? false
        return omittedCount > 0 && !isTold && (now - lastAt >= rest || now >= until)
    }

    /// True when nothing is left to tell and another may be recorded: it need not be held.
    func isOver(at now: Timestamp) -> Bool { omittedCount == 0 && now >= until }
}

/// Records what waits in the book; nobody waits for it.
///
/// `@unchecked Sendable`: what it holds is only touched on the writer thread, and after the batch
/// by the task that completes it.
private final class RefusalJob: LaneJob, @unchecked Sendable {
    private let book: RefusalBook
    private var taken: [RefusalBook.Note] = []
    private var outcome: RefusalBook.Recorded?

    init(_ book: RefusalBook) { self.book = book }

    func run(in transaction: CommandTransaction) -> JobVerdict {
        taken = book.takeWaiting()
        do {
            // They are worth less than the rest of an export, which could not come after them.
            if try transaction.isBeingRestored() { return .drop }
            outcome = try book.record(taken, transaction)
            return .keep
        } catch let failure as LogFailure {
            return .storageFailed(failure)
        } catch {
            return .drop
        }
    }

    func runAfterBatch(with desk: WriterDesk) {}

    func complete() { book.finish(taken: taken, outcome) }

    func fail(_ failure: LogFailure) {
        book.finish(taken: taken + book.takeWaiting(), nil)
    }
}
