import JSON
import Time

/// What a person changes in their profile: each field kept, cleared or set (S4).
public struct ProfilePatch: Sendable, Hashable {
    /// A name of 1 to 100 characters (`Fields.personName`), as are the next three.
    public var firstName = Patch<String>.keep
    public var middleName = Patch<String>.keep
    public var lastName = Patch<String>.keep
    public var preferredName = Patch<String>.keep
    /// YYYY-MM-DD, of a day that there is; whether it is in the future is for the decider.
    public var birthDate = Patch<String>.keep
    /// HH:MM, from 00:00 to 23:59, by the birthplace's clocks.
    public var birthTime = Patch<String>.keep
    /// Up to 255 characters without control characters, as are the next two.
    public var birthCity = Patch<String>.keep
    public var birthRegion = Patch<String>.keep
    public var birthCountry = Patch<String>.keep
    /// Degrees north, -90 to 90.
    public var birthLatitude = Patch<Double>.keep
    /// Degrees east, -180 to 180.
    public var birthLongitude = Patch<Double>.keep
    /// True to complete the profile; nil when the body did not say.
    public var isOnboarded: Bool?
    /// What is wrong with the body; the fields in question are kept.
    public private(set) var problems: [FieldProblem] = []

    public init() {}

    /// The fields that only the server sets: what was paid, what admins decide, when things
    /// happened, and what follows from the birth data; also by the short names that people use.
    static let forbidden: Set<String> = [
        "membership_plan", "subscription_status", "role", "is_comped", "onboarding_started_at",
        "onboarding_completed_at", "subscription_start_date", "subscription_end_date",
        "stripe_customer_id", "stripe_subscription_id", "email", "zodiac_sign", "timezone",
        "birth_chart", "created_at", "updated_at", "id", "user_id", "version", "plan", "status",
        "comped",
    ]

    /// Characters as people count them, after trimming.
    static let placeCharactersMax = 255

    /// Reads the body of `PATCH /api/user/profile`. An empty text clears as null does; members that
    /// nobody knows are passed over.
    /// Everything that is wrong, forbidden fields too, is among `problems`: the decider refuses it
    /// together with what else it finds.
    package init(reading body: JSONObject) {
        var reader = ProfilePatchReader(body: body)
        for key in body.keys where Self.forbidden.contains(key) {
            reader.problems.append(FieldProblem(key, "this field cannot be set"))
        }
        let name = "expected a name of 1 to 100 letters"
        firstName = reader.text("first_name", name, Fields.personName)
        middleName = reader.text("middle_name", name, Fields.personName)
        lastName = reader.text("last_name", name, Fields.personName)
        preferredName = reader.text("preferred_name", name, Fields.personName)
        birthDate = reader.text("birth_date", "expected a real date, YYYY-MM-DD") {
            CivilDate(text: $0) == nil ? nil : $0
        }
        birthTime = reader.text("birth_time", "expected a time of day, HH:MM") {
            DayTime(text: $0) == nil ? nil : $0
        }
        let place = "expected up to 255 characters"
        birthCity = reader.text("birth_city", place, Self.place)
        birthRegion = reader.text("birth_region", place, Self.place)
        birthCountry = reader.text("birth_country", place, Self.place)
        birthLatitude = reader.degrees("birth_lat", within: 90)
        birthLongitude = reader.degrees("birth_lon", within: 180)
        isOnboarded = reader.flag("is_onboarded")
        problems = reader.problems
    }

    /// A line of text.
    private static func place(_ text: String) -> String? {
        Fields.plainLine(text, max: placeCharactersMax)
    }
}

/// Reads fields one by one and gathers what is wrong.
private struct ProfilePatchReader {
    let body: JSONObject
    var problems: [FieldProblem] = []

    init(body: JSONObject) { self.body = body }

    /// A text is trimmed first; one that is empty then clears.
    mutating func text(
        _ key: String, _ expected: String, _ read: (String) -> String?
    ) -> Patch<String> {
        guard let value = body[key] else { return .keep }
        if value.isNull { return .clear }
        guard let text = value.stringValue.map(trimmed) else {
            problems.append(FieldProblem(key, "expected a string or null"))
            return .keep
        }
        if text.isEmpty { return .clear }
        if let text = read(text) { return .set(text) }
        problems.append(FieldProblem(key, expected))
        return .keep
    }

    /// A number from minus `limit` to `limit`; a text is none.
    mutating func degrees(_ key: String, within limit: Double) -> Patch<Double> {
        guard let value = body[key] else { return .keep }
        if value.isNull { return .clear }
        if let degrees = value.doubleValue, (-limit...limit).contains(degrees) {
            return .set(degrees)
        }
        problems.append(.degrees(key, within: limit))
        return .keep
    }

    mutating func flag(_ key: String) -> Bool? {
        guard let value = body[key] else { return nil }
        if let flag = value.boolValue { return flag }
        problems.append(FieldProblem(key, "expected true or false"))
        return nil
    }
}

extension CivilDate {
    /// Reads `YYYY-MM-DD`; nil when there is no such day.
    init?(text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            let year = digits(parts[0]), let month = digits(parts[1]), let day = digits(parts[2]),
            year >= 1
        else { return nil }
        self.init(year: year, month: month, day: day)
    }
}

/// A time of day to the minute.
struct DayTime: Hashable {
    /// Since midnight, 0 to 1439.
    let minutes: Int

    /// Reads `HH:MM`; nil when there is no such time.
    init?(text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.map(\.utf8.count) == [2, 2], let hour = digits(parts[0]),
            let minute = digits(parts[1]), hour < 24, minute < 60
        else { return nil }
        minutes = hour * 60 + minute
    }
}

/// A number of ASCII digits and nothing else, as `Int` would also take signs.
private func digits(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
}

extension FieldProblem {
    /// A latitude or longitude that lies nowhere.
    static func degrees(_ key: String, within limit: Double) -> FieldProblem {
        FieldProblem(key, "expected a number from -\(Int(limit)) to \(Int(limit))")
    }
}
