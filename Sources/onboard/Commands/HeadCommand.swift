import Digest
import EventLog
import JSON
import OnboardingLedger

/// `onboard head`: the log's size and Merkle root, for publishing (contract L12).
enum HeadCommand: Command {
    private static let originDefault = "onboard-ledger"

    static let specification = CommandSpecification(
        name: "head", group: CommandHeading.audit, summary: "Show the log's size and Merkle root",
        discussion: [
            """
            Whoever has size and root from elsewhere can hold every proof against them. Publish \
            them where they cannot be taken back, now and then. Works beside a running server.
            """,
            """
            --note prints the text of a checkpoint, unsigned, as C2SP tlog-checkpoint has it: \
            origin, size, root in base 64, and an empty line.
            """,
        ],
        options: [
            .flag("note", "Print a checkpoint's text"),
            .option("origin", "NAME", "The log's name in the checkpoint").needing("note")
                .defaulting(to: originDefault),
        ],
        exclusive: [.atMostOne("note", "json")],
        examples: [
            CommandExample("onboard head", "Size, root, last hash and time."),
            CommandExample(
                "onboard head --note --origin example.org/onboard > checkpoint",
                "A text to publish."),
        ])

    /// Size, root, hash and time belong to one snapshot.
    static func run(_ context: CommandContext) async throws {
        let origin = try origin(context.arguments)
        let head = try LedgerReader(directory: context.directory).head()
        if context.isJSON { return try context.print { head.write(to: &$0) } }
        if context.arguments.has("note") {
            let root = Base64.encode(head.root.bytes)
            guard context.out.write(raw: "\(origin)\n\(head.size)\n\(root)\n\n") else {
                throw ReaderIsGone()
            }
            return
        }
        var table = TextTable([.text("Head"), .flexible("Value")])
        table.append([.text("Size"), .text(Quantity.grouped(head.size.rawValue))])
        table.append([.text("Merkle root"), .text(head.root.hex, .accent)])
        table.append([.text("Last hash"), .text(head.hash.hex, .muted)])
        table.append([.text("Recorded"), .text(head.recordedAt?.rfc3339 ?? "never", .muted)])
        try context.print(table)
    }

    /// Blank space and plus signs would end the name early where notes are read.
    private static func origin(_ arguments: ParsedArguments) throws(UsageError) -> String {
        guard let name = arguments.string("origin") else { return originDefault }
        guard !name.isEmpty, !name.contains(where: { $0.isWhitespace || $0 == "+" }) else {
            throw arguments.invalid(
                "origin", name, expected: .described("a name without blank space and plus signs"))
        }
        return name
    }
}
