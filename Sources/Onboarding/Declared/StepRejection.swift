/// Why a command of a flow of steps is refused.
public enum StepRejection: Error, Hashable, Sendable {
    /// The flow has steps from 0 to one less than so many.
    case stepOutOfRange(count: Int)
    /// A step's data is an object of fields.
    case dataNotObject
    /// What was sent, or all that is filled in together, is over 64 KiB.
    case dataTooLarge
    /// By the steps' schemas.
    case invalidData([FieldProblem])
    /// The subject is at the flow's last stage.
    case alreadyCompleted
    /// The subject left by an exit.
    case left(String)
    /// The flow's time ran out.
    case expired
    /// Somebody saved since the version that the caller knows.
    case versionConflict(StepConflict)
    /// The flow's transitions do not lead there from here.
    case invalidMove(from: String?, to: String)
    /// Required fields are missing.
    case incomplete([FieldProblem])
    /// Saves came too fast; how long to wait.
    case saveRateLimited(retryAfterSeconds: Int)
    /// The flow has no steps, or is none that a file declares.
    case notServed(String)
    /// The user's id cannot name a stream.
    case invalidUser

    /// The stable dotted word that clients read: the wizard's own where it has one.
    public var code: String {
        switch self {
        case .stepOutOfRange: WizardRejection.stepOutOfRange.code
        case .dataNotObject: WizardRejection.dataNotObject.code
        case .dataTooLarge: WizardRejection.dataTooLarge.code
        case .invalidData: "onboarding.invalid_fields"
        case .alreadyCompleted: WizardRejection.alreadyCompleted.code
        case .left: "onboarding.left"
        case .expired: SignUpRejection.sessionExpired.code
        case .versionConflict: StepConflict.code
        case .invalidMove: SignUpRejection.invalidStage(.planSelected).code
        case .incomplete: "onboarding.incomplete"
        case .saveRateLimited: WizardRejection.saveRateLimited(retryAfterSeconds: 0).code
        case .notServed: "onboarding.flow_not_served"
        case .invalidUser: WizardRejection.invalidUser.code
        }
    }

    /// How long to wait, for the refusal that waiting cures.
    public var retryAfterSeconds: Int? {
        switch self {
        case .saveRateLimited(let seconds): seconds
        default: nil
        }
    }
}
