import EventLog
import JSON
import OnboardingLedger

/// `onboard keys`: API keys, of which only digests are kept (contract section 0).
enum KeysCommands {
    /// In the order of help.
    static let commands: [any Command.Type] = [
        KeysAddCommand.self, KeysListCommand.self, KeysRevokeCommand.self,
    ]

    static let group = CommandSpecification(
        name: "keys", group: CommandHeading.run, summary: "Make, list and revoke API keys",
        discussion: [
            "A key is shown once, when it is made; the ledger keeps only its SHA-256 digest. "
                + "keys add and keys revoke go through a running server; keys list reads the files."
        ],
        examples: [
            CommandExample(
                "onboard keys add reports --scope analytics:read", "A key for a dashboard."),
            CommandExample("onboard keys list", "Ids, names and scopes."),
        ],
        subcommands: commands.map { $0.specification })
}

/// `onboard keys add NAME --scope SCOPE`.
enum KeysAddCommand: Command {
    static let path = "keys add"
    static let specification = CommandSpecification(
        name: "add", summary: "Make a key and print it, once",
        arguments: [ArgumentSpecification(name: "NAME", summary: "What the key is for")],
        options: [
            .list(
                "scope", "SCOPE", "What it may do", .choice(APIScope.allCases.map(\.rawValue))
            ).required
        ],
        examples: [
            CommandExample(
                "onboard keys add nightly --scope audit:read --scope analytics:read",
                "A key with two scopes.")
        ])

    /// The key alone on standard output, so that a script can take it; its id on standard error.
    static func run(_ context: CommandContext) async throws {
        let name = try name(context.arguments)
        let scopes = context.arguments.list("scope").compactMap(APIScope.init)
        let door = try WritingDoor.open(context, purpose: "onboard keys add")
        defer { door.close() }
        let made: JSONValue
        switch door {
        case .own(let ledger):
            let (facts, key) = try await ledger.makeKey(name: name, scopes: scopes)
            made = try JSONValue(
                parsing: JSONWriter.encode { facts.write(key: key, to: &$0) })
        case .server(let server):
            let body = JSONWriter.encode { writer in
                writer.object { writer in
                    writer.member("name", name)
                    writer.member("scopes", scopes.map(\.rawValue))
                }
            }
            made = try server.ask("POST", "/control/keys", body: body)
        }
        let id = made["id"]?.stringValue ?? ""
        do throws(ReaderIsGone) { try show(made, context) } catch {
            try await takeBack(id, through: door, context)
            throw CommandFailure.keyNotShown(id)
        }
        if context.isJSON { return }
        context.err.line(StyledText("This is key \(id); it is not shown again.", .muted))
    }

    private static func show(_ made: JSONValue, _ context: CommandContext) throws(ReaderIsGone) {
        if context.isJSON { return try context.print { $0.value(made) } }
        try context.print(StyledText(made["key"]?.stringValue ?? "", .strong))
    }

    /// A key that nobody was shown is nobody's: it is revoked, or its id is told with what is left
    /// to do.
    @MainActor private static func takeBack(
        _ id: String, through door: WritingDoor, _ context: CommandContext
    ) async throws {
        do { _ = try await KeysRevokeCommand.revoke(id, through: door) } catch {
            context.err.line(
                StyledText("Key \(id) could not be shown. Revoke it: onboard keys revoke \(id)"))
            throw error
        }
    }

    /// Looked at before a directory is made or a server asked, so that both ways refuse alike.
    private static func name(_ arguments: ParsedArguments) throws(UsageError) -> String {
        let name = try arguments.requiredArgument("NAME")
        guard APIKeyFacts.isName(name) else {
            throw arguments.error(
                .invalidValue(
                    .argument("NAME"), name, expected: .described("a name of 1 to 100 characters")))
        }
        return name
    }
}

/// `onboard keys list`.
enum KeysListCommand: Command {
    static let path = "keys list"
    static let specification = CommandSpecification(
        name: "list", summary: "List the keys, oldest first",
        examples: [CommandExample("onboard keys list --json", "For a script.")])

    /// Digests show nothing: ids, names and scopes alone.
    static func run(_ context: CommandContext) async throws {
        let keys = try LedgerReader(directory: context.directory).keys()
        if context.isJSON {
            try context.print { writer in
                writer.object { writer in
                    writer.member("keys") { writer in
                        writer.array { writer in
                            for key in keys { writer.element { key.write(to: &$0) } }
                        }
                    }
                }
            }
            return
        }
        if keys.isEmpty { return try context.print(StyledText("No keys.", .muted)) }
        var table = TextTable([
            .text("Id"), .flexible("Name"), .flexible("Scopes"), .text("Made", isOptional: true),
        ])
        for key in keys {
            table.append([
                .text(key.id), .text(key.name, .accent),
                .text(key.scopes.map(\.rawValue).joined(separator: ", ")),
                .text(key.createdAt, .muted),
            ])
        }
        try context.print(table)
    }
}

/// `onboard keys revoke ID…`.
enum KeysRevokeCommand: Command {
    static let path = "keys revoke"
    static let specification = CommandSpecification(
        name: "revoke", summary: "Make keys useless at once",
        arguments: [
            ArgumentSpecification(
                name: "ID", summary: "The key's id, or the key itself", isRepeatable: true)
        ],
        examples: [CommandExample("onboard keys revoke 0193a5b2-…", "As keys list names it.")])

    static func doneAllTheSame(_ arguments: ParsedArguments) -> String? {
        "What was revoked stays so: onboard keys list has it no more."
    }

    /// Stops at the first one that there is not; those before it are revoked, and named.
    static func run(_ context: CommandContext) async throws {
        let door = try WritingDoor.openExisting(context, purpose: "onboard keys revoke")
        defer { door.close() }
        let reader = try LedgerReader(directory: context.directory)
        var ids: [String] = []
        for word in context.arguments.arguments("ID") {
            guard let id = try id(word, reader), try await revoke(id, through: door) else {
                if context.isJSON { try printJSON(ids, context) }
                throw CommandFailure.noSuchKey(word)
            }
            ids.append(id)
            if !context.isJSON { try context.print(StyledText("Revoked \(id).")) }
        }
        if context.isJSON { try printJSON(ids, context) }
    }

    /// `{revoked: [id]}`.
    private static func printJSON(_ ids: [String], _ context: CommandContext) throws(ReaderIsGone) {
        try context.print { writer in
            writer.object { writer in
                writer.member("revoked") { writer in
                    writer.array { writer in for id in ids { writer.element(id) } }
                }
            }
        }
    }

    /// A key that leaked is all that somebody may have of it: its id is found by its digest.
    private static func id(_ word: String, _ reader: LedgerReader) throws -> String? {
        guard word.hasPrefix(APIKeyFacts.keyPrefix) else { return word }
        return try reader.facts(ofKey: word)?.id
    }

    /// False when there is no such key.
    @MainActor static func revoke(_ id: String, through door: WritingDoor) async throws
        -> Bool
    {
        switch door {
        case .own(let ledger): return try await ledger.revokeKey(id: id)
        case .server(let server):
            do {
                _ = try server.ask("DELETE", "/control/keys/\(FormEncoding.encode(id))")
                return true
            } catch let failure as ControlFailure where failure.status == 404 { return false }
        }
    }
}
