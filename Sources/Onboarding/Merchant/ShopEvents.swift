/// What can happen to a merchant's shop (in the stream `tenant-<id>`).
public enum ShopEvent: Sendable, Equatable {
    case profileChanged(ShopProfileChanged)
}

/// The shop was described: merge-patch semantics (M5).
public struct ShopProfileChanged: Sendable, Equatable {
    /// The point of sale that the merchant prefers.
    public var posProvider = Patch<POSProvider>.keep
    /// What the business is called.
    public var businessName = Patch<String>.keep
    /// ISO 3166-1 alpha-2.
    public var country = Patch<String>.keep
    /// Personal. The tax number.
    public var taxID = Patch<String>.keep
    /// Personal. Street and number.
    public var addressLine = Patch<String>.keep
    /// Personal. The city.
    public var city = Patch<String>.keep
    /// Which Square location is meant.
    public var squareLocationHint = Patch<String>.keep
    /// The merchant id at Clover.
    public var cloverMerchantRef = Patch<String>.keep
    /// What is used instead.
    public var otherPOSNotes = Patch<String>.keep
}
