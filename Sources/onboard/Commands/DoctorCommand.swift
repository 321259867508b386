import EventLog
import JSON
import OnboardingLedger

/// `onboard doctor`: what is wrong with a ledger and its settings, and what to do (contract L16).
enum DoctorCommand: Command {
    static let specification = CommandSpecification(
        name: "doctor", group: CommandHeading.run, summary: "Look the ledger and its settings over",
        discussion: [
            """
            Looks at modes, disk space, the log's pages and anchor, the clock, unfinished \
            erasures, effects that do not get through or were given up, subscriptions that \
            nobody reports of, jobs, read models, settings, and who serves the directory. Each \
            finding says what to do. Changes nothing; works beside a running server. onboard \
            verify checks every hash.
            """,
            "Exit code 0: nothing is wrong, though there may be warnings. 1: something is.",
        ],
        examples: [
            CommandExample("onboard doctor", "When something seems odd."),
            CommandExample("onboard doctor --json", "For a monitor."),
        ])

    /// Findings first, in full; then exit 1 when one of them is wrong. Warnings alone are exit 0.
    static func run(_ context: CommandContext) async throws {
        let examination = LedgerExamination(context.directory)
        let server = ControlClient(context.directory)
        var findings = examination.run()
        findings.append(lock(context, isServed: server != nil))
        if server != nil {
            // That the files cannot be read was found before.
            findings += examination.jobs().filter { !findings.contains($0) }
        }
        findings += settings(context, isServed: server != nil)
        try context.isJSON ? printJSON(findings, context) : printTable(findings, context)
        var wrong: [String] = []
        for finding in findings where finding.standing == .wrong {
            if wrong.last != finding.subject { wrong.append(finding.subject) }
        }
        if !wrong.isEmpty { throw CommandFailure.unwell(wrong) }
    }

    /// Who writes here, if anybody does.
    private static func lock(_ context: CommandContext, isServed: Bool) -> ExaminationFinding {
        if isServed {
            return ExaminationFinding("lock", "A server holds the directory and answers.")
        }
        do throws(LogFailure) {
            guard let holder = try DirectoryLock.holder(of: context.directory) else {
                return ExaminationFinding("lock", "Nobody holds the directory.")
            }
            return ExaminationFinding(
                "lock", .warning,
                "The data directory \(context.directory.path) is in use by \(holder).",
                remedy: "Wait for that process, or end it: it does not answer on control.sock.")
        } catch {
            return ExaminationFinding("lock", .wrong, error.explanation, remedy: error.hint)
        }
    }

    /// What `onboard serve` without `--dev` would say, were it started from here; one that runs
    /// has its own settings.
    private static func settings(_ context: CommandContext, isServed: Bool)
        -> [ExaminationFinding]
    {
        if isServed {
            return [
                ExaminationFinding(
                    "settings",
                    "The server that runs has its own; its log says what they lack.")
            ]
        }
        do throws(SettingsError) {
            let configuration = try Configuring.configuration(context.settings, isDev: false)
            let warnings = SettingsWarning.all(configuration).map {
                ExaminationFinding("settings", .warning, "\($0.text).", remedy: $0.remedy)
            }
            return [ExaminationFinding("settings", "A server would start with these settings.")]
                + warnings
        } catch {
            let text = error.description.split(separator: "\n").joined(separator: " ")
            return [
                ExaminationFinding(
                    "settings", .warning,
                    "From this shell, a server without --dev would not start: \(text)",
                    remedy: error.hint.isEmpty
                        ? SettingsWarning.help
                        : error.hint.split(separator: "\n").joined(separator: ". "))
            ]
        }
    }

    /// A mark, what was looked at, what was found, and below it what to do.
    private static func printTable(_ findings: [ExaminationFinding], _ context: CommandContext)
        throws
    {
        for finding in findings {
            let (mark, style): (String, TextStyle) =
                switch finding.standing {
                case .ok: ("✓", .good)
                case .warning: ("!", .warning)
                case .wrong: ("✗", .bad)
                }
            let first = StyledText(mark + " ", style)
            try printFlowing("\(finding.subject): \(finding.text)", .plain, after: first, context)
            if !finding.remedy.isEmpty {
                try printFlowing(finding.remedy, .muted, after: StyledText("  → ", .muted), context)
            }
        }
    }

    /// Breaks a text at the terminal's width; what follows the first line stands under it.
    private static func printFlowing(
        _ text: String, _ style: TextStyle, after first: StyledText, _ context: CommandContext
    ) throws {
        let indent = first.displayWidth
        let width = context.out.rendition.width.map { max($0 - indent, 20) } ?? .max
        let following = StyledText(String(repeating: " ", count: indent))
        for (index, line) in TextWrap.lines(text, width: width).enumerated() {
            try context.print((index == 0 ? first : following) + StyledText(line, style))
        }
    }

    /// `{ok, findings: [{subject, standing, text, remedy}]}`.
    private static func printJSON(_ findings: [ExaminationFinding], _ context: CommandContext)
        throws
    {
        try context.print { writer in
            writer.object { writer in
                writer.member("ok", !findings.contains { $0.standing == .wrong })
                writer.member("findings") { writer in
                    writer.array { writer in
                        for finding in findings {
                            writer.element { writer in
                                writer.object { writer in
                                    writer.member("subject", finding.subject)
                                    writer.member("standing", finding.standing.rawValue)
                                    writer.member("text", finding.text)
                                    writer.member("remedy", finding.remedy)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
