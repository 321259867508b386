import Time

/// What can happen to a membership (in the stream `profile-<userId>`).
public enum MembershipEvent: Sendable, Equatable {
    case opened(MembershipOpened)
    case edited(ProfileEdited)
    case onboardingStarted(MembershipOnboardingStarted)
    case onboarded(MembershipOnboarded)
    case activated(MembershipActivated)
    case lapsed(MembershipLapsed)
    case resumed(MembershipOnboardingResumed)
    case restored(MembershipRestored)
    case comped(MembershipComped)
    case checkoutOpened(MembershipCheckoutOpened)
    case checkoutReported(MembershipCheckoutReported)
    case subscriptionReported(SubscriptionReported)
    case invoiceFailed(InvoicePaymentFailed)
    case customerLinked(CustomerLinked)
    case claimed(MembershipClaimed)
    case chartComputed(BirthChartComputed)
}

/// The user entered the membership, with the defaults of S1.
public struct MembershipOpened: Sendable, Equatable {
    /// The experiment's variant that this subject was given, if any (D4).
    public var variant: String?
}

/// The person changed their profile: merge-patch semantics, birth data and what follows (S4).
public struct ProfileEdited: Sendable, Equatable {
    /// Personal. The first name.
    public var firstName = Patch<String>.keep
    /// Personal. The middle name.
    public var middleName = Patch<String>.keep
    /// Personal. The last name.
    public var lastName = Patch<String>.keep
    /// Personal. What the person wants to be called.
    public var preferredName = Patch<String>.keep
    /// Personal. The birth date, YYYY-MM-DD.
    public var birthDate = Patch<String>.keep
    /// Personal. The birth time, HH:MM.
    public var birthTime = Patch<String>.keep
    /// Personal. The city of birth.
    public var birthCity = Patch<String>.keep
    /// Personal. The region of birth.
    public var birthRegion = Patch<String>.keep
    /// Personal. The country of birth.
    public var birthCountry = Patch<String>.keep
    /// Personal. Degrees north.
    public var birthLatitude = Patch<Double>.keep
    /// Personal. Degrees east.
    public var birthLongitude = Patch<Double>.keep
    /// Personal. The time zone of the birthplace.
    public var timezone = Patch<String>.keep
    /// Personal. The sign of the birth date.
    public var zodiacSign = Patch<String>.keep
}

/// The person began to fill in the profile (S7); once.
public struct MembershipOnboardingStarted: Sendable, Equatable {}

/// The profile is complete (S4).
public struct MembershipOnboarded: Sendable, Equatable {}

/// The payment gate opened (S5).
public struct MembershipActivated: Sendable, Equatable {
    /// What opened it.
    public var cause = MembershipCause.payment
    /// The plan at that moment.
    public var plan = MembershipPlan.none
    /// The subscription's status at that moment, if any.
    public var status: MembershipStatus?
}

/// The payment gate closed (S5): the next look at the gate leads to /join.
public struct MembershipLapsed: Sendable, Equatable {
    /// What closed it.
    public var cause = MembershipCause.payment
}

/// A person who paid again goes on with the form begun before.
public struct MembershipOnboardingResumed: Sendable, Equatable {}

/// A person who paid again is back in, with the profile as it was.
public struct MembershipRestored: Sendable, Equatable {}

/// An admin gave the membership for free, or took that back (S11).
public struct MembershipComped: Sendable, Equatable {
    /// True when it is free now.
    public var isComped = false
    /// Why.
    public var reason = ""
}

/// The provider opened a checkout for a membership (S2).
public struct MembershipCheckoutOpened: Sendable, Equatable {
    /// The provider's id of the checkout.
    public var checkoutSessionID = ""
    /// The plan that is to be paid.
    public var plan = MembershipPlan.none
}

/// The provider reported a completed or expired checkout (S3).
public struct MembershipCheckoutReported: Sendable, Hashable {
    /// The provider's id of the checkout.
    public var checkoutSessionID = ""
    /// What came of it; only paid and trial are payments.
    public var outcome = CheckoutOutcome.unpaid
    /// The plan, if it could be told.
    public var plan: MembershipPlan?
    /// The subscription that it began.
    public var subscriptionID: String?
    /// The paying customer.
    public var customerID: String?
    /// The provider's id of the delivery.
    public var eventID = ""
    /// When the provider made the delivery.
    public var asOf = Timestamp.earliest
}

/// The provider reported a subscription's state (S3).
public struct SubscriptionReported: Sendable, Hashable {
    /// The provider's id of the subscription.
    public var subscriptionID = ""
    /// What the report says.
    public var change = SubscriptionChange.updated
    /// The status; absent for the provider's other words.
    public var status: MembershipStatus?
    /// The plan, if it could be told.
    public var plan: MembershipPlan?
    /// The paying customer.
    public var customerID: String?
    /// When the subscription began.
    public var startedAt: Timestamp?
    /// When it ended, or the paid period ends.
    public var endsAt: Timestamp?
    /// The status before this change, if the provider names it.
    public var previousStatus: MembershipStatus?
    /// Personal. The provider's previous_attributes, as JSON text, for the audit.
    public var previousAttributes: String?
    /// The provider's id of the delivery.
    public var eventID = ""
    /// When the provider made the delivery.
    public var asOf = Timestamp.earliest
}

/// The provider could not collect a subscription's invoice (S3).
public struct InvoicePaymentFailed: Sendable, Hashable {
    /// The provider's id of the subscription.
    public var subscriptionID: String?
    /// The provider's id of the invoice.
    public var invoiceID = ""
    /// The paying customer.
    public var customerID: String?
    /// The provider's id of the delivery.
    public var eventID = ""
    /// When the provider made the delivery.
    public var asOf = Timestamp.earliest
}

/// A provider's customer is this user; its reports come here.
public struct CustomerLinked: Sendable, Equatable {
    /// The provider's id of the customer.
    public var customerID = ""
}

/// The payer without an account proved the payment and set a password; once (S8).
public struct MembershipClaimed: Sendable, Equatable {
    /// The checkout that proved it.
    public var checkoutSessionID = ""
    /// Personal. The email that signs in from now on.
    public var email = ""
}

/// The birth chart was computed from the birth data (S12).
public struct BirthChartComputed: Sendable, Hashable {
    /// Personal. The sun's ecliptic longitude in degrees.
    public var sunLongitude = 0.0
    /// Personal. The moon's ecliptic longitude in degrees.
    public var moonLongitude = 0.0
    /// Personal. The ascendant's, when the birth time is known.
    public var ascendantLongitude: Double?
    /// Personal. The birth date that it was computed from.
    public var birthDate = ""
    /// Personal. The birth time that it was computed from.
    public var birthTime: String?
    /// Personal. The latitude that it was computed from.
    public var birthLatitude = 0.0
    /// Personal. The longitude that it was computed from.
    public var birthLongitude = 0.0
    /// Personal. The time zone that it was computed from.
    public var timezone: String?
    /// Personal. The zone's difference to UTC at the birth.
    public var secondsAheadOfUTC: Int?
}
