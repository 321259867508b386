import EventLog
import JSON
import Onboarding
import OnboardingLedger

/// `onboard reconcile`: makes up for lost webhooks of the payment provider (contract S10).
enum ReconcileCommand: Command {
    static let specification = CommandSpecification(
        name: "reconcile", group: CommandHeading.data,
        summary: "Ask the payment provider about checkouts that never reported",
        discussion: [
            """
            Looks up every checkout, of sign-ups and memberships, of which no webhook told what \
            became of it, and records what the provider says as if it had told by itself. Run it \
            as often as you like: an answer is taken once.
            """,
            """
            A membership's subscription whose paid time has been over for a day, and of which \
            nobody reported a renewal or an end, is asked about by the checkout that began it, \
            and named as renewed or ended.
            """,
            """
            A checkout that is paid and whose sign-up is over without an account is named as \
            session_over at each run: the same email's next sign-up takes the payment up if it \
            chooses the same plan, also where the first one was cancelled. What nobody takes up is \
            for you to give back: end its subscription, too, for until the provider tells of that \
            a sign-up may still take it up.
            """,
            """
            A checkout that is paid and for which nothing was given, since its sign-up went on \
            with another plan (before the provider could be told to expire it) or was paid twice, \
            is named as other_plan at each run: until the \
            sign-up is completed, coming back to that plan takes it up; after that it is for you \
            to give back.
            """,
            """
            A running server asks its own provider. Without one, ONBOARD_STRIPE_API_KEY (and \
            ONBOARD_STRIPE_API_BASE) say whom to ask.
            """,
        ],
        examples: [
            CommandExample("onboard reconcile", "After an outage of the webhook."),
            CommandExample("onboard reconcile --json", "For a script."),
        ])

    static func doneAllTheSame(_ arguments: ParsedArguments) -> String? {
        "What the provider said is recorded all the same: run again, it changes nothing."
    }

    /// A checkout that was asked about, wherever that was done.
    struct Asked: Sendable, Equatable {
        var checkoutID: String
        var stream: String
        var outcome: ReconciledCheckout.Outcome
    }

    /// Exit 1 when the provider does not answer; what it said until then is recorded.
    static func run(_ context: CommandContext) async throws {
        let asked = try await reconcile(context)
        if context.isJSON { return try printJSON(asked, context) }
        try printTable(asked, context)
    }

    /// By the server's provider, else by the one in this process's settings.
    @MainActor private static func reconcile(_ context: CommandContext) async throws -> [Asked] {
        let door = try WritingDoor.openExisting(context, purpose: "onboard reconcile")
        defer { door.close() }
        switch door {
        case .own(let ledger):
            let (checkouts, plans) = try Configuring.payments(context.settings)
            let stripe = StripeDeliveries(
                Memberships(
                    ledger: ledger, plans: plans, places: .system, checkouts: checkouts))
            let facts = RequestFacts(requestID: context.requestID())
            return try await stripe.reconcile(facts).map(Asked.init)
        case .server(let server):
            var asked: [Asked] = []
            let last = try server.follow("POST", "/control/reconcile") { line in
                if let checkout = Asked(line) { asked.append(checkout) }
            }
            guard last["asked"]?.intValue == asked.count else { throw ConnectionFailure.closed }
            return asked
        }
    }

    /// A row for each checkout that was news.
    private static func printTable(_ asked: [Asked], _ context: CommandContext) throws {
        guard !asked.isEmpty else {
            return try context.print(
                StyledText("Every checkout and every subscription has reported.", .muted))
        }
        var table = TextTable([.text("Outcome"), .flexible("Checkout"), .flexible("Stream")])
        for checkout in asked {
            table.append([
                .text(checkout.outcome.rawValue, style(checkout.outcome)),
                .text(checkout.checkoutID), .text(checkout.stream, .muted),
            ])
        }
        try context.print(table)
    }

    private static func style(_ outcome: ReconciledCheckout.Outcome) -> TextStyle {
        switch outcome {
        case .paid, .renewed: .good
        case .unmatched, .sessionOver, .otherPlan, .ended: .warning
        case .expired, .open, .unknown: .muted
        }
    }

    /// `{asked, paid, checkouts: [{checkoutSessionId, stream, outcome}]}`.
    private static func printJSON(_ asked: [Asked], _ context: CommandContext) throws {
        try context.print { writer in
            writer.object { writer in
                writer.member("asked", asked.count)
                writer.member("paid", asked.count { $0.outcome == .paid })
                writer.member("checkouts") { writer in
                    writer.array { writer in
                        for checkout in asked {
                            writer.element { writer in
                                writer.object { writer in
                                    writer.member("checkoutSessionId", checkout.checkoutID)
                                    writer.member("stream", checkout.stream)
                                    writer.member("outcome", checkout.outcome.rawValue)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

extension ReconcileCommand.Asked {
    init(_ checkout: ReconciledCheckout) {
        self.init(
            checkoutID: checkout.checkoutID, stream: checkout.stream.name,
            outcome: checkout.outcome)
    }

    /// A line of what the control socket says; nil for the last one.
    init?(_ line: JSONValue) {
        guard let id = line["checkoutSessionId"]?.stringValue,
            let stream = line["stream"]?.stringValue,
            let outcome = line["outcome"]?.stringValue.flatMap(ReconciledCheckout.Outcome.init)
        else { return nil }
        self.init(checkoutID: id, stream: stream, outcome: outcome)
    }
}
