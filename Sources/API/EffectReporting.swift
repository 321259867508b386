import JSON
import OnboardingLedger

extension Metrics {
    /// An abandoned effect counts as failed only when it was attempted.
    func count(_ report: EffectReport) {
        if report.wasAttempted { count(.effectsAttempted) }
        switch report.outcome {
        case .succeeded: break
        case .failed: count(.effectsFailed)
        case .abandoned:
            if report.wasAttempted { count(.effectsFailed) }
            count(.effectsAbandoned)
        }
    }
}

extension LogLine {
    /// Nil for an effect that went well.
    init?(_ report: EffectReport) {
        let (text, reason): (String, String)
        switch report.outcome {
        case .succeeded: return nil
        case .failed(let why): (text, reason) = ("effect failed", why)
        case .abandoned(let why): (text, reason) = ("effect abandoned", why)
        }
        self.init(
            report.wasAttempted ? .warning : .info, text,
            [
                "kind": .string(report.kind.rawValue), "reason": .string(reason),
                "cause": .number(JSONNumber(report.cause.rawValue)),
                "attempts": .number(JSONNumber(report.attemptCount)),
            ])
    }
}
