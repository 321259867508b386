import Onboarding
import OnboardingLedger

/// Who a request comes from.
enum Caller: Sendable {
    case anonymous
    case person(Bearer)
    case key(APIKeyFacts)

    /// Whether the caller may do what a scope stands for; `admin` stands for all of them.
    func has(_ scope: APIScope) -> Bool {
        switch self {
        case .anonymous: false
        case .person(let person): person.isAdmin
        case .key(let facts): facts.scopes.contains(scope) || facts.scopes.contains(.admin)
        }
    }

    var person: Bearer? {
        if case .person(let person) = self { person } else { nil }
    }

    var isAnonymous: Bool {
        if case .anonymous = self { true } else { false }
    }
}

/// A signed-in person, as the token says.
struct Bearer: Sendable, Hashable {
    /// The token's subject; another user's id once the identity was linked to that user (S10).
    var id: String
    let claims: JWT.Claims
    /// An admin, or who asks to be one, of the configured email domain (contract M1); a role alone
    /// gives no rights.
    let isAdmin: Bool

    init(_ claims: JWT.Claims, adminEmailDomain: String) {
        id = claims.subject
        self.claims = claims
        let domain = "@" + adminEmailDomain.lowercased()
        isAdmin =
            [claims.role, claims.requestedRole].contains("admin") && !adminEmailDomain.isEmpty
            && claims.isEmailVerified != false
            && (claims.email?.lowercased().hasSuffix(domain) ?? false)
    }

    /// True for who advises others, as the token says: their home is another (F3).
    var isAdvisor: Bool { claims.role == "advisor" }

    /// What the use cases are told of the person.
    var person: Person {
        Person(
            subject: id, email: claims.email, isEmailVerified: claims.isEmailVerified,
            name: claims.name, phone: claims.phone)
    }
}

extension APICore {
    /// A person whose identity was linked to a user is that user everywhere (S10).
    func resolvingLink(_ call: Call) async throws -> Call {
        guard case .person(var bearer) = call.caller,
            let id = try await memberships.userID(linkedTo: bearer.id)
        else { return call }
        bearer.id = id
        var call = call
        call.caller = .person(bearer)
        return call
    }
}
