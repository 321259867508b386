import OnboardingLedger

/// Who a request comes from.
enum Caller: Sendable {
    case anonymous
    case person(Person)
    case key(APIKeyFacts)

    /// Whether the caller may do what a scope stands for; `admin` stands for all of them.
    func has(_ scope: APIScope) -> Bool {
        switch self {
        case .anonymous: false
        case .person(let person): person.isAdmin
        case .key(let facts): facts.scopes.contains(scope) || facts.scopes.contains(.admin)
        }
    }

    var person: Person? {
        if case .person(let person) = self { person } else { nil }
    }
}

/// A signed-in person, as the token says.
struct Person: Sendable, Hashable {
    let id: String
    let claims: JWT.Claims
    /// An admin of the configured email domain (contract M1); a role alone gives no rights.
    let isAdmin: Bool

    init(_ claims: JWT.Claims, adminEmailDomain: String) {
        id = claims.subject
        self.claims = claims
        let domain = "@" + adminEmailDomain.lowercased()
        isAdmin =
            claims.role == "admin" && !adminEmailDomain.isEmpty && claims.isEmailVerified != false
            && (claims.email?.lowercased().hasSuffix(domain) ?? false)
    }
}
