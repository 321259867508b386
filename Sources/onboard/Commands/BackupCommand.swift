import Digest
import EventLog
import Glibc
import JSON
import OnboardingLedger
import Time

/// `onboard backup DIR`: a consistent copy, also while a server writes (contract L16).
enum BackupCommand: Command {
    static let specification = CommandSpecification(
        name: "backup", group: CommandHeading.data, summary: "Copy the ledger while it is served",
        discussion: [
            """
            Copies the log as it is at one moment into a new or empty directory, with its anchor \
            and a backup.json that says what the copy must be. Nobody waits for it. Read models \
            are not copied: restore makes them anew.
            """,
            """
            A running server gives the same as one file to whoever has a key of scope admin, \
            without a login on its machine: curl -OJ -H "Authorization: Bearer obk_…" \
            https://…/v1/admin/backup
            """,
            """
            A backup holds people who were erased after it was made: erase them again in what is \
            restored from it.
            """,
        ],
        arguments: [
            ArgumentSpecification(
                name: "DIR", summary: "A new or empty directory", value: .directory)
        ],
        examples: [
            CommandExample("onboard backup /backups/$(date +%F)", "Every night, from cron."),
            CommandExample("onboard restore /backups/2026-11-26 --data new", "And back."),
        ])

    static func doneAllTheSame(_ arguments: ParsedArguments) -> String? {
        "The backup is whole all the same: onboard verify --data DIR checks it."
    }

    /// Reads the ledger's files alone, so that it needs no server and disturbs none.
    static func run(_ context: CommandContext) async throws {
        let path = try context.arguments.requiredArgument("DIR")
        let backup = try LedgerBackup.make(
            of: context.directory, in: path, now: SystemClock().now())
        if context.isJSON { return try context.print { backup.write(to: &$0) } }
        let count = Quantity.grouped(backup.size.rawValue)
        try context.print(StyledText("Copied \(count) events to \(path)."))
        try context.print(StyledText("  Merkle root \(backup.root.hex)", .muted))
    }
}

/// `onboard restore BACKUP --data NEW`: puts a backup into a new directory and checks it (L16).
enum RestoreCommand: Command {
    static let specification = CommandSpecification(
        name: "restore", group: CommandHeading.data,
        summary: "Put a backup into a new directory and check it",
        usage: ["BACKUP --data NEW [--root HEX]"],
        discussion: [
            """
            Copies what onboard backup made, or the file that GET /v1/admin/backup gave, into the \
            directory of --data, which must be new or empty; recomputes every hash; makes the \
            read models anew. Only then is it done.
            """,
            """
            One that was cut short is run again: until it is through, there is no ledger in the \
            directory.
            """,
            """
            A file does not say how much it should hold: give the root that came with it \
            (Onboard-Root), or one that onboard head printed.
            """,
        ],
        arguments: [
            ArgumentSpecification(
                name: "BACKUP", summary: "What onboard backup made, or a file from a server",
                value: .file)
        ],
        options: [
            .option("root", "HEX", "The Merkle root that a file must have")
        ],
        examples: [
            CommandExample(
                "onboard restore ledger-4711.sqlite --root 9f3c… --data new",
                "What a server gave."),
            CommandExample(
                "onboard restore /backups/2026-11-26 --data new",
                "A backup's directory; then: onboard serve --data new"),
        ])

    static func doneAllTheSame(_ arguments: ParsedArguments) -> String? {
        "The restore is done all the same: onboard verify --data NEW checks it."
    }

    /// A directory says itself what it must hold; a file is held against `--root`.
    static func run(_ context: CommandContext) async throws {
        let path = try context.arguments.requiredArgument("BACKUP")
        let root = try context.arguments.digest("root")
        let isFile = try Self.isFile(path)
        if root != nil && !isFile {
            throw context.arguments.invalid(
                "root", root?.hex ?? "", expected: .described("for a directory, which says it"))
        }
        try isFile ? restoreFile(path, root, context) : restoreDirectory(path, context)
    }

    /// False for a directory.
    private static func isFile(_ path: String) throws(CommandFailure) -> Bool {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0 else {
            throw .fileUnreadable(path, reason: SystemText.last)
        }
        return facts.st_mode & S_IFMT != S_IFDIR
    }

    /// What it restored is told with its root: nobody but the caller knows which one it should be.
    private static func restoreFile(
        _ path: String, _ root: SHA256Digest?, _ context: CommandContext
    ) throws {
        let restored = try watched(context, total: nil) { progress in
            try LedgerBackup.restore(
                file: path, root: root, into: context.directory, progress: progress)
        }
        if context.isJSON {
            return try context.print { writer in
                writer.object { writer in
                    writer.member("size", restored.eventCount)
                    writer.member("root", restored.root.hex)
                }
            }
        }
        try tell(restored.eventCount, context)
        try context.print(StyledText("  Merkle root \(restored.root.hex)", .muted))
    }

    private static func restoreDirectory(_ path: String, _ context: CommandContext) throws {
        let backup = try LedgerBackup(at: path)
        _ = try watched(context, total: backup.size.rawValue) { progress in
            try backup.restore(into: context.directory, progress: progress)
        }
        if context.isJSON { return try context.print { backup.write(to: &$0) } }
        try tell(backup.size.rawValue, context)
    }

    /// Runs a restore under a progress bar for its checking; folding is not shown.
    private static func watched(
        _ context: CommandContext, total: Int64?,
        _ body: (@escaping @Sendable (VerificationStep) -> Void) throws -> VerifiedLog
    ) throws -> VerifiedLog {
        let bar = context.progress(
            .init(doing: "checking", done: "checked", unit: "events"), total: total.map { Int($0) })
        do {
            let result = try body { step in
                if step.phase == .log { bar.report(Int(step.done)) }
            }
            bar.finish(Int(result.eventCount))
            return result
        } catch {
            bar.abandon()
            throw error
        }
    }

    /// The last line of both.
    private static func tell(_ count: Int64, _ context: CommandContext) throws {
        try context.print(
            StyledText("✓ ", .good)
                + StyledText(
                    "\(Quantity.grouped(count)) events in \(context.directory.path), every hash "
                        + "follows"))
    }
}
