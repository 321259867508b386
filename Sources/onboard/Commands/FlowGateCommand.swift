import API
import EventLog
import JSON
import Onboarding
import OnboardingLedger
import ReadModels
import Time

/// `onboard flow gate FLOW --path PATH`: whether a page is open to somebody (contract G1).
enum FlowGateCommand: Command {
    static let path = "flow gate"
    static let specification = CommandSpecification(
        name: "gate", summary: "Say whether a page is open to somebody, and where to go otherwise",
        arguments: [.flow],
        options: [
            .option("path", "PATH", "The page").required,
            .option("subject", "ID", GateSubjectOption.summary),
            .option("return-url", "URL", "Where to come back to; it is checked"),
        ],
        examples: [
            CommandExample(
                "onboard flow gate membership --path /sanctuary --subject ada", "For a user."),
            CommandExample("onboard flow gate merchant --path /", "For who is signed out."),
        ])

    /// Asks the recorded facts, not a server's memory. The present is never before the log's last
    /// event.
    static func run(_ context: CommandContext) async throws {
        let arguments = context.arguments
        let flow = try arguments.requiredArgument("FLOW")
        let path = arguments.string("path") ?? "/"
        guard GateQuery.isPath(path) else {
            throw arguments.invalid(
                "path", path, expected: .described("a path such as /onboarding/business"))
        }
        let question = GateQuestion(
            flow: flow, path: path, returnURL: arguments.string("return-url"))
        let reader = try LedgerReader(directory: context.directory)
        let visitor = try GateSubjectOption.visitor(context, flow, reader)
        let answer = try reader.gate(question, for: visitor, now: reader.now(SystemClock()))
        if context.isJSON { return try context.print { answer.write(to: &$0) } }
        try show(answer, question, context)
    }

    private static func show(
        _ answer: GateAnswer, _ question: GateQuestion, _ context: CommandContext
    ) throws(ReaderIsGone) {
        let decision = answer.decision
        let verdict =
            decision.location.map { StyledText("redirect to \($0)", .warning) }
            ?? StyledText("allow", .good)
        try context.print(
            StyledText(question.path, .accent) + StyledText(" · ") + verdict
                + StyledText(" · \(decision.reason) · version \(answer.version)", .muted))
        if let returnURL = decision.returnURL {
            try context.print(StyledText("then back to \(returnURL)", .muted))
        }
        guard let navigation = decision.navigation else { return }
        try context.print(
            StyledText("open now: \(navigation.joined(separator: ", "))", .muted))
    }
}

/// `onboard flow requirements FLOW --subject ID`: what somebody owes (contract X3).
enum FlowRequirementsCommand: Command {
    static let path = "flow requirements"
    static let specification = CommandSpecification(
        name: "requirements", summary: "List what a subject still owes, and until when",
        arguments: [.flow],
        options: [.option("subject", "ID", GateSubjectOption.summary).required],
        examples: [
            CommandExample("onboard flow requirements wizard --subject ada", "For a user."),
            CommandExample(
                "onboard flow requirements signup --subject 0193…", "For a session, by its id."),
        ])

    /// Asks the recorded facts; exit 1 for a session or space that there is not.
    static func run(_ context: CommandContext) async throws {
        let flow = try context.arguments.requiredArgument("FLOW")
        let reader = try LedgerReader(directory: context.directory)
        let visitor = try GateSubjectOption.visitor(context, flow, reader)
        let requirements = try reader.requirements(
            of: visitor, in: flow, shopFields: Configuring.shopFields(context.settings),
            now: reader.now(SystemClock())
        ).requirements
        if context.isJSON { return try context.print { requirements.write(to: &$0) } }
        try show(requirements, context)
    }

    private static func show(_ requirements: Requirements, _ context: CommandContext)
        throws(ReaderIsGone)
    {
        var heading =
            if let reason = requirements.disabledReason {
                StyledText("Stopped: \(reason).", .bad)
            } else if requirements.isSatisfied {
                StyledText("Nothing stands in the way.", .good)
            } else {
                StyledText("Something is still owed.", .heading)
            }
        if let deadline = requirements.deadline {
            heading = heading + StyledText(" Until \(deadline.rfc3339).", .muted)
        }
        try context.print(heading)
        let rows = [
            ("overdue", requirements.pastDue), ("now", requirements.currentlyDue),
            ("waiting", requirements.pendingVerification),
        ].flatMap { title, list in list.map { (title, $0) } }
        if rows.isEmpty { return }
        var table = TextTable([
            .text("When"), .text("What"), .flexible("Why"), .text("Refused", isOptional: true),
        ])
        for (title, requirement) in rows {
            table.append([
                .text(title), .text(requirement.name, .accent), .text(requirement.why),
                .text(requirement.code ?? "", .bad),
            ])
        }
        try context.print(table)
    }
}

/// Whom a gate is asked about on the command line.
enum GateSubjectOption {
    static let summary =
        "A user's or subject's id (signup: a session's, call: a space's), or the stream's name"

    /// Nobody without `--subject`. A stream's name, as every other command tells it, stands for
    /// whom it is about; of whom nobody has seen, that is said beside the answer.
    static func visitor(_ context: CommandContext, _ flow: String, _ reader: LedgerReader) throws
        -> GateVisitor
    {
        guard let subject = context.arguments.string("subject") else { return .signedOut }
        let category = try context.flowCatalogue().flow(flow)?.category ?? flow
        if try isSeen(subject, category, reader) { return .subject(subject) }
        if let stream = StreamID(subject), stream.category == category,
            try isSeen(String(stream.id), category, reader)
        {
            return .subject(String(stream.id))
        }
        // Of a session or a space that there is not, the answer itself says so.
        let flows = [SignUpFlow.declaration.flow, CallFlow.declaration.flow]
        if !flows.contains(flow) {
            context.err.line(
                StyledText(
                    "Nobody was seen under the id \(subject): this is what a newcomer is told. "
                        + "onboard show finds an id by an email or a name.", .warning))
        }
        return .subject(subject)
    }

    /// In this flow or another, as the owner of a tenant, or under another identity of theirs.
    private static func isSeen(_ id: String, _ category: String, _ reader: LedgerReader) throws
        -> Bool
    {
        for category in [category, "profile", "wizard", "session", "tenant"] {
            guard let stream = StreamID("\(category)-\(id)") else { continue }
            if try reader.log.version(of: stream) > .empty { return true }
        }
        return try [ClaimKey.userTenant(id), .identity(id)]
            .contains { try reader.log.holder(of: Claim($0)) != nil }
    }
}
