import EventLog
import JSON
import Onboarding
import Time

/// A waiting effect that is not what the log calls for (contract L19).
public struct EffectDefect: Error, Sendable, Hashable {
    /// The event that it says called for it.
    public let position: GlobalPosition
    /// What was to be done, such as `mail.otp`.
    public let kind: String
    public let explanation: String
}

/// Compares the effects that wait with the events that called for them and with their outcomes:
/// what nobody called for, or what is over, would be done all the same.
///
/// That one is missing nobody can tell: importing an event queues none.
struct EffectVerification {
    let reader: LogReader

    /// Looks at the log as it is now; there are few effects.
    ///
    /// - Throws: `EffectDefect` for the first that does not follow from the events.
    func run() throws {
        try reader.snapshot {
            for effect in try reader.queuedEffects() { try check(effect) }
        }
    }

    /// A kind that is not known is a newer version's.
    private func check(_ effect: QueuedEffect) throws {
        guard let kind = EffectKind(rawValue: effect.key.kind) else { return }
        guard let cause = try reader.event(at: effect.key.cause),
            kind.causes.map(\.rawValue).contains(cause.type.name)
        else { throw defect(effect, "no event there calls for it") }
        if kind == .identitySync { return try checkSync(effect, cause) }
        var (attempts, dueAt) = (0, Timestamp?.none)
        for outcome in try outcomes(of: effect.key, cause) {
            guard outcome.type.name == EventKind.effectFailed.rawValue else {
                throw defect(effect, "it is over since position \(outcome.position)")
            }
            let data = try JSONValue(parsing: outcome.data)
            attempts = data["attempt"]?.intValue ?? attempts
            dueAt = data["nextAttemptAt"]?.stringValue.flatMap { Timestamp(rfc3339: $0) }
        }
        guard effect.attemptCount == attempts else {
            throw defect(effect, "\(attempts) attempts are recorded, not \(effect.attemptCount)")
        }
        guard dueAt == nil || dueAt == effect.dueAt else {
            throw defect(effect, "its next attempt was set for another time")
        }
    }

    /// What came of it stands in the tenant's own stream.
    private func checkSync(_ effect: QueuedEffect, _ cause: RecordedEvent) throws {
        let outcomes = [EventKind.identitySynced, .identitySyncFailed].map(\.rawValue)
        let later = try reader.events(of: cause.stream, after: cause.version, limit: .max)
        if let outcome = later.first(where: { outcomes.contains($0.type.name) }) {
            throw defect(effect, "it is over since position \(outcome.position)")
        }
    }

    private func outcomes(of key: EffectKey, _ cause: RecordedEvent) throws -> [RecordedEvent] {
        let stream = CommandTransaction.outcomeStream(of: cause.stream)
        return try reader.events(of: stream, limit: .max).filter { event in
            guard EventKind(rawValue: event.type.name)?.family == .tally else { return false }
            let data = try JSONValue(parsing: event.data)
            return data["cause"]?.int64Value == key.cause.rawValue
                && data["kind"]?.stringValue == key.kind
        }
    }

    private func defect(_ effect: QueuedEffect, _ why: String) -> EffectDefect {
        EffectDefect(
            position: effect.key.cause, kind: effect.key.kind, explanation: why)
    }
}

extension EffectKind {
    /// The types of the events that call for it.
    fileprivate var causes: [EventKind] {
        switch self {
        case .otpMail: [.verificationCodeSent]
        case .welcomeMail: [.profileCreated]
        case .identitySync: [.onboardingCompleted]
        case .checkoutExpiry:
            [
                .planChanged, .signUpCancelled, .paymentConfirmed, .paymentKept,
                .personalDataErased,
            ]
        }
    }
}
