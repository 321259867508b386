/// Why a command of the membership is refused.
public enum MembershipRejection: Error, Hashable, Sendable {
    /// There is no such user.
    case profileNotFound
    /// The user's id cannot name a stream.
    case invalidUser
    /// The profile would not hold together; every wrong field, with its JSON Pointer.
    case invalidProfile([FieldProblem])
    /// Neither `individual` nor `family` (S2).
    case invalidPlan
    /// A checkout without an account needs an email (S2).
    case emailRequired
    /// Nobody knows the payer's email, under which the account would be (S8).
    case emailUnknown
    /// What was shown is no checkout, or the provider does not know it.
    case checkoutNotFound
    /// The checkout is not complete, or its payment is not there.
    case checkoutNotPaid
    /// The payment was claimed before, or belongs to somebody who signs in another way (S8).
    case alreadyClaimed
    /// The payer has an active membership by another payment (S8).
    case alreadyActive
    /// The email belongs to another user by now.
    case emailTaken
    /// Admin actions say why (S11).
    case reasonRequired
    /// Neither `user` nor `admin` (S11).
    case invalidRole
    /// The provider could not be asked; nothing changed.
    case paymentProviderUnavailable

    /// The stable dotted word that clients read.
    public var code: String {
        switch self {
        case .profileNotFound: "membership.profile_not_found"
        case .invalidUser: "membership.invalid_user"
        case .invalidProfile: "membership.invalid_profile"
        case .invalidPlan: "membership.invalid_plan"
        case .emailRequired, .emailUnknown: "membership.email_required"
        case .checkoutNotFound: "membership.checkout_not_found"
        case .checkoutNotPaid: "membership.checkout_not_paid"
        case .alreadyClaimed: "membership.already_claimed"
        case .alreadyActive: "membership.already_active"
        case .emailTaken: "membership.email_taken"
        case .reasonRequired: "membership.reason_required"
        case .invalidRole: "membership.invalid_role"
        case .paymentProviderUnavailable: "membership.payment_provider_unavailable"
        }
    }
}
