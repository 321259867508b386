/// Why a provider did not do what it was asked.
public struct ProviderFailure: Error, Sendable, Hashable {
    /// The raw value is the stable word in an effect's outcome.
    public enum Code: String, Sendable, Hashable {
        /// It could not be reached, took too long, or answered with a failure of its own.
        case unavailable
        /// It understood and said no (a wrong code).
        case refused
    }

    public let code: Code
    /// For the log; without secrets.
    public let explanation: String
    /// True for an answer that it repeats to the same idempotency key. Without one, or when it was
    /// only busy, the same key finds out what it did.
    public let isAnswer: Bool

    public init(_ code: Code, _ explanation: String, isAnswer: Bool = false) {
        (self.code, self.explanation, self.isAnswer) = (code, explanation, isAnswer)
    }
}

extension ProviderFailure: CustomStringConvertible {
    /// The explanation.
    public var description: String { explanation }
}
