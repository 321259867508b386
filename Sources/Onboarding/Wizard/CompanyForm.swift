import JSON

/// Why the body of `initialize` cannot be taken (A0): every wrong field, with its JSON Pointer.
public struct CompanyFormError: Error, Hashable, Sendable {
    /// Never empty; in the order in which the fields are read.
    public let problems: [FieldProblem]
}

extension CompanyInitialized {
    /// Unicode scalars (A0), as the next two.
    public static let taxIDCharactersMax = 50
    /// For the legal form and the time zone.
    public static let textCharactersMax = 255
    /// Line breaks count.
    public static let addressCharactersMax = 1000

    /// Reads the body of `initialize`; members that are not known are passed over.
    package init(form: JSONObject) throws(CompanyFormError) {
        var reader = CompanyFormReader(form: form)
        accountType = reader.required("accountType", "expected personal, business or accountant") {
            AccountType(rawValue: $0)
        }
        entityName = reader.required("entityName", "expected a text of 1 to 255 characters") {
            Fields.businessName($0)
        }
        country = reader.required("country", "expected an ISO 3166-1 alpha-2 code") {
            Fields.country($0)
        }
        currency = reader.required("currency", "expected an ISO 4217 code") { Fields.currency($0) }
        entityType = reader.text("entityType", max: Self.textCharactersMax)
        timezone = reader.text("timezone", max: Self.textCharactersMax)
        phoneNumber = reader.optional("phoneNumber", "expected a phone number") {
            Fields.phoneNumber($0)
        }
        taxID = reader.text("taxId", max: Self.taxIDCharactersMax)
        address = reader.text("address", max: Self.addressCharactersMax)
        fiscalYearStart = reader.month("fiscalYearStart") ?? 1
        if !reader.problems.isEmpty { throw CompanyFormError(problems: reader.problems) }
    }

    /// What an import knows of a tenant (A10): the fields of a wizard's data that are valid.
    package init(importing data: JSONObject) {
        func valid<Value>(_ key: String, _ read: (String) -> Value?) -> Value? {
            data[key]?.stringValue.flatMap(read)
        }
        func text(_ key: String, max: Int) -> String? {
            valid(key) { Fields.plainText($0, max: max) }
        }
        accountType = valid("accountType") { AccountType(rawValue: $0) }
        entityName = valid("entityName") { Fields.businessName($0) }
        country = valid("country") { Fields.country($0) }
        currency = valid("currency") { Fields.currency($0) }
        entityType = text("entityType", max: Self.textCharactersMax)
        timezone = text("timezone", max: Self.textCharactersMax)
        phoneNumber = valid("phoneNumber") { Fields.phoneNumber($0) }
        taxID = text("taxId", max: Self.taxIDCharactersMax)
        address = text("address", max: Self.addressCharactersMax)
        if let month = data["fiscalYearStart"]?.intValue, (1...12).contains(month) {
            fiscalYearStart = month
        }
    }

    /// What a tenant is called of which an earlier wizard did not know the name (A10).
    static let tenantNameUnknown = "Workspace"

    /// True with all that `initialize` demands (A0).
    var isWhole: Bool {
        accountType != nil && entityName != nil && country != nil && currency != nil
    }

    /// What is known, and of the rest what is told. A month that is January may not have been said.
    func filled(from told: CompanyInitialized) -> CompanyInitialized {
        var facts = told
        facts.accountType = accountType ?? told.accountType
        facts.entityName = entityName ?? told.entityName
        facts.country = country ?? told.country
        facts.currency = currency ?? told.currency
        facts.entityType = entityType ?? told.entityType
        facts.timezone = timezone ?? told.timezone
        facts.phoneNumber = phoneNumber ?? told.phoneNumber
        facts.taxID = taxID ?? told.taxID
        facts.address = address ?? told.address
        if fiscalYearStart != 1 { facts.fiscalYearStart = fiscalYearStart }
        return facts
    }

    /// What the tenant is called in lists. A personal account's name is its person's, which must
    /// not stand outside of personal data.
    public var tenantName: String {
        accountType == .personal ? "Personal" : entityName ?? Self.tenantNameUnknown
    }
}

/// Reads fields one by one and gathers what is wrong.
private struct CompanyFormReader {
    let form: JSONObject
    var problems: [FieldProblem] = []

    init(form: JSONObject) { self.form = form }

    /// Null counts as absent, and is a problem.
    mutating func required<Value>(
        _ key: String, _ expected: String, _ read: (String) -> Value?
    ) -> Value? {
        if let value = form[key], !value.isNull { return self.read(key, value, expected, read) }
        problems.append(.init(pointer: "/\(key)", detail: "this field is required"))
        return nil
    }

    /// Null counts as absent.
    mutating func optional<Value>(
        _ key: String, _ expected: String, _ read: (String) -> Value?
    ) -> Value? {
        guard let value = form[key], !value.isNull else { return nil }
        return self.read(key, value, expected, read)
    }

    /// An empty text is a problem: null or nothing says that there is none.
    mutating func text(_ key: String, max: Int) -> String? {
        optional(key, "expected a text of 1 to \(max) characters without control characters") {
            Fields.plainText($0, max: max)
        }
    }

    /// 1 to 12; nil when absent.
    mutating func month(_ key: String) -> Int? {
        guard let value = form[key], !value.isNull else { return nil }
        if let month = value.intValue, (1...12).contains(month) { return month }
        problems.append(.init(pointer: "/\(key)", detail: "expected a month, 1 to 12"))
        return nil
    }

    /// Only texts are read; anything else is a problem.
    private mutating func read<Value>(
        _ key: String, _ value: JSONValue, _ expected: String, _ read: (String) -> Value?
    ) -> Value? {
        if let value = value.stringValue.flatMap(read) { return value }
        problems.append(.init(pointer: "/\(key)", detail: expected))
        return nil
    }
}
