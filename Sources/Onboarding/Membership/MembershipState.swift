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
    public internal(set) var isOnboarded = false
    public internal(set) var onboardingStartedAt: Timestamp?
    public internal(set) var onboardingCompletedAt: Timestamp?
    public internal(set) var isComped = false
    /// True after the payer without an account set a password (S8).
    public internal(set) var isClaimed = false
    /// What the provider reported, whatever the order in which it came.
    public internal(set) var billing = MembershipBilling()
    /// The provider's customers that are this user.
    public internal(set) var customerIDs: [String] = []
    /// The checkouts whose payment can be claimed.
    public internal(set) var paidCheckoutIDs: [String] = []
    /// The checkouts of which nothing was reported yet (S10).
    public internal(set) var openCheckoutIDs: [String] = []
    public internal(set) var fields = MembershipFields()
    public internal(set) var chart: BirthChartComputed?

    public init() {}

    public var isOpen: Bool { stage != nil }
}

/// The profile of a member, besides the name.
public struct MembershipFields: Sendable, Hashable {
    public var middleName: String?
    public var preferredName: String?
    /// YYYY-MM-DD.
    public var birthDate: String?
    /// HH:MM.
    public var birthTime: String?
    public var birthCity: String?
    public var birthRegion: String?
    public var birthCountry: String?
    public var birthLatitude: Double?
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
