import JSON

extension ShopEvent: DomainEvent {
    package var kind: EventKind {
        switch self {
        case .profileChanged: .shopProfileChanged
        }
    }

    package func writeData(to writer: inout JSONWriter) { _ = write(.data, to: &writer) }

    package func writePersonal(to writer: inout JSONWriter) -> Bool {
        write(.personal, to: &writer)
    }

    private func write(_ part: EventPart, to writer: inout JSONWriter) -> Bool {
        switch self {
        case .profileChanged(let payload): payload.write(part, to: &writer)
        }
    }

    package static func decode(
        _ kind: EventKind, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?
    ) throws(JSONError) -> ShopEvent {
        switch kind {
        case .shopProfileChanged: .profileChanged(unsafe try .init(data: data, personal: personal))
        default: throw JSONError(.invalidValue(expected: "a shop event"), at: 0)
        }
    }
}

extension ShopProfileChanged: EventPayload {
    static let kind = EventKind.shopProfileChanged

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "posProviderPreference": posProvider = try scanner.patchWord("square, clover or other")
        case "businessName": businessName = try scanner.patchString()
        case "country": country = try scanner.patchString()
        case "squareLocationHint": squareLocationHint = try scanner.patchString()
        case "cloverMerchantRef": cloverMerchantRef = try scanner.patchString()
        case "otherPosNotes": otherPOSNotes = try scanner.patchString()
        default: try scanner.skip()
        }
        return nil
    }

    mutating func readPersonal(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) {
        switch key {
        case "taxId": taxID = try scanner.patchString()
        case "addressLine": addressLine = try scanner.patchString()
        case "city": city = try scanner.patchString()
        default: try scanner.skip()
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("posProviderPreference", posProvider)
        writer.member("businessName", businessName)
        writer.member("country", country)
        writer.member("squareLocationHint", squareLocationHint)
        writer.member("cloverMerchantRef", cloverMerchantRef)
        writer.member("otherPosNotes", otherPOSNotes)
    }

    var hasPersonal: Bool { taxID != .keep || addressLine != .keep || city != .keep }

    func writePersonalMembers(to writer: inout JSONWriter) {
        writer.member("taxId", taxID)
        writer.member("addressLine", addressLine)
        writer.member("city", city)
    }
}
