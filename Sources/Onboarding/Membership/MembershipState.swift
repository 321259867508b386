import Time

/// How far a person is in the membership, in order.
public enum MembershipStage: String, Sendable, CaseIterable {
    /// Known, and nothing is paid.
    case joined
    /// The payment gate is open.
    case paid
    /// The person began to fill in the profile.
    case started
    /// The person is in.
    case onboarded
}

/// What a membership's events add up to.
public struct MembershipState: Sendable, Equatable {
    /// Nil until the user enters the membership. Moved by the events that the declaration names.
    public internal(set) var stage: MembershipStage?
    /// The experiment's variant that the member was given, if any (D4).
    public internal(set) var variant: String?
    /// True once the profile was complete, for good (S4).
    public internal(set) var isOnboarded = false
    /// When the form was begun the first time (S7); nil before.
    public internal(set) var onboardingStartedAt: Timestamp?
    /// When the profile was complete; nil before.
    public internal(set) var onboardingCompletedAt: Timestamp?
    /// True while an admin gives the membership for free (S11).
    public internal(set) var isComped = false
    /// True after the payer without an account set a password (S8).
    public internal(set) var isClaimed = false
    /// What the provider reported, whatever the order in which it came.
    public internal(set) var billing = MembershipBilling()
    /// The provider's customers that are this user.
    public internal(set) var customerIDs: [String] = []
    /// The checkouts whose payment can be claimed.
    public internal(set) var paidCheckoutIDs: [String] = []
    /// The checkouts of which the last word was not reported yet (S10): also those that were
    /// completed and are still to be paid. With when each was opened.
    public internal(set) var openCheckouts: [OpenCheckout] = []
    /// What the member filled in, and what follows from it.
    public internal(set) var fields = MembershipFields()
    /// Of the birth data as it is now; nil while it is incomplete (S12).
    public internal(set) var chart: BirthChartComputed?

    public init() {}

    /// True once the user entered the membership.
    public var isOpen: Bool { stage != nil }

    /// True while the provider may still be told of a payment at a checkout, be it that it says so
    /// late; one that ran out without a word is not waited for.
    public func mayBePaying(at now: Timestamp) -> Bool {
        openCheckouts.contains { now < $0.endsAt }
    }
}

/// A checkout that a member was led to.
public struct OpenCheckout: Sendable, Hashable {
    /// The provider's id.
    public var id: String
    public var openedAt: Timestamp
    /// True once it was completed and is still to be paid, as by a debit of a bank account.
    public var isCompleted = false

    /// By then it has run out: providers keep one open for a day at most; and what is still to be
    /// paid for a completed one has come, or failed, within two weeks.
    var endsAt: Timestamp { openedAt.adding(seconds: isCompleted ? 14 * 86_400 : 86_400) }

    /// Whether the provider may have more to tell of it.
    package func mayStillBeReported(at now: Timestamp) -> Bool { !isCompleted || now < endsAt }
}

/// The profile of a member, besides the name.
public struct MembershipFields: Sendable, Hashable {
    /// 1 to 100 characters, as all names; nil when not given.
    public var middleName: String?
    /// What the person wants to be called; nil when not given.
    public var preferredName: String?
    /// YYYY-MM-DD.
    public var birthDate: String?
    /// HH:MM.
    public var birthTime: String?
    /// Up to 255 characters, as the member spells it.
    public var birthCity: String?
    /// Up to 255 characters, as the member spells it.
    public var birthRegion: String?
    /// A code or a name: both lead to the country's time zones.
    public var birthCountry: String?
    /// Degrees north, -90 to 90.
    public var birthLatitude: Double?
    /// Degrees east, -180 to 180.
    public var birthLongitude: Double?
    /// Derived from the birthplace.
    public var timezone: String?
    /// Derived from the birth date.
    public var zodiacSign: String?

    public init() {}

    /// The fields after a change.
    func applying(_ edit: ProfileEdited) -> MembershipFields {
        var fields = self
        fields.middleName = edit.middleName.applied(to: middleName)
        fields.preferredName = edit.preferredName.applied(to: preferredName)
        fields.birthDate = edit.birthDate.applied(to: birthDate)
        fields.birthTime = edit.birthTime.applied(to: birthTime)
        fields.birthCity = edit.birthCity.applied(to: birthCity)
        fields.birthRegion = edit.birthRegion.applied(to: birthRegion)
        fields.birthCountry = edit.birthCountry.applied(to: birthCountry)
        fields.birthLatitude = edit.birthLatitude.applied(to: birthLatitude)
        fields.birthLongitude = edit.birthLongitude.applied(to: birthLongitude)
        fields.timezone = edit.timezone.applied(to: timezone)
        fields.zodiacSign = edit.zodiacSign.applied(to: zodiacSign)
        return fields
    }
}
