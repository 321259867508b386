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

/// What became of an effect, for logs and counters; without anything personal.
public struct EffectReport: Sendable, Hashable {
    public let kind: EffectKind
    /// The position of the event that called for it.
    public let cause: GlobalPosition
    /// How many attempts were made so far.
    public let attemptCount: Int
    /// True when this is about an attempt, and not about one that nobody needs any more.
    public let wasAttempted: Bool
    public let outcome: EffectOutcome
}

extension CommandTransaction {
    /// Records what an attempt came to, together with what it means for the queue.
    ///
    /// - Parameter failure: why it failed; nil when it did not, or there was nothing to do.
    func record(_ effect: PreparedEffect, failure: String?) throws -> EffectReport {
        let (outcome, attempts, next) = verdict(effect, failure)
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
            wasAttempted: attempts > effect.queued.attemptCount, outcome: outcome)
    }

    /// What the attempt came to, how many were made with it, and when the next one is; nil when it
    /// is over.
    private func verdict(_ effect: PreparedEffect, _ failure: String?)
        -> (EffectOutcome, attempts: Int, next: Timestamp?)
    {
        let before = effect.queued.attemptCount
        if case .nothing(let reason) = effect.work {
            return (.abandoned(reason: reason), before, nil)
        }
        guard let failure else { return (.succeeded, before + 1, nil) }
        guard let next = RetryPolicy.nextAttempt(after: before + 1, now: now) else {
            return (.abandoned(reason: failure), before + 1, nil)
        }
        return (.failed(reason: failure), before + 1, next)
    }

    /// Beside the subject's own stream, so that its version and history do not move because a mail
    /// went out.
    static func outcomeStream(of subject: StreamID) -> StreamID {
        StreamID("effects-\(subject.name)") ?? StreamID(category: "effects", id: "others")
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
