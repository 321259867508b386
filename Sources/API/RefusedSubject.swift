import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

/// Whose refusals a route's are (contract section 8, refusals).
enum RefusedSubject: Sendable, Hashable {
    /// The session whose token the request carries.
    case session
    /// The signed-in person's wizard.
    case wizard
    /// The signed-in person's profile, in one of the flows that pass through it.
    case profile(flow: String)
    /// The space in the path.
    case space
    /// The signed-in person, in the flow that the path names.
    case declared
    /// The user in the path, about whom an admin decides; of whoever is no admin, themself.
    case user
    /// The tenant in the path, about whom an admin decides; of whoever is no admin, themself.
    case tenant
    /// Who asks for what takes a scope and is about nobody.
    case caller

    /// The flow in which friction counts the refusal (D3).
    func flow(_ call: Call) -> String {
        switch self {
        case .session: SignUpFlow.declaration.flow
        case .wizard: WizardFlow.declaration.flow
        case .profile(let flow): flow
        case .space: CallFlow.declaration.flow
        case .declared: call.parameters["flow"]
        case .user, .tenant, .caller: Refusal.accessFlow
        }
    }

    /// True for what is decided about others.
    var isAdmins: Bool { [.user, .tenant, .caller].contains(self) }

    /// True where a save names the step that it is for.
    var hasSteps: Bool { self == .wizard || self == .declared }
}
