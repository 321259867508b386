import EventLog
import Onboarding
import OnboardingLedger
import ReadModels

/// `onboard flow`: the flows as they are declared (contract X1).
enum FlowCommands {
    /// In the order of help.
    static let commands: [any Command.Type] = [
        FlowListCommand.self, FlowShowCommand.self, FlowCheckCommand.self, FlowAddCommand.self,
        FlowGateCommand.self, FlowRequirementsCommand.self,
    ]

    static let group = CommandSpecification(
        name: "flow", group: CommandHeading.measure,
        summary: "List and draw the declared flows, and ask at their gates",
        discussion: [
            """
            A flow's stages, routes and legal moves are said once; gate, funnel and drawings all \
            read that. A team's own flow is declared by its file.
            """
        ],
        examples: [
            CommandExample("onboard flow list", "Built-in flows and your own."),
            CommandExample("onboard flow show signup --mermaid", "A drawing to paste."),
        ],
        subcommands: commands.map { $0.specification })
}

/// `onboard flow list`.
enum FlowListCommand: Command {
    static let path = "flow list"
    static let specification = CommandSpecification(
        name: "list", summary: "List the flows",
        examples: [CommandExample("onboard flow list", "Each flow with its stages.")])

    /// The flows of the ledger, or without one those that come with the program.
    static func run(_ context: CommandContext) async throws {
        let flows = try context.flowCatalogue().flows
        if context.isJSON {
            try context.print { writer in
                writer.object { writer in
                    writer.member("flows") { writer in
                        writer.array { writer in
                            for flow in flows { writer.element { flow.writeJSON(to: &$0) } }
                        }
                    }
                }
            }
            return
        }
        var table = TextTable([
            .text("Flow"), .text("Streams"), .text("Expiry"), .flexible("Stages", minimum: 20),
        ])
        for flow in flows {
            table.append([
                .text(flow.flow, .accent), .text("\(flow.category)-…"),
                .text(flow.expiry?.text ?? Quantity.missing),
                .text(flow.stages.map(\.name).joined(separator: " → ")),
            ])
        }
        try context.print(table)
    }
}

/// `onboard flow show FLOW`.
enum FlowShowCommand: Command {
    static let path = "flow show"
    static let specification = CommandSpecification(
        name: "show", summary: "Show a flow's stages and legal moves, or draw it",
        arguments: [.flow],
        options: [.flag("mermaid", "Print a Mermaid state diagram")],
        exclusive: [.atMostOne("mermaid", "json")],
        examples: [
            CommandExample("onboard flow show signup", "Stages, routes and moves."),
            CommandExample("onboard flow show signup --mermaid > signup.mmd", "A drawing."),
        ])

    /// Exit 2 for a flow that there is not.
    static func run(_ context: CommandContext) async throws {
        let name = try context.arguments.requiredArgument("FLOW")
        let flows = try context.flowCatalogue()
        guard let flow = flows.flow(name) else {
            throw CommandFailure.noSuchFlow(name, known: flows.flows.map(\.flow))
        }
        if context.arguments.has("mermaid") {
            guard context.out.write(drawing: flow.mermaid) else { throw ReaderIsGone() }
        } else if context.isJSON {
            try context.print { flow.writeJSON(to: &$0) }
        } else {
            try show(flow, context)
        }
    }

    /// Stages with exits below them, then the legal moves.
    private static func show(_ flow: FlowDeclaration, _ context: CommandContext) throws {
        let expiry = flow.expiry.map { "expires after \($0.text)" } ?? "never expires"
        try context.print(
            StyledText(flow.flow, .heading)
                + StyledText(" · streams \(flow.category)-… · \(expiry)", .muted))
        var stages = TextTable([
            .text("Stage"), .flexible("Entered by"), .flexible("Route"), .flexible("Asks for"),
            .text(""),
        ])
        for stage in flow.stages {
            stages.append([
                .text(stage.name, .accent), .text(stage.on.joined(separator: ", ")),
                .text(stage.route ?? Quantity.missing),
                .text(stage.required.map(\.name).joined(separator: ", ")),
                .text(stage.isOptional ? "optional" : "", .muted),
            ])
        }
        for exit in flow.exits {
            stages.append([
                .text(exit.name, .warning), .text(exit.on.joined(separator: ", ")),
                .text(Quantity.missing), .text(""), .text("exit", .muted),
            ])
        }
        try context.print(stages)
        try context.print()
        var moves = TextTable([.text("From"), .text("To"), .flexible("On")])
        for move in flow.transitions {
            moves.append([.text(move.from), .text(move.to), .text(move.on, .muted)])
        }
        try context.print(moves)
    }
}
