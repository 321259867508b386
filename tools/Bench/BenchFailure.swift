/// Why nothing could be measured.
package enum BenchFailure: Error, Sendable, Equatable {
    case unknownSuite(String, known: [String])
    /// What was measured did not do what it should have.
    case wrongOutcome(String)
}
