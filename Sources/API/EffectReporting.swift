import JSON
import OnboardingLedger

extension Metrics {
    /// An abandoned effect counts as failed only when its last attempt did.
    func count(_ report: EffectReport) {
        if report.wasAttempted { count(.effectsAttempted) }
        if report.hasFailed { count(.effectsFailed) }
        if case .abandoned = report.outcome { count(.effectsAbandoned) }
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
            report.hasFailed ? .warning : .info, text,
            [
                "kind": .string(report.kind.rawValue), "reason": .string(reason),
                "cause": .number(JSONNumber(report.cause.rawValue)),
                "attempts": .number(JSONNumber(report.attemptCount)),
                "explanation": report.explanation.map { .string($0) } ?? .null,
            ])
    }
}
