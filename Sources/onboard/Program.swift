import Glibc
import JSON

/// The whole program: which commands there are, and how a command line becomes one of them.
enum Program {
    /// Every command by the path of names below the program, in the order of the overview.
    static let commands: [any Command.Type] = [
        ServeCommand.self, DemoCommand.self, LogCommand.self, ShowCommand.self, DiffCommand.self,
        BlameCommand.self, VerifyCommand.self, HeadCommand.self, ProveCommand.self,
        VerifyProofCommand.self, FunnelCommand.self, DropoffCommand.self, FrictionCommand.self,
        PathsCommand.self, ExperimentCommand.self, FlowListCommand.self, FlowShowCommand.self,
        FlowCheckCommand.self, FlowAddCommand.self, FlowGateCommand.self,
        FlowRequirementsCommand.self,
        ImportCommand.self, ExportCommand.self, RebuildCommand.self, ReconcileCommand.self,
        EraseCommand.self, BackupCommand.self, RestoreCommand.self, DoctorCommand.self,
        KeysAddCommand.self, KeysListCommand.self, KeysRevokeCommand.self, JobsListCommand.self,
        JobsRunCommand.self, SchemaListCommand.self, SchemaShowCommand.self,
        SchemaCheckCommand.self,
        BenchCommand.self, CompletionsCommand.self, VersionCommand.self,
    ]

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
            Without a command it runs the demo. Exit codes: 0 done, 1 the check or command failed, \
            2 wrong usage, 3 storage trouble.
            """,
        ],
        examples: [
            CommandExample("onboard demo", "See all of it work in half a minute."),
            CommandExample(
                "onboard serve --dev", "Serve with a sandbox for payment, Google and mail."),
            CommandExample("onboard log --follow", "Watch what happens, in another terminal."),
        ],
        subcommands: [
            ServeCommand.specification, DemoCommand.specification, LogCommand.specification,
            ShowCommand.specification, DiffCommand.specification, BlameCommand.specification,
            VerifyCommand.specification, HeadCommand.specification, ProveCommand.specification,
            VerifyProofCommand.specification, FunnelCommand.specification,
            DropoffCommand.specification, FrictionCommand.specification,
            PathsCommand.specification, ExperimentCommand.specification, FlowCommands.group,
            ImportCommand.specification, ExportCommand.specification,
            RebuildCommand.specification, ReconcileCommand.specification,
            EraseCommand.specification, BackupCommand.specification,
            RestoreCommand.specification, DoctorCommand.specification, KeysCommands.group,
            JobsCommands.group,
            SchemaCommands.group, BenchCommand.specification,
            CompletionsCommand.specification, VersionCommand.specification,
        ])

    /// Runs a command line, given without the program's name.
    static func run(_ words: [String]) async -> ExitCode {
        // A reader that goes away is noticed by the failing write, not by a signal.
        signal(SIGPIPE, SIG_IGN)
        let words = words.isEmpty ? ["demo"] : words
        let environment = ProcessEnvironment.read(
            Terminal.environmentNames + Settings.names + specification.environmentNames)
        let allowsColor = !words.contains("--no-color")
        let terminals = (
            out: Terminal.standardOutput(environment: environment, allowsColor: allowsColor),
            err: Terminal.standardError(environment: environment, allowsColor: allowsColor)
        )
        do {
            let context = try context(words, environment, terminals)
            if context.arguments.wantsHelp {
                context.out.lines(context.arguments.help(context.out.rendition))
                return ended(nil, terminals, words)
            }
            try await command(context.arguments).run(context)
            return ended(nil, terminals, words)
        } catch is ReaderIsGone {
            return ended(nil, terminals, words)
        } catch {
            return ended(Complaint(error), terminals, words)
        }
    }

    /// What was written and did not arrive, as on a full disk, fails a command that went well.
    private static func ended(
        _ complaint: Complaint?, _ terminals: (out: Terminal, err: Terminal), _ words: [String]
    ) -> ExitCode {
        let lost = terminals.out.sink.loss.map {
            CommandFailure.fileUnwritable("Standard output", reason: $0)
        }
        guard let complaint = complaint ?? lost.map({ Complaint($0) }) else { return .done }
        complaint.show(on: terminals.err, words)
        return complaint.exitCode
    }

    /// The environment first, then what a `--config` file adds.
    private static func context(
        _ words: [String], _ environment: [String: String],
        _ terminals: (out: Terminal, err: Terminal)
    ) throws -> CommandContext {
        var arguments = try ArgumentParser.parse(words, specification, environment: environment)
        var settings = Settings(environment: environment)
        if let path = arguments.string("config"), !arguments.wantsHelp {
            try settings.fill(fromFile: path)
            arguments = try arguments.fallingBack(on: settings.texts)
        }
        return CommandContext(
            program: specification, arguments: arguments, settings: settings, out: terminals.out,
            err: terminals.err)
    }

    /// - Precondition: the specification and the list name the same commands.
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
            terminal.write(raw: String(decoding: text, as: UTF8.self) + "\n")
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
