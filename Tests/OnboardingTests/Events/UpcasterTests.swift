import JSON
import TestSupport
import Testing

@testable import Onboarding

/// Older payloads stay readable for ever (contract L10).
struct UpcasterTests {
    @Test func `a start of version 1 gets the plan's id`() throws {
        let old = try Golden.payload("SignUpStarted.v1.json")
        let new = try Upcasters.upcast(
            type: "SignUpStarted", fromVersion: 1, data: old.data, personal: old.personal)
        expectEqual(new.schemaVersion, 2)
        try expectEqual(
            JSONValue(parsing: new.data),
            [
                "planDescriptor": "professional", "isPaid": true,
                "expiresAt": "2026-03-02T12:00:00.000Z", "planId": "plan_professional",
            ])
        expectEqual(new.personal, old.personal)
        let event = try SignUpEvent.decode(.signUpStarted, new.data, new.personal)
        expectEqual(event, .started(professional))
    }

    @Test func `an erased payload is upcast without its personal data`() throws {
        let old = try Golden.payload("SignUpStarted.v1.json")
        let new = try Upcasters.upcast(
            type: "SignUpStarted", fromVersion: 1, data: old.data, personal: nil)
        expectNil(new.personal)
    }

    @Test func `an upcast payload is valid by the current schema`() throws {
        let old = try Golden.payload("SignUpStarted.v1.json")
        let new = try Upcasters.upcast(
            type: "SignUpStarted", fromVersion: 1, data: old.data, personal: nil)
        let schema = JSONSchema(try Repository.json("Schemas/events/SignUpStarted.v2.json"))
        expectEqual(schema.problems(with: try JSONValue(parsing: new.data)), [])
    }

    @Test(arguments: EventKind.allCases)
    func `every version leads on to the current one`(kind: EventKind) throws {
        for version in 1...kind.schemaVersion {
            let golden = try Golden.payload("\(kind.rawValue).v\(version).json")
            let new = try Upcasters.upcast(
                type: kind.rawValue, fromVersion: version, data: golden.data,
                personal: golden.personal)
            expectEqual(new.schemaVersion, kind.schemaVersion)
            _ = try AnyEvent(kind, data: new.data, personal: new.personal)
        }
    }

    @Test(arguments: EventKind.allCases)
    func `a payload of the current version comes back as it is`(kind: EventKind) throws {
        let golden = try Golden.payload(of: kind)
        let new = try Upcasters.upcast(
            type: kind.rawValue, fromVersion: kind.schemaVersion, data: golden.data,
            personal: golden.personal)
        expectTrue(new.data == golden.data && new.personal == golden.personal)
        expectFalse(Upcasters.isOlder(type: kind.rawValue, schemaVersion: kind.schemaVersion))
    }

    @Test func `a newer version than this program knows is refused by name`() {
        #expect(
            throws: UpcastFailure.newerVersion(type: "PlanChanged", schemaVersion: 2, newest: 1)
        ) {
            try Upcasters.upcast(
                type: "PlanChanged", fromVersion: 2, data: Array("{}".utf8), personal: nil)
        }
    }

    @Test func `a version that nothing leads on from is refused by name`() {
        #expect(throws: UpcastFailure.noUpcaster(type: "SignUpStarted", schemaVersion: 0)) {
            try Upcasters.upcast(
                type: "SignUpStarted", fromVersion: 0, data: Array("{}".utf8), personal: nil)
        }
    }

    @Test func `a payload that is no object is refused`() {
        #expect(throws: UpcastFailure.malformed(JSONError(.typeMismatch(expected: .object), at: 0)))
        {
            try Upcasters.upcast(
                type: "SignUpStarted", fromVersion: 1, data: Array("[]".utf8), personal: nil)
        }
    }

    @Test func `a type of a team's own flow has no versions to lead on from`() throws {
        let data = Array(#"{"attributes":{}}"#.utf8)
        let same = try Upcasters.upcast(
            type: "A_SUBMITTED", fromVersion: 3, data: data, personal: nil)
        expectEqual(same, UpcastPayload(schemaVersion: 3, data: data, personal: nil))
        expectFalse(Upcasters.isOlder(type: "A_SUBMITTED", schemaVersion: 0))
        expectTrue(Upcasters.isOlder(type: "SignUpStarted", schemaVersion: 1))
    }
}
