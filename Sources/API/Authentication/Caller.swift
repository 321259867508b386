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
