import EventLog
import Onboarding
import Time

extension Memberships {
    /// Gives a new user what the sign-up paid for: plan, status, and the provider's ids, by which
    /// later reports find the user (K8, S1). What was reported of the customer before comes along.
    ///
    /// - Parameter paidAt: when the payment was made; nil where nothing was paid.
    static func takeOver(
        _ session: SignUpState, paidAt: Timestamp?, for userID: String, _ plans: PlanCatalogue,
        _ metadata: EventMetadata, _ transaction: CommandTransaction
    ) throws {
        guard
            let report = MembershipCheckoutReported(
                signUp: session, plans, paidAt: paidAt ?? transaction.now),
            let found = try Profiles.profile(id: userID, transaction)
        else { return }
        _ = try note(
            [.checkoutReported(report)], report.customerID, on: found, nil, metadata, transaction)
    }
}
