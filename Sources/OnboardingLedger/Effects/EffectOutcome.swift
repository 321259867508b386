import EventLog
import Onboarding
import Time

/// What an attempt at an effect came to.
public enum EffectOutcome: Sendable, Hashable {
    /// It was done, and is over.
    case succeeded
    /// It is tried again.
    case failed(reason: String)
    /// It is not tried again, or was not even tried.
    case abandoned(reason: String)
}

/// How one attempt at an effect went.
enum EffectAttempt: Sendable {
    case succeeded
    /// For a reason that is a stable word, and in whose words for the log, if they said more.
    case failed(String, explanation: String? = nil)
    /// Whoever was asked says that there is nothing to do any more; the reason is a stable word.
    case needless(String)
    /// Nobody was asked, for nothing was to be done any more.
    case notMade(String)
}

/// What became of an effect, for logs and counters; without anything personal.
public struct EffectReport: Sendable, Hashable {
    public let kind: EffectKind
    /// The position of the event that called for it.
    public let cause: GlobalPosition
    /// How many attempts were made so far.
    public let attemptCount: Int
    /// True when this is about an attempt, and not about one that nobody needs any more.
    public let wasAttempted: Bool
    /// True for an attempt that failed, the last one too.
    public let hasFailed: Bool
    public let outcome: EffectOutcome
    /// What whoever was asked said of a failure, without secrets; nil when nothing.
    public let explanation: String?
}

extension CommandTransaction {
    /// Records what an attempt came to, together with what it means for the queue.
    func record(_ effect: PreparedEffect, _ attempt: EffectAttempt) throws -> EffectReport {
        let (outcome, attempts, next) = verdict(effect, attempt)
        let key = effect.queued.key
        try append(
            [
                StreamAppend(
                    to: Self.outcomeStream(of: effect.cause.stream), expected: .any,
                    events: [NewEvent(EncodedEvent(effect.event(outcome, attempts, next)))])
            ],
            metadata: EventMetadata(
                actor: EventActor(kind: .system, id: "effects"),
                correlationID: effect.cause.correlationID, causationID: effect.cause.id.text))
        try writeEffects { queue in
            if let next {
                try queue.put(QueuedEffect(key, attemptCount: attempts, dueAt: next))
            } else {
                try queue.remove(key)
            }
        }
        return EffectReport(
            kind: effect.kind, cause: key.cause, attemptCount: attempts,
            wasAttempted: attempts > effect.queued.attemptCount, hasFailed: attempt.hasFailed,
            outcome: outcome, explanation: attempt.explanation)
    }

    /// What the attempt came to, how many were made with it, and when the next one is; nil when it
    /// is over.
    private func verdict(_ effect: PreparedEffect, _ attempt: EffectAttempt)
        -> (EffectOutcome, attempts: Int, next: Timestamp?)
    {
        let before = effect.queued.attemptCount
        switch attempt {
        case .succeeded: return (.succeeded, before + 1, nil)
        case .needless(let reason): return (.abandoned(reason: reason), before + 1, nil)
        case .notMade(let reason): return (.abandoned(reason: reason), before, nil)
        case .failed(let reason, _):
            guard
                let next = RetryPolicy.nextAttempt(
                    of: effect.kind, after: before + 1, now: now)
            else {
                return (.abandoned(reason: reason), before + 1, nil)
            }
            return (.failed(reason: reason), before + 1, next)
        }
    }

    /// Beside the subject's own stream, so that its version and history do not move because a mail
    /// went out.
    static func outcomeStream(of subject: StreamID) -> StreamID {
        StreamID("effects-\(subject.name)") ?? StreamID(category: "effects", id: "others")
    }
}

extension EffectAttempt {
    fileprivate var hasFailed: Bool {
        if case .failed = self { true } else { false }
    }

    fileprivate var explanation: String? {
        if case .failed(_, let explanation) = self { explanation } else { nil }
    }
}

extension PreparedEffect {
    /// The outcome as an event; its reasons are stable words, without anything of the mail.
    fileprivate func event(_ outcome: EffectOutcome, _ attempts: Int, _ next: Timestamp?)
        -> TallyEvent
    {
        let (kind, cause) = (kind.rawValue, Int(queued.key.cause.rawValue))
        switch outcome {
        case .succeeded:
            return TallyEvent(
                EffectSucceeded(kind: kind, cause: cause, attempt: attempts, tenantID: tenantID))
        case .failed(let reason):
            return TallyEvent(
                EffectFailed(
                    kind: kind, cause: cause, attempt: attempts, reason: reason,
                    nextAttemptAt: next ?? .latest, tenantID: tenantID))
        case .abandoned(let reason):
            return TallyEvent(
                EffectAbandoned(
                    kind: kind, cause: cause, attempts: attempts, reason: reason,
                    tenantID: tenantID))
        }
    }
}
