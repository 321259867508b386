import JSON
import Onboarding
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger

/// S1, S4, S7, S10, S11: a person's profile.
@Suite(.timeLimit(.minutes(5)))
struct MembershipProfileTests {
    @Test func `a profile is made at first sight, with defaults, once`() async throws {
        let test = try TestMembers()
        let profile = try await test.profile()
        expectTrue(profile.id == "ada" && profile.state.email == "ada@example.com")
        expectTrue(profile.state.membership.stage == .joined && !profile.state.isPaid)
        try await expectEqual(test.profile().version, profile.version)
        try await expectEqual(test.types(of: "ada"), ["AccountOpened", "MembershipOpened"])
        try await test.home.verify()
    }

    @Test func `two hundred first sights at once make one profile`() async throws {
        let test = try TestMembers()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 { group.addTask { _ = try await test.profile() } }
            try await group.waitForAll()
        }
        try await expectEqual(test.types(of: "ada"), ["AccountOpened", "MembershipOpened"])
    }

    @Test func `a profile is filled in and lets the person in`() async throws {
        let test = try TestMembers()
        try await test.take(.checkout(user: "ada"))
        try await expectEqual(test.gate(), "/welcome")
        _ = try await test.members.startOnboarding(test.request())
        try await expectEqual(test.gate(), "/onboarding")
        let profile = try await test.edit([
            "first_name": "Ada", "last_name": "Lovelace", "birth_date": "1990-12-10",
            "birth_city": "London", "birth_country": "GB", "birth_lat": 51.5, "birth_lon": -0.1,
            "is_onboarded": true,
        ])
        expectEqual(profile.state.membership.stage, .onboarded)
        expectEqual(profile.state.membership.fields.timezone, "Europe/London")
        expectNotNil(profile.state.membership.chart?.sunLongitude)
        try await expectNil(test.gate())
        try await test.home.verify()
    }

    @Test func `an edit on a stale version says the present one and changes nothing`() async throws
    {
        let test = try TestMembers()
        let profile = try await test.profile()
        _ = try await test.edit(["first_name": "Ada"])
        await #expect(throws: VersionMismatch(actual: StreamVersion(rawValue: 3))) {
            try await test.members.edit(
                ProfilePatch(reading: ["first_name": "Eve"]),
                test.request(expected: profile.version))
        }
        try await expectEqual(test.profile().state.firstName, "Ada")
    }

    @Test func `admins give and take, and the audit says who and why`() async throws {
        let test = try TestMembers()
        _ = try await test.profile()
        _ = try await test.members.comp(true, reason: "founder", test.admin("ada"))
        try await expectEqual(test.gate(), "/welcome")
        _ = try await test.members.changeRole("admin", reason: "staff", test.admin("ada"))
        _ = try await test.members.comp(false, reason: "left", test.admin("ada"))
        try await expectEqual(test.gate(), "/welcome")
        _ = try await test.members.changeRole("user", reason: "left", test.admin("ada"))
        try await expectEqual(test.gate(), "/join")
        let events = try await test.ledger.events(of: .profile("ada"), limit: 100)
        let comped = try required(events.first { $0.type.name == "MembershipComped" })
        expectEqual(comped.actor, EventActor(kind: .admin, id: "root"))
        expectEqual(comped.correlationID, "request-1")
        try expectEqual(JSONValue(parsing: comped.data)["reason"], "founder")
        await #expect(throws: MembershipRejection.profileNotFound) {
            try await test.members.comp(true, reason: "x", test.admin("nobody"))
        }
        await #expect(throws: MembershipRejection.reasonRequired) {
            try await test.members.comp(true, reason: "  ", test.admin("ada"))
        }
    }

    @Test func `a subject that cannot name a stream has no profile`() async throws {
        let test = try TestMembers()
        for subject in ["", "a\u{0}b", String(repeating: "x", count: 500)] {
            await #expect(throws: MembershipRejection.invalidUser) {
                try await test.profile(Person(subject: subject))
            }
        }
    }

    /// S4: by tzdata's own places alone most of these lie in another zone.
    @Test(arguments: [
        ("Seattle", 47.61, -122.33, "US", "America/Los_Angeles"),
        ("Dallas", 32.78, -96.8, "United States", "America/Chicago"),
        ("Atlanta", 33.75, -84.39, "USA", "America/New_York"),
        ("Savannah", 32.08, -81.09, "US", "America/New_York"),
        ("Eugene", 44.05, -123.09, "US", "America/Los_Angeles"),
        ("Mumbai", 19.08, 72.88, "Republic of India", "Asia/Kolkata"),
        ("Delhi", 28.61, 77.21, "Indien", "Asia/Kolkata"),
        ("Nuremberg", 49.45, 11.08, "DE", "Europe/Berlin"),
        ("Maringá", -23.43, -51.94, "BR", "America/Sao_Paulo"),
        ("Surgut", 61.25, 73.42, "RU", "Asia/Yekaterinburg"),
        ("Medan", 3.58, 98.67, "ID", "Asia/Jakarta"),
    ])
    func `a large city lies in its own zone`(
        city: String, latitude: Double, longitude: Double, country: String, zone: String
    ) {
        let found = BirthPlaces.system.zones.nearest(
            country: country, latitude: latitude, longitude: longitude)
        expectEqual(found, zone, "\(city)")
    }

    @Test func `the system's zones know the world`() throws {
        let places = BirthPlaces.system
        let zone = places.zones.nearest(country: "US", latitude: 37.8, longitude: -122.4)
        expectEqual(zone, "America/Los_Angeles")
        let summer = try required(Timestamp(rfc3339: "2000-07-01T12:00:00Z"))
        expectEqual(places.secondsAheadOfUTC("America/Los_Angeles", summer), -7 * 3600)
        let winter = try required(Timestamp(rfc3339: "1950-01-01T12:00:00Z"))
        expectEqual(places.secondsAheadOfUTC("Europe/London", winter), 0)
        let now = try required(Timestamp(rfc3339: "2026-07-01T12:00:00Z"))
        expectEqual(places.secondsAheadOfUTC("Europe/London", now), 3600)
        expectNil(places.secondsAheadOfUTC("Nowhere/Land", winter))
    }
}

extension StreamID {
    static func profile(_ id: String) -> StreamID { StreamID(category: "profile", id: id) }
}
