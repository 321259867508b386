import EventLog
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
            A backup holds people who were erased after it was made: erase them again in what is \
            restored from it.
            """,
        ],
        arguments: [ArgumentSpecification(name: "DIR", summary: "A new or empty directory")],
        examples: [
            CommandExample("onboard backup /backups/$(date +%F)", "Every night, from cron."),
            CommandExample("onboard restore /backups/2026-11-26 --data new", "And back."),
        ])

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

/// `onboard restore DIR --data NEW`: puts a backup into a new directory and checks it (L16).
enum RestoreCommand: Command {
    static let specification = CommandSpecification(
        name: "restore", group: CommandHeading.data,
        summary: "Put a backup into a new directory and check it",
        discussion: [
            """
            Copies what onboard backup made into the directory of --data, which must be new or \
            empty; recomputes every hash; makes the read models anew. Only then is it done.
            """
        ],
        arguments: [ArgumentSpecification(name: "DIR", summary: "What onboard backup made")],
        examples: [
            CommandExample(
                "onboard restore /backups/2026-11-26 --data new", "Then: onboard serve --data new")
        ])

    static func run(_ context: CommandContext) async throws {
        let backup = try LedgerBackup(at: try context.arguments.requiredArgument("DIR"))
        let bar = context.progress(
            .init(doing: "checking", done: "checked", unit: "events"),
            total: Int(backup.size.rawValue))
        do {
            try backup.restore(into: context.directory) { step in
                if step.phase == .log { bar.report(Int(step.done)) }
            }
            bar.finish(Int(backup.size.rawValue))
        } catch {
            bar.abandon()
            throw error
        }
        if context.isJSON { return try context.print { backup.write(to: &$0) } }
        let count = Quantity.grouped(backup.size.rawValue)
        try context.print(
            StyledText("✓ ", .good)
                + StyledText("\(count) events in \(context.directory.path), every hash follows"))
    }
}
