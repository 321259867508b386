import OnboardingLedger
import ReadModels

/// `onboard list MODEL`: sessions, tenants or profiles by where they stand (contract section 8).
enum ListCommand: Command {
    static let specification = CommandSpecification(
        name: "list", group: CommandHeading.audit,
        summary: "List sessions, tenants or profiles by where they stand",
        discussion: [
            """
            The newest first; every filter that is given must hold. A profile's flows are \
            membership and merchant, a tenant's wizard and call; a stage is one of the flow's, as \
            onboard flow show has them. Who left a flow where, and why, tells onboard dropoff.
            """
        ],
        arguments: [
            ArgumentSpecification(
                name: "MODEL", summary: "What to list",
                value: .choice(ViewName.allCases.map(\.rawValue)))
        ],
        options: [
            .option("flow", "FLOW", "Only subjects of this flow"),
            .option("stage", "STAGE", "Only who is at this stage of the flow"),
            .option("status", "STATUS", "Only who has this status"),
            .option("owner", "USER", "Only what is this user's"),
            .option("limit", "N", "Show at most this many").defaulting(to: "50"),
            .option("after", "NUMBER", "Go on behind the list that ended with this number"),
        ],
        examples: [
            CommandExample(
                "onboard list profile --status pending_approval", "Who waits for an approval."),
            CommandExample(
                "onboard list session --flow signup --stage payment_pending",
                "Who is about to pay."),
        ])

    /// Reads the files, also beside a server. Exit 2 for a flow that there is not.
    static func run(_ context: CommandContext) async throws {
        let arguments = context.arguments
        let word = try arguments.requiredArgument("MODEL")
        guard let view = ViewName(rawValue: word) else {
            preconditionFailure("the arguments let only models through")
        }
        var query = SubjectQuery()
        query.flow = arguments.string("flow")
        query.stage = arguments.string("stage")
        query.status = arguments.string("status")
        query.ownerID = arguments.string("owner")
        query.limit = try arguments.int("limit", in: 1...1000) ?? query.limit
        query.after = try arguments.int("after", in: 1...Int.max).map(Int64.init)
        let reader = try LedgerReader(directory: context.directory)
        if let flow = query.flow {
            let catalogue = try reader.log.flowCatalogue()
            if catalogue.flow(flow) == nil { throw FlowNotDeclared(flow, in: catalogue) }
        }
        try show(try reader.subjects(view, query), view, context)
    }

    /// A line for each; under `--json` `{subjects, next}`.
    private static func show(
        _ page: SubjectPage, _ view: ViewName, _ context: CommandContext
    ) throws {
        let rows = try SubjectRows(page.rows)
        if context.isJSON {
            return try context.print { writer in
                writer.object { writer in
                    writer.member("subjects") { rows.write(to: &$0) }
                    writer.memberOrNull("next", page.next)
                }
            }
        }
        if page.rows.isEmpty {
            return try context.print(StyledText("No \(view.rawValue) is like that.", .muted))
        }
        try context.print(rows.table)
        if let next = page.next {
            try context.print(StyledText("There are more: --after \(next)", .muted))
        }
    }
}
