import EventLog
import OnboardingLedger

/// How a command writes: through the server that holds the directory, or by opening it itself.
enum WritingDoor {
    /// Another process has the directory and answers.
    case server(ControlClient)
    /// This process has it, and closes it at the end.
    case own(Ledger)

    /// A server that answers comes first; else the directory is opened. Where no ledger is, one is
    /// begun, and that is said: the directory may be a mistyped one.
    /// - Throws: `inUse` when somebody has it and does not answer.
    static func open(_ context: CommandContext, purpose: String) throws -> WritingDoor {
        if let server = ControlClient(context.directory) { return .server(server) }
        var options = LedgerOptions(directory: context.directory)
        // Who begins gets the variant that a server would give.
        options.variants = try Configuring.variants(context.settings)
        options.purpose = purpose
        let isThere = try context.directory.holdsLedger
        let ledger = try opened(options)
        if !isThere {
            context.err.line(
                StyledText("A new ledger was begun in \(context.directory.path).", .muted))
        }
        return .own(ledger)
    }

    /// - Throws: `inUse` by whom nothing can be asked, with what to do about that.
    private static func opened(_ options: LedgerOptions) throws(LogFailure) -> Ledger {
        do { return try Ledger(options) } catch {
            guard error.code == .inUse else { throw error }
            throw LogFailure(
                .inUse, error.explanation,
                hint: "It takes no commands now: it is starting, stopping or busy with one of its "
                    + "own. Try again in a moment.")
        }
    }

    /// As `open`, for what means something only to a ledger that is there.
    static func openExisting(_ context: CommandContext, purpose: String) throws -> WritingDoor {
        try context.directory.requireLedger()
        return try open(context, purpose: purpose)
    }

    /// Closes the ledger when it is ours.
    func close() {
        if case .own(let ledger) = self { ledger.close() }
    }
}
