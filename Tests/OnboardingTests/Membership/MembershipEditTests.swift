import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// S4: what a person may change, and what follows from it.
struct MembershipEditTests {
    private let member = MembershipSpecification.given(Membershipped.started)
    private let places = BirthPlaces(zones: someZones) { _, _ in 0 }

    private func edit(
        _ body: JSONObject, _ spec: MembershipSpecification? = nil, at time: Timestamp = noon
    ) throws -> MembershipSpecification {
        (spec ?? member).when(.edit(ProfilePatch(reading: body), places), at: time)
    }

    private static let birth: JSONObject = [
        "birth_date": "1990-07-15", "birth_time": "12:30", "birth_city": "London",
        "birth_region": "England", "birth_country": "GB", "birth_lat": 51.5, "birth_lon": -0.12,
    ]

    @Test func `a completed profile lets the person in`() throws {
        let spec = try edit(["first_name": " Ada ", "last_name": "Lovelace", "is_onboarded": true])
            .after(at: noon + 3)
        expectEqual(spec.profile.membership.stage, .onboarded)
        expectEqual(spec.profile.firstName, "Ada")
        try expectEqual(spec.answer["is_onboarded"], true)
        try expectEqual(spec.answer["first_name"], "Ada")
        try expectEqual(spec.answer["onboarding_completed_at"]?.stringValue, (noon + 3).rfc3339)
    }

    @Test func `being onboarded needs both names`() throws {
        try expectEqual(edit(["is_onboarded": true]).refusedFields, ["/first_name", "/last_name"])
        try expectEqual(
            edit(["is_onboarded": true, "first_name": "Ada"]).refusedFields, ["/last_name"])
        let onboarded = try edit([
            "first_name": "Ada", "last_name": "Lovelace", "is_onboarded": true,
        ]).after()
        try expectEqual(edit(["last_name": nil], onboarded).refusedFields, ["/last_name"])
        try expectEqual(edit(["is_onboarded": false], onboarded).refusedFields, ["/is_onboarded"])
    }

    @Test func `the names may have been given before`() throws {
        let named = try edit(["first_name": "Ada", "last_name": "Lovelace"]).after()
        try edit(["is_onboarded": true], named).then(.onboarded)
        try edit(["is_onboarded": true], named).after().when(.open).then()
    }

    @Test func `a birthplace needs its coordinates`() throws {
        let both = ["/birth_lat", "/birth_lon"]
        try expectEqual(edit(["birth_city": "London"]).refusedFields, both)
        try expectEqual(edit(["birth_country": "GB", "birth_lat": 51.5]).refusedFields, [both[1]])
        try expectEqual(edit(["birth_lat": 51.5]).refusedFields, [both[1]])
        let born = try edit(Self.birth).after()
        try expectEqual(edit(["birth_city": "Paris"], born).refusedFields, both)
        try expectEqual(edit(["birth_lat": nil], born).refusedFields, [both[0]])
        try expectEqual(edit(["birth_city": "London"], born).refusedFields, [])
    }

    @Test func `sign, time zone and chart follow from the birth data`() throws {
        let answer = try edit(Self.birth).after().answer
        expectEqual(answer["zodiac_sign"], "Cancer")
        expectEqual(answer["timezone"], "Europe/London")
        expectEqual(answer["birth_chart"]?["sun"]?["sign"], "Cancer")
        expectNotNil(answer["birth_chart"]?["ascendant"]?["sign"])
        expectEqual(
            answer["birth_chart"]?["computedFrom"],
            [
                "birth_date": "1990-07-15", "birth_time": "12:30", "birth_lat": 51.5,
                "birth_lon": -0.12, "timezone": "Europe/London", "utc_offset_seconds": 0,
            ])
    }

    @Test func `without a time of birth there is no ascendant`() throws {
        let born = try edit(Self.birth).after()
        let answer = try edit(["birth_time": nil], born).after().answer
        expectNil(answer["birth_chart"]?["ascendant"])
        expectNotNil(answer["birth_chart"]?["sun"])
    }

    @Test func `what follows goes with what it followed from`() throws {
        let born = try edit(Self.birth).after()
        let answer = try edit(
            [
                "birth_date": nil, "birth_city": nil, "birth_region": nil, "birth_country": nil,
                "birth_lat": nil, "birth_lon": nil,
            ], born
        ).after().answer
        expectTrue(answer["zodiac_sign"] == nil || answer["zodiac_sign"] == JSONValue.null)
        expectEqual(answer["timezone"], JSONValue.null)
        expectEqual(answer["birth_chart"], JSONValue.null)
    }

    @Test func `the same again changes nothing`() throws {
        let born = try edit(Self.birth).after()
        try edit(Self.birth, born).then()
    }

    @Test func `an accent written otherwise is a correction`() throws {
        let (one, two) = ("Andr\u{E9}", "Andre\u{301}")
        let named = try edit([
            "first_name": .string(one), "preferred_name": .string(one),
        ]).after()
        let corrected = try edit(
            ["first_name": .string(two), "preferred_name": .string(two)], named
        ).after()
        expectEqual(Array(corrected.profile.firstName.utf8), Array(two.utf8))
        let preferred = try required(corrected.profile.membership.fields.preferredName)
        expectEqual(Array(preferred.utf8), Array(two.utf8))
        try edit(["first_name": .string(two)], corrected).then()
    }

    @Test func `another city in the same zone only moves the chart`() throws {
        let born = try edit(Self.birth).after()
        let before = born.profile.membership.chart
        let moved = try edit(
            ["birth_city": "Leeds", "birth_lat": 53.8, "birth_lon": -1.55], born
        ).after().profile.membership
        expectEqual(moved.fields.timezone, "Europe/London")
        expectTrue(moved.chart != before)
        expectEqual(moved.chart?.sunLongitude, before?.sunLongitude)
    }

    @Test func `a birth date is not in the future`() throws {
        try expectEqual(edit(["birth_date": "2026-03-02"]).refusedFields, ["/birth_date"])
        try expectEqual(edit(["birth_date": "2026-03-01"]).refusedFields, [])
    }

    @Test(arguments: [
        ("birth_date", "2001-02-29"), ("birth_date", "1990-7-5"), ("birth_date", "1990-13-01"),
        ("birth_date", "+199-01-01"), ("birth_time", "24:00"), ("birth_time", "9:00"),
        ("birth_time", "12:60"), ("first_name", "<b>"), ("last_name", "A\u{202E}da"),
        ("preferred_name", "\u{7}"), ("birth_city", "a\u{0}b"),
    ])
    func `a field that is wrong is named`(field: String, value: String) throws {
        var body = JSONObject()
        body[field] = .string(value)
        try expectEqual(edit(body).refusedFields, ["/" + field])
    }

    @Test(arguments: [
        ("birth_lat", 90.01), ("birth_lat", -91), ("birth_lon", 180.5), ("birth_lon", -200),
    ])
    func `coordinates lie on the earth`(field: String, value: Double) throws {
        var body = JSONObject()
        body[field] = .number(JSONNumber(value))
        expectEqual(ProfilePatch(reading: body).problems.map(\.pointer), ["/" + field])
        try expectTrue(edit(body).refusedFields.contains("/" + field))
    }

    @Test func `coordinates that an app made up are checked like a body's`() throws {
        var patch = ProfilePatch(reading: Self.birth)
        patch.birthLatitude = .set(.nan)
        patch.birthLongitude = .set(-.infinity)
        expectEqual(
            member.when(.edit(patch, places)).refusedFields, ["/birth_lat", "/birth_lon"])
    }

    @Test func `fields that a user may not set are named, all of them`() throws {
        let body: JSONObject = [
            "membership_plan": "family", "role": "admin", "is_comped": true, "first_name": "Ada",
            "subscription_status": "active", "onboarding_started_at": "2026-01-01T00:00:00Z",
        ]
        try expectEqual(
            edit(body).refusedFields,
            [
                "/membership_plan", "/role", "/is_comped", "/subscription_status",
                "/onboarding_started_at",
            ])
    }

    @Test func `whatever is wrong is named at once, each field once`() throws {
        let body: JSONObject = [
            "role": "admin", "birth_date": "2999-01-01", "first_name": "A\u{1}", "birth_lat": 91,
            "birth_city": "London", "is_onboarded": true,
        ]
        try expectEqual(
            edit(body).refusedFields,
            [
                "/role", "/first_name", "/birth_lat", "/last_name", "/birth_date", "/birth_lon",
            ])
    }

    @Test func `a profile shows every field, empty ones as null`() throws {
        let answer = try MembershipSpecification.given(Membershipped.joined).answer
        expectEqual(
            answer.objectValue?.keys,
            [
                "id", "email", "first_name", "last_name", "role", "membership_plan",
                "subscription_status", "is_onboarded", "onboarding_started_at",
                "onboarding_completed_at", "is_comped", "stripe_customer_id",
                "stripe_subscription_id", "subscription_start_date", "subscription_end_date",
                "middle_name", "preferred_name", "birth_date", "birth_time", "birth_city",
                "birth_region", "birth_country", "birth_lat", "birth_lon", "timezone",
                "zodiac_sign", "birth_chart",
            ])
        expectEqual(answer["membership_plan"], "none")
        expectEqual(answer["subscription_status"], JSONValue.null)
        expectEqual(answer["role"], "user")
    }
}
