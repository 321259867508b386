import Bench
import EventLog
import HTTPServer
import JSON
import Onboarding
import OnboardingLedger
import ReadModels

/// What is said when a command could not do what it was asked; the table below is the only place
/// where an error becomes words and an exit code.
struct Complaint: Sendable, Equatable {
    let exitCode: ExitCode
    /// A stable dotted word, for scripts.
    let code: String
    let explanation: String
    /// What to do about it; empty when nothing helps.
    let hint: String

    init(_ exitCode: ExitCode, _ code: String, _ explanation: String, hint: String = "") {
        (self.exitCode, self.code) = (exitCode, code)
        self.explanation = SecretText.hidden(in: explanation)
        self.hint = SecretText.hidden(in: hint)
    }

    /// The same with one more hint, in a line of its own.
    func adding(hint more: String?) -> Complaint {
        let hints = [hint, more ?? ""].filter { !$0.isEmpty }
        return Complaint(exitCode, code, explanation, hint: hints.joined(separator: "\n"))
    }
}

extension Complaint {
    /// Everything that a command may throw; what is not known here is `internal`, with exit 1.
    init(_ error: any Error) {
        switch LogFailure(ofStorage: error) ?? error {
        case let error as UsageError: self.init(usage: error)
        case let error as SettingsError:
            self.init(.usage, "settings.invalid", error.description, hint: error.hint)
        case let error as CommandFailure: self.init(error)
        case let error as LogFailure:
            self.init(
                .storage, "storage.\(error.code.rawValue)", error.explanation, hint: error.hint)
        case let error as ControlFailure: self.init(error)
        case let error as ConnectionFailure:
            self.init(.failed, "server.connection", error.description, hint: error.hint)
        case let error as HTTPServerError:
            self.init(.failed, "listen.\(error.code.rawValue)", error.sentence, hint: error.hint)
        default: self.init(checkOrInput: error)
        }
    }

    /// What a check found, or what was asked for and is not there.
    private init(checkOrInput error: any Error) {
        switch error {
        case let defect as SchemaDefect:
            self.init(
                .failed, "schema.unreadable",
                "Position \(defect.position), \(defect.type.name) in \(defect.stream): "
                    + "\(defect.explanation).",
                hint: "Keep the program that wrote it until this one can read it.")
        case let refusal as FunnelRefusal: self.init(refusal)
        case let refusal as ProofRefusal:
            self.init(.failed, "proof.out_of_range", refusal.explanation)
        case let defect as ProofDefect:
            self.init(.failed, "proof.broken", defect.explanation)
        case let error as FlowFileError:
            self.init(.usage, "flow.invalid", Self.flowFile(error.problems.map(\.located)))
        case let change as UnsafeFlowChange:
            let lines = change.problems.map(\.description).joined(separator: "\n")
            self.init(
                .failed, "flow.unsafe_change", "The flow has subjects that forbid this.\n\(lines)",
                hint: "Declare the new form under an id of its own.")
        case let error as FlowNotDeclared:
            self.init(CommandFailure.noSuchFlow(error.flow, known: error.known))
        case let rejection as SignUpRejection:
            self.init(
                .failed, rejection.code,
                rejection == .sessionNotFound
                    ? "There is no such session." : "The session cannot be asked about any more.",
                hint: "Name it by its id, as in session-0193…; onboard show tells how it ended.")
        case let rejection as MerchantRejection: self.init(rejection)
        case let rejection as CallRejection:
            self.init(
                .failed, rejection.code, "There is no such space.", hint: "Name it by its id.")
        default: self.init(inputOrDamage: error)
        }
    }

    /// What a file from outside, or what is stored, has wrong.
    private init(inputOrDamage error: any Error) {
        switch error {
        case let error as UnfitTable: self.init(error)
        case let refusal as ErasureRefusal:
            self.init(.failed, refusal.code, refusal.explanation, hint: refusal.hint)
        case let refusal as BackupRefusal: self.init(refusal)
        case let error as RestoreLineError: self.init(error)
        case is ErasedMeanwhile:
            self.init(
                .failed, "export.erased_meanwhile",
                "A person was erased while this was written: it may hold what is erased now.",
                hint: "Export again, and do away with this one.")
        case let error as RestoreRejection:
            self.init(
                .failed, "import.position", "Position \(error.position): \(error.explanation).")
        case let rejection as AppendRejection: self.init(rejection)
        case let failure as BenchFailure: self.init(failure)
        case MembershipRejection.profileNotFound:
            self = .noSuchUser(MembershipRejection.profileNotFound.code)
        case WizardRejection.tenantNotFound:
            self.init(
                .failed, WizardRejection.tenantNotFound.code, "There is no such tenant.",
                hint: "Name it by its id.")
        case MembershipRejection.paymentProviderUnavailable:
            self.init(
                .failed, MembershipRejection.paymentProviderUnavailable.code,
                "The payment provider does not answer, or none is configured.",
                hint: "What it answered until then is recorded; run the command again later.")
        case let error as JSONError:
            self.init(
                .storage, "storage.damaged", "A recorded payload cannot be read: \(error).",
                hint: "Find it with: onboard verify")
        default:
            if let defect = LedgerDefect(error) {
                self.init(.failed, defect.code, defect.sentence, hint: defect.hint)
            } else {
                self.init(.failed, "internal", "Something unforeseen went wrong: \(error)")
            }
        }
    }

    private init(_ error: RestoreLineError) {
        let hint =
            switch error.takenIn {
            case .nothing: "Nothing was taken in."
            case .batchesBefore: "Nothing of this batch was taken in; the ones before it were."
            case .everything: "All lines were taken in."
            }
        self.init(
            .failed, "import.line", "Line \(error.line): \(error.explanation).", hint: hint)
    }

    /// The parser's own two lines, of which the second is the hint.
    private init(usage error: UsageError) {
        let lines = error.lines.map(\.text)
        self.init(.usage, "usage", lines[0], hint: lines.dropFirst().joined(separator: "\n"))
    }

    /// Wrong usage, with what there is instead.
    private init(_ refusal: FunnelRefusal) {
        switch refusal {
        case .unknownFlow(let flow, let known):
            self.init(
                .usage, "funnel.unknown_flow", "There is no flow '\(flow)'.",
                hint: Self.suggestion(flow, known, of: "Flows"))
        case .unknownAttribute(let name, let known):
            self.init(
                .usage, "funnel.unknown_attribute", "There is no attribute '\(name)' to ask by.",
                hint: Self.suggestion(name, known, of: "Attributes"))
        case .wrongBandWidth(let name, let width):
            self.init(
                .usage, "funnel.wrong_width",
                "'\(width)' is no width for bands of the attribute '\(name)'.",
                hint: "A width is a number above 0: --by \(name):5000.")
        case .unknownStage(let name, let known):
            self.init(
                .usage, "funnel.unknown_stage", "The flow has no stage '\(name)'.",
                hint: Self.suggestion(name, known, of: "Stages"))
        case .reversedRange:
            self.init(.usage, "funnel.reversed_range", "--until must be later than --since.")
        case .unknownZone(let zone):
            self.init(
                .usage, "funnel.unknown_zone", "There is no time zone '\(zone)'.",
                hint: "Zones have names such as Europe/Vienna.")
        case .unknownPosition(let head):
            self.init(
                .usage, "funnel.unknown_position", "The log has the positions 1 to \(head).")
        case .tooManyAttributes:
            self.init(.usage, "funnel.too_many", "--by takes one or two attributes.")
        case .repeatedAttribute(let name):
            self.init(.usage, "funnel.repeated", "--by names '\(name)' twice.")
        case .keyWithoutGroups:
            self.init(
                .usage, "funnel.no_groups", "--key names a group, and there are none.",
                hint: "Add --by or --cohort.")
        case .tooManyCohorts(let max):
            self.init(
                .usage, "funnel.too_many_cohorts", "There are more than \(max) cohorts.",
                hint: "Choose a longer --cohort, or bound them with --since.")
        case .tooManyVariants(let max):
            self.init(
                .usage, "funnel.too_many_variants",
                "The attribute has more than \(max) values to compare.",
                hint: "Narrow them with --where, or count them: onboard funnel FLOW --by NAME.")
        }
    }

    private init(_ refusal: BackupRefusal) {
        switch refusal {
        case .notEmpty(let path):
            self.init(
                .failed, "backup.not_empty", "\(path) is not empty.",
                hint: "Name a directory that is new or empty.")
        case .notABackup(let path):
            self.init(
                .failed, "backup.absent", "\(path) holds no backup, or one that was cut short.",
                hint: "A whole one has a backup.json beside its ledger.sqlite.")
        case .damaged(let path, let reason):
            self.init(
                .failed, "backup.damaged", "\(path) is no whole backup. \(reason)",
                hint: "Use another backup.")
        case .differs(let path):
            self.init(
                .failed, "backup.differs",
                "The copy in \(path) is not what its backup.json, or the root, says.",
                hint: "Use another backup.")
        }
    }

    private init(_ rejection: AppendRejection) {
        switch rejection {
        case .versionConflict(let stream, _, let actual):
            self.init(
                .failed, "append.version_conflict",
                "\(stream) has changed meanwhile: it is at version \(actual).",
                hint: "See what changed with: onboard show \(stream)")
        case .claimTaken(let claim, let holder):
            self.init(
                .failed, "append.claim_taken", "\(holder) has the \(claim.space) already.",
                hint: "See how it came to it with: onboard log --stream \(holder)")
        }
    }

    private init(_ rejection: MerchantRejection) {
        switch rejection {
        case .userNotFound: self = .noSuchUser(rejection.code)
        case .userSuspended:
            self.init(
                .failed, rejection.code, "The user is suspended.",
                hint: "Lets them in again: onboard admin reinstate ID")
        case .suspended:
            self.init(.failed, rejection.code, "Who decides is suspended as a user.")
        default: self.init(.failed, rejection.code, "The merchants' rules forbid this.")
        }
    }

    private static func noSuchUser(_ code: String) -> Complaint {
        Complaint(
            .failed, code, "There is no such user.",
            hint: "Name the user by id: onboard show EMAIL finds it.")
    }

    private init(_ unfit: UnfitTable) {
        switch unfit {
        case .empty:
            self.init(.failed, "import.empty", "The table is empty: it has not even a header.")
        case .unreadable(let line, let reason):
            self.init(
                .failed, "import.csv",
                "The table cannot be read on: line \(line): \(reason).")
        case .unknownColumns(let names, let known):
            self.init(
                .usage, "import.unknown_column",
                "The table has no column \(names.joined(separator: ", ")).",
                hint: "It has: \(known.joined(separator: ", "))")
        case .repeatedColumns(let names):
            self.init(
                .usage, "import.repeated_column",
                "Several columns of the table are called \(names.joined(separator: ", ")).",
                hint: "Give each column a name of its own.")
        }
    }

    private init(_ failure: ControlFailure) {
        // The server's own storage trouble is storage trouble here too.
        let exitCode: ExitCode = failure.isStorage ? .storage : .failed
        self.init(exitCode, failure.code, failure.explanation, hint: failure.hint)
    }

    /// The nearest word, else all of them; empty when there are none.
    static func suggestion(_ word: String, _ known: [String], of kind: String) -> String {
        if let nearest = NearestWord.among(known, to: word) { return "Did you mean \(nearest)?" }
        return known.isEmpty ? "" : "\(kind): \(known.joined(separator: ", "))"
    }
}

extension ErasureRefusal {
    fileprivate var hint: String {
        switch self {
        case .unknownSubject: "onboard show finds a person by an email, a name or an id."
        case .notAPerson: "Name a person's own stream, an email or a user id."
        case .reasonIsPersonal: "Write it without the person's email, names or numbers."
        }
    }
}

extension HTTPServerError {
    fileprivate var sentence: String {
        switch code {
        case .addressInUse: "Another process listens at \(address) already."
        case .pathTaken: "What is at \(address) is no socket, and a socket belongs there."
        case .addressInvalid: "\(address) is no address of this machine."
        case .permissionDenied: "This user may not listen at \(address)."
        case .resourcesExhausted: "The process is out of descriptors, memory or threads."
        case .systemCallFailed: "Listening at \(address) failed in \(operation)."
        case .alreadyStarted: "The server was started already."
        }
    }
}
