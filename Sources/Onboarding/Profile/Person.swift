import Time

/// Who signed in, as a verified token says it; or who paid.
public struct Person: Sendable, Hashable {
    /// The token's subject: the user's id, unless the identity was linked to another user.
    public var subject: String
    /// Trimmed and in lower case; nil without one.
    public var email: String?
    /// Nil when the issuer does not say.
    public var isEmailVerified: Bool?
    /// Given and family name in one, as the token has it.
    public var name: String?
    /// As the token has it; its form is the issuer's business.
    public var phone: String?
    /// When the issuer said so, to the second; nil when it does not tell, and for an identity that
    /// was linked to the user, whose email is not the user's own.
    public var saidAt: Timestamp?

    public init(
        subject: String, email: String? = nil, isEmailVerified: Bool? = nil, name: String? = nil,
        phone: String? = nil, saidAt: Timestamp? = nil
    ) {
        self.subject = subject
        let email = email.map(EmailAddress.normalized)
        self.email = email?.isEmpty == true ? nil : email
        (self.isEmailVerified, self.name, self.phone) = (isEmailVerified, name, phone)
        self.saidAt = saidAt
    }

    /// The email if the issuer vouches for it: only then does it open what belongs to it (S10).
    public var verifiedEmail: String? { isEmailVerified == true ? email : nil }

    /// The name's first word, and the rest; empty where a field's rule says no.
    var nameParts: (first: String, last: String) {
        let words = (name ?? "").split(separator: " ", maxSplits: 1).map(String.init)
        return (
            words.first.flatMap(Fields.personName) ?? "",
            words.dropFirst().first.flatMap(Fields.personName) ?? ""
        )
    }
}
