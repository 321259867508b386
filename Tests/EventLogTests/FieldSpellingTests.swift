import TestSupport
import Testing

@testable import EventLog

/// L6: a support engineer's guess at a field's name finds it.
struct FieldSpellingTests {
    @Test(arguments: [
        ("first_name", ["first_name", "firstName"]), ("firstName", ["firstName", "first_name"]),
        ("email", ["email"]), ("birth_lat", ["birth_lat", "birthLat"]),
        ("stepData.entityName", ["stepData.entityName", "step_data.entity_name"]),
        ("_private", ["_private"]), ("a__b", ["a__b", "aB"]), ("", [""]),
    ])
    func `a name is looked for as it is, with capitals and with underscores`(
        name: String, spellings: [String]
    ) {
        expectEqual(FieldSpelling.all(of: name), spellings)
    }

    @Test func `spellings of one name are the same, other names are not`() {
        expectTrue(FieldSpelling.isSame("tenantId", "tenant_id"))
        expectTrue(FieldSpelling.isSame("a.firstName", "a.first_name"))
        expectFalse(FieldSpelling.isSame("firstname", "first_name"))
        expectFalse(FieldSpelling.isSame("name", "names"))
    }
}
