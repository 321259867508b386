import JSON

extension CompanyEvent: DomainEvent {
    package var kind: EventKind {
        switch self {
        case .initialized: .companyInitialized
        case .completed: .onboardingCompleted
        case .accountsCreated: .chartOfAccountsCreated
        case .fiscalYearOpened: .fiscalYearOpened
        case .identitySynced: .identitySynced
        case .identitySyncFailed: .identitySyncFailed
        case .closed: .tenantClosed
        case .reopened: .tenantReopened
        }
    }

    package func writeData(to writer: inout JSONWriter) { _ = write(.data, to: &writer) }

    package func writePersonal(to writer: inout JSONWriter) -> Bool {
        write(.personal, to: &writer)
    }

    private func write(_ part: EventPart, to writer: inout JSONWriter) -> Bool {
        switch self {
        case .initialized(let payload): payload.write(part, to: &writer)
        case .completed(let payload): payload.write(part, to: &writer)
        case .accountsCreated(let payload): payload.write(part, to: &writer)
        case .fiscalYearOpened(let payload): payload.write(part, to: &writer)
        case .identitySynced(let payload): payload.write(part, to: &writer)
        case .identitySyncFailed(let payload): payload.write(part, to: &writer)
        case .closed(let payload): payload.write(part, to: &writer)
        case .reopened(let payload): payload.write(part, to: &writer)
        }
    }

    package static func decode(
        _ kind: EventKind, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?
    ) throws(JSONError) -> CompanyEvent {
        switch kind {
        case .companyInitialized: .initialized(unsafe try .init(data: data, personal: personal))
        case .onboardingCompleted: .completed(unsafe try .init(data: data, personal: personal))
        case .chartOfAccountsCreated:
            .accountsCreated(unsafe try .init(data: data, personal: personal))
        case .fiscalYearOpened: .fiscalYearOpened(unsafe try .init(data: data, personal: personal))
        case .identitySynced: .identitySynced(unsafe try .init(data: data, personal: personal))
        case .identitySyncFailed:
            .identitySyncFailed(unsafe try .init(data: data, personal: personal))
        case .tenantClosed: .closed(unsafe try .init(data: data, personal: personal))
        case .tenantReopened: .reopened(unsafe try .init(data: data, personal: personal))
        default: throw JSONError(.invalidValue(expected: "a company event"), at: 0)
        }
    }
}

extension CompanyInitialized: EventPayload {
    static let kind = EventKind.companyInitialized
    static let required: [StaticString] = ["fiscalYearStart"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "fiscalYearStart":
            fiscalYearStart = try scanner.month()
            return 0
        case "accountType":
            if !scanner.consumeNull() { accountType = try scanner.word("an account type") }
        case "entityType": entityType = try scanner.optionalString()
        case "country": country = try scanner.optionalString()
        case "currency": currency = try scanner.optionalString()
        case "timezone": timezone = try scanner.optionalString()
        default: try scanner.skip()
        }
        return nil
    }

    mutating func readPersonal(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) {
        switch key {
        case "entityName": entityName = try scanner.optionalString()
        case "phoneNumber": phoneNumber = try scanner.optionalString()
        case "taxId": taxID = try scanner.optionalString()
        case "address": address = try scanner.optionalString()
        default: try scanner.skip()
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("fiscalYearStart", fiscalYearStart)
        writer.member("accountType", accountType?.rawValue)
        writer.member("entityType", entityType)
        writer.member("country", country)
        writer.member("currency", currency)
        writer.member("timezone", timezone)
    }

    var hasPersonal: Bool {
        entityName != nil || phoneNumber != nil || taxID != nil || address != nil
    }

    func writePersonalMembers(to writer: inout JSONWriter) {
        writer.member("entityName", entityName)
        writer.member("phoneNumber", phoneNumber)
        writer.member("taxId", taxID)
        writer.member("address", address)
    }
}

extension OnboardingCompleted: EventPayload {
    static let kind = EventKind.onboardingCompleted
}

extension ChartOfAccountsCreated: EventPayload {
    static let kind = EventKind.chartOfAccountsCreated
    static let required: [StaticString] = ["accounts"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "accounts":
            var accounts: [LedgerAccount] = []
            try scanner.array { scanner throws(JSONError) in
                accounts.append(try LedgerAccount(from: &scanner))
            }
            self.accounts = accounts
            return 0
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) { writer.member("accounts", accounts) }
}

extension FiscalYearOpened: EventPayload {
    static let kind = EventKind.fiscalYearOpened
    static let required: [StaticString] = ["startMonth", "periods"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        try fiscalYear.read(key, from: &scanner)
    }

    func writeMembers(to writer: inout JSONWriter) { fiscalYear.writeMembers(to: &writer) }
}

extension IdentitySynced: EventPayload {
    static let kind = EventKind.identitySynced
}

extension IdentitySyncFailed: EventPayload {
    static let kind = EventKind.identitySyncFailed
    static let required: [StaticString] = ["reason"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "reason":
            reason = try scanner.string()
            return 0
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) { writer.member("reason", reason) }
}

extension TenantClosed: EventPayload {
    static let kind = EventKind.tenantClosed
    static let required: [StaticString] = ["reason"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "reason":
            reason = try scanner.string()
            return 0
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) { writer.member("reason", reason) }
}

extension TenantReopened: EventPayload {
    static let kind = EventKind.tenantReopened

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "reason": reason = try scanner.optionalString()
        default: try scanner.skip()
        }
        return nil
    }

    func writeMembers(to writer: inout JSONWriter) { writer.member("reason", reason) }
}
