/// What can happen to a user as such, whatever the flow.
public enum ProfileCommand: Sendable, Hashable {
    /// Makes the profile at first sight (M2, S3).
    ///
    /// - Parameter isEmailFree: true when nobody is found by the email.
    case open(Person, AccountSource, isEmailFree: Bool)
    /// Takes in another identity with the same verified email (S10).
    case link(Person)
    /// Takes in that the email was proven meanwhile.
    ///
    /// - Parameter isEmailFree: true when no other user has proven it.
    case see(Person, isEmailFree: Bool)
}

/// The rules by which tokens and payers become users: pure.
public enum Profile {
    /// Decides one command; refuses none, and what is so already comes to no events.
    public static func decide(_ command: ProfileCommand, _ profile: ProfileState) -> [ProfileEvent]
    {
        switch command {
        case .open(let person, let source, let isEmailFree):
            return profile.exists ? [] : [open(person, source, isEmailFree)]
        case .link(let person):
            guard !profile.identities.contains(person.subject) else { return [] }
            let linked = ProfileEvent.identityLinked(IdentityLinked(subject: person.subject))
            guard !profile.hasProvenEmail, let email = person.verifiedEmail else {
                return [linked]
            }
            return [linked, .emailVerified(EmailVerified(email: email))]
        case .see(let person, let isEmailFree):
            guard isEmailFree, let email = person.verifiedEmail, takes(email, of: person, profile)
            else { return [] }
            return [.emailVerified(EmailVerified(email: email))]
        }
    }

    /// Whether an email that is proven becomes the user's: the one that they gave, or any where
    /// there is none. Of who was erased only what the issuer says since (L14): a page that was left
    /// open, or a linked identity, does not bring them back.
    private static func takes(_ email: String, of person: Person, _ profile: ProfileState) -> Bool {
        if profile.hasProvenEmail { return false }
        guard profile.email.isEmpty else { return EmailAddress.normalized(profile.email) == email }
        guard let erasedAt = profile.erasedAt else { return true }
        return person.saidAt.map { $0 > erasedAt } ?? false
    }

    /// Only a token's email counts as verified: a payer's was never proven.
    private static func open(
        _ person: Person, _ source: AccountSource, _ isEmailFree: Bool
    ) -> ProfileEvent {
        .accountOpened(
            AccountOpened(
                source: source, role: "user",
                isEmailVerified: source == .token && person.verifiedEmail != nil,
                holdsEmail: isEmailFree && person.email != nil, email: person.email ?? "",
                firstName: person.nameParts.first, lastName: person.nameParts.last,
                phone: person.phone))
    }
}
