import Digest
import EventLog
import JSON
import OnboardingLedger

/// `onboard verify-proof FILE`: checks what `onboard prove` wrote, without any ledger
/// (contract L12).
enum VerifyProofCommand: Command {
    static let specification = CommandSpecification(
        name: "verify-proof", group: CommandHeading.audit,
        summary: "Check a proof without the ledger",
        discussion: [
            """
            Works from the file alone. A proof that holds shows that it fits its own root; that \
            the root is the log's is known only from a head that was published: give its root, \
            and its size, to hold the proof against it. For some sizes the path fits a neighbour \
            too, so only a size that was published with the root is proved. A proof that the log \
            only grew is about two heads, and either may be given: the older one shows that \
            nothing was changed since it was published.
            """,
            """
            What GET /v1/ledger/proof/{position} answers is taken as well, with --root. Exit code \
            0: it holds. 1: it does not, and why.
            """,
        ],
        arguments: [
            ArgumentSpecification(
                name: "FILE", summary: "What onboard prove printed; - is standard input",
                value: .file)
        ],
        options: [
            .option("root", "HEX", "The root that was published"),
            .option("size", "N", "The size that was published with it").needing("root"),
        ],
        examples: [
            CommandExample("onboard verify-proof proof.json", "Does it fit its own root?"),
            CommandExample(
                "onboard verify-proof proof.json --root 4f0c… --size 408",
                "Does it hold for the head that was published?"),
            CommandExample("onboard prove 17 | onboard verify-proof -", "Make and check."),
        ])

    /// Needs no ledger. Exit 1 when the proof does not hold, or holds for another root or size.
    static func run(_ context: CommandContext) async throws {
        let arguments = context.arguments
        let path = try arguments.requiredArgument("FILE")
        let root = try arguments.digest("root")
        let size = try arguments.position("size", from: 1)
        let proof = try proof(in: path, publishedRoot: root)
        try proof.verify()
        if let root { try proof.requirePublished(root: root, size: size) }
        try context.isJSON
            ? printJSON(proof, root != nil, context) : printFinding(proof, root, context)
    }

    /// - Throws: `noProof` with the file's name for what cannot be read as a proof.
    private static func proof(in path: String, publishedRoot root: SHA256Digest?) throws
        -> LedgerProof
    {
        let json = try contents(of: path)
        do { return try LedgerProof(json: json, publishedRoot: root) } catch {
            guard case .unreadable(let reason) = error else { throw error }
            throw CommandFailure.noProof(path == "-" ? "Standard input" : path, reason: reason)
        }
    }

    /// One byte more than a proof may have is enough to refuse it.
    private static func contents(of path: String) throws(CommandFailure) -> [UInt8] {
        let source = try ByteSource(path)
        var bytes: [UInt8] = []
        while bytes.count <= LedgerProof.bytesMax {
            let piece = try source.next()
            if piece.isEmpty { break }
            bytes += piece
        }
        return bytes
    }

    /// What was proved, and whether the root is known to be the log's.
    private static func printFinding(
        _ proof: LedgerProof, _ published: SHA256Digest?, _ context: CommandContext
    ) throws {
        try context.print(StyledText("✓ ", .good) + StyledText(sentence(proof)))
        try context.print(StyledText("  Merkle root \(proof.root.hex)", .muted))
        let remark =
            switch published {
            case nil: "Compare it with a published head, or give that as --root"
            case proof.root?: "which is the root that was given"
            case .some: "The older root is the one that was given"
            }
        try context.print(StyledText("  " + remark, .muted))
    }

    private static func sentence(_ proof: LedgerProof) -> String {
        switch proof {
        case .inclusion(let proof):
            (proof.event.map { "the event with hash \($0.hex)" } ?? "the leaf \(proof.leaf.hex)")
                + " is at position \(proof.position) of the log of \(proof.size) events"
        case .consistency(let proof):
            "the log of \(proof.to) events begins with the \(proof.from) whose root was "
                + proof.fromRoot.hex
        }
    }

    /// `{ok, isRootGiven, proof}`.
    private static func printJSON(
        _ proof: LedgerProof, _ isPublished: Bool, _ context: CommandContext
    ) throws {
        try context.print { writer in
            writer.object { writer in
                writer.member("ok", true)
                writer.member("isRootGiven", isPublished)
                writer.member("proof") { proof.write(to: &$0) }
            }
        }
    }
}
