import EventLog
import Synchronization

/// The redirect address that each session's sign-in with Google was begun with: the exchange must
/// name the same one (RFC 6749 section 4.1.3). Lost on a restart, which costs one more sign-in.
final class RememberedRedirects: Sendable {
    private static let heldMax = 20_000
    private let addresses = Mutex(RecentlyUsed<UUIDv7, String>(heldMax: heldMax))

    /// Takes the place of the session's last one; of very many, those go that were not asked for
    /// lately.
    func remember(_ address: String, for session: UUIDv7) {
        addresses.withLock { addresses in
            addresses.forgetUnused()
            addresses.hold(address, for: session)
        }
    }

    /// Nil when none was remembered, or it was let go.
    func address(for session: UUIDv7) -> String? { addresses.withLock { $0.value(session) } }
}
