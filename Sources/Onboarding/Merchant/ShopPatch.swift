import JSON

extension ShopProfileChanged {
    /// Unicode scalars, as the next two (A0 has the same for the wizard).
    public static let taxIDCharactersMax = 50
    /// For each of address, city, Square's location and Clover's merchant.
    public static let textCharactersMax = 255
    /// For what is said of another point of sale; line breaks count.
    public static let notesCharactersMax = 2000

    /// Reads the body of M5: absent fields are kept, null clears; members that are not known are
    /// passed over.
    package init(parsing body: JSONObject) throws(MerchantRejection) {
        var reader = ShopPatchReader()
        posProvider = reader.field(body, "posProviderPreference", "square, clover, other or null") {
            POSProvider(rawValue: $0)
        }
        businessName = reader.field(body, "businessName", "1 to 255 characters") {
            Fields.businessName($0)
        }
        country = reader.field(body, "country", "an ISO 3166-1 alpha-2 code") { Fields.country($0) }
        if let value = body["profile"] {
            // RFC 7396: null takes all of it away.
            let cleared: JSONObject = [
                "taxId": nil, "addressLine": nil, "city": nil, "squareLocationHint": nil,
                "cloverMerchantRef": nil, "otherPosNotes": nil,
            ]
            guard let profile = value.isNull ? cleared : value.objectValue else {
                throw .invalidShop([
                    FieldProblem(pointer: "/profile", detail: "expected an object")
                ])
            }
            reader.folder = "/profile"
            taxID = reader.text(profile, "taxId", max: Self.taxIDCharactersMax)
            addressLine = reader.text(profile, "addressLine", max: Self.textCharactersMax)
            city = reader.text(profile, "city", max: Self.textCharactersMax)
            squareLocationHint = reader.text(
                profile, "squareLocationHint", max: Self.textCharactersMax)
            cloverMerchantRef = reader.text(
                profile, "cloverMerchantRef", max: Self.textCharactersMax)
            otherPOSNotes = reader.text(profile, "otherPosNotes", max: Self.notesCharactersMax)
        }
        if !reader.problems.isEmpty { throw .invalidShop(reader.problems) }
    }

    /// The change without what the shop says already.
    func effective(on shop: ShopState) -> ShopProfileChanged {
        ShopProfileChanged(
            posProvider: posProvider.effective(on: shop.posProvider),
            businessName: businessName.effective(on: shop.businessName),
            country: country.effective(on: shop.country),
            taxID: taxID.effective(on: shop.taxID),
            addressLine: addressLine.effective(on: shop.addressLine),
            city: city.effective(on: shop.city),
            squareLocationHint: squareLocationHint.effective(on: shop.squareLocationHint),
            cloverMerchantRef: cloverMerchantRef.effective(on: shop.cloverMerchantRef),
            otherPOSNotes: otherPOSNotes.effective(on: shop.otherPOSNotes))
    }
}

/// Reads fields one by one and gathers what is wrong.
private struct ShopPatchReader {
    /// The JSON Pointer of the object that is being read.
    var folder = ""
    var problems: [FieldProblem] = []

    /// Kept when absent, cleared by null; what `read` does not take is a problem and kept.
    mutating func field<Value>(
        _ object: JSONObject, _ key: String, _ expected: String, _ read: (String) -> Value?
    ) -> Patch<Value> {
        guard let value = object[key] else { return .keep }
        if value.isNull { return .clear }
        if let read = value.stringValue.flatMap(read) { return .set(read) }
        problems.append(FieldProblem(pointer: "\(folder)/\(key)", detail: "expected \(expected)"))
        return .keep
    }

    /// Lines of text; an empty one clears.
    mutating func text(_ object: JSONObject, _ key: String, max: Int) -> Patch<String> {
        let patch: Patch<String> = field(
            object, key, "up to \(max) characters without control characters"
        ) { text in
            trimmed(text).isEmpty ? "" : Fields.plainText(text, max: max)
        }
        return patch == .set("") ? .clear : patch
    }
}
