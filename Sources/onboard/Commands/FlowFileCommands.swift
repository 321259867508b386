import Onboarding
import OnboardingLedger

/// A flow file on the command line.
enum FlowFileArgument {
    static let specification = ArgumentSpecification(
        name: "FILE", summary: "The flow's JSON file", value: .file)
    /// A flow file is a page or two.
    private static let bytesMax = 1 << 20

    /// The file's text and what it declares.
    ///
    /// - Throws: `FlowFileError` naming every mistake with its line.
    static func read(_ context: CommandContext) throws -> (file: [UInt8], flow: FlowDeclaration) {
        try read(context.arguments.requiredArgument("FILE"))
    }

    /// The same of a file that an option names.
    static func read(_ path: String) throws -> (file: [UInt8], flow: FlowDeclaration) {
        let file = try InputFile.argument(path, bytesMax: bytesMax)
        return (file, try FlowDeclaration(declaring: file))
    }

    /// Each stage with the steps whose events enter it, and on standard error what may be an
    /// oversight.
    static func show(_ flow: FlowDeclaration, _ heading: String, _ context: CommandContext)
        throws(ReaderIsGone)
    {
        try context.print(StyledText(heading, .good))
        var table = TextTable([.text("Stage"), .flexible("Entered by"), .text("Step")])
        for stage in flow.stages {
            let steps = flow.steps.enumerated().filter { _, step in
                step.event.map(stage.on.contains) ?? false
            }
            table.append([
                .text(stage.name, .accent), .text(stage.on.joined(separator: ", ")),
                .text(
                    steps.map { "\($0.offset) \($0.element.name)" }.joined(separator: ", "),
                    .muted),
            ])
        }
        try context.print(table)
        for hint in flow.hints { context.err.line(StyledText("note: ", .warning) + .init(hint)) }
    }
}

/// `onboard flow check FILE`: whether a flow file is right, without a ledger (contract X2).
enum FlowCheckCommand: Command {
    static let path = "flow check"
    static let specification = CommandSpecification(
        name: "check", summary: "Check a flow file, and say where it is wrong",
        arguments: [FlowFileArgument.specification],
        examples: [
            CommandExample("onboard flow check club.flow.json", "Every mistake with its line.")
        ])

    /// Reads the file alone; exit 1 with every mistake: it is what the check has found.
    static func run(_ context: CommandContext) async throws {
        let flow = try checked(context)
        if context.isJSON { return try context.print { flow.writeJSON(to: &$0) } }
        try FlowFileArgument.show(flow, "The file is right: it declares \(flow.flow).", context)
    }

    private static func checked(_ context: CommandContext) throws -> FlowDeclaration {
        do { return try FlowFileArgument.read(context).flow } catch let error as FlowFileError {
            throw CommandFailure.wrongFlowFile(error.problems.map(\.located))
        }
    }
}

/// `onboard flow add FILE`: declares a team's own flow (contract X2).
enum FlowAddCommand: Command {
    static let path = "flow add"
    static let specification = CommandSpecification(
        name: "add", summary: "Declare your own flow by its file, or a new form of it",
        discussion: [
            """
            From then on the server takes its steps at /v1/flows/FLOW/save-step, its gate and \
            funnel know it, and its time runs out. While subjects are in a flow of steps, its \
            stages, exits, steps and fields stay. New exits, steps and fields may come behind \
            them, and optional stages between the first and the last; behind the last comes \
            none, for who is there is through, and none that was optional becomes required. \
            What follows the end is a flow of its own.
            """
        ],
        arguments: [FlowFileArgument.specification],
        examples: [
            CommandExample("onboard flow add club.flow.json", "Also beside a running server.")
        ])

    static func doneAllTheSame(_ arguments: ParsedArguments) -> String? {
        "The flow is declared all the same: onboard flow list shows it."
    }

    /// Checks the file first; exit 1 for a change that the flow's subjects forbid. Declaring the
    /// same form again does nothing.
    static func run(_ context: CommandContext) async throws {
        let (file, flow) = try FlowFileArgument.read(context)
        let door = try WritingDoor.open(context, purpose: "onboard flow add")
        defer { door.close() }
        try await door.declareFlow(file, requestID: context.requestID())
        if context.isJSON { return try context.print { flow.writeJSON(to: &$0) } }
        try FlowFileArgument.show(flow, "Declared \(flow.flow).", context)
    }
}

extension WritingDoor {
    /// The same form again changes nothing; a server records it under a request id of its own.
    @MainActor func declareFlow(_ file: [UInt8], requestID: String) async throws {
        switch self {
        case .own(let ledger):
            _ = try await ledger.declareFlow(file, RequestFacts(requestID: requestID))
        case .server(let server): _ = try server.ask("POST", "/control/flows", body: file)
        }
    }
}
