@testable import onboard

/// A small program with one of everything that a specification can declare.
enum SampleProgram {
    static let program = CommandSpecification(
        name: "onboard",
        summary: "a ledger for onboarding flows",
        discussion: [
            "Every sign-up is recorded as events that cannot be changed, so that who set what, and "
                + "when, can always be answered."
        ],
        examples: [CommandExample("onboard demo", "See it work on a temporary ledger.")],
        subcommands: [serve, show, funnel, bring, keys, schema, verify])

    static let serve = CommandSpecification(
        name: "serve", group: "Run", summary: "Serve the ledger over HTTP",
        options: [
            .flag("dev", "Use a sandbox for everything outside"),
            .option("listen", "HOST:PORT", "Where to listen").fallingBack(on: "ONBOARD_LISTEN"),
        ])

    static let show = CommandSpecification(
        name: "show", group: "Audit", summary: "Show a stream as it was",
        discussion: [
            "Folds the events of STREAM up to a version or a time and prints the fields.",
            "Nothing is written.",
        ],
        arguments: [ArgumentSpecification(name: "STREAM", summary: "Such as session-17")],
        options: [
            .option("version", "N", "Stop after this many events"),
            .option("at", "TIME", "Stop at this time"),
        ],
        exclusive: [.atMostOne("version", "at")],
        examples: [
            CommandExample("onboard show session-17", "All of it."),
            CommandExample("onboard show session-17 --version 3", "As it was after three events."),
        ])

    static let funnel = CommandSpecification(
        name: "funnel", group: "Measure", summary: "Show where people were lost",
        arguments: [
            ArgumentSpecification(
                name: "FLOW", summary: "The flow", value: .suggestion(["signup", "wizard"]))
        ],
        options: [
            .option(
                "cohort", "PERIOD", "Group by when they came",
                .choice(["day", "week", "month"])),
            .option("limit", "N", "Show at most this many groups"),
        ])

    static let bring = CommandSpecification(
        name: "import", group: "Data", summary: "Append one event for each row of a file",
        options: [
            .option("csv", "FILE", "The rows, or - for standard input", .file)
                .needing("flow", "subject"),
            .option("jsonl", "FILE", "What export wrote", .file),
            .option("flow", "FILE", "The flow's declaration", .file),
            .option("subject", "COLUMN", "Who a row is about"),
            .list("attribute", "COLUMN", "A column to keep"),
            .list("where", "COLUMN=VALUE", "Take only rows like this"),
            .flag("strict", "Stop at the first bad row"),
        ],
        exclusive: [.exactlyOne("csv", "jsonl")])

    static let keys = CommandSpecification(
        name: "keys", group: "Run", summary: "Manage API keys",
        subcommands: [
            CommandSpecification(
                name: "add", summary: "Make a key and print it once",
                options: [.list("scope", "SCOPE", "What it may do").required]),
            CommandSpecification(name: "list", summary: "List the keys"),
            CommandSpecification(
                name: "revoke", summary: "Make a key useless",
                arguments: [
                    ArgumentSpecification(name: "KEY", summary: "Its id", isRepeatable: true)
                ]),
        ])

    static let schema = CommandSpecification(
        name: "schema", group: "Data", summary: "Show the schemas of events",
        subcommands: [
            CommandSpecification(
                name: "list", summary: "List the event types",
                arguments: [
                    ArgumentSpecification(
                        name: "FORMAT", summary: "How", value: .choice(["short", "long"]),
                        isRequired: false)
                ])
        ])

    static let verify = CommandSpecification(
        name: "verify", group: "Audit", summary: "Check every hash of the log")

    static func parse(_ line: String, environment: [String: String] = [:])
        throws(UsageError) -> ParsedArguments
    {
        try parse(line.split(separator: " ").map(String.init), environment: environment)
    }

    static func parse(_ words: [String], environment: [String: String] = [:])
        throws(UsageError) -> ParsedArguments
    {
        try ArgumentParser.parse(words, program, environment: environment)
    }

    /// Why the line is refused; nil when it is not.
    static func refusal(_ line: String, environment: [String: String] = [:]) -> UsageError? {
        do {
            _ = try parse(line, environment: environment)
            return nil
        } catch {
            return error
        }
    }

    static func help(_ line: String, width: Int = 80) throws -> String {
        let arguments = try parse(line + " --help")
        return arguments.help(Rendition(width: width)).map(\.text).joined(separator: "\n")
    }
}
