import Time

extension Member {
    /// Changes the profile, and what follows from it: sign, time zone, chart, completion (S4, S12).
    func edit(
        _ patch: ProfilePatch, _ places: BirthPlaces
    ) throws(MembershipRejection) -> [ProfileStreamEvent] {
        let problems = problems(with: patch)
        if !problems.isEmpty { throw .invalidProfile(problems) }
        let edited = edited(patch, places)
        var events: [ProfileStreamEvent] = []
        if edited != ProfileEdited() { events.append(.membership(.edited(edited))) }
        if let chart = chart(after: edited, places) {
            events.append(.membership(.chartComputed(chart)))
        }
        if patch.isOnboarded == true, !membership.isOnboarded {
            events.append(.membership(.onboarded(MembershipOnboarded())))
        }
        return opening + events
    }

    /// What the body has wrong, then the rules that look at several fields, at the clock or at what
    /// is stored; of each field the first.
    private func problems(with patch: ProfilePatch) -> [FieldProblem] {
        var named: Set<String> = []
        return (patch.problems + nameProblems(patch) + dateProblems(patch) + placeProblems(patch))
            .filter { named.insert($0.pointer).inserted }
    }

    /// Who is onboarded, or is to be, needs both names; and nobody ceases to be onboarded (S4).
    private func nameProblems(_ patch: ProfilePatch) -> [FieldProblem] {
        let isOnboarded = patch.isOnboarded ?? membership.isOnboarded
        if patch.isOnboarded == false, membership.isOnboarded {
            return [FieldProblem("is_onboarded", "a completed onboarding stays completed")]
        }
        guard isOnboarded else { return [] }
        return [
            ("first_name", patch.firstName.applied(to: profile.firstName)),
            ("last_name", patch.lastName.applied(to: profile.lastName)),
        ]
        .filter { ($0.1 ?? "").isEmpty }
        .map { FieldProblem($0.0, "this field is required to be onboarded") }
    }

    /// The day counts as begun when it has begun in UTC.
    private func dateProblems(_ patch: ProfilePatch) -> [FieldProblem] {
        guard case .set(let text) = patch.birthDate, let date = CivilDate(text: text) else {
            return []
        }
        return date.startOfDay <= now
            ? [] : [FieldProblem("birth_date", "expected a date that is not in the future")]
    }

    /// A birthplace comes with its coordinates: another place needs new ones, and none may stay
    /// without them.
    private func placeProblems(_ patch: ProfilePatch) -> [FieldProblem] {
        let fields = membership.fields
        let isNewPlace = [
            (patch.birthCity, fields.birthCity), (patch.birthRegion, fields.birthRegion),
            (patch.birthCountry, fields.birthCountry),
        ].contains { patch, value in
            if case .set = patch.effective(on: value) { true } else { false }
        }
        let hasPlace =
            [
                patch.birthCity.applied(to: fields.birthCity),
                patch.birthRegion.applied(to: fields.birthRegion),
                patch.birthCountry.applied(to: fields.birthCountry),
            ].contains { $0 != nil }
        let coordinates = [
            ("birth_lat", patch.birthLatitude, fields.birthLatitude, 90.0),
            ("birth_lon", patch.birthLongitude, fields.birthLongitude, 180.0),
        ]
        let isNeeded =
            hasPlace || coordinates.contains { $0.1.applied(to: $0.2) != nil }
        return coordinates.compactMap { key, patch, value, limit in
            // An app's own patch may hold what is read from no body.
            if case .set(let degrees) = patch, !(-limit...limit).contains(degrees) {
                return .degrees(key, within: limit)
            }
            let isMissing =
                isNewPlace && patch == .keep || isNeeded && patch.applied(to: value) == nil
            return isMissing ? FieldProblem(key, "a birthplace needs its coordinates") : nil
        }
    }

    /// The patch without what changes nothing, and with the fields that follow from it.
    private func edited(_ patch: ProfilePatch, _ places: BirthPlaces) -> ProfileEdited {
        let fields = membership.fields
        var edited = ProfileEdited()
        edited.firstName = patch.firstName.effective(
            on: profile.firstName.isEmpty ? nil : profile.firstName)
        edited.lastName = patch.lastName.effective(
            on: profile.lastName.isEmpty ? nil : profile.lastName)
        edited.middleName = patch.middleName.effective(on: fields.middleName)
        edited.preferredName = patch.preferredName.effective(on: fields.preferredName)
        edited.birthDate = patch.birthDate.effective(on: fields.birthDate)
        edited.birthTime = patch.birthTime.effective(on: fields.birthTime)
        edited.birthCity = patch.birthCity.effective(on: fields.birthCity)
        edited.birthRegion = patch.birthRegion.effective(on: fields.birthRegion)
        edited.birthCountry = patch.birthCountry.effective(on: fields.birthCountry)
        edited.birthLatitude = patch.birthLatitude.effective(on: fields.birthLatitude)
        edited.birthLongitude = patch.birthLongitude.effective(on: fields.birthLongitude)
        let after = fields.applying(edited)
        edited.zodiacSign = Patch(
            from: fields.zodiacSign,
            to: after.birthDate.flatMap { CivilDate(text: $0) }.map {
                ZodiacSign(bornOn: $0).rawValue
            })
        if after.place != fields.place {
            edited.timezone = Patch(from: fields.timezone, to: places.zone(of: after))
        }
        return edited
    }

    /// The chart of the birth data after the edit; nil when it stays, an empty one when the data
    /// are no longer complete.
    private func chart(after edited: ProfileEdited, _ places: BirthPlaces) -> BirthChartComputed? {
        let fields = membership.fields.applying(edited)
        // Zones are the system's files, which nobody waits for over a changed first name.
        let isCharted = membership.chart != nil
        guard !isCharted || fields.birth != membership.fields.birth else { return nil }
        let chart = BirthChart.compute(fields, places)
        guard chart != membership.chart else { return nil }
        return chart ?? BirthChartComputed()
    }
}

extension MembershipFields {
    /// What the time zone follows from.
    struct Place: Hashable {
        var country: String?
        var latitude: Double?
        var longitude: Double?
    }

    /// Only the country of the place's names counts: the coordinates say the rest.
    var place: Place {
        Place(country: birthCountry, latitude: birthLatitude, longitude: birthLongitude)
    }

    /// What the chart follows from.
    struct Birth: Hashable {
        var date: String?
        var time: String?
        var latitude: Double?
        var longitude: Double?
        var timezone: String?
    }

    var birth: Birth {
        Birth(
            date: birthDate, time: birthTime, latitude: birthLatitude, longitude: birthLongitude,
            timezone: timezone)
    }
}
