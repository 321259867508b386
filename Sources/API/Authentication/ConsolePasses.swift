import OnboardingLedger
import Synchronization
import Time

/// Which of the console's passes were signed out, as far as memory has it; the ledger has the rest.
final class ConsolePasses: Sendable {
    /// More than people work with at a time; a pass costs some 100 bytes.
    private static let heldMax = 10_000

    private struct State {
        /// Were asked about, and had not been signed out.
        var good: Set<ConsolePass> = []
        /// Were signed out here, so that a look-up under way cannot say otherwise.
        var ended: Set<ConsolePass> = []
    }

    private let ledger: Ledger
    private let state = Mutex(State())

    init(_ ledger: Ledger) { self.ledger = ledger }

    /// True for a pass that was asked about and is good; false for any other.
    func isRemembered(_ pass: ConsolePass) -> Bool { state.withLock { $0.good.contains(pass) } }

    /// Whether a pass, whose time is not over, was not signed out.
    func isGood(_ pass: ConsolePass) async throws -> Bool {
        if isRemembered(pass) { return true }
        let isEnded = try await ledger.isEnded(pass)
        return state.withLock { state in
            guard !isEnded, !state.ended.contains(pass) else { return false }
            if state.good.count >= Self.heldMax { state.good.removeAll() }
            state.good.insert(pass)
            return true
        }
    }

    /// Signs a pass out for good.
    func end(_ pass: ConsolePass, now: Timestamp) async throws {
        state.withLock { state in
            state.good.remove(pass)
            state.ended = state.ended.filter { now < $0.expiresAt }
            state.ended.insert(pass)
        }
        try await ledger.endConsolePass(pass)
    }
}
