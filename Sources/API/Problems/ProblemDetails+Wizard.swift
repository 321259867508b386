import JSON
import Onboarding
import OnboardingLedger

// What the wizard refuses, as clients read it (contract A).

extension Problem {
    init(_ rejection: WizardRejection) {
        let (status, title, detail) = Self.words(rejection)
        self.init(status: status, code: rejection.code, title: title, detail: detail)
        if let seconds = rejection.retryAfterSeconds { self = retrying(after: seconds) }
        switch rejection {
        case .stepOutOfRange: errors = [FieldProblem("step", detail)]
        case .dataNotObject, .dataTooLarge: errors = [FieldProblem("data", detail)]
        case .versionConflict(let conflict):
            self = with("currentVersion", .number(JSONNumber(conflict.currentVersion)))
        default: break
        }
    }

    /// Status, title and detail of each rejection of the wizard.
    private static func words(_ rejection: WizardRejection) -> (Int, String, String) {
        switch rejection {
        case .stepOutOfRange: (400, "There is no such step", "expected a step from 0 to 3")
        case .dataNotObject: (400, "The step's data is no object", "expected a JSON object")
        case .dataTooLarge:
            (
                400, "The step's data is too large",
                "expected at most 64 KiB, together with what is filled in"
            )
        case .alreadyCompleted:
            (409, "The onboarding is complete", "Nothing more is saved for it.")
        case .versionConflict:
            (409, "Somebody saved meanwhile", "Read it again, then decide.")
        case .saveRateLimited: (429, "Too many saves", "At most 10 a minute are taken.")
        case .notInitialized: (409, "There is no tenant yet", "Initialize the onboarding first.")
        case .notOwner: (403, "Only the owner may do this", "Ask the tenant's owner.")
        case .tenantNotFound: (404, "There is no such tenant", "No tenant of yours has this id.")
        case .tenantClosed:
            (
                409, "The tenant is closed",
                "Its onboarding was left unfinished; what was filled in is kept. An admin opens it "
                    + "again: POST /v1/admin/tenants/{tenantId}/reopen."
            )
        case .identitySyncFailed:
            (
                500, "The identity provider was not told",
                "The completion was undone; complete again."
            )
        case .invalidUser: (400, "The user cannot have a wizard", "The token's sub is unusable.")
        }
    }

    /// Every field of `initialize` that is missing or wrong (A0).
    init(_ error: CompanyFormError) {
        self.init(.invalidBody, "See errors.", errors: error.problems)
    }

    /// What stands now, and which of the submitted fields others changed since, who and when (A2).
    init(_ conflict: SaveConflict) {
        self.init(
            status: 409, code: conflict.code, title: "Somebody saved meanwhile",
            detail: "The version is \(conflict.currentVersion) by now; "
                + (conflict.fields.isEmpty
                    ? "nothing of what you sent has another value since." : "see conflicts."))
        members = [
            Member(name: "currentVersion", value: .number(JSONNumber(conflict.currentVersion))),
            Member(name: "currentStep", value: .number(JSONNumber(conflict.currentStep))),
            Member(name: "stepData", value: .object(conflict.stepData)),
            Member(name: "conflicts", value: .array(conflict.fields.map(Self.conflict))),
        ]
    }

    /// `{field, value, setBy, at}`.
    private static func conflict(_ field: SaveConflict.Field) -> JSONValue {
        var members: JSONObject = ["field": .string(field.name), "value": field.value]
        members["setBy"] = field.setBy.map {
            ["kind": .string($0.kind.word), "id": .string($0.id)]
        }
        members["at"] = .string(field.at.rfc3339)
        return .object(members)
    }
}
