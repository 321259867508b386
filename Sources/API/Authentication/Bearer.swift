import OnboardingLedger
import Time

/// A signed-in person, as the token says.
struct Bearer: Sendable, Hashable {
    /// The token's subject; another user's id once the identity was linked to that user (S10).
    var id: String
    let claims: TokenClaims
    /// What the person asks to be (M1). The role of an admin asks for it as well, where it can be
    /// had: whom the API takes for an admin is one to the merchants' door.
    private(set) var access: AccessIntent
    /// An admin who was suspended: looked up with every request of an admin (M3).
    private(set) var isSuspended = false

    init(_ claims: TokenClaims, adminEmailDomain: String) {
        id = claims.subject
        self.claims = claims
        var intent = AccessIntent(
            requestedRole: claims.requestedRole.flatMap(AccessRole.init), email: claims.email,
            phone: claims.phone, isEmailVerified: claims.isEmailVerified,
            adminEmailDomain: adminEmailDomain)
        if claims.role == "admin", intent.mayBeAdmin { intent.requestedRole = .admin }
        access = intent
    }

    /// An admin, or who asks to be one, of the configured email domain (contract M1); a role alone
    /// gives no rights.
    var isAdmin: Bool { access.isAdmin }

    /// Takes in what has become of an admin's rights: where they ended the person is what anybody
    /// else with such a token would be.
    mutating func take(_ office: AdminOffice) {
        switch office {
        case .held: break
        case .suspended: isSuspended = true
        case .ended:
            let asked = claims.requestedRole.flatMap(AccessRole.init)
            access.requestedRole = asked == .admin ? nil : asked
        }
    }

    /// Whether an id is the person's, byte by byte: what was recorded may have another spelling.
    func isNamed(_ id: some StringProtocol) -> Bool { id.utf8.elementsEqual(self.id.utf8) }

    /// True for who advises others, as the token says: their home is another (F3).
    var isAdvisor: Bool { claims.role == "advisor" }

    /// What the use cases are told of the person.
    var person: Person {
        Person(
            subject: id, email: claims.email, isEmailVerified: claims.isEmailVerified,
            name: claims.name, phone: claims.phone,
            saidAt: isNamed(claims.subject)
                ? claims.issuedAt.map { Timestamp(milliseconds: $0 * 1000) } : nil)
    }
}
