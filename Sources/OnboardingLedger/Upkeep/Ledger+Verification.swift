import Time

extension Ledger {
    /// Begins a verification beside everything else and returns; `verificationStatus` tells how far
    /// it is and what it found.
    ///
    /// - Throws: `WorkIsRunning` when another one runs, and nothing is begun.
    /// - Returns: when it began; under a key that was used before, when the first one did.
    public func startVerification(
        _ request: VerificationRequest, idempotency key: IdempotencyKey? = nil
    ) async throws -> Once<Timestamp> {
        try await startOnce(verifications, key) { [verifications, directory] time in
            verifications.begin(request, at: time, request.isViewsOnly ? .audit : .log) {
                let start = ContinuousClock.now
                let result: Result<VerificationReport, LedgerDefect>
                do {
                    let report = try LedgerVerification.run(directory, request) {
                        try verifications.note($0)
                    }
                    result = .success(report)
                } catch {
                    guard let defect = LedgerDefect(error) else { throw error }
                    result = .failure(defect)
                }
                return VerificationOutcome(
                    request: request, startedAt: time,
                    seconds: (ContinuousClock.now - start) / .seconds(1), result: result)
            } answer: { _ in
            }
        }
    }

    /// The running verification, and what the last one since the start found.
    public var verificationStatus: VerificationStatus { verifications.status }
}
