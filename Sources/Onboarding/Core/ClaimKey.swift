/// A unique key that an event takes for its stream, or gives up.
package enum ClaimChange: Hashable, Sendable {
    /// The append is refused when another stream holds the key.
    case take(ClaimKey)
    /// Nothing happens when the stream does not hold it.
    case release(ClaimKey)
}

/// A key that at most one stream holds at a time: a space such as `session-email`, and a value.
public struct ClaimKey: Hashable, Sendable {
    /// What the key is about; keys of different spaces never meet.
    public let space: String
    /// Compared as it stands: the makers below bring emails into one form.
    public let value: String

    public init(space: String, value: String) { (self.space, self.value) = (space, value) }

    /// One active session per email (K1).
    public static func sessionEmail(_ email: String) -> ClaimKey {
        ClaimKey(space: "session-email", value: EmailAddress.normalized(email))
    }

    /// What was paid under an email in a session that ended without an account, for the next one
    /// (K10, K15).
    public static func keptPayment(_ email: String) -> ClaimKey {
        ClaimKey(space: "kept-payment", value: EmailAddress.normalized(email))
    }

    /// One user per email (K1).
    public static func userEmail(_ email: String) -> ClaimKey {
        ClaimKey(space: "user-email", value: EmailAddress.normalized(email))
    }

    /// An email that a user gave without proof, or that a payer paid under: it can be looked up,
    /// and gives way to whoever proves it.
    public static func unverifiedEmail(_ email: String) -> ClaimKey {
        ClaimKey(space: "unverified-email", value: EmailAddress.normalized(email))
    }

    /// Every key that an email may be: an erasure looks for them and gives them up.
    package static func all(ofEmail email: String) -> [ClaimKey] {
        [sessionEmail(email), keptPayment(email), userEmail(email), unverifiedEmail(email)]
    }

    /// Another subject of tokens that is the same user (S10).
    public static func identity(_ subject: String) -> ClaimKey {
        ClaimKey(space: "identity", value: subject)
    }

    /// A payment provider's customer (S3).
    public static func customer(_ id: String) -> ClaimKey {
        ClaimKey(space: "customer", value: id)
    }

    /// A membership's checkout (S8).
    public static func checkout(_ id: String) -> ClaimKey {
        ClaimKey(space: "checkout", value: id)
    }

    /// One tenant per owner (A6, M4); spaces are none of it.
    public static func userTenant(_ userID: String) -> ClaimKey {
        ClaimKey(space: "user-tenant", value: userID)
    }

    /// One space per meeting of the calendar (F4).
    public static func spaceMeeting(_ meetingID: String) -> ClaimKey {
        ClaimKey(space: "space-meeting", value: meetingID)
    }
}
