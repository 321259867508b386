import EventLog
import Foundation
import Synchronization
import Time

/// Does what events called for, once their commit is on disk (contract L19).
///
/// A command puts an effect into the queue in its own transaction, keyed by the event that calls
/// for it. Here it is attempted at least once, again with growing pauses when it fails, and its
/// outcome is recorded in `effects-<stream>` in the transaction that takes it from the queue. A
/// mailer, which may block, gets a few threads that neither the writer nor the cooperative pool
/// needs; a provider's answer is awaited.
public final class Effects: Sendable {
    /// Attempts that wait for a thread; what does not fit stays in the queue for a later round.
    private static let waitingMax = 1000
    private static let threadCount = 4
    private static let roundMax = 256
    /// What is done in a round of its own, so that a provider that does not answer holds up no
    /// mail, and how many at once. Mails leave two threads to those who wait for an answer.
    private static let rounds: [(kinds: [EffectKind], atOnce: Int)] = [
        ([.otpMail, .welcomeMail], 2), ([.checkoutExpiry], 16),
    ]
    /// A round begins nothing more after this long: other jobs wait for it.
    private static let roundLimit = Duration.seconds(5)

    private let ledger: Ledger
    private let mailer: any Mailer
    private let checkouts: any CheckoutProvider
    private let report: @Sendable (Result<EffectReport, any Error>) -> Void
    private let answerLimits: AnswerLimits
    private let pool: ThreadPool<Void>
    private let attempts = SharedWork<EffectKey, Void>()
    private let underWay = DispatchGroup()
    private let isClosing = Atomic<Bool>(false)

    /// How long an answer waits for the first attempt at what its command called for.
    public struct AnswerLimits: Sendable, Hashable {
        /// Who asked for a code is about to look for it.
        public var codeMail = Duration.seconds(2)
        public var welcomeMail = Duration.seconds(1)
        /// Who turned to another plan may still have the old one's page open.
        public var checkoutExpiry = Duration.seconds(1)

        /// The limits as they stand.
        public init() {}
    }

    /// - Parameters:
    ///   - checkouts: the provider that opens the sign-ups' checkouts, too.
    ///   - report: told of each outcome once it is recorded, and of storage that failed.
    public init(
        ledger: Ledger, mailer: any Mailer, checkouts: any CheckoutProvider,
        answerLimits: AnswerLimits = AnswerLimits(),
        report: @escaping @Sendable (Result<EffectReport, any Error>) -> Void
    ) {
        (self.ledger, self.mailer, self.checkouts) = (ledger, mailer, checkouts)
        self.report = report
        self.answerLimits = answerLimits
        pool = ThreadPool(
            name: "effects", threadCount: Self.threadCount, queuedMax: Self.waitingMax
        ) {}
    }

    /// Ends what is under way and begins nothing new: that waits in the queue for the next start.
    /// Blocks, for as long as a mailer or a provider may take.
    public func close() {
        isClosing.store(true, ordering: .sequentiallyConsistent)
        underWay.wait()
        pool.close()
    }

    /// How many effects are not over yet.
    public func queuedCount() async throws -> Int {
        try await ledger.read { try $0.log.queuedEffectCount() }
    }

    /// Makes the first attempt at what a command has just called for; returns when it is over,
    /// well or badly, and at the latest when the answer may not wait longer.
    func begin(_ kind: EffectKind, because cause: GlobalPosition) async {
        let key = EffectKey(cause: cause, kind: kind.rawValue)
        let limit =
            switch kind {
            case .otpMail: answerLimits.codeMail
            case .welcomeMail: answerLimits.welcomeMail
            case .checkoutExpiry: answerLimits.checkoutExpiry
            case .identitySync: preconditionFailure("Wizards tells the identity provider")
            }
        await waiting(atMost: limit) { [self] in await attempt(key) }
    }

    /// Attempts what is due at `now`; answers how many were attempted. May be called at any moment
    /// and as often as one likes: an effect is attempted by one at a time, and none while an export
    /// is taken in, for its outcome is an event.
    @discardableResult
    public func runDueEffects(now: Timestamp) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for round in Self.rounds {
                group.addTask { try await self.runDueEffects(of: round.kinds, round.atOnce, now) }
            }
            return try await group.reduce(0, +)
        }
    }

    private func runDueEffects(
        of kinds: [EffectKind], _ atOnce: Int, _ now: Timestamp
    ) async throws -> Int {
        let due = try await ledger.read { reader in
            try reader.isBeingRestored(at: now)
                ? []
                : try reader.log.dueEffects(
                    of: kinds.map(\.rawValue), at: now, limit: Self.roundMax)
        }
        let start = ContinuousClock.now
        return await withTaskGroup(of: Void.self) { group in
            var count = 0
            for key in due {
                if count >= atOnce { await group.next() }
                if Task.isCancelled || ContinuousClock.now - start > Self.roundLimit { break }
                group.addTask { await self.attempt(key, dueBy: now) }
                count += 1
            }
            return count
        }
    }

    // MARK: One attempt

    /// Makes an attempt, or waits for the one that somebody else makes.
    ///
    /// - Parameter now: leaves alone what was attempted meanwhile and is due later.
    private func attempt(_ key: EffectKey, dueBy now: Timestamp = .latest) async {
        underWay.enter()
        defer { underWay.leave() }
        if isClosing.load(ordering: .sequentiallyConsistent) { return }
        do {
            try await attempts.run(key) { [self] in try await attemptAlone(key, dueBy: now) }
        } catch { report(.failure(error)) }
    }

    /// Works out what to do, does it outside any transaction, then records the outcome. A stop
    /// between the two is why an effect may be done twice, but never not at all.
    private func attemptAlone(_ key: EffectKey, dueBy now: Timestamp) async throws {
        let secrets = ledger.secrets
        let prepared = try await ledger.perform { try $0.prepare(key, secrets) }
        guard let prepared, prepared.queued.dueAt <= now else { return }
        FailPoint.pass("before-effect")
        let attempt = try await perform(prepared.work)
        FailPoint.pass("after-effect")
        guard let attempt else { return }
        let outcome = try await ledger.perform { try $0.record(prepared, attempt) }
        report(.success(outcome))
    }

    /// Nil when the program stops before its turn came.
    private func perform(_ work: EffectWork) async throws -> EffectAttempt? {
        switch work {
        case .nothing(let reason): .notMade(reason)
        case .mail(let mail): try await pool.run { [self] _ in deliver(mail) }
        case .checkoutExpiry(let id): await expireCheckout(id)
        }
    }

    /// On one of the effects' threads.
    private func deliver(_ mail: Mail) -> EffectAttempt? {
        if isClosing.load(ordering: .sequentiallyConsistent) { return nil }
        do throws(MailFailure) {
            try mailer.deliver(mail)
            return .succeeded
        } catch { return .failed(error.reason) }
    }

    /// Within the provider's own limit on time; no thread waits for it.
    private func expireCheckout(_ id: String) async -> EffectAttempt? {
        if isClosing.load(ordering: .sequentiallyConsistent) { return nil }
        do throws(ProviderFailure) {
            return try await checkouts.expireCheckout(id) ? .succeeded : .needless("already_over")
        } catch { return .failed(error.code.rawValue, explanation: error.explanation) }
    }
}
