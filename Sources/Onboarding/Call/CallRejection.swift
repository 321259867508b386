/// Why a command of the onboarding call is refused.
public enum CallRejection: Error, Hashable, Sendable {
    /// There is no such space, or the tenant is none.
    case spaceNotFound
    /// The space's call was decided on before.
    case spaceAlreadyExists
    /// There is no meeting that could be called off (F6).
    case noMeetingPlanned
    /// The space needs a name.
    case invalidName
    /// The user's id cannot name a stream.
    case invalidUser

    /// The stable dotted word that clients read.
    public var code: String {
        switch self {
        case .spaceNotFound: "space.not_found"
        case .spaceAlreadyExists: "space.already_exists"
        case .noMeetingPlanned: "space.no_meeting_planned"
        case .invalidName: "space.invalid_name"
        case .invalidUser: WizardRejection.invalidUser.code
        }
    }
}
