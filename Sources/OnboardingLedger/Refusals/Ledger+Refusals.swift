extension Ledger {
    /// Takes note of a refusal, to be recorded beside its subject (contract section 8, refusals);
    /// at once, and without an answer. One whose subject has no events, and is not who is signed in
    /// and tried, is only counted.
    public func note(_ refusal: Refusal) {
        refusals.note(refusal.telling(by: gates.flows))
    }

    /// Records how many refusals were left out of subjects that are at rest; for whoever keeps the
    /// ledger open, every second or so. `close` does it for the last time.
    public func settleRefusals() { refusals.settle() }

    /// Since the ledger was opened.
    public var refusalCounts: RefusalCounts { refusals.counts }
}
