import EventLog
import JSON
import Onboarding
import OnboardingLedger

/// `onboard erase SUBJECT`: takes a person's personal data out of the ledger (contract L14).
enum EraseCommand: Command {
    static let specification = CommandSpecification(
        name: "erase", group: CommandHeading.data, summary: "Erase a person's personal data",
        discussion: [
            """
            The subject is an email, a user id or a stream; the person behind it is erased in \
            every stream: names, emails, numbers, addresses and origins leave the log, the read \
            models, the vault and the files' free pages. Chain, proofs and analytics stay as they \
            were, and the email may sign up afresh.
            """,
            """
            An email leads to the sign-ups and profiles that it belongs to, and to users whose \
            token had proven it as they filled in a form. Where it merely stands in a stream of \
            somebody else, who may have typed any, the email goes and the rest stays; the receipt \
            names such streams, and whose they are. If one is the person's, erase that user id too. \
            What a declared flow's own text says stays: declare it anew without.
            """,
            """
            Names stay, for hashes cover them: of a user id or a table's subject that is itself an \
            email, the names of streams, of who acted, and of what was erased go on telling; so \
            does the name of an API key. Give people ids that say nothing, and keys the names of \
            programs.
            """,
            """
            An event records who erased what and why, itself without any of it but names; the \
            receipt can be shown to the person, and again later with --receipt. Erasing again \
            appends nothing. Backups made before still hold the person: erase in what is restored \
            from them.
            """,
        ],
        arguments: [
            ArgumentSpecification(
                name: "SUBJECT", summary: "An email, a user id or a stream; or a receipt's id")
        ],
        options: [
            .option("reason", "TEXT", "Why; stays in the log for good"),
            .flag("receipt", "Show the receipt of the erasure SUBJECT instead"),
        ],
        exclusive: [.exactlyOne("reason", "receipt")],
        examples: [
            CommandExample(
                "onboard erase ada@example.org --reason 'Asked for it on 26 November'",
                "The person behind an email."),
            CommandExample("onboard erase profile-u1 --reason 'Account closed'", "By stream."),
            CommandExample("onboard erase 0193… --receipt", "What was erased then."),
        ])

    static func doneAllTheSame(_ arguments: ParsedArguments) -> String? {
        if arguments.has("receipt") { return nil }
        return "The erasure is done all the same: onboard log --type PersonErased names it, and "
            + "onboard erase ID --receipt shows its receipt."
    }

    /// Erases, or with `--receipt` shows what an earlier erasure did. Exit 2 for an empty subject.
    static func run(_ context: CommandContext) async throws {
        let subject = try context.arguments.requiredArgument("SUBJECT")
        guard subject.contains(where: { !$0.isWhitespace }) else {
            throw context.arguments.error(.missingValue(.argument("SUBJECT")))
        }
        let receipt: JSONValue
        if let reason = try context.arguments.reason("reason") {
            receipt = try await erase(subject, reason, context)
        } else {
            let id = subject.hasPrefix("erasure-") ? String(subject.dropFirst(8)) : subject
            let reader = try LedgerReader(directory: context.directory)
            guard let known = try reader.erasure(id: id) else {
                throw CommandFailure.noSuchErasure(subject)
            }
            receipt = try value(known)
        }
        try context.isJSON ? context.print { $0.value(receipt) } : show(receipt, context)
    }

    /// By this process, or by the server that holds the directory.
    @MainActor private static func erase(
        _ subject: String, _ reason: String, _ context: CommandContext
    ) async throws -> JSONValue {
        let door = try WritingDoor.openExisting(context, purpose: "onboard erase")
        defer { door.close() }
        switch door {
        case .own(let ledger):
            let receipt = try await ledger.erase(
                ErasureRequest(
                    subject: subject, reason: reason,
                    actor: EventActor(kind: .admin, id: OperatorName.text),
                    requestID: context.requestID()))
            return try value(receipt)
        case .server(let server):
            let body = JSONWriter.encode { writer in
                writer.object { writer in
                    writer.member("subject", subject)
                    writer.member("reason", reason)
                }
            }
            let target = "/control/erase?by=\(FormEncoding.encode(OperatorName.text))"
            return try server.ask("POST", target, body: body)
        }
    }

    /// The receipt in the form that a server answers, so that both are shown alike.
    private static func value(_ receipt: ErasureReceipt) throws -> JSONValue {
        try JSONValue(parsing: JSONWriter.encode { receipt.write(to: &$0) }, limits: .trusted)
    }

    /// The receipt line by line, for whoever asked to be erased.
    private static func show(_ receipt: JSONValue, _ context: CommandContext) throws {
        let isRepeated = receipt["alreadyErased"] == true
        try context.print(
            isRepeated
                ? StyledText("Nothing is left to erase; this is the receipt of before.", .muted)
                : StyledText("Erased.", .good))
        let by = receipt["erasedBy"]
        let lines = [
            ("Receipt", receipt["id"]?.stringValue ?? ""),
            ("Erased at", receipt["erasedAt"]?.stringValue ?? ""),
            ("By", "\(by?["kind"]?.stringValue ?? ""):\(by?["id"]?.stringValue ?? "")"),
            ("Because", receipt["reason"]?.stringValue ?? ""),
            ("Events", "\(receipt["events"]?.intValue ?? 0), at \(positions(receipt))"),
            ("Streams", streams(receipt)),
            ("Secrets", "\(receipt["secrets"]?.intValue ?? 0) from the vault"),
            ("Recorded at", "position \(receipt["position"]?.int64Value ?? 0)"),
        ]
        if receipt["scrubbed"] == false {
            try context.print(
                StyledText(
                    "The files may still hold it: they are scrubbed once no reader keeps an old state "
                        + "of them, and the disk has room.",
                    .warning))
        }
        for (name, text) in lines {
            let label = name + String(repeating: " ", count: 13 - name.count)
            try context.print(StyledText(label, .muted) + StyledText(text))
        }
        try showMentions(receipt["mentionedIn"]?.arrayValue ?? [], context)
    }

    /// Where only an email went, and how to go on if that is the person after all.
    private static func showMentions(_ mentions: [JSONValue], _ context: CommandContext) throws {
        if mentions.isEmpty { return }
        let streams = mentions.compactMap { $0["stream"]?.stringValue }
        try context.print(
            StyledText(
                """
                Only the email went from \(streams.joined(separator: ", ")): anybody may have \
                typed it there. If it is the person's, erase that too:
                """, .warning))
        let subjects = mentions.compactMap { ($0["userId"] ?? $0["stream"])?.stringValue }
        for subject in Set(subjects).sorted() {
            try context.print(StyledText("  onboard erase \(subject.shellQuoted) --reason TEXT"))
        }
    }

    /// Runs as `3–7`, single ones as they are.
    private static func positions(_ receipt: JSONValue) -> String {
        let runs = receipt["positions"]?.arrayValue?.compactMap { run -> String? in
            guard let pair = run.arrayValue, pair.count == 2 else { return nil }
            let (first, last) = (pair[0].int64Value ?? 0, pair[1].int64Value ?? 0)
            return first == last ? "\(first)" : "\(first)–\(last)"
        }
        return runs?.joined(separator: ", ") ?? ""
    }

    private static func streams(_ receipt: JSONValue) -> String {
        receipt["streams"]?.arrayValue?.compactMap(\.stringValue).joined(separator: ", ") ?? ""
    }
}
