import OnboardingLedger
import Synchronization
import Time

/// Keeps what would have been sent, for `GET /dev/mailbox`.
final class DevMailbox: Mailer {
    /// Enough for any demo; older ones are forgotten.
    private static let heldMax = 5000

    /// A mail, and when it was handed over by the server's clock.
    struct Delivery: Sendable {
        let mail: Mail
        let sentAt: Timestamp
    }

    private let clock: any WallClock
    private let deliveries = Mutex<[Delivery]>([])

    init(clock: any WallClock) { self.clock = clock }

    func deliver(_ mail: Mail) throws(MailFailure) {
        let delivery = Delivery(mail: mail, sentAt: clock.now())
        deliveries.withLock { deliveries in
            if deliveries.count >= Self.heldMax { deliveries.removeFirst(Self.heldMax / 10) }
            deliveries.append(delivery)
        }
    }

    /// Newest first.
    ///
    /// - Parameter address: normalized; nil for everybody's.
    func newest(to address: String?) -> [Delivery] {
        let all = deliveries.withLock { $0 }
        guard let address else { return all.reversed() }
        return all.reversed().filter { $0.mail.to == address }
    }
}
