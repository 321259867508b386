import Time

/// What a member owes (X3).
public enum MembershipRequirements {
    /// - Parameter profile: that of an empty state for who has none.
    public static func of(_ profile: ProfileState, at now: Timestamp) -> Requirements {
        let stage = MembershipStanding(profile)?.stage ?? .joined
        if stage == .onboarded { return .satisfied }
        var requirements = Requirements()
        if stage == .joined { addPayment(profile, now, to: &requirements) }
        if profile.membership.isOnboarded { return requirements }
        let form = MembershipFlow.declaration.required(at: MembershipStage.started)
        requirements.currentlyDue +=
            form.filter { !$0.isAction && isMissing($0.kind, profile) }
            + missingCoordinates(profile) + form.filter(\.isAction)
        return requirements
    }

    /// A subscription that failed or ended is overdue; one that never was is due. One of no
    /// membership's plan, as of a sign-up, is no member's.
    private static func addPayment(
        _ profile: ProfileState, _ now: Timestamp, to requirements: inout Requirements
    ) {
        let membership = profile.membership
        let why: (String) -> Requirement = { Requirement(.action("pay"), $0) }
        let current = membership.billing.current
        switch current?.plan == MembershipPlan.none ? nil : current?.status {
        case .pastDue:
            requirements.pastDue.append(why("The last invoice was not paid."))
            requirements.disabledReason = MembershipStatus.pastDue.rawValue
        case .canceled:
            requirements.pastDue.append(why("The subscription has ended."))
            requirements.disabledReason = MembershipStatus.canceled.rawValue
        case .active, .trialing, nil:
            if membership.mayBePaying(at: now) {
                requirements.pendingVerification.append(
                    why("The provider has not told of a payment yet."))
            } else {
                requirements.currentlyDue +=
                    MembershipFlow.declaration.required(at: MembershipStage.joined)
            }
        }
    }

    /// Only the names are required fields; everything else is the member's to give (S4).
    private static func isMissing(_ kind: Requirement.Kind, _ profile: ProfileState) -> Bool {
        switch kind {
        case .field("first_name"): profile.firstName.isEmpty
        case .field("last_name"): profile.lastName.isEmpty
        case .field, .action: false
        }
    }

    /// A birthplace is the member's to give or keep, but it comes with its coordinates (S4).
    private static func missingCoordinates(_ profile: ProfileState) -> [Requirement] {
        let fields = profile.membership.fields
        let hasPlace = [fields.birthCity, fields.birthRegion, fields.birthCountry]
            .contains { $0 != nil }
        guard hasPlace else { return [] }
        return [("birth_lat", fields.birthLatitude), ("birth_lon", fields.birthLongitude)]
            .filter { $0.1 == nil }
            .map { Requirement(.field($0.0), "A birthplace needs its coordinates.") }
    }
}
