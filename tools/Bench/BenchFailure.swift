/// Why nothing could be measured.
package enum BenchFailure: Error, Sendable, Equatable {
    case unknownSuite(String, known: [String])
    /// The temporary directory cannot be made there.
    case noDirectory(String)
    /// What was measured did not do what it should have.
    case wrongOutcome(String)
}
