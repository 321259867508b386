import Onboarding
import OnboardingLedger

/// Who a request comes from.
enum Caller: Sendable {
    /// Nobody is known to ask, or the route does not care.
    case anonymous
    /// Somebody whose token was verified.
    case person(Bearer)
    /// A program with an API key, which stands for no person.
    case key(APIKeyFacts)

    /// Whether the caller may do what a scope stands for; `admin` stands for all of them.
    func has(_ scope: APIScope) -> Bool {
        switch self {
        case .anonymous: false
        case .person(let person): person.isAdmin && !person.isSuspended
        case .key(let facts): facts.scopes.contains(scope) || facts.scopes.contains(.admin)
        }
    }

    /// Nil for a key and for nobody.
    var person: Bearer? {
        if case .person(let person) = self { person } else { nil }
    }

    /// Whether what belongs to a user is the caller's: as whom they act, or under the token's own
    /// subject, from before it was linked (S10).
    func isOwner(_ userID: String?) -> Bool {
        guard let person, let userID else { return false }
        return person.isNamed(userID) || userID.utf8.elementsEqual(person.claims.subject.utf8)
    }

    var isAnonymous: Bool {
        if case .anonymous = self { true } else { false }
    }
}
