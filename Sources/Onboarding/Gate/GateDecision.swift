/// Whether a person may see a page, and where to go otherwise (G1).
public struct GateDecision: Sendable, Hashable {
    /// Where to go instead; nil when the page is open.
    public let location: String?
    /// Why, as a stable word for logs and for whoever asks why they were sent away.
    public let reason: String
    /// The entries of the navigation that are open now; only the merchant's gate has some (M6).
    public var navigation: [String]?
    /// The checked address to come back to, when one was asked for (S9).
    public var returnURL: String?

    init(location: String?, reason: String) {
        (self.location, self.reason) = (location, reason)
    }

    /// True when the person may stay on the page.
    public var isAllowed: Bool { location == nil }

    /// The page is open.
    public static func allow(_ reason: String) -> GateDecision {
        GateDecision(location: nil, reason: reason)
    }

    /// The page is closed; `location` is a path of the same origin.
    public static func redirect(to location: String, _ reason: String) -> GateDecision {
        GateDecision(location: location, reason: reason)
    }
}
