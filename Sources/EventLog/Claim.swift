/// A unique key: at most one stream holds a value of a space at a time.
public struct Claim: Hashable, Sendable {
    /// Two spaces never meet: a word such as the kind of key that the values are.
    public let space: String
    /// Kept only as a keyed digest, because it may be personal (an email).
    public let value: String

    public init(space: String, value: String) { (self.space, self.value) = (space, value) }

    /// By bytes, as they are digested: see `String.hasSameBytes`.
    public static func == (a: Claim, b: Claim) -> Bool {
        a.space.hasSameBytes(as: b.space) && a.value.hasSameBytes(as: b.value)
    }

    public func hash(into hasher: inout Hasher) {
        space.hashBytes(into: &hasher)
        value.hashBytes(into: &hasher)
    }
}

/// A unique key that a stream takes or gives up in the same transaction as an event.
public enum ClaimChange: Hashable, Sendable {
    /// Nobody else may hold it, or the whole append is refused with `claimTaken`.
    case take(Claim)
    /// Frees it if this stream holds it; otherwise nothing happens.
    case release(Claim)
}
