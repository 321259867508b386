import EventLog
import JSON
import OnboardingLedger

/// `onboard prove`: a document that shows something about the log to who has not got it
/// (contract L12).
enum ProveCommand: Command {
    static let specification = CommandSpecification(
        name: "prove", group: CommandHeading.audit,
        summary: "Prove that an event lies in the log, or that the log only grew",
        usage: ["POSITION [--size N]", "--since SIZE [--size N]"],
        discussion: [
            """
            Prints one JSON document with all that onboard verify-proof needs: the event's hash \
            and leaf, the path through the Merkle tree (RFC 9162) and the root it leads to. With \
            --since, the roots of both sizes and the path between them.
            """,
            "The leaf's index is POSITION - 1; digests are in hex. Works beside a running server.",
        ],
        arguments: [
            ArgumentSpecification(
                name: "POSITION", summary: "An event's position in the log", isRequired: false)
        ],
        options: [
            .option("since", "SIZE", "Prove that the log begins with its first SIZE events"),
            .option("size", "N", "In the log as it was after N events").defaulting(to: "all"),
        ],
        examples: [
            CommandExample("onboard prove 17 > proof.json", "That event 17 lies in the log."),
            CommandExample("onboard prove 17 --size 100", "In the log of its first 100 events."),
            CommandExample(
                "onboard prove --since 100 > grown.json",
                "That the first 100 are what they were when there were 100."),
        ])

    /// Prints JSON with or without `--json`. Exit 1 for a position or size that the log has not.
    static func run(_ context: CommandContext) async throws {
        let arguments = context.arguments
        let (position, since) = (try position(arguments), try arguments.position("since", from: 1))
        let size = try arguments.position("size", from: 1)
        let proof: LedgerProof
        switch (position, since) {
        case (let position?, nil):
            let reader = try LedgerReader(directory: context.directory)
            proof = .inclusion(try reader.inclusionProof(of: position, size: size))
        case (nil, let since?):
            let reader = try LedgerReader(directory: context.directory)
            proof = .consistency(try reader.consistencyProof(from: since, to: size))
        case (nil, nil): throw arguments.error(.missingArgument("POSITION"))
        case (let position?, _?):
            throw arguments.error(.extraArgument("\(position)", accepted: 0))
        }
        try context.print { proof.write(to: &$0) }
    }

    /// Nil when none was given; exit 2 for what is no position.
    private static func position(_ arguments: ParsedArguments) throws(UsageError)
        -> GlobalPosition?
    {
        guard let word = arguments.argument("POSITION") else { return nil }
        guard let number = Int64(word), number >= 1 else {
            throw arguments.error(
                .invalidValue(.argument("POSITION"), word, expected: .integer(1...Int.max)))
        }
        return GlobalPosition(rawValue: number)
    }
}
