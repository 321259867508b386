import Glibc
import JSON

/// The whole program: which commands there are, and how a command line becomes one of them.
enum Program {
    /// A command of the program, or a group of them.
    private enum Entry {
        case command(any Command.Type)
        case group(CommandSpecification, [any Command.Type])

        var commands: [any Command.Type] {
            switch self {
            case .command(let command): [command]
            case .group(_, let commands): commands
            }
        }

        var specification: CommandSpecification {
            switch self {
            case .command(let command): command.specification
            case .group(let specification, _): specification
            }
        }
    }

    /// All that there is, in the order of the overview.
    private static let entries: [Entry] = [
        .command(ServeCommand.self), .command(DemoCommand.self), .command(DoctorCommand.self),
        .group(KeysCommands.group, KeysCommands.commands),
        .group(JobsCommands.group, JobsCommands.commands), .command(AdminCommand.self),
        .command(LogCommand.self), .command(ListCommand.self), .command(ShowCommand.self),
        .command(DiffCommand.self), .command(BlameCommand.self), .command(VerifyCommand.self),
        .command(HeadCommand.self), .command(ProveCommand.self),
        .command(VerifyProofCommand.self), .command(FunnelCommand.self),
        .command(DropoffCommand.self), .command(FrictionCommand.self),
        .command(PathsCommand.self), .command(ExperimentCommand.self),
        .group(FlowCommands.group, FlowCommands.commands),
        .command(ImportCommand.self), .command(ExportCommand.self),
        .command(RebuildCommand.self), .command(ReconcileCommand.self),
        .command(EraseCommand.self), .command(BackupCommand.self),
        .command(RestoreCommand.self),
        .group(SchemaCommands.group, SchemaCommands.commands),
        .command(BenchCommand.self), .command(CompletionsCommand.self),
        .command(VersionCommand.self),
    ]

    /// Every command by the path of names below the program.
    static let commands = entries.flatMap(\.commands)

    static let specification = CommandSpecification(
        name: "onboard",
        summary: "an event-sourced ledger for onboarding",
        discussion: [
            """
            Every step of a sign-up is an event in a log that cannot be changed unnoticed. From it \
            come the sessions, tenants and profiles that the API serves, the answer to who changed \
            what and when, and the funnel that shows where people were lost.
            """,
            """
            Without any word it runs the demo. Exit codes: 0 done, 1 the check or command failed, \
            2 wrong usage, 3 storage trouble.
            """,
        ],
        examples: [
            CommandExample("onboard demo", "See all of it work in half a minute."),
            CommandExample(
                "onboard serve --dev", "Serve with a sandbox for payment, Google and mail."),
            CommandExample("onboard log --follow", "Watch what happens, in another terminal."),
        ],
        subcommands: entries.map(\.specification))

    /// Runs a command line, given without the program's name.
    static func run(_ words: [String]) async -> ExitCode {
        // A reader that goes away is noticed by the failing write, not by a signal.
        signal(SIGPIPE, SIG_IGN)
        // Some supervisors leave it ignored: then nobody learns how sendmail and gzip ended.
        signal(SIGCHLD, SIG_DFL)
        let words = words.isEmpty ? ["demo"] : words
        let variables = Settings.names + specification.environmentNames
        let environment = ProcessEnvironment.read(Terminal.environmentNames + variables)
        let allowsColor = !words.contains("--no-color")
        let terminals = (
            out: Terminal.standardOutput(environment: environment, allowsColor: allowsColor),
            err: Terminal.standardError(environment: environment, allowsColor: allowsColor)
        )
        var remark: String?
        do {
            try ProcessWords.requireText(for: specification.name)
            try ProcessEnvironment.requireText(variables, for: specification.name)
            let context = try context(words, environment, terminals)
            if context.arguments.wantsHelp {
                context.out.lines(context.arguments.help(context.out.rendition))
                return ended(nil, terminals, words)
            }
            let command = command(context.arguments)
            remark = command.doneAllTheSame(context.arguments)
            try await command.run(context)
            return ended(nil, terminals, words, remark)
        } catch is ReaderIsGone {
            return ended(nil, terminals, words, remark)
        } catch {
            return ended(Complaint(error), terminals, words)
        }
    }

    /// What was written and did not arrive, as on a full disk, fails a command that went well;
    /// `remark` is said beside that.
    private static func ended(
        _ complaint: Complaint?, _ terminals: (out: Terminal, err: Terminal), _ words: [String],
        _ remark: String? = nil
    ) -> ExitCode {
        let lost = terminals.out.sink.loss.map { code -> CommandFailure in
            let name = "Standard output"
            return isClosed(STDOUT_FILENO)
                ? .fileUnwritable(name, reason: "it is closed") : .fileFailed(name, code: code)
        }
        guard let complaint = complaint ?? lost.map({ Complaint($0).adding(hint: remark) }) else {
            return .done
        }
        complaint.show(on: terminals.err, words)
        return complaint.exitCode
    }

    /// Also when the runtime took the number for an event counter, which is a file of no kind.
    private static func isClosed(_ descriptor: Int32) -> Bool {
        var facts = stat()
        return unsafe fstat(descriptor, &facts) != 0 || facts.st_mode & S_IFMT == 0
    }

    /// The environment first, then what a `--config` file adds.
    private static func context(
        _ words: [String], _ environment: [String: String],
        _ terminals: (out: Terminal, err: Terminal)
    ) throws -> CommandContext {
        var settings = Settings(environment: environment)
        // Settings without the blanks around them, and what else options fall back on.
        let fallbacks = environment.filter { !Settings.names.contains($0.key) }
            .merging(settings.texts) { $1 }
        var arguments = try ArgumentParser.parse(words, specification, environment: fallbacks)
        if let path = arguments.string("config"), !arguments.wantsHelp {
            try settings.fill(fromFile: path)
            arguments = try arguments.fallingBack(on: settings.texts)
        }
        return CommandContext(
            program: specification, arguments: arguments, settings: settings, out: terminals.out,
            err: terminals.err)
    }

    /// - Precondition: the specification, which the arguments were read by, is made of the list.
    private static func command(_ arguments: ParsedArguments) -> any Command.Type {
        guard let command = commands.first(where: { $0.path == arguments.command }) else {
            preconditionFailure("\(arguments.command) is declared and has a command")
        }
        return command
    }
}

extension Complaint {
    /// Says it on standard error; under `--json` as one JSON object.
    func show(on terminal: Terminal, _ words: [String]) {
        if words.contains("--json") {
            let text = JSONWriter.encode { writer in
                writer.object { writer in
                    writer.member("error") { writer in
                        writer.object { writer in
                            writer.member("code", code)
                            writer.member("explanation", explanation)
                            writer.member("hint", hint.isEmpty ? nil : hint)
                            writer.member("exitCode", Int(exitCode.rawValue))
                        }
                    }
                }
            }
            terminal.write(json: String(decoding: text, as: UTF8.self) + "\n")
            return
        }
        // Wrong usage names the command itself.
        let name = code == "usage" ? "" : "onboard: "
        for (index, line) in explanation.split(separator: "\n").enumerated() {
            terminal.line(StyledText(index == 0 ? name : "  ", .strong) + StyledText(String(line)))
        }
        for line in hint.split(separator: "\n") { terminal.line(StyledText(String(line), .muted)) }
    }
}
