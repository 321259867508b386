import JSON
import Time

extension MembershipState: FoldedPart {
    /// Reports of the provider only change `billing`: the stage moves by the events that the
    /// decider put behind them.
    package mutating func evolve(_ event: MembershipEvent, at time: Timestamp) {
        switch event {
        case .opened(let event): (stage, variant) = (.joined, event.variant)
        case .edited(let event): fields = fields.applying(event)
        case .onboardingStarted:
            onboardingStartedAt = time
            if stage == .paid { stage = .started }
        case .onboarded:
            isOnboarded = true
            onboardingCompletedAt = time
            if stage == .paid || stage == .started { stage = .onboarded }
        case .activated: stage = .paid
        case .lapsed: stage = .joined
        case .resumed: stage = .started
        case .restored: stage = .onboarded
        case .comped(let event): isComped = event.isComped
        case .checkoutOpened(let event):
            openCheckouts.append(OpenCheckout(id: event.checkoutSessionID, openedAt: time))
        case .checkoutReported(let event):
            billing.note(event)
            let id = event.checkoutSessionID
            if event.outcome == .unpaid {
                noteCompletion(of: id)
            } else {
                openCheckouts.removeAll { $0.id == id }
            }
            if event.outcome.isPayment, !paidCheckoutIDs.contains(id) { paidCheckoutIDs.append(id) }
        case .subscriptionReported(let event): billing.note(event)
        case .invoiceFailed(let event): billing.note(event)
        case .customerLinked(let event): customerIDs.append(event.customerID)
        case .claimed: isClaimed = true
        case .chartComputed(let event): chart = event.birthDate.isEmpty ? nil : event
        }
    }

    /// A completion whose payment is still to come is not the last word.
    private mutating func noteCompletion(of checkoutID: String) {
        guard let index = openCheckouts.firstIndex(where: { $0.id == checkoutID }) else { return }
        openCheckouts[index].isCompleted = true
    }

    /// Nothing for a user who has not entered the membership and paid for nothing else.
    package func writeMembers(to writer: inout JSONWriter) {
        guard isOpen || billing.current != nil else { return }
        writeMembership(to: &writer)
        writer.member("membership_variant", variant)
        writeFields(to: &writer)
        writeChart(to: &writer)
    }

    /// The fields of S1's table, and the provider's ids.
    func writeMembership(to writer: inout JSONWriter) {
        let subscription = billing.current
        writer.member("membership_plan", billing.plan.rawValue)
        writer.memberOrNull("subscription_status", subscription?.status?.rawValue)
        writer.member("is_onboarded", isOnboarded)
        writer.memberOrNull("onboarding_started_at", onboardingStartedAt?.rfc3339)
        writer.memberOrNull("onboarding_completed_at", onboardingCompletedAt?.rfc3339)
        writer.member("is_comped", isComped)
        writer.memberOrNull("stripe_customer_id", subscription?.customerID ?? customerIDs.last)
        writer.memberOrNull("stripe_subscription_id", subscription?.subscriptionID)
        writer.memberOrNull("subscription_start_date", subscription?.startedAt?.rfc3339)
        writer.memberOrNull("subscription_end_date", subscription?.endsAt?.rfc3339)
    }

    /// Only those that have a value.
    func writeFields(to writer: inout JSONWriter) {
        writer.member("middle_name", fields.middleName)
        writer.member("preferred_name", fields.preferredName)
        writer.member("birth_date", fields.birthDate)
        writer.member("birth_time", fields.birthTime)
        writer.member("birth_city", fields.birthCity)
        writer.member("birth_region", fields.birthRegion)
        writer.member("birth_country", fields.birthCountry)
        writer.member("birth_lat", fields.birthLatitude)
        writer.member("birth_lon", fields.birthLongitude)
        writer.member("timezone", fields.timezone)
        writer.member("zodiac_sign", fields.zodiacSign)
    }

    /// Nothing while the birth data is incomplete.
    func writeChart(to writer: inout JSONWriter) {
        guard let chart else { return }
        writer.member("birth_chart") { chart.write(to: &$0) }
    }
}

/// The answer of S4: one flat object in which every field stands, null when it is empty.
extension ProfileState {
    package func writeMemberProfile(id: String, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.memberOrNull("email", email.isEmpty ? nil : email)
            writer.memberOrNull("first_name", firstName.isEmpty ? nil : firstName)
            writer.memberOrNull("last_name", lastName.isEmpty ? nil : lastName)
            writer.member("role", role)
            membership.writeMembership(to: &writer)
            membership.fields.writeAll(to: &writer)
            if membership.chart == nil {
                writer.member("birth_chart", JSONValue.null)
            } else {
                membership.writeChart(to: &writer)
            }
        }
    }
}

extension MembershipFields {
    fileprivate func writeAll(to writer: inout JSONWriter) {
        writer.memberOrNull("middle_name", middleName)
        writer.memberOrNull("preferred_name", preferredName)
        writer.memberOrNull("birth_date", birthDate)
        writer.memberOrNull("birth_time", birthTime)
        writer.memberOrNull("birth_city", birthCity)
        writer.memberOrNull("birth_region", birthRegion)
        writer.memberOrNull("birth_country", birthCountry)
        writer.memberOrNull("birth_lat", birthLatitude)
        writer.memberOrNull("birth_lon", birthLongitude)
        writer.memberOrNull("timezone", timezone)
        writer.memberOrNull("zodiac_sign", zodiacSign)
    }
}
