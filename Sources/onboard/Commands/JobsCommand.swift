import API
import JSON
import Onboarding
import OnboardingLedger
import Time

/// `onboard jobs`: what the server does by itself when its time has come.
enum JobsCommands {
    /// In the order of help.
    static let commands: [any Command.Type] = [JobsListCommand.self, JobsRunCommand.self]

    static let group = CommandSpecification(
        name: "jobs", group: CommandHeading.run, summary: "List the jobs, or run one now",
        discussion: [
            "A server runs its jobs itself, and makes up once what it missed while it was stopped. "
                + "While a server runs, jobs run goes through it; jobs list reads the files."
        ],
        examples: [
            CommandExample("onboard jobs list", "What there is, and when each ran last."),
            CommandExample(
                "onboard jobs run cleanup-abandoned-tenants", "Without waiting for 02:00."),
        ],
        subcommands: commands.map { $0.specification })
}

/// `onboard jobs list`.
enum JobsListCommand: Command {
    static let path = "jobs list"
    static let specification = CommandSpecification(
        name: "list", summary: "List the jobs with their last and next runs",
        examples: [CommandExample("onboard jobs list --json", "For a script.")])

    /// Reads when each ran last from the vault; works beside a server.
    static func run(_ context: CommandContext) async throws {
        let reader = try LedgerReader(directory: context.directory)
        let runs = try reader.lastJobRuns()
        // A clock that was moved ahead (dev mode) is the one by which the jobs run.
        let now = max(try reader.now(SystemClock()), runs.values.max() ?? .earliest)
        if context.isJSON { return try printJSON(runs, now, context) }
        var table = TextTable([
            .text("Job"), .text("Last run"), .text("Next run"), .text("When").optional(0),
            .flexible("Does").optional(1),
        ])
        for job in Job.allCases {
            table.append([
                .text(job.rawValue, .accent), .text(runs[job]?.rfc3339 ?? "never", .muted),
                .text(job.nextRun(lastRun: runs[job], now: now)?.rfc3339 ?? "due", .muted),
                .text(job.schedule.text), .text(job.summary),
            ])
        }
        try context.print(table)
    }

    /// `{jobs: [{name, summary, schedule, lastRun, nextRun}]}`; null for never and for due.
    private static func printJSON(
        _ runs: [Job: Timestamp], _ now: Timestamp, _ context: CommandContext
    ) throws {
        try context.print { writer in
            writer.object { writer in
                writer.member("jobs") { writer in
                    writer.array { writer in
                        for job in Job.allCases {
                            writer.element { write(job, runs[job], now, to: &$0) }
                        }
                    }
                }
            }
        }
    }

    private static func write(
        _ job: Job, _ lastRun: Timestamp?, _ now: Timestamp, to writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("name", job.rawValue)
            writer.member("summary", job.summary)
            writer.member("schedule", job.schedule.text)
            writer.memberOrNull("lastRun", lastRun?.rfc3339)
            writer.memberOrNull("nextRun", job.nextRun(lastRun: lastRun, now: now)?.rfc3339)
        }
    }
}

/// `onboard jobs run NAME`.
enum JobsRunCommand: Command {
    static let path = "jobs run"
    static let specification = CommandSpecification(
        name: "run", summary: "Run a job now, due or not",
        arguments: [
            ArgumentSpecification(
                name: "NAME", summary: "The job, as jobs list names it",
                value: .choice(Job.allCases.map(\.rawValue)))
        ],
        examples: [
            CommandExample("onboard jobs run expire-sessions", "Record what has expired.")
        ])

    static func doneAllTheSame(_ arguments: ParsedArguments) -> String? {
        "The job has run all the same: onboard jobs list says when."
    }

    /// By the server that holds the directory, else by this process with the settings that it has.
    static func run(_ context: CommandContext) async throws {
        let name = try context.arguments.requiredArgument("NAME")
        guard let job = Job(rawValue: name) else {
            preconditionFailure("the arguments let only names of jobs through")
        }
        let door = try WritingDoor.openExisting(context, purpose: "onboard jobs run")
        defer { door.close() }
        let (count, subjects) = try await run(job, through: door, context)
        if context.isJSON {
            return try context.print { writer in
                writer.object { writer in
                    writer.member("job", job.rawValue)
                    writer.member("count", count)
                    writer.member("subjects", subjects)
                }
            }
        }
        try context.print(StyledText("\(job.rawValue): \(Quantity.grouped(count))", .strong))
        for subject in subjects { try context.print(StyledText(subject)) }
    }

    /// What the job did, wherever it ran.
    @MainActor private static func run(
        _ job: Job, through door: WritingDoor, _ context: CommandContext
    ) async throws -> (count: Int, subjects: [String]) {
        switch door {
        case .own(let ledger):
            let wizards = Wizards(ledger: ledger, identity: identitySync(context))
            let effects = Effects(
                ledger: ledger, mailer: try mailer(context),
                checkouts: job == .retryEffects ? try checkouts(context) : NoCheckouts()
            ) { _ in }
            defer { effects.close() }
            let jobs = Jobs(wizards, effects)
            let facts = RequestFacts(requestID: context.requestID())
            let outcome = try await jobs.run(job, facts).value
            return (outcome.count, outcome.subjects)
        case .server(let server):
            let answer = try server.ask("POST", "/control/jobs/\(job.rawValue)")
            guard let count = answer["count"]?.intValue,
                let subjects = answer["subjects"]?.arrayValue?.compactMap(\.stringValue)
            else { throw ConnectionFailure.closed }
            return (count, subjects)
        }
    }

    /// The provider that a server with these settings would tell.
    private static func identitySync(_ context: CommandContext) -> any IdentitySync {
        guard let url = context.settings[.identitySyncURL] else {
            let terminal = context.err
            return NoIdentitySync { notice in
                terminal.line(
                    StyledText(
                        "No ONBOARD_IDENTITY_SYNC_URL: nobody is told of tenant "
                            + "\(notice.tenantID).", .muted))
            }
        }
        return HTTPIdentitySync(url: url, secret: context.settings[.identitySyncSecret])
    }

    /// The payment provider that a server with these settings would ask; without one, a checkout
    /// that is to be expired waits for the next attempt.
    private static func checkouts(
        _ context: CommandContext
    ) throws(SettingsError) -> any CheckoutProvider {
        try Configuring.payments(context.settings).checkouts
    }

    /// How a server with these settings would send mail, outside dev mode.
    private static func mailer(_ context: CommandContext) throws(SettingsError) -> any Mailer {
        let mail = try Configuring.mail(context.settings)
        switch mail.mailer {
        case .log:
            let terminal = context.err
            return NoMailer { kind in
                terminal.line(StyledText("Not sent: a mail of kind \(kind.rawValue).", .muted))
            }
        case .sendmail: return SendmailMailer(from: mail.from)
        }
    }
}

extension Job {
    /// Nil for a job that is due now.
    fileprivate func nextRun(lastRun: Timestamp?, now: Timestamp) -> Timestamp? {
        schedule.isDue(at: now, lastRun: lastRun) ? nil : schedule.nextDue(after: now)
    }
}

extension JobSchedule {
    fileprivate var text: String {
        switch self {
        case .everyMinute: "every minute"
        case .daily(let hour): "daily at \(hour < 10 ? "0" : "")\(hour):00 UTC"
        }
    }
}
