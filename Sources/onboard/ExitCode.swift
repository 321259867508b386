/// How the process ends (contract section 8).
enum ExitCode: Int32, Sendable, CaseIterable {
    /// The command did what it was asked to.
    case done = 0
    /// The check or the command failed.
    case failed = 1
    /// What was typed or configured cannot be carried out as it stands.
    case usage = 2
    /// The ledger's files cannot be used, or not now.
    case storage = 3
}
