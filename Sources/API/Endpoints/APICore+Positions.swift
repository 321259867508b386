import JSON
import OnboardingLedger

extension APICore {
    /// A position past the log's end is a slip, or of another log.
    func require(_ position: GlobalPosition) async throws {
        guard position > ledger.bell.head else { return }
        // An event can be seen a moment before the bell rings for it.
        let head = try await ledger.head().size
        guard position > head else { return }
        throw Problem(
            .positionNotFound, "The log ends at position \(head); there is no \(position) yet."
        )
        .with("head", .number(JSONNumber(head.rawValue)))
    }
}
