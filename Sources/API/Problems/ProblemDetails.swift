import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

// The one table that turns what the rooms below throw into refusals that clients read.

extension Problem {
    /// Everything that an endpoint may throw; what is not known here is a fault of ours, of which
    /// the client learns nothing.
    init(_ error: any Error) {
        switch LogFailure(ofStorage: error) ?? error {
        case let problem as Problem: self = problem
        case let turned as TurnedAway: self = turned.problem
        case let rejection as SignUpRejection: self.init(rejection)
        case let recorded as RecordedRejection:
            self.init(recorded.rejection)
            isRecorded = true
        case let rejection as WizardRejection: self.init(rejection)
        case let rejection as StepRejection: self.init(rejection)
        case let change as UnsafeFlowChange: self.init(change)
        case let conflict as SaveConflict: self.init(conflict)
        case let error as CompanyFormError: self.init(error)
        case let rejection as CallRejection: self.init(rejection)
        case let rejection as MembershipRejection: self.init(rejection)
        case let rejection as MerchantRejection: self.init(rejection)
        case let failure as LogFailure: self.init(failure)
        // Whoever gave up does not hear it.
        case is CancellationError:
            self.init(LogFailure(.overloaded, "The request was given up while it waited."))
        case let mismatch as VersionMismatch: self.init(mismatch)
        case let rejection as AppendRejection: self.init(rejection)
        case let rejection as SignInRejection: self.init(rejection)
        case let refusal as FunnelRefusal: self.init(refusal)
        case let refusal as ProofRefusal:
            self.init(.positionNotFound, refusal.explanation)
        case let refusal as ErasureRefusal: self.init(refusal)
        case let error as FlowFileError: self.init(error)
        case let error as UnfitEvent: self.init(.invalidBody, "\(error.explanation).")
        case let error as RestoreLineError:
            self.init(.invalidRestoreLine, "Line \(error.line): \(error.explanation).")
            members = [Member(name: "line", value: .number(JSONNumber(error.line)))]
        case let error as FlowNotDeclared:
            self = Problem(
                .flowNotFound, "Known flows: \(error.known.joined(separator: ", "))."
            )
            .with("knownFlows", .array(error.known.map { .string($0) }))
        case is WorkIsRunning:
            self.init(.workRunning, "One runs at a time, and none during an erasure: ask again.")
        case is IdempotencyConflict:
            self.init(
                .idempotencyConflict, "Repeat the first request as it was, or use another key.")
        case is GoogleCodeRefused:
            self.init(.invalidOAuthCode, "Begin again with a fresh authorisation code.")
        case is GoogleUnavailable: self.init(SignUpRejection.identityProviderUnavailable)
        default: self = .internalError
        }
    }

    /// What the client is told of a fault of ours.
    static let internalError = Problem(
        .internalError, "The request's id helps whoever looks for the reason.")

    init(_ rejection: SignUpRejection) {
        let (status, title, detail) = Self.words(rejection)
        self.init(status: status, code: rejection.code, title: title, detail: detail)
        if let seconds = rejection.retryAfterSeconds { self = retrying(after: seconds) }
        if case .invalidStage(let stage) = rejection {
            members.append(Member(name: "stage", value: .string(stage.rawValue)))
        }
    }

    /// Status, title and detail of each rejection of the sign-up flow.
    private static func words(_ rejection: SignUpRejection) -> (Int, String, String) {
        switch rejection {
        case .sessionNotFound:
            (404, "There is no such session", "Start again to get a new session token.")
        case .sessionExpired:
            (400, "The session has expired", "Start again; sessions last 24 hours.")
        case .sessionAlreadyCommitted:
            (400, "The session was completed", "The account exists: sign in.")
        case .invalidStage(let stage):
            (400, "Not at this stage", "The session is at \(stage.rawValue).")
        case .invalidOTP:
            (400, "The code is wrong or expired", "Enter the newest code, or ask for another.")
        case .otpAttemptsExceeded:
            (429, "Too many wrong codes", "The code is void. Ask for another.")
        case .otpRateLimited:
            (429, "A code was sent a moment ago", "Wait before asking for another code.")
        case .paymentRateLimited:
            (429, "Too many checkouts", "Wait before starting another payment.")
        case .emailAlreadyRegistered:
            (409, "The email belongs to an account", "Sign in, or use another email.")
        case .sessionAlreadyExists:
            (409, "The email belongs to another session", "Continue the other session.")
        case .planNotFound: (400, "There is no such plan", "See GET /v1/billing/plans.")
        case .emailNotVerified:
            (400, "The email is not verified", "Verify the email with Google first.")
        case .identityMismatch:
            (400, "That is another person's account", "Use the account that the session has.")
        case .identityProviderUnavailable:
            (502, "The identity provider does not answer", "Nothing changed; try again shortly.")
        case .paymentProviderUnavailable:
            (502, "The payment provider does not answer", "Try again shortly.")
        case .paymentUnmatched:
            (409, "The payment fits no session", "It was kept for a person to look at.")
        }
    }

    /// Only what a client can use: where storage stands and what its files are called stays here.
    init(_ failure: LogFailure) {
        switch failure.code {
        case .diskFull:
            self = Problem(.diskFull, "Nothing was written; reading goes on.").retrying(after: 30)
        case .outcomeUnknown:
            self.init(
                .outcomeUnknown,
                "Repeat the request with its idempotency key: the answer tells what became of it.")
        case .overloaded:
            self = Problem(.overloaded, "Nothing was done; try again.").retrying(after: 1)
        case .closed: self = Problem(.closing, "Try again shortly.").retrying(after: 5)
        case .moved:
            self.init(
                .storageFailed,
                "The ledger's file was moved or removed: the server's log says how to save it.")
        case .inUse, .notWritable, .newerFormat, .anchorMismatch, .damaged, .absent, .inputOutput:
            self.init(.storageFailed, "Whoever runs the server finds the reason in its log.")
        }
    }

    /// 412, with the version that the stream is at.
    init(_ mismatch: VersionMismatch) {
        self = Problem(.preconditionFailed, "Read it again, then decide.")
            .with("currentVersion", .number(JSONNumber(mismatch.actual.rawValue)))
    }

    /// 409; two commands met, and the other one was first.
    init(_ rejection: AppendRejection) {
        switch rejection {
        case .versionConflict(_, _, let actual):
            self = Problem(.versionConflict, "It changed meanwhile; read it again, then decide.")
                .with("currentVersion", .number(JSONNumber(actual.rawValue)))
        case .claimTaken: self.init(.versionConflict, "Somebody else took it meanwhile.")
        }
    }

    /// 401 with a challenge.
    init(_ rejection: SignInRejection) {
        switch rejection {
        case .wrongCredentials: self.init(.wrongCredentials, "Try again, or sign up.")
        case .refreshTokenInvalid: self.init(.invalidRefreshToken, "Sign in again.")
        }
        self = setting("WWW-Authenticate", Authenticator.realm)
    }

    /// 400 with what there is instead, so that a client can offer it.
    init(_ refusal: FunnelRefusal) {
        switch refusal {
        case .unknownFlow(let flow, let known):
            self = Problem(.unknownFlow, "Known flows: \(known.joined(separator: ", ")).")
                .with("flow", .string(flow)).with("knownFlows", .array(known.map { .string($0) }))
        case .unknownAttribute(let name, let known):
            self = Problem(
                .unknownAttribute, "Known attributes: \(known.joined(separator: ", "))."
            )
            .with("attribute", .string(name))
            .with("knownAttributes", .array(known.map { .string($0) }))
        case .unknownStage(let name, let known):
            self = Problem(.unknownStage, "Known stages: \(known.joined(separator: ", ")).")
                .with("stage", .string(name))
                .with("knownStages", .array(known.map { .string($0) }))
        case .reversedRange: self.init(.reversedRange, "until must come after since.")
        case .wrongBandWidth(let name, let width):
            self.init(
                .invalidQuery,
                "by: expected a number above 0 as the width of \(name)'s bands, not \"\(width)\".")
        case .unknownZone(let zone): self.init(.invalidQuery, "tz: there is no time zone \(zone).")
        case .unknownPosition(let head):
            self.init(.invalidQuery, "asOf: expected a position from 1 to \(head).")
        case .tooManyAttributes: self.init(.invalidQuery, "by: expected one or two attributes.")
        case .repeatedAttribute(let name): self.init(.invalidQuery, "by: \(name) stands twice.")
        case .keyWithoutGroups: self.init(.invalidQuery, "key: expected by or cohort beside it.")
        case .tooManyCohorts(let max):
            self.init(
                .invalidQuery,
                "cohort: there are more than \(max); choose a longer one, or bound them by since.")
        case .tooManyVariants(let max):
            self.init(
                .invalidQuery,
                "attribute: it has more than \(max) values; narrow them by where, or count them in "
                    + "the funnel.")
        }
    }

    /// The reason is named, and nothing of the person.
    init(_ refusal: ErasureRefusal) {
        let (status, title) =
            switch refusal {
            case .unknownSubject: (404, "Nothing to erase is held under this subject")
            case .notAPerson: (400, "The stream is about no single person")
            case .reasonIsPersonal: (400, "The reason holds personal data")
            }
        self.init(status: status, code: refusal.code, title: title, detail: refusal.explanation)
    }

    /// Each problem with its line, where it has one.
    init(_ error: FlowFileError) {
        self.init(
            .invalidFlowFile, "Mend what errors names.",
            errors: error.problems.map { found in
                let line = found.line.map { "line \($0): " } ?? ""
                return FieldProblem(
                    pointer: found.problem.pointer, detail: line + found.problem.detail)
            })
    }

    /// What the server refuses before an endpoint runs.
    init(_ refusal: HTTPRefusal) {
        self.init(
            status: refusal.status, code: refusal.code, title: Self.title(refusal),
            detail: refusal.explanation)
    }

    private static func title(_ refusal: HTTPRefusal) -> String {
        switch refusal {
        case .malformed: "The request is malformed"
        case .methodNotAllowed: "The method is not allowed here"
        case .notFound: "There is nothing at this path"
        case .requestTimeout: "The request took too long"
        case .contentTooLarge: "The body is too large"
        case .uriTooLong: "The path is too long"
        case .expectationFailed: "The expectation cannot be met"
        case .headerFieldsTooLarge: "The header fields are too large"
        case .notImplemented: "The method is not implemented"
        case .unsupportedTransferCoding: "The transfer coding is not implemented"
        case .versionNotSupported: "The version of HTTP is not supported"
        case .overloaded: "Too many connections"
        }
    }

    /// True for a refusal that repeating the same request would meet again, so that it is an
    /// outcome worth keeping under its idempotency key: the domain said no, and neither waiting
    /// nor a restart cures it. A body's form is looked at, and a version demanded, before the key;
    /// what must come first, such as a payment or an admin's decision, may be there by the next
    /// try, and a completion may be taken back (A7). What the refusal recorded, as a wrong code
    /// that voids the code, is done for good.
    static func isOutcome(_ error: any Error) -> Bool {
        switch error {
        case is RecordedRejection: return true
        case SignUpRejection.invalidStage, WizardRejection.notInitialized,
            WizardRejection.alreadyCompleted, WizardRejection.tenantClosed,
            StepRejection.invalidMove, StepRejection.incomplete,
            MembershipRejection.checkoutNotPaid,
            MerchantRejection.notActiveClient, MerchantRejection.suspended,
            MerchantRejection.userSuspended, MerchantRejection.tenantClosed:
            return false
        case is SignUpRejection, is WizardRejection, is StepRejection, is SaveConflict,
            is CallRejection, is MembershipRejection, is MerchantRejection, is GoogleCodeRefused,
            is SignInRejection:
            let status = Problem(error).status
            return (400..<500).contains(status) && status != 404 && status != 429
        default: return false
        }
    }
}
