import JSON
import Onboarding
import OnboardingLedger

// What a team's own flow refuses, as clients read it (contract X2).

extension Problem {
    init(_ rejection: StepRejection) {
        let (status, title, detail) = Self.words(rejection)
        self.init(status: status, code: rejection.code, title: title, detail: detail)
        if let seconds = rejection.retryAfterSeconds { self = retrying(after: seconds) }
        switch rejection {
        case .stepOutOfRange: errors = [FieldProblem("step", detail)]
        case .dataNotObject, .dataTooLarge: errors = [FieldProblem("data", detail)]
        case .invalidData(let problems), .incomplete(let problems):
            errors = problems
        case .invalidMove(let stage, _):
            self = with("stage", stage.map { .string($0) } ?? .null)
        case .versionConflict(let conflict):
            self = with("currentVersion", .number(JSONNumber(conflict.currentVersion)))
        default: break
        }
    }

    /// Status, title and detail of each rejection of a flow of steps.
    private static func words(_ rejection: StepRejection) -> (Int, String, String) {
        switch rejection {
        case .stepOutOfRange(let count):
            (400, "There is no such step", "expected a step from 0 to \(count - 1)")
        case .dataNotObject: (400, "The step's data is no object", "expected a JSON object")
        case .dataTooLarge:
            (
                400, "The step's data is too large",
                "expected at most 64 KiB, together with what is filled in"
            )
        case .invalidData: (400, "A field of the step is not valid", "See errors.")
        case .alreadyCompleted: (409, "The flow is complete", "Nothing more is saved for it.")
        case .left(let exit): (409, "The flow was left", "It ended with \(exit).")
        case .expired: (400, "The flow's time ran out", "Nothing more is saved for it.")
        case .versionConflict:
            (409, "Somebody saved meanwhile", "Read it again, then decide.")
        case .invalidMove(let from, let to):
            (
                400, "Not at this stage",
                "The flow does not lead from \(from ?? "its beginning") to \(to)."
            )
        case .incomplete(let problems):
            (
                409, "Something is missing",
                problems.isEmpty ? "Nothing is filled in yet." : "See errors."
            )
        case .saveRateLimited: (429, "Too many saves", "At most 10 a minute are taken.")
        case .notServed(let flow):
            (404, "The flow has no steps", "The flow \(flow) is not served here.")
        case .invalidUser: (400, "The user cannot be a subject", "The token's sub is unusable.")
        }
    }

    /// What of a changed flow its subjects forbid.
    init(_ change: UnsafeFlowChange) {
        self.init(
            .unsafeFlowChange, "Subjects are in this flow; see errors.", errors: change.problems)
    }
}
