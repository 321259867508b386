import OnboardingLedger
import Synchronization
import Time

/// Imports under way, by the id that the command gave its own: what a run remembers of its
/// subjects stays from one batch of rows to the next.
final class OpenImports: Sendable {
    /// A run that was killed leaves its memory behind; with so many, the oldest goes.
    private static let heldMax = 8

    /// A run, and when it was last asked for: the oldest goes first.
    private struct Run {
        let session: ImportSession
        var usedAt: Timestamp
    }

    private let runs = Mutex<[String: Run]>([:])

    /// The run of this id, begun by whoever names it first.
    func session(_ id: String, _ ledger: Ledger, now: Timestamp) -> ImportSession {
        runs.withLock { runs in
            if let run = runs[id] {
                runs[id]?.usedAt = now
                return run.session
            }
            if runs.count >= Self.heldMax,
                let oldest = runs.min(by: { $0.value.usedAt < $1.value.usedAt })
            {
                runs[oldest.key] = nil
            }
            let session = ImportSession(ledger, correlationID: id)
            runs[id] = Run(session: session, usedAt: now)
            return session
        }
    }

    /// Forgets a run; its rows stay.
    func end(_ id: String) { runs.withLock { $0[id] = nil } }
}
