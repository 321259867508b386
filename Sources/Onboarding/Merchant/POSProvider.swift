/// Through whose point of sale a merchant sells.
public enum POSProvider: String, Sendable, CaseIterable {
    case square, clover, other
}
