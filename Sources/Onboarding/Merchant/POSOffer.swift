import JSON

/// What a merchant's settings page offers (M7).
public struct POSOffer: Sendable, Hashable {
    /// Nil while the merchant has not chosen.
    public let preference: POSProvider?
    /// False when another was chosen.
    public let isSquareEnabled: Bool
    /// False leaves Clover out.
    public let isCloverVisible: Bool
    /// Why something is not offered, and what to do about it; nil while everything is.
    public let message: String?

    /// Square can be connected unless another was chosen, Clover shows only when it was; without
    /// a choice both are offered.
    public init(_ preference: POSProvider?) {
        self.preference = preference
        isSquareEnabled = preference == nil || preference == .square
        isCloverVisible = preference == nil || preference == .clover
        message =
            switch preference {
            case nil: nil
            case .square: "You chose Square. To connect Clover, change your point of sale."
            case .clover: "You chose Clover. To connect Square, change your point of sale."
            case .other:
                "You chose another point of sale. To connect Square or Clover, change it."
            }
    }

    /// The answer of M7, with the page to go back to.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.memberOrNull("preference", preference?.rawValue)
            writer.member("square") { writer in
                writer.object { $0.member("enabled", isSquareEnabled) }
            }
            writer.member("clover") { writer in
                writer.object { $0.member("visible", isCloverVisible) }
            }
            writer.memberOrNull("message", message)
            writer.member("backTo", MerchantFlow.onboardingPage)
        }
    }
}
