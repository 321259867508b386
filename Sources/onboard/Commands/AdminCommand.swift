import EventLog
import JSON
import Onboarding
import OnboardingLedger

/// `onboard admin DECISION SUBJECT`: what admins decide about users and tenants (contract M3, S10,
/// S11, A5).
enum AdminCommand: Command {
    static let specification = CommandSpecification(
        name: "admin", group: CommandHeading.run,
        summary: "Approve, suspend, comp or delete a user; reopen a tenant",
        discussion: [
            """
            approve lets a user in who waits for it, and ensures a merchant's workspace; suspend \
            keeps a user out, reinstate lets them in again to where they were.
            """,
            """
            comp gives a membership for free, and uncomp takes that back; make-admin and make-user \
            change what a user may do; delete takes the profile away, which the next sign-in makes \
            anew. Each of these needs a reason.
            """,
            """
            reopen opens a tenant again that was closed. What is so already changes nothing. Who \
            decided what and why is in the audit: onboard log --actor admin:NAME, where NAME is \
            who you are here.
            """,
        ],
        arguments: [
            ArgumentSpecification(
                name: "DECISION", summary: "What is decided",
                value: .choice(AdminDecision.Verb.allCases.map(\.rawValue))),
            ArgumentSpecification(
                name: "SUBJECT", summary: "The user's id; of reopen the tenant's; or its stream"),
        ],
        options: [.option("reason", "TEXT", "Why; stays in the log for good")],
        examples: [
            CommandExample(
                "onboard admin approve u-17 --reason 'Papers are in order'",
                "Let a merchant in. onboard show EMAIL finds the id."),
            CommandExample(
                "onboard admin suspend u-17 --reason 'Chargebacks'", "Keep a user out at once."),
        ])

    static func doneAllTheSame(_ arguments: ParsedArguments) -> String? {
        "It is decided all the same: onboard log --actor admin:\(OperatorName.text) shows it."
    }

    /// Through the server that holds the directory, else by this process with its settings.
    static func run(_ context: CommandContext) async throws {
        let decision = try decision(context)
        let outcome = try await carryOut(decision, context)
        if context.isJSON { return try context.print { $0.value(outcome) } }
        let stream = outcome["stream"]?.stringValue ?? ""
        guard let version = outcome["version"]?.int64Value else {
            return try context.print(StyledText("\(stream) is deleted.", .strong))
        }
        try context.print(StyledText("\(stream) is at version \(version).", .strong))
        guard let workspace = outcome["workspace"], let id = workspace["tenantId"]?.stringValue
        else { return }
        let name = workspace["name"]?.stringValue ?? ""
        let made = workspace["created"] == true ? ", made now" : ""
        try context.print(StyledText("Its workspace is tenant-\(id), “\(name)”\(made)."))
    }

    private static func decision(_ context: CommandContext) throws -> AdminDecision {
        let arguments = context.arguments
        let word = try arguments.requiredArgument("DECISION")
        guard let verb = AdminDecision.Verb(rawValue: word) else {
            preconditionFailure("the arguments let only decisions through")
        }
        let subject = try arguments.requiredArgument("SUBJECT")
        guard subject.contains(where: { !$0.isWhitespace }) else {
            throw arguments.error(.missingValue(.argument("SUBJECT")))
        }
        let reason = try arguments.reason("reason")
        if verb.needsReason, reason == nil { throw arguments.error(.missingOption("reason")) }
        return AdminDecision(verb, try id(subject, of: verb, context), reason: reason)
    }

    /// Streams are named as lists show them; an id that is written like one comes first.
    private static func id(
        _ word: String, of verb: AdminDecision.Verb, _ context: CommandContext
    ) throws -> String {
        let category = verb == .reopen ? "tenant" : "profile"
        guard let named = StreamID(word), named.category == category else { return word }
        let log = try LedgerReader(directory: context.directory).log
        let own = StreamID("\(category)-\(word)")
        if let own, try log.version(of: own) > .empty { return word }
        return String(named.id)
    }

    /// `{stream, version, workspace?}`, wherever it was carried out.
    @MainActor private static func carryOut(
        _ decision: AdminDecision, _ context: CommandContext
    ) async throws -> JSONValue {
        let door = try WritingDoor.openExisting(context, purpose: "onboard admin")
        defer { door.close() }
        switch door {
        case .own(let ledger):
            let settings = context.settings
            let (checkouts, plans) = try Configuring.payments(settings)
            let desk = AdminDesk(
                merchants: Merchants(
                    ledger: ledger, settings: try Configuring.merchants(settings)),
                memberships: Memberships(
                    ledger: ledger, plans: plans, places: .system, checkouts: checkouts),
                wizards: Wizards(ledger: ledger, identity: NoIdentitySync()))
            let outcome = try await desk.carryOut(
                decision, by: EventActor(kind: .admin, id: OperatorName.text),
                RequestFacts(requestID: context.requestID()))
            return try JSONValue(parsing: JSONWriter.encode { outcome.write(to: &$0) })
        case .server(let server):
            let body = JSONWriter.encode { writer in
                writer.object { writer in
                    writer.member("subject", decision.subject)
                    writer.member("reason", decision.reason)
                }
            }
            let by = FormEncoding.encode(OperatorName.text)
            return try server.ask(
                "POST", "/control/admin/\(decision.verb.rawValue)?by=\(by)", body: body)
        }
    }
}
