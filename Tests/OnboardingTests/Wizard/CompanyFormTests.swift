import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// A0: the body of `initialize`.
struct CompanyFormTests {
    private static let least: JSONObject = [
        "accountType": "business", "entityName": " Analytical Engines ", "country": "gb",
        "currency": "gbp",
    ]

    @Test func `the least form is enough, with codes in upper case`() throws {
        let company = try CompanyInitialized(form: Self.least)
        expectEqual(company.accountType, .business)
        expectEqual(company.entityName, "Analytical Engines")
        expectTrue(company.country == "GB" && company.currency == "GBP")
        expectEqual(company.fiscalYearStart, 1)
        expectEqual(company.tenantName, "Analytical Engines")
    }

    @Test func `every optional field is read, and null counts as absent`() throws {
        var form = Self.least
        for (key, value) in [
            "entityType": "limited", "fiscalYearStart": 4, "phoneNumber": "+44 (20) 7946-0000",
            "timezone": "Europe/London", "taxId": "GB123", "address": "12 St James Square\nLondon",
        ] as JSONObject {
            form[key] = value
        }
        let company = try CompanyInitialized(form: form)
        expectTrue(company.fiscalYearStart == 4 && company.entityType == "limited")
        expectTrue(company.phoneNumber == "+44 (20) 7946-0000" && company.taxID == "GB123")
        expectEqual(company.address, "12 St James Square\nLondon")
        form["taxId"] = JSONValue.null
        try expectNil(CompanyInitialized(form: form).taxID)
    }

    @Test func `all that is missing is named at once`() {
        expectEqual(problems([:]), ["/accountType", "/entityName", "/country", "/currency"])
    }

    @Test(
        arguments: [
            ("accountType", "club"), ("accountType", 1), ("entityName", ""), ("entityName", "  "),
            ("entityName", "a\u{0}b"), ("country", "XX"), ("country", "GBR"), ("currency", "ABC"),
            ("fiscalYearStart", 0), ("fiscalYearStart", 13), ("fiscalYearStart", 1.5),
            ("fiscalYearStart", "4"), ("phoneNumber", "call me"), ("phoneNumber", "123"),
            ("timezone", ""), ("taxId", 7), ("address", ["city": "London"]),
        ] as [(String, JSONValue)])
    func `a wrong field is named`(field: String, value: JSONValue) {
        var form = Self.least
        form[field] = value
        expectEqual(problems(form), ["/\(field)"])
    }

    @Test func `names have up to 255 characters and tax numbers up to 50`() {
        var form = Self.least
        form["entityName"] = .string(String(repeating: "é", count: 255))
        form["taxId"] = .string(String(repeating: "9", count: 50))
        expectEqual(problems(form), [])
        form["entityName"] = .string(String(repeating: "é", count: 256))
        form["taxId"] = .string(String(repeating: "9", count: 51))
        expectEqual(problems(form), ["/entityName", "/taxId"])
    }

    @Test func `a personal account's tenant does not bear its person's name`() throws {
        var form = Self.least
        form["accountType"] = "personal"
        form["entityName"] = "Ada Lovelace"
        try expectEqual(CompanyInitialized(form: form).tenantName, "Personal")
    }

    @Test func `an import takes the fields that are valid`() {
        let company = CompanyInitialized(importing: [
            "accountType": "club", "entityName": "Engines", "country": "gb", "currency": 3,
            "fiscalYearStart": 7, "entityType": "ltd", "timezone": "Europe/London",
            "taxId": .string(String(repeating: "9", count: 51)), "address": "1 Row\nLondon",
        ])
        expectTrue(company.accountType == nil && company.currency == nil)
        expectTrue(company.country == "GB" && company.fiscalYearStart == 7)
        expectEqual(
            [company.entityType, company.timezone, company.taxID, company.address],
            ["ltd", "Europe/London", nil, "1 Row\nLondon"])
    }

    private func problems(_ form: JSONObject) -> [String] {
        do {
            _ = try CompanyInitialized(form: form)
            return []
        } catch { return error.problems.map(\.pointer) }
    }
}

/// The fiscal year of A7.
struct FiscalYearTests {
    private func year(_ month: Int, _ time: String) -> FiscalYear {
        // Guaranteed by the test: the times are RFC 3339.
        FiscalYear(startMonth: month, containing: Timestamp(rfc3339: time)!)
    }

    @Test(arguments: [
        (1, "2026-03-01T12:00:00Z", "2026-01-01", "2026-12-31"),
        (4, "2026-03-31T23:59:59Z", "2025-04-01", "2026-03-31"),
        (4, "2026-04-01T00:00:00Z", "2026-04-01", "2027-03-31"),
        (12, "2026-11-30T12:00:00Z", "2025-12-01", "2026-11-30"),
        (3, "2024-02-29T12:00:00Z", "2023-03-01", "2024-02-29"),
        (1, "1969-12-31T23:00:00Z", "1969-01-01", "1969-12-31"),
    ])
    func `the year contains the day and ends before the next`(
        month: Int, time: String, first: String, last: String
    ) {
        let year = year(month, time)
        expectTrue(year.periods.first?.startsOn == first && year.periods.last?.endsOn == last)
        expectEqual(year.periods.map(\.number), Array(1...12))
    }

    @Test(arguments: 1...12)
    func `each period begins the day after the one before ends`(month: Int) {
        let periods = year(month, "2024-06-15T00:00:00Z").periods
        for (before, after) in zip(periods, periods.dropFirst()) {
            let end = Timestamp(rfc3339: before.endsOn + "T00:00:00Z")
            expectEqual(end.map { $0 + 86_400 }?.rfc3339.prefix(10), after.startsOn[...])
            expectTrue(after.startsOn.hasSuffix("-01"))
        }
    }
}
