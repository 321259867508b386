/// Through whose point of sale a merchant sells.
public enum POSProvider: String, Sendable, CaseIterable {
    /// `other` is any third one; the shop's notes say which.
    case square, clover, other
}
