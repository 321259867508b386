import EventLog
import Onboarding
import Time

/// A provider's report on its way to its session.
struct TakenReport: Sendable {
    let report: CheckoutReport
    let stream: StreamID
    let metadata: EventMetadata
    let key: DeduplicationKey

    init(
        _ report: CheckoutReport, on stream: StreamID, _ metadata: EventMetadata,
        _ key: DeduplicationKey
    ) {
        (self.report, self.stream) = (report, stream)
        (self.metadata, self.key) = (metadata, key)
    }
}

/// Who paid in time and came too late, or gave the session up, starts anew and is paid already:
/// such a session is over for every endpoint (K15, K10), so what it was paid with goes to the same
/// email's next one.
extension SignUps {
    /// Records that a session's time is over, if it is, and keeps what it was paid with; answers
    /// whether that was news.
    @discardableResult
    static func expire(
        _ stream: StreamID, _ metadata: EventMetadata, _ transaction: CommandTransaction
    ) throws -> Bool {
        let step = try run(.expire, on: stream, metadata, transaction)
        guard !step.decision.events.isEmpty else { return false }
        try keepPayment(of: step.after, on: stream, metadata, transaction)
        return true
    }

    /// Keeps what a session that has just ended was paid with, if it was and nothing else waits.
    static func keepPayment(
        of ended: SignUpState, on stream: StreamID, _ metadata: EventMetadata,
        _ transaction: CommandTransaction
    ) throws {
        guard let payment = ended.payment ?? ended.payments.last, try mayKeep(ended, transaction)
        else { return }
        _ = try run(
            .keepPayment(payment, madeAt: transaction.now), on: stream, metadata, transaction)
    }

    /// False for a person who was erased, and while another payment waits under the same email.
    private static func mayKeep(
        _ state: SignUpState, _ transaction: CommandTransaction
    ) throws -> Bool {
        guard !state.email.isEmpty else { return false }
        return try transaction.holder(of: .keptPayment(state.email)) == nil
    }

    /// Keeps a payment that its session's end overtook; a next session that waits for one takes it
    /// up at once.
    static func keep(
        _ payment: SignUpState.Payment, _ delivery: TakenReport, _ transaction: CommandTransaction
    ) throws -> StripeDeliveries.Taken {
        let (stream, metadata) = (delivery.stream, delivery.metadata)
        try expire(stream, metadata, transaction)
        let state = try state(of: stream, transaction)
        guard try mayKeep(state, transaction) else { throw SignUpRejection.sessionExpired }
        let now = transaction.now
        _ = try run(
            .keepPayment(payment, madeAt: min(delivery.report.createdAt, now)), on: stream,
            metadata, deduplicationKey: delivery.key, occurredAt: delivery.report.occurredAt(now),
            transaction)
        guard let next = try transaction.holder(of: .sessionEmail(state.email)) else {
            return .kept
        }
        let heir = try takeUpKeptPayment(next, metadata, transaction)
        return heir.payment == payment ? .recorded : .kept
    }

    /// Records a session that waits for its payment as paid with what was kept for its email, if
    /// that was for the same plan and has not ended since; answers the state then.
    static func takeUpKeptPayment(
        _ stream: StreamID, _ metadata: EventMetadata, _ transaction: CommandTransaction
    ) throws -> SignUpState {
        let state = try state(of: stream, transaction)
        guard state.stage == .paymentPending, state.isActive(at: transaction.now),
            state.identity != nil, !state.email.isEmpty,
            let keeper = try transaction.holder(of: .keptPayment(state.email)),
            let payment = try self.state(of: keeper, transaction).keptPayment,
            payment.planID == state.planID, try Memberships.isStillPaid(payment, transaction)
        else { return state }
        _ = try run(
            .handPaymentOver(to: String(stream.id)), on: keeper, metadata, transaction)
        return try run(.confirmPayment(payment), on: stream, metadata, transaction).after
    }

    /// When a session's payment was made, in the provider's whole seconds; nil where nothing was
    /// paid. One that was taken up was made when the session that kept it says.
    static func paidAt(
        _ session: SignUpState, _ stream: StreamID, _ transaction: CommandTransaction
    ) throws -> Timestamp? {
        guard let id = session.payment?.checkoutSessionID else { return nil }
        let time = try paymentTime(
            id, session, stream, before: transaction.log.headPosition, transaction)
        return time.map { Timestamp(milliseconds: $0.milliseconds / 1000 * 1000) }
    }

    /// - Parameter end: each handover lies before the one that it made possible.
    private static func paymentTime(
        _ checkoutID: String, _ session: SignUpState, _ stream: StreamID,
        before end: GlobalPosition, _ transaction: CommandTransaction
    ) throws -> Timestamp? {
        guard let keeper = try keeper(of: checkoutID, for: stream, before: end, transaction) else {
            return session.paymentTimes[checkoutID]
        }
        return try paymentTime(
            checkoutID, keeper.state, keeper.stream, before: keeper.handedOverAt, transaction)
    }

    /// The session that handed a payment over: that stands right before the payment's confirmation,
    /// for one command did both. Nil for a payment that was made for the session itself.
    private static func keeper(
        of checkoutID: String, for heir: StreamID, before end: GlobalPosition,
        _ transaction: CommandTransaction
    ) throws -> (state: SignUpState, stream: StreamID, handedOverAt: GlobalPosition)? {
        for event in try transaction.committedEvents(of: heir)
        where event.type.name == EventKind.paymentConfirmed.rawValue && event.position <= end {
            let before = GlobalPosition(rawValue: event.position.rawValue - 1)
            guard let handover = try transaction.committedEvent(at: before),
                handover.type.name == EventKind.paymentHandedOver.rawValue,
                case .signUp(let keeper) = try transaction.state(of: handover.stream),
                keeper.keptPayment?.checkoutSessionID == checkoutID
            else { continue }
            return (keeper, handover.stream, before)
        }
        return nil
    }
}
