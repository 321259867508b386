import JSON
import Time

/// What the events of a merchant's shop add up to.
public struct ShopState: Sendable, Equatable {
    /// Nil until the merchant chose, or after the choice was taken back.
    public internal(set) var posProvider: POSProvider?
    /// 1 to 255 characters; goes before the name of the sign-up's business.
    public internal(set) var businessName: String?
    /// An assigned ISO 3166-1 alpha-2 code, in capitals.
    public internal(set) var country: String?
    /// Up to 50 characters; its form is not checked.
    public internal(set) var taxID: String?
    /// Street and number.
    public internal(set) var addressLine: String?
    public internal(set) var city: String?
    /// Which Square location is meant, in the merchant's words.
    public internal(set) var squareLocationHint: String?
    /// The merchant's id at Clover, as the merchant gave it.
    public internal(set) var cloverMerchantRef: String?
    /// What is used instead; up to 2000 characters.
    public internal(set) var otherPOSNotes: String?
    /// Nil until something was said of the shop.
    public internal(set) var updatedAt: Timestamp?

    public init() {}
}

extension ShopState: FoldedPart {
    package mutating func evolve(_ event: ShopEvent, at time: Timestamp) {
        switch event {
        case .profileChanged(let change): apply(change)
        }
        updatedAt = time
    }

    /// A merge patch (RFC 7396): what the change does not name stays.
    private mutating func apply(_ change: ShopProfileChanged) {
        posProvider = change.posProvider.applied(to: posProvider)
        businessName = change.businessName.applied(to: businessName)
        country = change.country.applied(to: country)
        taxID = change.taxID.applied(to: taxID)
        addressLine = change.addressLine.applied(to: addressLine)
        city = change.city.applied(to: city)
        squareLocationHint = change.squareLocationHint.applied(to: squareLocationHint)
        cloverMerchantRef = change.cloverMerchantRef.applied(to: cloverMerchantRef)
        otherPOSNotes = change.otherPOSNotes.applied(to: otherPOSNotes)
    }

    /// Name, country and tax number are the tenant's, which writes them.
    package func writeMembers(to writer: inout JSONWriter) {
        guard let updatedAt else { return }
        writer.memberOrNull("posProviderPreference", posProvider?.rawValue)
        writer.member("addressLine", addressLine)
        writer.member("city", city)
        writer.member("squareLocationHint", squareLocationHint)
        writer.member("cloverMerchantRef", cloverMerchantRef)
        writer.member("otherPosNotes", otherPOSNotes)
        writer.member("shopUpdatedAt", updatedAt)
    }

    /// The answer of M5: the whole shop in the form of its patch.
    package func writeAnswer(tenantID: String, isComplete: Bool, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("tenantId", tenantID)
            writer.memberOrNull("posProviderPreference", posProvider?.rawValue)
            writer.memberOrNull("businessName", businessName)
            writer.memberOrNull("country", country)
            writer.member("profile") { writer in
                writer.object { writer in
                    writer.memberOrNull("taxId", taxID)
                    writer.memberOrNull("addressLine", addressLine)
                    writer.memberOrNull("city", city)
                    writer.memberOrNull("squareLocationHint", squareLocationHint)
                    writer.memberOrNull("cloverMerchantRef", cloverMerchantRef)
                    writer.memberOrNull("otherPosNotes", otherPOSNotes)
                }
            }
            writer.member("onboardingComplete", isComplete)
            writer.memberOrNull("updatedAt", updatedAt?.rfc3339)
        }
    }
}

/// A field that can be required of a shop (M8), by its name on the wire.
public enum ShopField: String, Sendable, CaseIterable {
    case posProvider = "posProviderPreference"
    case businessName, country
    case taxID = "taxId"
    case addressLine, city, squareLocationHint, cloverMerchantRef
    case otherPOSNotes = "otherPosNotes"
}

extension ShopState {
    /// What is required unless configured otherwise (M8).
    public static let requiredFields: [ShopField] = [.posProvider]

    /// The required fields that are not there yet, in the order given.
    public func missing(_ required: [ShopField]) -> [ShopField] {
        required.filter { !has($0) }
    }

    /// True for whatever has a value; patches leave none that are empty.
    private func has(_ field: ShopField) -> Bool {
        switch field {
        case .posProvider: posProvider != nil
        case .businessName: businessName != nil
        case .country: country != nil
        case .taxID: taxID != nil
        case .addressLine: addressLine != nil
        case .city: city != nil
        case .squareLocationHint: squareLocationHint != nil
        case .cloverMerchantRef: cloverMerchantRef != nil
        case .otherPOSNotes: otherPOSNotes != nil
        }
    }
}
